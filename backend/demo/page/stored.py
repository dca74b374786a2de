"""The calendar of the telephone page, read from the clinic's own database."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Row, Select, and_, exists, func, null, or_, select
from sqlalchemy.dialects.postgresql import TSTZRANGE

from backend.demo.page.calendar import Column, Day, Entry, Mark, Shift, Visit
from backend.domain.ids import KeyId, LocationId, PatientId, PractitionerId
from backend.domain.ports import Clock, Vault
from backend.domain.scheduling.clinic import Directory
from backend.domain.scheduling.hours import working_day
from backend.domain.scheduling.minutes import moment_of
from backend.store.database import Database
from backend.store.names import opened_name
from backend.store.tables.booking import appointment_history, appointments, slots
from backend.store.tables.patients import patients
from backend.store.transaction import Transaction

UPCOMING = 100
OFFERED_BY = "opening:"  # the holder of times that are offered to those who wait
_MARKS: dict[str | None, Mark] = {
    "confirmed": "confirmed",
    "declined": "declined",
    "late": "late",
    "arrived": "arrived",
    "checked-in": "arrived",
    "noshow": "noshow",
}
NAMES_KEPT = 2000
LONGEST_SLOT = timedelta(days=1)
FURTHEST_ZONE = timedelta(hours=14)


class StoredCalendar:
    """Implements Calendar. Names are opened once and kept, shortened, while their ciphertext stays the same."""

    def __init__(self, database: Database, vault: Vault, clock: Clock) -> None:
        self._database = database
        self._vault = vault
        self._clock = clock
        self._names: dict[tuple[UUID, bytes], str] = {}

    def __call__(self, on: date | None) -> Day:
        """The day; None is today in the clinic's zone."""
        now = self._clock.now()
        with self._database.transaction() as transaction:
            directory = transaction.directory.current()
            day = on or now.astimezone(ZoneInfo(directory.clinic.zone)).date()
            taken = transaction.connection.execute(_taken(_around(day), now)).all()
            declined = transaction.connection.execute(_declined(day)).all()
            coming = transaction.connection.execute(_taken(_to_come(now), now).limit(UPCOMING)).all()
            names = self._shortened([*taken, *declined, *coming], transaction)
        return Day(
            clinic=directory.clinic.name,
            on=day,
            now=now,
            columns=tuple(_columns(directory, day, [*declined, *taken], names)),
            upcoming=tuple(_visit(directory, row, names) for row in coming),
        )

    def _shortened(self, rows: Iterable[Row[Any]], transaction: Transaction) -> dict[UUID, str]:
        if len(self._names) > NAMES_KEPT:
            self._names.clear()
        found: dict[UUID, str] = {}
        for row in rows:
            if row.patient_id is None:
                continue
            key = (row.patient_id, bytes(row.name))
            if key not in self._names:
                person, data_key = PatientId(row.patient_id), KeyId(row.data_key_id)
                self._names[key] = opened_name(self._vault, transaction.keyring, row.name, person, data_key).short
            found[row.patient_id] = self._names[key]
        return found


def _taken(which: ColumnElement[bool], now: datetime) -> Select[Any]:
    """Slots that are taken at the moment, with whose they are: what is booked, then what is held, the soonest first."""
    return (
        select(
            slots.c.id,
            slots.c.practitioner_id,
            slots.c.service_id,
            slots.c.location_id,
            slots.c.visit,
            slots.c.appointment_id,
            slots.c.holder,
            appointments.c.status,
            appointments.c.attendance,
            appointments.c.conversation_id,
            appointments.c.patient_id,
            patients.c.name,
            patients.c.data_key_id,
        )
        .select_from(
            slots.outerjoin(appointments, appointments.c.id == slots.c.appointment_id).outerjoin(
                patients, patients.c.id == appointments.c.patient_id
            )
        )
        .where(which, or_(slots.c.expires_at.is_(None), slots.c.expires_at > now))
        .order_by(slots.c.appointment_id.is_(None), func.lower(slots.c.during), slots.c.id)
    )


