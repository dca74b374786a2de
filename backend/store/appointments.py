"""Appointments and their history in the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, text

from backend.domain.errors import Contended, NotFound, PatientBusy, SlotTaken
from backend.domain.identity.names import PersonName
from backend.domain.ids import (
    AppointmentId,
    ConversationId,
    KeyId,
    LocationId,
    PatientId,
    PractitionerId,
    ServiceId,
    SlotId,
)
from backend.domain.ports import Keyring, Vault, Where
from backend.domain.reminders.plan import Planned, Skip
from backend.domain.reminders.risk import Attended
from backend.domain.scheduling.lateness import minutes_of
from backend.domain.scheduling.records import (
    CALLED_OFF,
    Appointment,
    AppointmentStatus,
    Change,
    CommandKey,
    HistoryLine,
    NewAppointment,
    Visit,
)
from backend.domain.sensitive import Sensitive
from backend.identifiers import new_id
from backend.store.appointment_statements import BOOK, CHANGE, IN_THE_WAY, RESCHEDULE
from backend.store.idempotency import digest
from backend.store.names import opened_name

_READ: Final = """
    SELECT a.id, a.patient_id, p.number, p.data_key_id, p.name, a.service_id, a.practitioner_id, a.location_id,
        a.starts_at, a.ends_at, a.status, a.attendance, a.revision, a.reason, a.conversation_id
    FROM appointments a JOIN patients p ON p.id = a.patient_id
"""
_GET: Final = text(_READ + " WHERE a.id = :id")
_LOCK: Final = text(_READ + " WHERE a.id = :id FOR UPDATE OF a")
_LIST: Final = text(
    _READ
    + """
    WHERE (CAST(:everybody AS boolean) OR a.patient_id = ANY(:patients)) AND a.status = ANY(:statuses)
        AND (CAST(:start AS timestamptz) IS NULL OR a.ends_at > :start)
        AND (CAST(:after_id AS uuid) IS NULL OR (a.starts_at, a.id) > (:after_start, :after_id))
    ORDER BY a.starts_at, a.id LIMIT :limit
    """
)
_HISTORY: Final = text("""
    SELECT id, revision, change, status, practitioner_id, location_id, starts_at, ends_at, actor, reason, at
    FROM appointment_history WHERE appointment_id = :id ORDER BY revision
""")
# Where nobody notes who comes, a visit that is over and still booked was kept.
ATTENDED: Final = """
    count(*) AS over, count(*) FILTER (WHERE o.status = 'noshow') AS missed FROM appointments o
    WHERE o.starts_at >= :since AND o.starts_at < :now AND (o.ends_at <= :now OR o.status = 'noshow')
        AND o.status IN ('booked', 'arrived', 'checked-in', 'fulfilled', 'noshow')
"""
_ATTENDED: Final = text(f"SELECT {ATTENDED} AND o.patient_id = :patient")
_UNSEEN: Final = text("""
    SELECT id FROM appointments
    WHERE status = 'booked' AND ends_at > :after AND ends_at <= :before
        AND starts_at > CAST(:after AS timestamptz) - interval '1 day' AND starts_at < :before
    ORDER BY ends_at, id LIMIT :limit
""")
_LATE: Final = text("""
    SELECT DISTINCT ON (appointment_id) id, appointment_id, reason FROM appointment_history
    WHERE appointment_id = ANY(:ids) AND change = 'late' ORDER BY appointment_id, revision DESC
