"""Conversations as browsers see them, in the database: what is at their address on the web, nothing sent elsewhere."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, text

from backend.domain.handoff.machine import ConversationState
from backend.domain.ids import ChoiceId, MessageId
from backend.domain.messaging.chat import Line, Look, Place, ShownButton
from backend.domain.messaging.delivery import DeliveryState, advance
from backend.domain.messaging.records import Author, Conversation
from backend.domain.messaging.turns import LINKED, NOT_LINKED
from backend.domain.ports import Vault, Where
from backend.domain.sensitive import Sensitive
from backend.store.keyring import KeyringRepository

_OUT_OF_SIGHT: Final = ("pending", "canceled", "undelivered", "failed")
_ANSWERED_BY_BOT: Final = (ConversationState.BOT.value, ConversationState.RESOLVED.value)
LATE_SECONDS: Final = 10.0
"""How much longer than it took to read what was said a transaction may take that says something."""

# What leaves late, or came here when another address failed, has a number that was passed long ago, but was touched.
_SINCE: Final = """
    SELECT m.id, m.seq, m.author, m.author_name, m.body, m.at, m.provider_id, d.state
    FROM messages m LEFT JOIN deliveries d ON d.message_id = m.id
    WHERE m.conversation_id = :conversation AND coalesce(d.address_id, m.address_id) = :address
        AND (d.state IS NULL OR d.state <> ALL(:out_of_sight)) AND (m.keyword IS NULL OR m.keyword <> ALL(:silent))
"""
_NEW = text(f"""
    {_SINCE} AND (m.seq > :seq OR d.updated_at > to_timestamp(:moment)) ORDER BY m.seq LIMIT :limit
""")
_LATEST = text(f"SELECT * FROM ({_SINCE} ORDER BY m.seq DESC LIMIT :limit) latest ORDER BY seq")
_STANDING = text("""
    SELECT extract(epoch FROM now()) AS moment, EXISTS (
        SELECT FROM messages m WHERE m.conversation_id = :conversation AND m.address_id = :address
            AND m.direction = 'inbound' AND m.processed_at IS NULL
    ) AS waits
""")
_BUTTONS = text("""
    SELECT c.id, c.message_id, c.label, c.used_by IS NULL AND c.expires_at > :at AND NOT EXISTS (
        SELECT FROM choices later WHERE later.conversation_id = c.conversation_id AND later.seq > c.seq
    ) AND NOT EXISTS (
        SELECT FROM choices used WHERE used.message_id = c.message_id AND used.used_by IS NOT NULL
    ) AS open
    FROM choices c WHERE c.message_id = ANY(:messages) ORDER BY c.message_id, c.position
""")
_LABEL = text("SELECT id, label FROM choices WHERE id = :id AND conversation_id = :conversation")
_UNSHOWN = text("""
    SELECT message_id FROM deliveries
    WHERE conversation_id = :conversation AND address_id = :address AND seq <= :until AND state = ANY(:behind)
    ORDER BY seq
""")


class ChatRepository:
    """Implements domain.messaging.chat.Chats on one transaction."""

    def __init__(self, connection: Connection, vault: Vault, keyring: KeyringRepository) -> None:
        self._connection = connection
        self._vault = vault
        self._keyring = keyring

    def look(self, conversation: Conversation, since: Place, at: datetime, limit: int) -> Look:
        """What was said to and from the address since a place, oldest first; from the beginning, the latest."""
        here = {"conversation": conversation.id, "address": conversation.address_id}
        standing = self._connection.execute(_STANDING, here).one()
        values = here | {"limit": limit, "out_of_sight": list(_OUT_OF_SIGHT), "silent": [LINKED, NOT_LINKED]}
        if since.seq:
            moment = since.moment - LATE_SECONDS if since.moment else float(standing.moment)
            rows = self._connection.execute(_NEW, values | {"seq": since.seq, "moment": moment}).all()
        else:
            rows = self._connection.execute(_LATEST, values).all()
        cut = len(rows) == limit and since.seq > 0
        place = Place(max([since.seq, *(row.seq for row in rows)]), since.moment if cut else float(standing.moment))
        awaited = bool(standing.waits) and conversation.state in _ANSWERED_BY_BOT
        return Look(tuple(self._lines(conversation, rows, at)), place, awaited)

    def label(self, conversation: Conversation, choice: ChoiceId) -> Sensitive[str] | None:
        """What a button of the conversation says; None when it has no such button."""
        row = self._connection.execute(_LABEL, {"id": choice, "conversation": conversation.id}).one_or_none()
        return None if row is None else self._label(conversation, row)

    def unshown(self, conversation: Conversation, until: int, state: DeliveryState) -> list[MessageId]:
        """Messages to the address up to a sequence number that are not known to have got as far as `state`."""
        behind = [one.value for one in DeliveryState if one not in _OUT_OF_SIGHT and advance(one, state) is not one]
        values = {"conversation": conversation.id, "address": conversation.address_id, "until": until}
        return [MessageId(id_) for id_ in self._connection.execute(_UNSHOWN, values | {"behind": behind}).scalars()]

    def _lines(self, conversation: Conversation, rows: Iterable[Row[Any]], at: datetime) -> list[Line]:
        rows = list(rows)
        buttons = self._buttons(conversation, [row.id for row in rows], at) if rows else {}
        return [
            Line(
                id=MessageId(row.id),
                seq=row.seq,
                author=Author(row.author),
                author_name=row.author_name,
                body=self._vault.open(self._keyring, row.body, Where("messages", "body", row.id, conversation.key)),
                at=row.at,
                provider_id=row.provider_id,
                delivery=DeliveryState(row.state) if row.state else None,
                buttons=tuple(buttons.get(row.id, ())),
            )
            for row in rows
        ]

    def _buttons(self, conversation: Conversation, messages: list[Any], at: datetime) -> dict[Any, list[ShownButton]]:
        found: dict[Any, list[ShownButton]] = {}
        for row in self._connection.execute(_BUTTONS, {"messages": messages, "at": at}):
            button = ShownButton(ChoiceId(row.id), self._label(conversation, row), bool(row.open))
            found.setdefault(row.message_id, []).append(button)
        return found

    def _label(self, conversation: Conversation, row: Row[Any]) -> Sensitive[str]:
        return self._vault.open(self._keyring, row.label, Where("choices", "label", row.id, conversation.key))
