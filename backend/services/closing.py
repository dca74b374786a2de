"""Telling one patient that the clinic closes: the visit is called off together with the message that says so.

The message offers up to three other times and its answer books one at once. The times are not held: a clinic that
closes for a day would block a hundred others for as long as people think. Nobody else affected is offered the same
ones meanwhile, and whether a time is still free is asked when it is taken; if not, others are offered.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from backend.domain.closures.records import CampaignState, NewTime, Target, TargetState
from backend.domain.closures.times import OtherTimes
from backend.domain.errors import Contended, PatientBusy, PolicyRefusal, SlotTaken
from backend.domain.ids import AppointmentId, TargetId
from backend.domain.messaging.questions import Question, Reply, Subject
from backend.domain.messaging.records import Conversation, Words
from backend.domain.ports import Clock
from backend.domain.reminders.due import Composed, Due
from backend.domain.reminders.plan import Skip
from backend.domain.reminders.replies import number, words
from backend.domain.scheduling.clinic import Directory, Offering
from backend.domain.scheduling.free import Busy
from backend.domain.scheduling.minutes import Interval
from backend.domain.scheduling.policy import bookable, check_start
from backend.domain.scheduling.records import (
    OPEN,
    Appointment,
    AppointmentStatus,
    Change,
    CommandKey,
    NewAppointment,
    conversation_holder,
    visit,
)
from backend.domain.sensitive import Sensitive
from backend.identifiers import new_id
from backend.services import closure_words
from backend.services.answering import Answerable, Matter, NewQuestion, Outcome
from backend.services.closures import SCOPE, ClosingTransaction
from backend.services.planning import plan_visit
from backend.services.who import party

KIND: Final = "closure"
ACTOR: Final = "closure"
RESERVED_FOR: Final = timedelta(hours=24)
"""How long nobody else affected is offered what was offered to one."""


@dataclass(frozen=True)
class Closing:
    """Composes what a patient is told; services.reminding calls it when the message is due."""

    clock: Clock

    def compose(self, transaction: ClosingTransaction, due: Due, place: Conversation, locale: str) -> Composed | Skip:
        """Call the visit off and say so, in the transaction that writes the message."""
        target = transaction.campaigns.lock(TargetId(due.id))
        if target is None:
            return Skip.POLICY
        now = self.clock.now()
        directory = transaction.directory.current()
        appointment = transaction.appointments.get(target.appointment, lock=True)
        if target.state is TargetState.FOUND:
            campaign = transaction.campaigns.get(target.campaign)
            if campaign.state in (CampaignState.STOPPED, CampaignState.REOPENED):
                return Skip.STOPPED
            skip = _overtaken(appointment, due)
            if skip is not None:
                return skip
            reason = Sensitive(f"closed: {campaign.closing.name}")
            transaction.appointments.record(appointment, Change.CANCELLED, actor=ACTOR, at=now, reason=reason)
        elif target.state is not TargetState.TOLD:
            return Skip.MOVED  # answered meanwhile: what was not delivered then is not said any more
        offers = other_times(transaction, directory, appointment, now)
        transaction.campaigns.told(target.id, offers, now)
        words = closure_words.called_off(directory, appointment, locale, offers, due.given)
        return Composed(words, Subject.CLOSURE if offers else None)


@dataclass(frozen=True)
class ClosureAnswers:
    """Implements Answering, and Discerning, for what was told: a number books that time, the last one none."""

    def takes(self, reply: Reply) -> bool:
        """A number, a yes to the only time, or none of them."""
        return reply in (Reply.YES, Reply.NO, Reply.NUMBER, Reply.ANOTHER_TIME)

    def matter(self, transaction: Answerable, place: Conversation, question: Question, at: datetime) -> Matter | None:
        """The visit that was called off, as long as nothing is booked in its place."""
        target = transaction.campaigns.get_target(TargetId(question.subject_id))
        if target is None or target.state is not TargetState.TOLD:
            return None
        visit_ = transaction.appointments.get(target.appointment)
        label = closure_words.label(transaction.directory.current(), visit_, place.locale)
        return Matter(target.id, label, words(visit_.name.given))

    def answer(
        self,
        transaction: Answerable,
        place: Conversation,
        question: Question,
        reply: Reply,
        said: str,
        at: datetime,
    ) -> Outcome:
        """Book what was chosen and say so; when somebody else has it by now, offer others."""
        target = transaction.campaigns.lock(TargetId(question.subject_id))
        directory = transaction.directory.current()
        if target is None or all(
            one.id != target.patient for one in party(transaction, place.id, at, ever=True).patients
        ):
            return None
        if target.state is not TargetState.TOLD:
            return _as_it_stands(transaction, directory, place, target)
        chosen = number(said)
        if chosen is None and reply is Reply.YES and len(target.offers) == 1:
            chosen = 1
        if chosen is None and reply is Reply.YES or chosen is not None and chosen > len(target.offers) + 1:
            return _asked(closure_words.again(target.offers, place.locale), target, question.until)
        if chosen is None or chosen > len(target.offers):
            transaction.campaigns.settle(target.id, TargetState.DECLINED, at)
            return closure_words.declined(directory, place.locale)
        return _booked(transaction, directory, place, target, target.offers[chosen - 1], at)


def _as_it_stands(transaction: Answerable, directory: Directory, place: Conversation, target: Target) -> Outcome:
    """What became of it before."""
    if target.state is TargetState.REBOOKED and target.rebooked_as is not None:
        visit_ = transaction.appointments.get(target.rebooked_as)
        return closure_words.booked(directory, visit_, place.locale) if visit_.status in OPEN else None
    return closure_words.declined(directory, place.locale) if target.state is TargetState.DECLINED else None


def _booked(
    transaction: Answerable,
    directory: Directory,
    place: Conversation,
    target: Target,
    chosen: NewTime,
    at: datetime,
) -> Outcome:
    """Book it; when somebody else has it by now, other times instead."""
    appointment = transaction.appointments.get(target.appointment)
    service = directory.service_of[chosen.service]
    offering = Offering(chosen.service, chosen.practitioner, chosen.location)
    new_visit = visit(service, offering, chosen.starts_at)
    new = NewAppointment(
        id=AppointmentId(new_id()),
        patient=transaction.patients.get(target.patient),
        visit=new_visit,
        actor=conversation_holder(place.id),
        at=at,
        reason=appointment.reason,
        conversation=place.id,
        planned=plan_visit(directory, new_visit, at, said_here=True),
    )
    try:
        check_start(directory, service, offering, chosen.starts_at, at)
        with transaction.attempt():
            transaction.appointments.book(new, None, CommandKey(f"{SCOPE}:rebook", new.id.hex, target.id.hex))
    except (SlotTaken, PatientBusy, PolicyRefusal, Contended):
        offers = other_times(transaction, directory, appointment, at)
        transaction.campaigns.told(target.id, offers, at)
        said = closure_words.taken(directory, appointment, place.locale, offers)
        return _asked(said, target, said.until or at) if offers else said
    transaction.campaigns.settle(target.id, TargetState.REBOOKED, at, new.id)
    return closure_words.booked(directory, transaction.appointments.get(new.id), place.locale)


def _asked(said: Words, target: Target, until: datetime) -> NewQuestion:
    return NewQuestion(said, Subject.CLOSURE, target.id, until)


def other_times(
    transaction: ClosingTransaction, directory: Directory, appointment: Appointment, now: datetime
) -> tuple[NewTime, ...]:
    """Other times for a visit that was called off, leaving out those that others are thinking about."""
    service = directory.service_of[appointment.service]
    practitioners = list({one.practitioner for one in directory.offerings_of(service.id)})

    def busy(window: Interval) -> Busy:
        return transaction.slots.busy(practitioners, window, now)

    patient_busy = transaction.slots.patient_busy([appointment.patient], bookable(service, now))
    reserved = transaction.campaigns.open_offers(now - RESERVED_FOR)
    return OtherTimes(directory, now, reserved).of(appointment, busy, patient_busy)


def _overtaken(appointment: Appointment, due: Due) -> Skip | None:
    if appointment.status not in OPEN:
        called_off = appointment.status is AppointmentStatus.CANCELLED
        return Skip.CANCELLED if called_off else Skip.PAST
    return None if due.revision == due.time_revision else Skip.MOVED
