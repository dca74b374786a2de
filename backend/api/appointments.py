"""Free times, holds, appointments and patients, for services of the clinic."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from backend.api import answers, requests, views
from backend.api.operations import Operations
from backend.api.pages import after_appointment, encoded
from backend.bootstrap import Frontdesk
from backend.domain.identity.names import PersonName
from backend.domain.ids import AppointmentId, PatientId, SlotId
from backend.domain.scheduling.records import Change, NewPatient
from backend.domain.sensitive import Sensitive
from backend.identifiers import parse_id
from backend.services.book_appointment import Booked
from backend.services.commands import Once
from backend.services.hold_slot import Wanted
from backend.services.patients import Contact
from backend.services.reschedule_appointment import MoveTo


def add_appointments(operations: Operations, frontdesk: Frontdesk) -> None:
    """Add the operations on appointments and what leads to them."""
    _add_times(operations, frontdesk)
    _add_reading(operations, frontdesk)
    _add_commands(operations, frontdesk)
    _add_marks(operations, frontdesk)
    _add_patients(operations, frontdesk)


def _add_times(operations: Operations, frontdesk: Frontdesk) -> None:
    def availability(query: requests.AvailabilityQuery) -> dict[str, Any]:
        """Free times of a service."""
        found = frontdesk.find_availability(
            query.service,
            practitioner=query.practitioner,
            location=query.location,
            start=query.start,
            end=query.end,
            limit=query.limit,
        )
        items = [views.free_time(found.directory, found.service, slot) for slot in found.slots]
        return {"items": items, "more": found.more}

    def hold_slot(body: requests.HoldRequest, key: str) -> dict[str, Any]:
        """Keep a time for five minutes."""
        wanted = Wanted(body.service, body.practitioner, body.location, body.start)
        held = frontdesk.hold_slot(wanted, body.holder, Once.of(key, hold=body.model_dump_json()))
        return views.hold(held.directory, held.hold)

    def get_hold(id: str) -> dict[str, Any]:  # noqa: A002  # the route's name for it
        """A hold that has not expired."""
        held = frontdesk.hold_slot.find(SlotId(parse_id(id)))
        return views.hold(held.directory, held.hold)

    def release_hold(id: str) -> None:  # noqa: A002
        """Give a hold up; harmless when it is gone."""
        frontdesk.hold_slot.release(SlotId(parse_id(id)))

    operations.add("GET /availability", availability, answers.Availability, query=requests.AvailabilityQuery)
    operations.add(
        "POST /holds", hold_slot, answers.Hold, body=requests.HoldRequest, status=HTTPStatus.CREATED, command=True
    )
    operations.add("GET /holds/<id>", get_hold, answers.Hold)
    operations.add("DELETE /holds/<id>", release_hold, status=HTTPStatus.NO_CONTENT)


def _add_reading(operations: Operations, frontdesk: Frontdesk) -> None:
    def appointments(query: requests.AppointmentsQuery) -> dict[str, Any]:
        """Appointments, soonest first."""
        now = frontdesk.clock.now()
        found = frontdesk.list_appointments(
            patient=PatientId(query.patient) if query.patient else None,
            start=query.from_,
            statuses=(query.status,) if query.status else (),
            limit=query.limit,
            after=after_appointment(query.cursor),
        )
        items = [
            views.appointment(found.directory, one, now, found.late.get(one.id), found.answers.get(one.id))
            for one in found.appointments
        ]
        last = found.appointments[-1] if found.more else None
        return {"items": items, "next": encoded(f"{last.starts_at.isoformat()}|{last.id.hex}") if last else None}

    def get_appointment(id: str) -> dict[str, Any]:  # noqa: A002
        """An appointment."""
        return _view(frontdesk, frontdesk.list_appointments.get(AppointmentId(parse_id(id))))

    def history(id: str) -> dict[str, Any]:  # noqa: A002
        """Everything that happened to an appointment."""
        found = frontdesk.list_appointments.history(AppointmentId(parse_id(id)))
        return {"items": [views.history_line(found.directory, line) for line in found.lines]}

    operations.add("GET /appointments", appointments, answers.Appointments, query=requests.AppointmentsQuery)
    operations.add("GET /appointments/<id>", get_appointment, answers.Appointment)
    operations.add("GET /appointments/<id>/history", history, answers.History)


def _add_commands(operations: Operations, frontdesk: Frontdesk) -> None:
    def book_appointment(body: requests.BookingRequest, key: str) -> dict[str, Any]:
        """Book a time, or what a hold keeps."""
        wanted: Wanted | SlotId
        if body.hold is not None:
            wanted = SlotId(body.hold)
        elif body.service and body.practitioner and body.location and body.start:
            wanted = Wanted(body.service, body.practitioner, body.location, body.start)
        once = Once.of(key, book=body.model_dump_json())
        reason = Sensitive(body.reason) if body.reason else None
        return _view(frontdesk, frontdesk.book_appointment(PatientId(body.patient), wanted, once, reason=reason))

    def reschedule_appointment(id: str, body: requests.MoveRequest, key: str) -> dict[str, Any]:  # noqa: A002
        """Move an appointment: the old time is freed only if the new one is got."""
        to: MoveTo | SlotId
        if body.hold is not None:
            to = SlotId(body.hold)
        elif body.start is not None:
            to = MoveTo(body.start, body.practitioner, body.location)
        once = Once.of(key, reschedule=id, body=body.model_dump_json())
        return _view(frontdesk, frontdesk.reschedule_appointment(AppointmentId(parse_id(id)), to, once))

    def cancel_appointment(id: str, body: requests.ReasonRequest, key: str) -> dict[str, Any]:  # noqa: A002
        """Call an appointment off."""
        once = Once.of(key, cancel=id, body=body.model_dump_json())
        reason = Sensitive(body.reason) if body.reason else None
        return _view(frontdesk, frontdesk.cancel_appointment(AppointmentId(parse_id(id)), once, reason=reason))

    operations.add(
        "POST /appointments",
        book_appointment,
        answers.Appointment,
        body=requests.BookingRequest,
        status=HTTPStatus.CREATED,
        command=True,
    )
    operations.add(
        "POST /appointments/<id>/reschedule",
        reschedule_appointment,
        answers.Appointment,
        body=requests.MoveRequest,
        command=True,
    )
    operations.add(
        "POST /appointments/<id>/cancel",
        cancel_appointment,
        answers.Appointment,
        body=requests.ReasonRequest,
        command=True,
    )


def _add_marks(operations: Operations, frontdesk: Frontdesk) -> None:
    """Staff note who came; each mark names the one it makes, and /undo takes the last one back."""

    def mark(id_: str, change: Change, key: str) -> dict[str, Any]:
        marked = frontdesk.attend(AppointmentId(parse_id(id_)), change, Once.of(key, mark=id_, as_=change))
        return _view(frontdesk, marked)

    def arrive(id: str, body: requests.Empty, key: str) -> dict[str, Any]:  # noqa: A002, ARG001
        """Note that the patient is here."""
        return mark(id, Change.ARRIVED, key)

    def fulfil(id: str, body: requests.Empty, key: str) -> dict[str, Any]:  # noqa: A002, ARG001
        """Note that the visit took place."""
        return mark(id, Change.FULFILLED, key)

    def miss(id: str, body: requests.Empty, key: str) -> dict[str, Any]:  # noqa: A002, ARG001
        """Note that the patient did not come; the clinic's follow-up is planned."""
        return mark(id, Change.NOSHOW, key)

    def undo(id: str, body: requests.Empty, key: str) -> dict[str, Any]:  # noqa: A002, ARG001
        """Take a wrong mark back: the visit is booked as before."""
        return mark(id, Change.CORRECTED, key)

    for name, view in (("arrive", arrive), ("fulfil", fulfil), ("miss", miss), ("undo", undo)):
        operations.add(f"POST /appointments/<id>/{name}", view, answers.Appointment, body=requests.Empty, command=True)


