"""What was offered in conversations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, insert, text

from backend.domain.ids import ConversationId, OfferId, SlotId
from backend.domain.scheduling.records import Offer
from backend.store.tables.booking import offers as table

_COLUMNS: Final = {
    "conversation": "conversation_id",
    "slot": "slot_id",
    "appointment": "appointment_id",
    "service": "service_id",
    "practitioner": "practitioner_id",
    "location": "location_id",
}
_NAMES: Final = tuple(field.name for field in fields(Offer))
_BATCH: Final = text("SELECT * FROM offers WHERE batch = :batch ORDER BY number")
# Batches are UUIDs of version 7: the greatest is the latest.
_LATEST: Final = text("""
    SELECT * FROM offers WHERE conversation_id = :conversation AND batch = (
        SELECT batch FROM offers WHERE conversation_id = :conversation ORDER BY batch DESC LIMIT 1
    ) ORDER BY number
""")
_RECENT: Final = text("""
    SELECT * FROM offers WHERE conversation_id = :conversation AND expires_at > :since ORDER BY batch, number
""")
_BY_TOKEN: Final = text("SELECT * FROM offers WHERE conversation_id = :conversation AND token = :token")
_CHOOSE: Final = text("""
    UPDATE offers SET chosen_at = :at, slot_id = :slot, expires_at = :expires_at WHERE id = :id
""")


_SWEEP: Final = text("""
    DELETE FROM offers WHERE id IN (SELECT id FROM offers WHERE expires_at < :before LIMIT :most)
""")


class OfferRepository:
    """Implements domain.scheduling.ports.Offers on one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, offers: Sequence[Offer]) -> None:
        """Keep a batch."""
        rows = [{_COLUMNS.get(name, name): getattr(offer, name) for name in _NAMES} for offer in offers]
        self._connection.execute(insert(table), rows)

    def batch(self, batch: OfferId) -> list[Offer]:
        """The offers of a batch by number."""
        return [_record(row) for row in self._connection.execute(_BATCH, {"batch": batch})]

    def latest(self, conversation: ConversationId) -> list[Offer]:
        """The last batch of a conversation by number; empty when nothing was offered."""
        return [_record(row) for row in self._connection.execute(_LATEST, {"conversation": conversation})]

    def recent(self, conversation: ConversationId, since: datetime) -> list[Offer]:
        """Everything offered that expires after a moment."""
        values = {"conversation": conversation, "since": since}
        return [_record(row) for row in self._connection.execute(_RECENT, values)]

    def sweep(self, before: datetime, most: int) -> int:
        """Remove offers that expired before a moment; how many there were."""
        return self._connection.execute(_SWEEP, {"before": before, "most": most}).rowcount

    def by_token(self, conversation: ConversationId, token: str) -> Offer | None:
        """The offer with a token, if it was made in that conversation."""
        row = self._connection.execute(_BY_TOKEN, {"conversation": conversation, "token": token}).one_or_none()
        return None if row is None else _record(row)

    def choose(self, offer: Offer, slot: SlotId, expires_at: datetime, at: datetime) -> Offer:
        """Mark an offer as chosen, on a slot held until `expires_at`."""
        self._connection.execute(_CHOOSE, {"id": offer.id, "slot": slot, "expires_at": expires_at, "at": at})
        return replace(offer, slot=slot, expires_at=expires_at, chosen_at=at)


def _record(row: Row[Any]) -> Offer:
    return Offer(**{name: getattr(row, _COLUMNS.get(name, name)) for name in _NAMES})