""")
_ATTENDANCE: Final = {
    Change.CONFIRMED: "confirmed",
    Change.UNABLE: "declined",
    Change.DECLINED: "declined",
    Change.LATE: "late",
}
_STATUS: Final = {
    Change.CANCELLED: AppointmentStatus.CANCELLED,
    Change.DECLINED: AppointmentStatus.CANCELLED,
    Change.ARRIVED: AppointmentStatus.ARRIVED,
    Change.FULFILLED: AppointmentStatus.FULFILLED,
    Change.NOSHOW: AppointmentStatus.NOSHOW,
    Change.CORRECTED: AppointmentStatus.BOOKED,
}
_NOBODY: Final = (None, None)


class AppointmentRepository:
    """Implements domain.scheduling.ports.Appointments on one transaction."""

    def __init__(self, connection: Connection, vault: Vault, keyring: Keyring) -> None:
        self._connection = connection
        self._vault = vault
        self._keyring = keyring

    def book(self, new: NewAppointment, hold: tuple[SlotId, str] | None, key: CommandKey) -> None:
        """Book a visit in place of the caller's own hold, if there is one; one statement, which keeps the key too.

        Raises SlotTaken, PatientBusy, Contended, or IdempotencyMismatch when the key was used before.
        """
        patient = new.patient
        values = {
            **_visit(new.visit, new.id, patient.number, hold, new.at),
            "patient": patient.id,
            "reason": self._seal("appointments", new.id, patient.key, new.reason),
            "conversation": new.conversation,
            "actor": new.actor,
            "scope": key.scope,
            "key": key.key,
            "hash": digest(self._vault, key),
            **_plan(new.planned),
        }
        if not self._connection.execute(BOOK, values).scalar_one():
            self._refuse(values)

    def reschedule(
        self,
        appointment: Appointment,
        visit: Visit,
        hold: tuple[SlotId, str] | None,
        actor: str,
        at: datetime,
        planned: Sequence[Planned] = (),
    ) -> None:
        """Move to another visit; the old time is freed only if the new one is got. Raises like `book`.

        What was planned for the old time is skipped, what is `planned` now comes in its place.
        """
        values = {
            **_visit(visit, appointment.id, appointment.patient_number, hold, at),
            "revision": appointment.revision + 1,
            "status": appointment.status,
            "actor": actor,
            "skip": Skip.MOVED,
            "opening": new_id(),
            "source": Change.RESCHEDULED,
            **_plan(planned),
        }
        if not self._connection.execute(RESCHEDULE, values).scalar_one():
            self._refuse(values)

    def record(
        self,
        appointment: Appointment,
        change: Change,
        *,
        actor: str,
        at: datetime,
        reason: Sensitive[str] | None = None,
        planned: Sequence[Planned] = (),
    ) -> Appointment:
        """Write down what is heard about a patient's coming; who will not come is taken off and the time is freed.

        What was planned for a visit that does not take place any more is skipped, `planned` comes in its place.
        """
        status = _STATUS.get(change, appointment.status)
        line = new_id()
        values: dict[str, Any] = {
            "id": appointment.id,
            "line": line,
            "revision": appointment.revision + 1,
            "status": status,
            "change": change,
            "attendance": _ATTENDANCE.get(change),
            "actor": actor,
            "at": at,
            "reason": self._seal("appointment_history", line, appointment.key, reason),
            "skip": _overtaken(appointment, change),
            "opening": new_id(),
            "source": change,
            **_plan(planned),
        }
        self._connection.execute(CHANGE, values)
        return replace(
            appointment,
            status=status,
            attendance=values["attendance"] or appointment.attendance,
            revision=appointment.revision + 1,
        )

    def get(self, id_: AppointmentId, *, lock: bool = False) -> Appointment:
        """An appointment, if asked for kept from changing until the transaction ends; raises NotFound."""
        row = self._connection.execute(_LOCK if lock else _GET, {"id": id_}).one_or_none()
        if row is None:
            raise NotFound("no such appointment")
        return self._record(row)

    def of_patients(
        self,
        patients: Sequence[PatientId],
        start: datetime | None,
        statuses: Sequence[AppointmentStatus],
        limit: int,
        after: tuple[datetime, AppointmentId] | None = None,
    ) -> list[Appointment]:
        """Patients' appointments that end after `start`, soonest first; none of patients given: of everybody."""
        after_start, after_id = after or _NOBODY
        values = {
            "everybody": not patients,
            "patients": list(patients),
            "statuses": [str(status) for status in statuses],
            "start": start,
            "limit": limit,
            "after_start": after_start,
            "after_id": after_id,
        }
        return [self._record(row) for row in self._connection.execute(_LIST, values)]

    def attended(self, patient: PatientId, since: datetime, now: datetime) -> Attended:
        """How many of a patient's visits since a moment are over, and how many of these were missed."""
        row = self._connection.execute(_ATTENDED, {"patient": patient, "since": since, "now": now}).one()
        return Attended(row.over, row.missed)

    def unseen(self, after: datetime, before: datetime, limit: int) -> list[AppointmentId]:
        """Visits that ended in between and are still booked: nobody noted whether the patient came."""
        rows = self._connection.execute(_UNSEEN, {"after": after, "before": before, "limit": limit})
        return [AppointmentId(id_) for id_ in rows.scalars()]

    def lateness(self, appointments: Sequence[Appointment]) -> dict[AppointmentId, int]:
        """How many minutes late those who said so will be, as far as they told."""
        late = {each.id: each.key for each in appointments if each.attendance == "late"}
        found: dict[AppointmentId, int] = {}
        for row in self._connection.execute(_LATE, {"ids": list(late)}) if late else ():
            reason = self._open("appointment_history", row.id, late[row.appointment_id], row.reason)
            minutes = minutes_of(reason.reveal() if reason else None)
            if minutes is not None:
                found[row.appointment_id] = minutes
        return found

    def history(self, appointment: Appointment) -> list[HistoryLine]:
        """Everything that happened to it, oldest first."""
        return [
            HistoryLine(
                revision=row.revision,
                change=Change(row.change),
                status=AppointmentStatus(row.status),
                practitioner=PractitionerId(row.practitioner_id),
                location=LocationId(row.location_id),
                starts_at=row.starts_at,
                ends_at=row.ends_at,
                actor=row.actor,
                at=row.at,
                reason=self._open("appointment_history", row.id, appointment.key, row.reason),
            )
            for row in self._connection.execute(_HISTORY, {"id": appointment.id})
        ]

    def _refuse(self, values: dict[str, Any]) -> None:
        """Say which of the two constraints was in the way."""
        found = self._connection.execute(IN_THE_WAY, values).one()
        if found.practitioner:
            raise SlotTaken("that time was just taken", field="start")
        if found.patient:
            raise PatientBusy("the patient already has an appointment at that time", field="start")
        raise Contended("whatever was in the way is gone again")

    def _record(self, row: Row[Any]) -> Appointment:
        key = KeyId(row.data_key_id)
        return Appointment(
            id=AppointmentId(row.id),
            patient=PatientId(row.patient_id),
            patient_number=row.number,
            key=key,
            name=self._name(row, key),
            service=ServiceId(row.service_id),
            practitioner=PractitionerId(row.practitioner_id),
            location=LocationId(row.location_id),
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            status=AppointmentStatus(row.status),
            attendance=row.attendance,
            revision=row.revision,
            reason=self._open("appointments", row.id, key, row.reason),
            conversation=None if row.conversation_id is None else ConversationId(row.conversation_id),
        )

    def _name(self, row: Row[Any], key: KeyId) -> PersonName:
        return opened_name(self._vault, self._keyring, row.name, PatientId(row.patient_id), key)

    def _seal(self, table: str, row: Any, key: KeyId, value: Sensitive[str] | None) -> bytes | None:
        if value is None:
            return None
        return self._vault.seal(self._keyring, value.reveal(), Where(table, "reason", row, key))

    def _open(self, table: str, row: Any, key: KeyId, sealed: bytes | None) -> Sensitive[str] | None:
        return None if sealed is None else self._vault.open(self._keyring, sealed, Where(table, "reason", row, key))


