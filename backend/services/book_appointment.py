"""Booking."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from backend.domain.errors import FrontdeskError, InvalidRequest, NotFound, OfferExpired, UnknownOffer
from backend.domain.identity.names import PersonName
from backend.domain.ids import AppointmentId, ConversationId, PatientId, SlotId
from backend.domain.messaging.questions import LastAnswer
from backend.domain.ports import Clock, Transactions
from backend.domain.scheduling.clinic import Directory, Offering
from backend.domain.scheduling.policy import check_start
from backend.domain.scheduling.ports import Booking
from backend.domain.scheduling.records import (
    Appointment,
    AppointmentStatus,
    CommandKey,
    Hold,
    NewAppointment,
    NewPatient,
    Patient,
    visit,
)
from backend.domain.sensitive import Sensitive
from backend.identifiers import new_id
from backend.services.commands import SERVICE, Once, carry_out
from backend.services.hold_slot import Wanted, resolve
from backend.services.planning import plan_visit
from backend.services.who import Party, contact_of, party

SCOPE: Final = "book"


@dataclass(frozen=True, slots=True)
class Booked:
    """An appointment and the configuration that names its parts; `late`, `answer`: as in Listed."""

    directory: Directory
    appointment: Appointment
    late: int | None = None
    answer: LastAnswer | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """Whom a visit is for: somebody in the records, or a name."""

    id: PatientId | None = None
    name: PersonName | None = None
    birth_date: Sensitive[str] | None = None
    relationship: str = "self"


@dataclass(frozen=True)
class BookAppointment:
    """Turns a free time into an appointment; the database has the last word on whether it is free."""

    transactions: Transactions[Booking]
    clock: Clock

    def __call__(
        self, patient: PatientId, wanted: Wanted | SlotId, once: Once, *, reason: Sensitive[str] | None = None
    ) -> Booked:
        """Book a time, or what a hold keeps; raises NotFound, a PolicyRefusal, SlotTaken, PatientBusy, OfferExpired."""
        key = once.within(SCOPE)

        def book(transaction: Booking) -> Booked:
            person = transaction.patients.get(patient)
            directory = transaction.directory.current()
            now = self.clock.now()
            if isinstance(wanted, Wanted):
                service, offering = resolve(directory, wanted)
                check_start(directory, service, offering, wanted.start, now)
                visit_, own = visit(service, offering, wanted.start), None
            else:
                hold = _held(transaction, wanted)
                visit_, own = hold.visit, (hold.id, hold.holder)
            planned = plan_visit(directory, visit_, now)
            new = NewAppointment(AppointmentId(new_id()), person, visit_, SERVICE, now, reason, planned=planned)
            return Booked(directory, _written(transaction, new, own, key))

        # Without a hold the book statement is the only one that writes. A hold is deleted by it too, and has to be
        # there again if the time could not be had: that takes a transaction.
        one = isinstance(wanted, Wanted)
        return self._once(self.transactions.statements if one else self.transactions.transaction, book, key)

    def offered(
        self,
        conversation: ConversationId,
        token: str,
        person: Person,
        once: Once,
        *,
        reason: Sensitive[str] | None = None,
    ) -> Booked:
        """Book an offered time for somebody the conversation may speak for; answering proves the number.

        Raises UnknownOffer, NotFound, SlotTaken, PatientBusy, or TooSoon when the offer lay too long.
        """
        key = once.within(f"{SCOPE}:{conversation.hex}")

        def book(transaction: Booking) -> Booked:
            directory = transaction.directory.current()
            now = self.clock.now()
            who = party(transaction, conversation, now)
            offer = transaction.offers.by_token(conversation, token)
            if offer is None:
                raise UnknownOffer("no such offer was made here", field="token")
            service = directory.service_of[offer.service]
            visit_ = visit(service, Offering(offer.service, offer.practitioner, offer.location), offer.starts_at)
            if offer.expires_at <= now:
                check_start(directory, service, visit_.offering, offer.starts_at, now)
            patient = known_or_new(transaction, who, person, now)
            planned = plan_visit(directory, visit_, now, said_here=True)
            new = NewAppointment(
                AppointmentId(new_id()), patient, visit_, who.actor, now, reason, conversation, planned
            )
            booked = _written(transaction, new, (offer.slot, who.actor), key)
            transaction.slots.release(who.actor)  # the other offered times are free for others again
            return Booked(directory, booked)

        return self._once(self.transactions.transaction, book, key)

    def _once(
        self, begin: Callable[[], AbstractContextManager[Booking]], book: Callable[[Booking], Booked], key: CommandKey
    ) -> Booked:
        """Book; or what the key's first booking made, if that is what stands in the way.

        The key is written with the appointment and looked up only after a refusal: most are used once.
        """
        try:
            return carry_out(begin, book)
        except FrontdeskError:
            with self.transactions.statements() as transaction:
                before = transaction.idempotency.find(key)
                if before is None:
                    raise
                appointment = transaction.appointments.get(AppointmentId(UUID(before["appointment"])))
                return Booked(transaction.directory.current(), appointment)


def _written(transaction: Booking, new: NewAppointment, own: tuple[SlotId, str] | None, key: CommandKey) -> Appointment:
    transaction.appointments.book(new, own, key)
    return Appointment(
        id=new.id,
        patient=new.patient.id,
        patient_number=new.patient.number,
        key=new.patient.key,
        name=new.patient.name,
        service=new.visit.service,
        practitioner=new.visit.practitioner,
        location=new.visit.location,
        starts_at=new.visit.starts_at,
        ends_at=new.visit.ends_at,
        status=AppointmentStatus.BOOKED,
        attendance=None,
        revision=1,
        reason=new.reason,
        conversation=new.conversation,
    )


def _held(transaction: Booking, id_: SlotId) -> Hold:
    hold = transaction.slots.find_hold(id_)
    if hold is None:
        raise OfferExpired("that hold has expired", field="hold")
    return hold


def known_or_new(transaction: Booking, who: Party, person: Person, now: datetime) -> Patient:
    """The patient a conversation names, new in the records if need be; its telephone number, or its chat, is theirs."""
    if person.id is not None:
        found = next((patient for patient in who.patients if patient.id == person.id), None)
        if found is None:
            raise NotFound("no such patient", field="patient")
    elif person.name is not None:
        name = person.name
        contacts = [contact_of(one)[1] for one in who.reached_at]
        reached = [one for value in contacts for one in transaction.patients.by_contact(value)]
        found = next((patient for patient in reached if _same(patient, name, person.birth_date)), None)
        if found is None:
            found = transaction.patients.add(NewPatient(name, person.birth_date, who.conversation.locale))
    else:
        raise InvalidRequest("say who the visit is for", field="patient")
    for one in who.reached_at:
        # It is proven when somebody writes from it; a chat that is linked to it proves nothing new.
        proven_at = now if one.id == who.conversation.address_id else one.last_inbound_at
        transaction.patients.add_contact(found, *contact_of(one), person.relationship, proven_at)
    return found


def _same(patient: Patient, name: PersonName, birth_date: Sensitive[str] | None) -> bool:
    """Whether a name given by somebody who writes from the patient's own number means that patient."""
    dated = patient.birth_date is None or birth_date is None or patient.birth_date == birth_date
    return dated and patient.name.is_same_as(name)
