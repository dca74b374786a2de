"""A small clinic with people who wait, by telephone numbers of their own, and a backfill that rings for nobody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import text

from backend.domain.ids import AppointmentId, ConversationId, WaitlistOfferId
from backend.domain.messaging.questions import Reply, Subject
from backend.domain.messaging.records import Words
from backend.domain.ports import Clock, Transactions
from backend.domain.scheduling.records import Appointment, Patient
from backend.domain.waitlist.ports import WaitlistTransaction
from backend.domain.waitlist.records import Entry, Offered, Opening
from backend.services.answer_opening import AnswerOpening
from backend.services.backfill import Backfill
from backend.services.book_appointment import BookAppointment
from backend.services.cancel_appointment import CancelAppointment
from backend.services.commands import Once
from backend.services.hold_slot import Wanted
from backend.services.waitlist import Waitlist, Wished
from tests.integration.messaging.doubles import Doorbells
from tests.integration.small_clinic import SmallClinic

CHANNELS = ("sms", "whatsapp", "email", "web")
TEN = datetime.fromisoformat("2026-11-24T10:00:00-05:00")


@dataclass
class Person:
    """Somebody with a telephone."""

    patient: Patient
    conversation: ConversationId
    phone: str


@dataclass
class Waiting:
    """The clinic and its waitlist."""

    small: SmallClinic
    people: dict[str, Person] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.database: Transactions[WaitlistTransaction] = self.small.frontdesk.database
        self.clock: Clock = self.small.frontdesk.clock
        self.bells = Doorbells()
        self.backfill = Backfill(self.database, self.clock, self.bells, CHANNELS)
        self.waitlist = Waitlist(self.database, self.clock, self.backfill)
        self.answers = AnswerOpening(CHANNELS)
        self.book_appointment = BookAppointment(self.small.frontdesk.database, self.clock)
        self.cancel_appointment = CancelAppointment(self.small.frontdesk.database, self.clock)

    def person(self, name: str, phone: str | None = None) -> Person:
        """A patient with a telephone in New York's zone, known by a first name; always the same one."""
        if name not in self.people:
            phone = phone or f"+1212555{1000 + len(self.people):04d}"
            conversation = self.small.conversation(phone)
            self.people[name] = Person(self.small.patient(name, phone=phone), conversation, phone)
        return self.people[name]

    def joins(self, name: str, service: str | None = "visit", **wished: Any) -> Entry:
        """Somebody joins the list."""
        person = self.person(name)
        return self.waitlist.join(
            person.patient.id,
            Wished(service, **{"notice": 60, **wished}),
            conversation=person.conversation,
            by=f"conversation:{person.conversation.hex}",
        )

    def booked(self, name: str, start: datetime = TEN, wanted: Wanted | None = None) -> Appointment:
        """Somebody has a visit."""
        wanted = wanted or Wanted("visit", "dr-ann", "east", start)
        return self.book_appointment(self.person(name).patient.id, wanted, Once.of(uuid4().hex)).appointment

    def cancelled(self, appointment: Appointment | AppointmentId) -> None:
        """The clinic calls a visit off."""
        id_ = appointment if not isinstance(appointment, Appointment) else appointment.id
        self.cancel_appointment(id_, Once.of(uuid4().hex))

    def freed(self, start: datetime = TEN) -> None:
        """A visit is booked and called off again: its time is free."""
        self.cancelled(self.booked("Zed", start))

    def works(self) -> int:
        """The worker looks, until there is nothing to do at this moment."""
        done, more = 0, self.backfill()
        while more:
            self.delivered()
            done, more = done + more, self.backfill()
        return done

    def delivered(self) -> None:
        """Everything that was written arrives."""
        self.sql("UPDATE deliveries SET state = 'delivered' WHERE state = 'pending'")

    def openings(self) -> Sequence[Opening]:
        """What became free."""
        return self.waitlist.openings(limit=2000).openings

    def offers(self, state: str | None = "offered") -> list[Offered]:
        """All offers in a state."""
        found = [offer for opening in self.openings() for offer in self.waitlist.opening(opening.id)[2]]
        return [offer for offer in found if state is None or offer.state == state]

    def asked(self) -> list[str]:
        """The first names of those who have something to decide, in no order."""
        names = {person.patient.id: name for name, person in self.people.items()}
        return [names[offer.patient] for offer in self.offers()]

    def says(self, name: str, reply: Reply) -> str | None:
        """Somebody answers the last offer made to them; what they are told."""
        person = self.person(name)
        mine = [offer for offer in self.offers(None) if offer.patient == person.patient.id]
        words = self.answered(max(mine, key=lambda offer: offer.id).id, person.conversation, reply)
        return None if words is None else words.text

    def answered(self, offer: WaitlistOfferId, conversation: ConversationId, reply: Reply) -> Words | None:
        """An answer to an offer, in the transaction of its turn."""
        with self.database.transaction() as transaction:
            place = transaction.conversations.lock(conversation)
            made = transaction.openings.offered(offer)
            assert made.message is not None
            question = transaction.questions.of_message(made.message)
            assert question is not None
            assert (question.subject, question.subject_id) == (Subject.OPENING, offer)
            return self.answers.answer(transaction, place, question, reply, str(reply), self.clock.now())

    def told(self, name: str) -> list[str]:
        """Everything we wrote to somebody."""
        with self.database.transaction() as transaction:
            place = transaction.conversations.get(self.person(name).conversation)
            return [said.body.reveal() for said in transaction.messages.thread(place, None, 50)]

    def visits(self, name: str) -> list[datetime]:
        """When somebody's visits are."""
        found = self.sql(
            "SELECT starts_at FROM appointments WHERE status = 'booked' AND patient_id = :id ORDER BY starts_at",
            id=self.person(name).patient.id,
        )
        return [row[0].astimezone(TEN.tzinfo) for row in found]

    def sql(self, statement: str, **values: Any) -> list[tuple[Any, ...]]:
        """What a statement finds."""
        with self.small.frontdesk.database.engine.begin() as connection:
            result = connection.execute(text(statement), values)
            return [tuple(row) for row in result] if result.returns_rows else []


def names(waiting: Waiting, number: int) -> list[str]:
    """So many people who wait, one a second."""
    made = [f"Person{chr(65 + each)}" for each in range(number)]
    for name in made:
        waiting.joins(name)
        waiting.small.frontdesk.clock.advance(seconds=1)  # type: ignore[attr-defined]
    return made
