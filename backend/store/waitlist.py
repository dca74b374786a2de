"""Who waits, in the database; and what was looked for in conversations."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, text

from backend.domain.errors import NotFound
from backend.domain.ids import (
    AppointmentId,
    ConversationId,
    EntryId,
    LocationId,
    PatientId,
    PractitionerId,
    ServiceId,
)
from backend.domain.messaging.caps import STARTED
from backend.domain.scheduling.records import Searched
from backend.domain.waitlist.records import Entry, EntryState, Wishes

OPEN_VISIT: Final = "IN ('proposed', 'pending', 'booked')"
MET_OTHERWISE: Final = f"""(w.appointment_id IS NULL AND EXISTS (
    SELECT FROM appointments b WHERE b.patient_id = w.patient_id AND b.service_id = w.service_id
        AND b.created_at > w.joined_at AND b.status {OPEN_VISIT}
))"""
"""Whoever waits has booked by themselves meanwhile."""

_JOIN: Final = text("""
    INSERT INTO waitlist (id, patient_id, conversation_id, service_id, practitioner_id, location_id, appointment_id,
        from_at, until_at, weekdays, minute_from, minute_until, notice_minutes, priority, state, joined_at, changed_at,
        changed_by)
    VALUES (:id, :patient, :conversation, :service, :practitioner, :location, :appointment, :from_at, :until_at,
        CAST(:weekdays AS smallint[]), :minute_from, :minute_until, :notice, :priority, 'waiting', :at, :at, :by)
    ON CONFLICT (patient_id, service_id, appointment_id) WHERE state = 'waiting' DO UPDATE SET
        conversation_id = coalesce(excluded.conversation_id, waitlist.conversation_id),
        practitioner_id = excluded.practitioner_id, location_id = excluded.location_id, from_at = excluded.from_at,
        until_at = excluded.until_at, weekdays = excluded.weekdays, minute_from = excluded.minute_from,
        minute_until = excluded.minute_until, notice_minutes = excluded.notice_minutes,
        priority = greatest(waitlist.priority, excluded.priority), changed_at = excluded.changed_at,
        changed_by = excluded.changed_by
    RETURNING *
""")
_GET: Final = text("SELECT * FROM waitlist WHERE id = :id")
_LOCK: Final = text("SELECT * FROM waitlist WHERE id = :id FOR UPDATE")
_LIST: Final = text("""
    SELECT w.* FROM waitlist w
    WHERE (CAST(:state AS text) IS NULL OR w.state = :state)
        AND (CAST(:everybody AS boolean) OR w.patient_id = ANY(CAST(:patients AS uuid[]))
            OR w.conversation_id = CAST(:conversation AS uuid))
        AND (CAST(:after AS uuid) IS NULL OR (-w.priority, w.joined_at, w.id) > (
            SELECT -a.priority, a.joined_at, a.id FROM waitlist a WHERE a.id = :after
        ))
    ORDER BY w.priority DESC, w.joined_at, w.id LIMIT :limit
""")
_SETTLE: Final = text("""
    UPDATE waitlist SET state = :state, changed_at = :at, changed_by = :by WHERE id = :id AND state = 'waiting'
""")
_SET_PRIORITY: Final = text("""
    UPDATE waitlist SET priority = :priority, changed_at = :at, changed_by = :by WHERE id = :id
""")
_EXPIRE: Final = text(f"""
    UPDATE waitlist w SET state = CASE WHEN {MET_OTHERWISE} THEN 'booked' ELSE 'expired' END, changed_at = :now,
        changed_by = 'system'
    WHERE w.state = 'waiting' AND (
        w.until_at <= :now OR {MET_OTHERWISE} OR (w.appointment_id IS NOT NULL AND NOT EXISTS (
            SELECT FROM appointments a WHERE a.id = w.appointment_id AND a.status {OPEN_VISIT} AND a.starts_at > :now
        ))
    )
""")
_STARTED: Final = text("""
    SELECT at FROM messages WHERE conversation_id = :conversation AND direction = 'outbound'
        AND purpose = ANY(:purposes) AND at > :since
""")
_KEEP: Final = text("""
    INSERT INTO last_searches (conversation_id, service_id, practitioner_id, location_id, appointment_id, windows, at)
    VALUES (:conversation, :service, :practitioner, :location, :appointment, CAST(:windows AS jsonb), :at)
    ON CONFLICT (conversation_id) DO UPDATE SET service_id = excluded.service_id,
        practitioner_id = excluded.practitioner_id, location_id = excluded.location_id,
        appointment_id = excluded.appointment_id, windows = excluded.windows, at = excluded.at
