"""Appointments: each change is one statement that moves the slot, the appointment and its history together.

The slot is inserted with ON CONFLICT DO NOTHING against the exclusion constraints, so that of any number of callers
one gets it and none deadlocks on it; everything else in the statement depends on that row. What the transaction
itself deleted (its own hold, an expired one, the appointment's old slot) is no conflict to PostgreSQL, provided that
it is deleted first: hence the WHERE that counts what was deleted and is always true. The command's key has no ON
CONFLICT: used a second time, it fails the whole statement.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, text

from backend.domain.errors import Contended, NotFound, PatientBusy, SlotTaken
from backend.domain.identity.names import PersonName
from backend.domain.ids import AppointmentId, KeyId, LocationId, PatientId, PractitionerId, ServiceId, SlotId
from backend.domain.ports import Keyring, Vault, Where
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
from backend.store.idempotency import digest
from backend.store.names import opened_name

_BOOK: Final = text("""
    WITH own AS (
        DELETE FROM slots WHERE id = :hold AND holder = :holder AND status = 'busy-tentative' RETURNING id
    ), expired AS (
        DELETE FROM slots WHERE id IN (
            SELECT id FROM slots
            WHERE int4range(practitioner_id, practitioner_id, '[]')
                    && int4range(CAST(:practitioner AS int), CAST(:practitioner AS int), '[]')
                AND during && tstzrange(:busy_from, :busy_until)
                AND status = 'busy-tentative' AND expires_at <= :at AND id IS DISTINCT FROM CAST(:hold AS uuid)
            FOR UPDATE SKIP LOCKED
        ) RETURNING id
    ), slot AS (
        INSERT INTO slots (id, practitioner_id, service_id, location_id, patient_number, during, visit, status,
            appointment_id)
        SELECT :slot, :practitioner, :service, :location, :number, tstzrange(:busy_from, :busy_until),
            tstzrange(:starts_at, :ends_at), 'busy', :id
        WHERE (SELECT count(*) FROM own) + (SELECT count(*) FROM expired) >= 0
        ON CONFLICT DO NOTHING RETURNING id
    ), appointment AS (
        INSERT INTO appointments (id, patient_id, service_id, practitioner_id, location_id, starts_at, ends_at, status,
            reason, conversation_id, created_at, updated_at)
        SELECT :id, :patient, :service, :practitioner, :location, :starts_at, :ends_at, 'booked', :reason,
            :conversation, :at, :at
        FROM slot
    ), line AS (
        INSERT INTO appointment_history (id, appointment_id, revision, change, status, practitioner_id, location_id,
            starts_at, ends_at, actor, at)
        SELECT :line, :id, 1, 'booked', 'booked', :practitioner, :location, :starts_at, :ends_at, :actor, :at FROM slot
    ), command AS (
        INSERT INTO idempotency (scope, key, request_hash, response)
        SELECT :scope, :key, :hash, jsonb_build_object('appointment', CAST(:id AS uuid)) FROM slot
    )
    SELECT count(*) FROM slot
""")
_RESCHEDULE: Final = text("""
    WITH own AS (
        DELETE FROM slots WHERE id = :hold AND holder = :holder AND status = 'busy-tentative' RETURNING id
    ), old AS (
        DELETE FROM slots WHERE appointment_id = :id RETURNING id
    ), expired AS (
        DELETE FROM slots WHERE id IN (
            SELECT id FROM slots
            WHERE int4range(practitioner_id, practitioner_id, '[]')
                    && int4range(CAST(:practitioner AS int), CAST(:practitioner AS int), '[]')
                AND during && tstzrange(:busy_from, :busy_until)
                AND status = 'busy-tentative' AND expires_at <= :at AND id IS DISTINCT FROM CAST(:hold AS uuid)
            FOR UPDATE SKIP LOCKED
        ) RETURNING id
    ), slot AS (
        INSERT INTO slots (id, practitioner_id, service_id, location_id, patient_number, during, visit, status,
            appointment_id)
        SELECT :slot, :practitioner, :service, :location, :number, tstzrange(:busy_from, :busy_until),
            tstzrange(:starts_at, :ends_at), 'busy', :id
        WHERE (SELECT count(*) FROM own) + (SELECT count(*) FROM old) + (SELECT count(*) FROM expired) >= 0
        ON CONFLICT DO NOTHING RETURNING id
    ), appointment AS (
        UPDATE appointments SET practitioner_id = :practitioner, location_id = :location, starts_at = :starts_at,
            ends_at = :ends_at, attendance = NULL, revision = :revision, updated_at = :at
        FROM slot WHERE appointments.id = :id
    ), line AS (
        INSERT INTO appointment_history (id, appointment_id, revision, change, status, practitioner_id, location_id,
            starts_at, ends_at, actor, at)
        SELECT :line, :id, :revision, 'rescheduled', :status, :practitioner, :location, :starts_at, :ends_at, :actor,
            :at
        FROM slot
    )
    SELECT count(*) FROM slot
