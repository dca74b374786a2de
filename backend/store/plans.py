"""Plans of visits that nobody planned when they were written, in the database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import Connection, text

from backend.domain.ids import AppointmentId, LocationId, NotificationId, PatientId, ServiceId
from backend.domain.reminders.missing import Ahead, Missing, Waiting
from backend.domain.scheduling.records import OPEN
from backend.identifiers import new_id

_AHEAD: Final = text("""
    SELECT v.id, v.patient_id, v.conversation_id, v.service_id, v.location_id, v.starts_at, v.time_revision,
        ARRAY(SELECT n.kind FROM notifications n WHERE n.appointment_id = v.id AND n.revision = v.time_revision
            ORDER BY n.id) AS kinds,
        ARRAY(SELECT CASE WHEN n.state = 'planned' AND n.reason IS NULL THEN n.id END FROM notifications n
            WHERE n.appointment_id = v.id AND n.revision = v.time_revision ORDER BY n.id) AS waiting,
        ARRAY(SELECT n.due_at FROM notifications n WHERE n.appointment_id = v.id AND n.revision = v.time_revision
            ORDER BY n.id) AS due
    FROM appointments v
    WHERE v.starts_at > :now AND v.status = ANY(:open) AND (v.starts_at, v.id) > (:after, :after_id)
    ORDER BY v.starts_at, v.id LIMIT :limit
""")
_ADD: Final = text("""
    INSERT INTO notifications (id, kind, anchor, appointment_id, revision, patient_id, conversation_id, due_at,
        priority, state, planned_at)
    SELECT t.id, t.kind, t.anchor, v.id, v.time_revision, v.patient_id, v.conversation_id, t.due_at, t.priority,
        'planned', :at
    FROM unnest(CAST(:ids AS uuid[]), CAST(:kinds AS text[]), CAST(:anchors AS text[]), CAST(:visits AS uuid[]),
            CAST(:revisions AS int[]), CAST(:due AS timestamptz[]), CAST(:priorities AS smallint[])
        ) AS t (id, kind, anchor, visit, revision, due_at, priority)
        JOIN appointments v ON v.id = t.visit AND v.time_revision = t.revision AND v.status = ANY(:open)
    ON CONFLICT (appointment_id, kind, revision) DO NOTHING
""")
_SHIFT: Final = text("""
    UPDATE notifications n SET due_at = t.due_at
    FROM unnest(CAST(:ids AS uuid[]), CAST(:due AS timestamptz[])) AS t (id, due_at)
    WHERE n.id = t.id AND n.state = 'planned' AND n.reason IS NULL
""")
_OPEN: Final = [str(status) for status in OPEN]


class PlanRepository:
    """Implements domain.reminders.missing.Plans on one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def ahead(self, now: datetime, after: tuple[datetime, AppointmentId] | None, limit: int) -> list[Ahead]:
        """Visits to come with what is planned for them, in the order of their times, from one on."""
        start, id_ = after or (now, AppointmentId(UUID(int=0)))
        values = {"now": now, "open": _OPEN, "after": start, "after_id": id_, "limit": limit}
        return [
            Ahead(
                id=AppointmentId(row.id),
                patient=PatientId(row.patient_id),
                service=ServiceId(row.service_id),
                location=LocationId(row.location_id),
                starts_at=row.starts_at,
                time_revision=row.time_revision,
                kinds=frozenset(row.kinds),
                waiting=tuple(
                    Waiting(NotificationId(id_), kind, due_at)
                    for id_, kind, due_at in zip(row.waiting, row.kinds, row.due, strict=True)
                    if id_ is not None
                ),
            )
            for row in self._connection.execute(_AHEAD, values)
        ]

    def add(self, missing: Sequence[Missing], at: datetime) -> None:
        """Plan what is missing, unless somebody did or moved the visit meanwhile."""
        values = {
            "ids": [new_id() for _ in missing],
            "kinds": [one.planned.kind for one in missing],
            "anchors": [str(one.planned.anchor) for one in missing],
            "visits": [one.visit.id for one in missing],
            "revisions": [one.visit.time_revision for one in missing],
            "due": [one.planned.due_at for one in missing],
            "priorities": [int(one.planned.priority) for one in missing],
            "at": at,
            "open": _OPEN,
        }
        self._connection.execute(_ADD, values)

    def shift(self, moved: Sequence[Waiting]) -> None:
        """Make what waits due at another time."""
        values = {"ids": [one.id for one in moved], "due": [one.due_at for one in moved]}
        self._connection.execute(_SHIFT, values)
