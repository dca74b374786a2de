"""Invitations that are due, in the database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import Connection, text

from backend.domain.ids import AddressId, AppointmentId, LocationId
from backend.domain.scheduling.invitations import VisitChanged
from backend.domain.scheduling.records import Change
from backend.store.addresses import USABLE

# Ids begin with the milliseconds of their making (UUID version 7), so the last lines are found by the primary key.
_DUE = text(f"""
    SELECT h.id, h.appointment_id, h.revision, h.change, h.location_id, h.starts_at, h.ends_at, a.id AS address
    FROM appointment_history h
    JOIN appointments v ON v.id = h.appointment_id
    JOIN addresses a ON a.conversation_id = v.conversation_id AND a.channel = :channel AND {USABLE}
    WHERE h.id > CAST(rpad(lpad(to_hex(CAST(extract(epoch FROM now() - CAST(:within AS interval)) * 1000 AS bigint)),
            12, '0'), 32, '0') AS uuid)
        AND h.change = ANY(:changes)
        AND NOT EXISTS (
            SELECT FROM appointment_history later WHERE later.appointment_id = h.appointment_id
                AND later.revision > h.revision AND later.change = ANY(:changes)
        )
        AND NOT EXISTS (
            SELECT FROM messages m WHERE m.provider = 'frontdesk'
                AND m.provider_id = 'invitation:' || replace(h.id::text, '-', '')
        )
    ORDER BY h.id, a.last_inbound_at DESC NULLS LAST LIMIT :limit
""")


class InvitationRepository:
    """Implements domain.scheduling.invitations.Invitations on one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def due(self, changes: Sequence[Change], channel: str, within: timedelta, limit: int) -> list[VisitChanged]:
        """Visits whose last such change is not older than that, and nobody was told of it on the channel."""
        values = {"changes": [str(change) for change in changes], "channel": channel, "within": within, "limit": limit}
        return [
            VisitChanged(
                line=row.id,
                appointment=AppointmentId(row.appointment_id),
                revision=row.revision,
                change=Change(row.change),
                location=LocationId(row.location_id),
                starts_at=row.starts_at,
                ends_at=row.ends_at,
                address=AddressId(row.address),
            )
            for row in self._connection.execute(_DUE, values)
        ]