""")
_IN_THE_WAY: Final = text("""
    SELECT
        EXISTS (
            SELECT FROM slots WHERE int4range(practitioner_id, practitioner_id, '[]')
                && int4range(CAST(:practitioner AS int), CAST(:practitioner AS int), '[]')
                AND during && tstzrange(:busy_from, :busy_until)
                AND appointment_id IS DISTINCT FROM CAST(:id AS uuid) AND (expires_at IS NULL OR expires_at > :at)
        ) AS practitioner,
        EXISTS (
            SELECT FROM slots WHERE int4range(patient_number, patient_number, '[]')
                && int4range(CAST(:number AS int), CAST(:number AS int), '[]') AND patient_number IS NOT NULL
                AND visit && tstzrange(:starts_at, :ends_at) AND appointment_id IS DISTINCT FROM CAST(:id AS uuid)
        ) AS patient
""")
_CHANGE: Final = text("""
    WITH gone AS (
        DELETE FROM slots WHERE appointment_id = :id AND CAST(:status AS text) = 'cancelled'
    ), line AS (
        INSERT INTO appointment_history (id, appointment_id, revision, change, status, practitioner_id, location_id,
            starts_at, ends_at, actor, reason, at)
        SELECT :line, id, :revision, :change, :status, practitioner_id, location_id, starts_at, ends_at, :actor,
            :reason, :at
        FROM appointments WHERE id = :id
    )
    UPDATE appointments SET status = :status, attendance = coalesce(:attendance, attendance), revision = :revision,
        updated_at = :at
    WHERE id = :id
""")
_READ: Final = """
    SELECT a.id, a.patient_id, p.number, p.data_key_id, p.name, a.service_id, a.practitioner_id, a.location_id,
        a.starts_at, a.ends_at, a.status, a.attendance, a.revision, a.reason
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
_ATTENDANCE: Final = {Change.CONFIRMED: "confirmed", Change.DECLINED: "declined", Change.LATE: "late"}
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
        }
        if not self._connection.execute(_BOOK, values).scalar_one():
            self._refuse(values)

    def reschedule(
        self, appointment: Appointment, visit: Visit, hold: tuple[SlotId, str] | None, actor: str, at: datetime
    ) -> None:
        """Move to another visit; the old time is freed only if the new one is got. Raises like `book`."""
        values = {
            **_visit(visit, appointment.id, appointment.patient_number, hold, at),
            "revision": appointment.revision + 1,
            "status": appointment.status,
            "actor": actor,
        }
        if not self._connection.execute(_RESCHEDULE, values).scalar_one():
            self._refuse(values)

    def record(
        self,
        appointment: Appointment,
        change: Change,
        *,
        actor: str,
        at: datetime,
        reason: Sensitive[str] | None = None,
    ) -> Appointment:
        """Write down what the patient says about coming; who will not come is taken off and the time is freed."""
        status = AppointmentStatus.CANCELLED if change in CALLED_OFF else appointment.status
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
        }
        self._connection.execute(_CHANGE, values)
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
        found = self._connection.execute(_IN_THE_WAY, values).one()
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