def _add_patients(operations: Operations, frontdesk: Frontdesk) -> None:
    def add_patient(body: requests.PatientRequest, key: str) -> dict[str, Any]:
        """Keep a new patient."""
        name = PersonName.of(body.given_name, body.family_name)
        birth_date = Sensitive(body.birth_date.isoformat()) if body.birth_date else None
        contacts = tuple(Contact(one.system, one.value.lower()) for one in body.contacts)
        once = Once.of(key, patient=body.model_dump_json())
        added = frontdesk.patients.add(NewPatient(name, birth_date, body.locale), contacts, once)
        return views.patient(added, frontdesk.attend.attended(added.id))

    def get_patient(id: str) -> dict[str, Any]:  # noqa: A002
        """A patient."""
        found = frontdesk.patients.get(PatientId(parse_id(id)))
        return views.patient(found, frontdesk.attend.attended(found.id))

    operations.add(
        "POST /patients",
        add_patient,
        answers.Patient,
        body=requests.PatientRequest,
        status=HTTPStatus.CREATED,
        command=True,
    )
    operations.add("GET /patients/<id>", get_patient, answers.Patient)


def _view(frontdesk: Frontdesk, booked: Booked) -> dict[str, Any]:
    return views.appointment(booked.directory, booked.appointment, frontdesk.clock.now(), booked.late, booked.answer)