def _visit(
    visit: Visit, id_: AppointmentId, number: int, hold: tuple[SlotId, str] | None, at: datetime
) -> dict[str, Any]:
    held, holder = hold or _NOBODY
    return {
        "id": id_,
        "slot": new_id(),
        "line": new_id(),
        "hold": held,
        "holder": holder,
        "number": number,
        "service": visit.service,
        "practitioner": visit.practitioner,
        "location": visit.location,
        "starts_at": visit.starts_at,
        "ends_at": visit.ends_at,
        "busy_from": visit.busy_from,
        "busy_until": visit.busy_until,
        "at": at,
    }


def _overtaken(appointment: Appointment, change: Change) -> Skip | None:
    """Why what was planned before a change is not said any more; None when it still is."""
    if change in CALLED_OFF:
        return Skip.CANCELLED
    return Skip.NOT_MISSED if appointment.status is AppointmentStatus.NOSHOW else None


def _plan(planned: Sequence[Planned]) -> dict[str, Any]:
    return {
        "plan_ids": [new_id() for _ in planned],
        "plan_kinds": [one.kind for one in planned],
        "plan_anchors": [str(one.anchor) for one in planned],
        "plan_due": [one.due_at for one in planned],
        "plan_priorities": [int(one.priority) for one in planned],
        "plan_skips": [one.skip and str(one.skip) for one in planned],
    }