def _declined(on: date) -> Select[Any]:
    """Visits around the day that their patients called off by message: their time is free again."""
    by_message = exists().where(
        appointment_history.c.appointment_id == appointments.c.id,
        appointment_history.c.revision == appointments.c.revision,
        appointment_history.c.actor.like("conversation:%"),
    )
    midnight = datetime.combine(on, time(), UTC)
    begins = appointments.c.starts_at
    return (
        select(
            appointments.c.id,
            appointments.c.practitioner_id,
            appointments.c.service_id,
            appointments.c.location_id,
            func.tstzrange(begins, appointments.c.ends_at, type_=TSTZRANGE).label("visit"),
            appointments.c.id.label("appointment_id"),
            null().label("holder"),
            appointments.c.status,
            appointments.c.attendance,
            appointments.c.conversation_id,
            appointments.c.patient_id,
            patients.c.name,
            patients.c.data_key_id,
        )
        .select_from(appointments.join(patients, patients.c.id == appointments.c.patient_id))
        .where(
            appointments.c.status == "cancelled",
            by_message,
            begins >= midnight - FURTHEST_ZONE,
            begins < midnight + timedelta(days=1) + FURTHEST_ZONE,
        )
        .order_by(begins, appointments.c.id)
    )


def _around(on: date) -> ColumnElement[bool]:
    """Slots that touch the day, wherever on earth it is that day."""
    midnight = datetime.combine(on, time(), UTC)
    begins = func.lower(slots.c.during)
    return and_(
        begins >= midnight - FURTHEST_ZONE - LONGEST_SLOT, begins < midnight + timedelta(days=1) + FURTHEST_ZONE
    )


def _to_come(now: datetime) -> ColumnElement[bool]:
    """What telephones have to come: visits booked in a conversation, and whatever is held."""
    ours = or_(slots.c.appointment_id.is_(None), appointments.c.conversation_id.is_not(None))
    return and_(ours, func.lower(slots.c.during) >= now)


def _columns(directory: Directory, on: date, taken: Iterable[Row[Any]], names: dict[UUID, str]) -> Iterable[Column]:
    entries: dict[tuple[int, int], list[Entry]] = {}
    for row in taken:
        zone = ZoneInfo(directory.location_of[row.location_id].zone)
        if row.visit.lower.astimezone(zone).date() == on:
            key = (row.location_id, row.practitioner_id)
            entries.setdefault(key, []).append(_entry(directory, row, names))
    pairs = {(location, practitioner) for practitioner, location in directory.shifts_of} | entries.keys()
    for location, practitioner in sorted(pairs):
        place = directory.location_of[location]
        hours = working_day(directory, PractitionerId(practitioner), LocationId(location), on.toordinal())
        booked = tuple(entries.get((location, practitioner), ()))
        if hours or booked:
            yield Column(
                practitioner=directory.practitioner_of[practitioner].name,
                location=place.name,
                zone=place.zone,
                hours=tuple(Shift(moment_of(starts), moment_of(ends)) for starts, ends in hours),
                entries=booked,
            )


def _entry(directory: Directory, row: Row[Any], names: dict[UUID, str]) -> Entry:
    return Entry(
        id=str(row.appointment_id or row.id),
        start=row.visit.lower,
        end=row.visit.upper,
        status=_status(row),
        service=directory.service_of[row.service_id].name,
        patient=names.get(row.patient_id),
        by_text=row.conversation_id is not None,
        mark=_MARKS.get(row.status) or _MARKS.get(row.attendance),
    )


def _status(row: Row[Any]) -> Literal["booked", "held", "offered", "declined"]:
    if row.appointment_id is None:
        return "offered" if row.holder.startswith(OFFERED_BY) else "held"
    return "declined" if row.status == "cancelled" else "booked"


def _visit(directory: Directory, row: Row[Any], names: dict[UUID, str]) -> Visit:
    place = directory.location_of[row.location_id]
    return Visit(
        id=str(row.appointment_id or row.id),
        start=row.visit.lower,
        end=row.visit.upper,
        zone=place.zone,
        service=directory.service_of[row.service_id].name,
        practitioner=directory.practitioner_of[row.practitioner_id].name,
        location=place.name,
        patient=names.get(row.patient_id),
        status="held" if row.appointment_id is None else "booked",
    )