""")
_LAST: Final = text("SELECT * FROM last_searches WHERE conversation_id = :conversation AND at > :since")


class WaitlistRepository:
    """Implements domain.waitlist.ports.Waitlist on one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def join(self, entry: Entry) -> Entry:
        """Keep an entry; whoever waits for the same already changes the wishes and keeps the place."""
        wishes = entry.wishes
        values = {
            "id": entry.id,
            "patient": entry.patient,
            "conversation": entry.conversation,
            "service": wishes.service,
            "practitioner": wishes.practitioner,
            "location": wishes.location,
            "appointment": wishes.appointment,
            "from_at": wishes.from_at,
            "until_at": entry.until_at,
            "weekdays": None if wishes.weekdays is None else sorted(wishes.weekdays),
            "minute_from": wishes.minutes[0],
            "minute_until": wishes.minutes[1],
            "notice": wishes.notice,
            "priority": entry.priority,
            "at": entry.joined_at,
            "by": entry.changed_by,
        }
        return entry_of(self._connection.execute(_JOIN, values).one())

    def get(self, id_: EntryId, *, lock: bool = False) -> Entry:
        """An entry, if asked for kept from changing until the transaction ends; raises NotFound."""
        row = self._connection.execute(_LOCK if lock else _GET, {"id": id_}).one_or_none()
        if row is None:
            raise NotFound("nobody waits under that id")
        return entry_of(row)

    def listed(
        self, state: EntryState | None, patients: Sequence[PatientId], after: EntryId | None, limit: int
    ) -> list[Entry]:
        """Entries in the order in which they are asked; none of patients given: everybody's."""
        values = {
            "state": state,
            "everybody": not patients,
            "patients": list(patients),
            "conversation": None,
            "after": after,
            "limit": limit,
        }
        return [entry_of(row) for row in self._connection.execute(_LIST, values)]

    def waiting_in(self, conversation: ConversationId, patients: Sequence[PatientId]) -> Sequence[Entry]:
        """Who waits of those who joined in a conversation, or for whom it speaks."""
        values = {
            "state": EntryState.WAITING,
            "everybody": False,
            "patients": list(patients),
            "conversation": conversation,
            "after": None,
            "limit": 100,
        }
        return [entry_of(row) for row in self._connection.execute(_LIST, values)]

    def settle(self, id_: EntryId, state: EntryState, at: datetime, by: str) -> bool:
        """End somebody's waiting; False when it had ended."""
        return self._connection.execute(_SETTLE, {"id": id_, "state": state, "at": at, "by": by}).rowcount == 1

    def set_priority(self, id_: EntryId, priority: int, at: datetime, by: str) -> None:
        """Rank somebody before others, or after."""
        self._connection.execute(_SET_PRIORITY, {"id": id_, "priority": priority, "at": at, "by": by})

    def expire(self, now: datetime) -> int:
        """End the waiting of whoever's wish is over or was met otherwise; how many that were."""
        return self._connection.execute(_EXPIRE, {"now": now}).rowcount

    def started(self, conversation: ConversationId, since: datetime) -> Sequence[datetime]:
        """When we wrote to a conversation of our own accord."""
        values = {"conversation": conversation, "purposes": [str(one) for one in STARTED], "since": since}
        return list(self._connection.execute(_STARTED, values).scalars())


class SearchRepository:
    """Implements domain.scheduling.ports.Searches on one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def keep(self, searched: Searched) -> None:
        """Keep it in place of what was looked for before."""
        values = {
            "conversation": searched.conversation,
            "service": searched.service,
            "practitioner": searched.practitioner,
            "location": searched.location,
            "appointment": searched.appointment,
            "windows": json.dumps([[edge and edge.isoformat() for edge in window] for window in searched.windows]),
            "at": searched.at,
        }
        self._connection.execute(_KEEP, values)

    def last(self, conversation: ConversationId, since: datetime) -> Searched | None:
        """What was looked for last; None when that was before a moment, or never."""
        row = self._connection.execute(_LAST, {"conversation": conversation, "since": since}).one_or_none()
        if row is None:
            return None
        return Searched(
            conversation=ConversationId(row.conversation_id),
            service=ServiceId(row.service_id),
            practitioner=None if row.practitioner_id is None else PractitionerId(row.practitioner_id),
            location=None if row.location_id is None else LocationId(row.location_id),
            appointment=None if row.appointment_id is None else AppointmentId(row.appointment_id),
            windows=tuple((_moment(start), _moment(end)) for start, end in row.windows),
            at=row.at,
        )


def entry_of(row: Row[Any]) -> Entry:
    """An entry of a row of the table."""
    return Entry(
        id=EntryId(row.id),
        patient=PatientId(row.patient_id),
        conversation=None if row.conversation_id is None else ConversationId(row.conversation_id),
        wishes=Wishes(
            service=ServiceId(row.service_id),
            practitioner=None if row.practitioner_id is None else PractitionerId(row.practitioner_id),
            location=None if row.location_id is None else LocationId(row.location_id),
            appointment=None if row.appointment_id is None else AppointmentId(row.appointment_id),
            from_at=row.from_at,
            until_at=row.until_at,
            weekdays=None if row.weekdays is None else frozenset(row.weekdays),
            minutes=(row.minute_from, row.minute_until),
            notice=row.notice_minutes,
        ),
        until_at=row.until_at,
        priority=row.priority,
        state=EntryState(row.state),
        joined_at=row.joined_at,
        changed_at=row.changed_at,
        changed_by=row.changed_by,
    )


def _moment(written: str | None) -> datetime | None:
    return None if written is None else datetime.fromisoformat(written)
