"""What a conversation may ask for: the dialogue's actions know nobody's number and no patient they did not get here."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from flask import Response

from backend.api import answers, requests, views
from backend.api.errors import from_error
from backend.api.operations import Operations
from backend.api.people import person_of
from backend.bootstrap import Frontdesk
from backend.domain.errors import NotFound, OfferExpired, PolicyRefusal, SlotTaken
from backend.domain.ids import AppointmentId, ConversationId
from backend.domain.sensitive import Sensitive
from backend.identifiers import parse_id
from backend.services.book_appointment import Booked
from backend.services.choose_offer import Choice, Chosen
from backend.services.commands import Once
from backend.services.offer_slots import Asked, Offered

type Json = dict[str, Any]


def add_conversations(operations: Operations, frontdesk: Frontdesk) -> None:
    """Add the operations of a conversation."""
    _add_reading(operations, frontdesk)
    _add_offers(operations, frontdesk)
    _add_booking(operations, frontdesk)
    _add_answers(operations, frontdesk)


def _add_reading(operations: Operations, frontdesk: Frontdesk) -> None:
    def conversation(id: str) -> Json:  # noqa: A002  # the route's name for it
        """Who writes, as far as their number tells."""
        directory, who = frontdesk.patients.speaking(_conversation(id))
        return {
            "id": who.conversation.id.hex,
            "channel": who.conversation.channel,
            "locale": who.conversation.locale,
            "zone": directory.clinic.zone,
            "state": str(who.conversation.state),
            "level": str(who.level),
            "patients": [views.patient_of_visit(patient) for patient in who.patients],
            "clinic": views.clinic(directory),
            "greeting_known": len(who.patients) == 1,
        }

    def own_appointments(id: str) -> Json:  # noqa: A002
        """The upcoming appointments of whoever the conversation speaks for, at most ten."""
        now = frontdesk.clock.now()
        found = frontdesk.list_appointments.own(_conversation(id))
        return {"items": [views.appointment(found.directory, one, now) for one in found.appointments]}

    operations.add("GET /conversations/<id>", conversation, answers.Conversation)
    operations.add("GET /conversations/<id>/appointments", own_appointments, answers.OwnAppointments)


def _add_offers(operations: Operations, frontdesk: Frontdesk) -> None:
    def offer_slots(id: str, body: requests.OffersRequest, key: str) -> Json:  # noqa: A002
        """Offer at most three times, each held for five minutes."""
        asked = Asked(
            service=body.service,
            practitioner=body.practitioner,
            location=body.location,
            exclude_practitioners=tuple(body.exclude_practitioners),
            windows=tuple((window.start, window.end) for window in body.windows),
            after_previous=body.after_previous,
            appointment=AppointmentId(body.appointment) if body.appointment else None,
        )
        return _offers(frontdesk.offer_slots(_conversation(id), asked, Once.of(key, offer=body.model_dump_json())))

    def choose_offer(id: str, body: requests.ChoiceRequest, key: str) -> Json | Response:  # noqa: A002
        """Keep one of the offered times."""
        window = (body.window.start, body.window.end) if body.window else None
        choice = Choice(body.number, body.token, window)
        once = Once.of(key, choose=body.model_dump_json())
        return _or_fresh_offers(
            frontdesk,
            id,
            body.token,
            lambda: _chosen(frontdesk.choose_offer(_conversation(id), choice, once)),
        )

    operations.add(
        "POST /conversations/<id>/offers", offer_slots, answers.Offers, body=requests.OffersRequest, command=True
    )
    operations.add(
        "POST /conversations/<id>/offers/choose",
        choose_offer,
        answers.Chosen,
        body=requests.ChoiceRequest,
        command=True,
    )


def _add_booking(operations: Operations, frontdesk: Frontdesk) -> None:
    def book_offer(id: str, body: requests.OfferedBookingRequest, key: str) -> Json | Response:  # noqa: A002
        """Book an offered time."""
        once = Once.of(key, book=body.model_dump_json())
        reason = Sensitive(body.reason) if body.reason else None
        who = person_of(body.patient, body.relationship)
        return _or_fresh_offers(
            frontdesk,
            id,
            body.token,
            lambda: _view(
                frontdesk,
                frontdesk.book_appointment.offered(_conversation(id), body.token, who, once, reason=reason),
            ),
        )

    def move_to_offer(id: str, appointment: str, body: requests.OfferedMoveRequest, key: str) -> Json | Response:  # noqa: A002
        """Move an appointment to an offered time."""
        once = Once.of(key, reschedule=appointment, body=body.model_dump_json())
        own = AppointmentId(parse_id(appointment))
        return _or_fresh_offers(
            frontdesk,
            id,
            body.token,
            lambda: _view(
                frontdesk, frontdesk.reschedule_appointment.offered(_conversation(id), own, body.token, once)
            ),
        )

    operations.add(
        "POST /conversations/<id>/appointments",
        book_offer,
        answers.Appointment,
        body=requests.OfferedBookingRequest,
        status=HTTPStatus.CREATED,
        command=True,
    )
    operations.add(
        "POST /conversations/<id>/appointments/<appointment>/reschedule",
        move_to_offer,
        answers.Appointment,
        body=requests.OfferedMoveRequest,
        command=True,
    )


def _add_answers(operations: Operations, frontdesk: Frontdesk) -> None:
    def cancel_own(id: str, appointment: str, body: requests.ReasonRequest, key: str) -> Json:  # noqa: A002
        """Call an appointment off."""
        once = Once.of(key, cancel=appointment, body=body.model_dump_json())
        reason = Sensitive(body.reason) if body.reason else None
        own = AppointmentId(parse_id(appointment))
        return _view(frontdesk, frontdesk.cancel_appointment.own(_conversation(id), own, once, reason=reason))

    def confirm_attendance(id: str, appointment: str, body: requests.Empty, key: str) -> Json:  # noqa: A002
        """The patient will come."""
        once = Once.of(key, confirm=appointment, body=body.model_dump_json())
        own = AppointmentId(parse_id(appointment))
        return _view(frontdesk, frontdesk.confirm_attendance(_conversation(id), own, once))

    def decline_attendance(id: str, appointment: str, body: requests.Empty, key: str) -> Json:  # noqa: A002
        """The patient will not come: the appointment is cancelled."""
        once = Once.of(key, decline=appointment, body=body.model_dump_json())
        own = AppointmentId(parse_id(appointment))
        return _view(frontdesk, frontdesk.decline_attendance(_conversation(id), own, once))

    def report_late(id: str, appointment: str, body: requests.LateRequest, key: str) -> Json:  # noqa: A002
        """The patient comes, but late."""
        once = Once.of(key, late=appointment, body=body.model_dump_json())
        own = AppointmentId(parse_id(appointment))
        return _view(frontdesk, frontdesk.report_late(_conversation(id), own, once, minutes=body.minutes))

    route = "POST /conversations/<id>/appointments/<appointment>/"
    for name, view, body in (
        ("cancel", cancel_own, requests.ReasonRequest),
        ("confirm", confirm_attendance, requests.Empty),
        ("decline", decline_attendance, requests.Empty),
        ("late", report_late, requests.LateRequest),
    ):
        operations.add(route + name, view, answers.Appointment, body=body, command=True)


def _or_fresh_offers(
    frontdesk: Frontdesk, conversation: str, token: str | None, command: Callable[[], Json]
) -> Json | Response:
    """What a command answers; when somebody else was faster, the problem with fresh offers in it."""
    try:
        return command()
    except (SlotTaken, OfferExpired) as error:
        try:
            fresh = _offers(frontdesk.offer_slots.instead_of(_conversation(conversation), token))["offers"]
        except (NotFound, PolicyRefusal):
            fresh = []  # what was offered is not offered any more: the problem alone says enough
        return from_error(error, offers=fresh)


def _conversation(text: str) -> ConversationId:
    return ConversationId(parse_id(text))


def _chosen(chosen: Chosen) -> Json:
    return {"offer": views.offer(chosen.directory, chosen.offer)}


def _offers(offered: Offered) -> Json:
    start, end = offered.searched
    return {
        "offers": [views.offer(offered.directory, one) for one in offered.offers],
        "match": str(offered.match),
        "reason": str(offered.reason) if offered.reason else None,
        "searched": {"start": start.isoformat(), "end": end.isoformat()},
    }


def _view(frontdesk: Frontdesk, booked: Booked) -> Json:
    return views.appointment(booked.directory, booked.appointment, frontdesk.clock.now())
