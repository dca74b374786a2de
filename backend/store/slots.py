"""Slots: who is busy when, and holds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, text

from backend.domain.ids import LocationId, PatientId, PractitionerId, ServiceId, SlotId
from backend.domain.scheduling.free import Busy
from backend.domain.scheduling.minutes import DAY, Interval, moment_of
from backend.domain.scheduling.records import Hold, Visit

_BUSY: Final = text("""
    SELECT practitioner_id,
        floor(extract(epoch FROM lower(during)) / 60)::bigint, ceil(extract(epoch FROM upper(during)) / 60)::bigint
    FROM slots
    WHERE practitioner_id = ANY(:practitioners) AND lower(during) >= :start AND lower(during) < :end
        AND (expires_at IS NULL OR expires_at > :now)
""")
_PATIENT_BUSY: Final = text("""
    SELECT floor(extract(epoch FROM lower(s.visit)) / 60)::bigint, ceil(extract(epoch FROM upper(s.visit)) / 60)::bigint
    FROM slots s JOIN patients p ON p.number = s.patient_number
    WHERE p.id = ANY(:patients) AND lower(s.during) >= :start AND lower(s.during) < :end
""")
# Expired holds in the way go first; one that somebody else is removing right now is waited for by the insert.
_HOLD: Final = text("""
    WITH wanted AS (
        SELECT * FROM unnest(
            CAST(:ids AS uuid[]), CAST(:practitioners AS int[]), CAST(:services AS int[]), CAST(:locations AS int[]),
            CAST(:busy_from AS timestamptz[]), CAST(:busy_until AS timestamptz[]),
            CAST(:starts AS timestamptz[]), CAST(:ends AS timestamptz[])
        ) AS w(id, practitioner_id, service_id, location_id, busy_from, busy_until, starts_at, ends_at)
    ), expired AS (
        DELETE FROM slots WHERE id IN (
            SELECT s.id FROM slots s JOIN wanted w
                ON int4range(s.practitioner_id, s.practitioner_id, '[]')
                    && int4range(w.practitioner_id, w.practitioner_id, '[]')
                AND s.during && tstzrange(w.busy_from, w.busy_until)
            WHERE s.status = 'busy-tentative' AND s.expires_at <= :now FOR UPDATE OF s SKIP LOCKED
        ) RETURNING id
    )
    INSERT INTO slots (id, practitioner_id, service_id, location_id, during, visit, status, holder, expires_at)
    SELECT w.id, w.practitioner_id, w.service_id, w.location_id, tstzrange(w.busy_from, w.busy_until),
        tstzrange(w.starts_at, w.ends_at), 'busy-tentative', :holder, :expires_at
    FROM wanted w WHERE (SELECT count(*) FROM expired) >= 0
    ORDER BY w.practitioner_id, w.busy_from
    ON CONFLICT DO NOTHING RETURNING id
""")
_RELEASE: Final = text("DELETE FROM slots WHERE holder = :holder AND status = 'busy-tentative'")
_RELEASE_ONE: Final = text("DELETE FROM slots WHERE id = :id AND holder = :holder AND status = 'busy-tentative'")
_EXTEND: Final = text("""
    UPDATE slots SET expires_at = :expires_at WHERE id = :id AND holder = :holder AND status = 'busy-tentative'
""")
_FIND: Final = text("""
    SELECT id, holder, service_id, practitioner_id, location_id, lower(visit) AS starts_at, upper(visit) AS ends_at,
        lower(during) AS busy_from, upper(during) AS busy_until, expires_at
    FROM slots WHERE id = :id AND status = 'busy-tentative'
""")


# What is locked is being booked right now.
_SWEEP: Final = text("""
    DELETE FROM slots WHERE id IN (
        SELECT id FROM slots WHERE status = 'busy-tentative' AND expires_at < :before LIMIT :most
        FOR UPDATE SKIP LOCKED
    )
""")


class SlotRepository:
    """Implements domain.scheduling.ports.Slots on one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def busy(self, practitioners: Sequence[PractitionerId], window: Interval, now: datetime) -> Busy:
        """What is taken around a window, a day beyond it included; expired holds are not."""
        values = {"practitioners": list(practitioners), "now": now, **_around(window)}
        found: dict[PractitionerId, list[Interval]] = {}
        for practitioner, start, end in self._connection.execute(_BUSY, values):
            found.setdefault(practitioner, []).append((start, end))
        return found

    def patient_busy(self, patients: Sequence[PatientId], window: Interval) -> list[Interval]:
        """When patients have visits around a window."""
        values = {"patients": list(patients), **_around(window)}
        return [(start, end) for start, end in self._connection.execute(_PATIENT_BUSY, values)]

    def hold(
        self, visits: Sequence[tuple[SlotId, Visit]], holder: str, expires_at: datetime, now: datetime
    ) -> set[SlotId]:
        """Hold what can still be had; the ids that were got."""
        values = {
            "ids": [id_ for id_, _ in visits],
            "practitioners": [visit.practitioner for _, visit in visits],
            "services": [visit.service for _, visit in visits],
            "locations": [visit.location for _, visit in visits],
            "busy_from": [visit.busy_from for _, visit in visits],
            "busy_until": [visit.busy_until for _, visit in visits],
            "starts": [visit.starts_at for _, visit in visits],
            "ends": [visit.ends_at for _, visit in visits],
            "holder": holder,
            "expires_at": expires_at,
            "now": now,
        }
        return {SlotId(id_) for id_ in self._connection.execute(_HOLD, values).scalars()}

    def release(self, holder: str, slot: SlotId | None = None) -> int:
        """Give up all of a holder's holds, or one; how many there were."""
        if slot is None:
            return self._connection.execute(_RELEASE, {"holder": holder}).rowcount
        return self._connection.execute(_RELEASE_ONE, {"holder": holder, "id": slot}).rowcount

    def extend(self, slot: SlotId, holder: str, expires_at: datetime) -> bool:
        """Keep a hold for longer; False when it is gone."""
        values = {"id": slot, "holder": holder, "expires_at": expires_at}
        return self._connection.execute(_EXTEND, values).rowcount == 1

    def sweep(self, before: datetime, most: int) -> int:
        """Remove holds that expired before a moment; how many there were."""
        return self._connection.execute(_SWEEP, {"before": before, "most": most}).rowcount

    def find_hold(self, slot: SlotId) -> Hold | None:
        """A hold, expired or not; None when it is gone."""
        row = self._connection.execute(_FIND, {"id": slot}).one_or_none()
        return None if row is None else _hold(row)


def _hold(row: Row[Any]) -> Hold:
    return Hold(
        id=SlotId(row.id),
        holder=row.holder,
        visit=Visit(
            service=ServiceId(row.service_id),
            practitioner=PractitionerId(row.practitioner_id),
            location=LocationId(row.location_id),
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            busy_from=row.busy_from,
            busy_until=row.busy_until,
        ),
        expires_at=row.expires_at,
    )


def _around(window: Interval) -> dict[str, datetime]:
    """The bounds of what could touch the window: nothing in the table is longer than a day."""
    return {"start": moment_of(window[0] - DAY), "end": moment_of(window[1] + DAY)}
