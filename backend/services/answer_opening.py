"""Answers to an offered time: the first yes wins, in the database; everybody else stays on the list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from backend.domain.errors import IllegalTransition, PatientBusy, SlotTaken
from backend.domain.ids import AppointmentId, OpeningId, WaitlistOfferId
from backend.domain.messaging.questions import Question, Reply
from backend.domain.messaging.records import Conversation, Purpose, Words
from backend.domain.reminders.replies import words
from backend.domain.scheduling.clinic import Directory, Offering
from backend.domain.scheduling.free import works
from backend.domain.scheduling.minutes import minute_of
from backend.domain.scheduling.records import CommandKey, NewAppointment, Visit, conversation_holder, visit
from backend.domain.waitlist.fitting import rest
from backend.domain.waitlist.ports import WaitlistTransaction
from backend.domain.waitlist.records import Entry, EntryState, Freed, Offered, OfferState, Opening, OpeningState
from backend.identifiers import new_id
from backend.services.answering import Matter
from backend.services.asking import Asking
from backend.services.backfill import close, taken
from backend.services.planning import plan_visit
from backend.services.reschedule_appointment import moved
from backend.services.waitlist_words import Line, about, about_nothing

SCOPE: Final = "waitlist"
_DECIDED: Final = (OfferState.ACCEPTED, OfferState.DECLINED, OfferState.LOST)
_TO_BE_HAD: Final = (OpeningState.NEW, OpeningState.OFFERING, OpeningState.OPEN)


@dataclass(frozen=True)
class AnswerOpening:
    """Takes what a person answers to an offer, within the transaction of their turn.

    Implements Answering and Discerning.
    """

    channels: Sequence[str]

    def takes(self, reply: Reply) -> bool:
        """A yes and a no; anything else the dialogue understands better."""
        return reply in (Reply.YES, Reply.NO)

    def matter(
        self, transaction: WaitlistTransaction, place: Conversation, question: Question, at: datetime
    ) -> Matter | None:
        """The time, as long as it is to be had; by its day, and by name on a shared telephone."""
        offer = transaction.openings.offered(WaitlistOfferId(question.subject_id))
        opening = transaction.openings.get(offer.opening)
        if offer.state in _DECIDED or opening.state not in _TO_BE_HAD or offer.starts_at <= at:
            return None
        asking = Asking(transaction, transaction.directory.current(), self.channels, at)
        told = asking.told(place, offer.patient)
        label = about(Line.LABEL, told, asking.directory, opening.freed, offer.starts_at)
        names = words(told.given.reveal()) if told.given else frozenset()
        return Matter(offer.id, label, frozenset(names), offer.starts_at)

    def answer(
        self,
        transaction: WaitlistTransaction,
        place: Conversation,
        question: Question,
        reply: Reply,
        said: str,
        at: datetime,
    ) -> Words | None:
        """What to say to a yes or a no; the conversation is locked."""
        id_ = WaitlistOfferId(question.subject_id)
        if reply is Reply.YES:
            return self.accept(transaction, place, id_, at)
        return self.decline(transaction, place, id_, at) if reply is Reply.NO else None

    def accept(
        self, transaction: WaitlistTransaction, place: Conversation, id_: WaitlistOfferId, at: datetime
    ) -> Words:
        """Give the time to whoever says yes first; anybody later is told that it is gone, and stays on the list.

        A yes after its deadline still wins while the time is to be had. Raises NotFound.
        """
        opening, offer, entry = _locked(transaction, id_)
        asking = Asking(transaction, transaction.directory.current(), self.channels, at)
        told = asking.told(place, offer.patient)
        line = Line.YOURS if entry.wishes.appointment is None else Line.MOVED
        yours = Words(about(line, told, asking.directory, opening.freed, offer.starts_at), Purpose.REPLY)
        if offer.state is OfferState.ACCEPTED:
            return yours
        if opening.state not in _TO_BE_HAD or entry.state is not EntryState.WAITING or offer.starts_at <= at:
            return self._too_late(transaction, asking, offer, place)
        try:
            with transaction.attempt():
                self._take(transaction, asking.directory, opening, offer, entry, at)
        except PatientBusy:
            self._give_back(transaction, opening, offer, at)
            return Words(about_nothing(Line.BUSY, told, asking.directory), Purpose.REPLY)
        except SlotTaken:
            close(transaction, opening, OpeningState.GONE, at)
            return self._too_late(transaction, asking, offer, place)
        except IllegalTransition:  # the visit that was to be moved is over, or called off
            transaction.waitlist.settle(entry.id, EntryState.EXPIRED, at, "system")
            self._give_back(transaction, opening, offer, at)
            return self._too_late(transaction, asking, offer, place)
        return yours

    def decline(
        self, transaction: WaitlistTransaction, place: Conversation, id_: WaitlistOfferId, at: datetime
    ) -> Words:
        """Ask somebody else; whoever declines keeps the place and is not asked about this time again."""
        opening, offer, entry = _locked(transaction, id_)
        asking = Asking(transaction, transaction.directory.current(), self.channels, at)
        if offer.state in (OfferState.ACCEPTED, OfferState.LOST) or entry.state is not EntryState.WAITING:
            return self._too_late(transaction, asking, offer, place)
        self._give_back(transaction, opening, offer, at)
        told = asking.told(place, offer.patient)
        return Words(about_nothing(Line.DECLINED, told, asking.directory), Purpose.REPLY)

    def _take(
        self,
        transaction: WaitlistTransaction,
        directory: Directory,
        opening: Opening,
        offer: Offered,
        entry: Entry,
        at: datetime,
    ) -> None:
        """Book it, or move the visit there: its former time becomes an opening by the statement that frees it."""
        service = directory.service_of[entry.wishes.service]
        offering = Offering(service.id, opening.freed.practitioner, opening.freed.location)
        known = offering in directory.offerings_of(service.id)
        if not known or not works(directory, service, offering, minute_of(offer.starts_at)):
            raise SlotTaken("nobody works then any more")
        target = visit(service, offering, offer.starts_at)
        own = None if opening.hold is None else (opening.hold, opening.holder)
        actor = conversation_holder(offer.conversation)
        if entry.wishes.appointment is not None:
            appointment = transaction.appointments.get(entry.wishes.appointment, lock=True)
            if entry.wishes.from_at is None and appointment.starts_at <= offer.starts_at:
                raise IllegalTransition("that visit is earlier by now")
            moved(transaction, directory, appointment, (target, own), actor=actor, at=at, said_here=True)
            filled_by = appointment.id
        else:
            filled_by = AppointmentId(new_id())
            new = NewAppointment(
                filled_by,
                transaction.patients.get(entry.patient),
                target,
                actor,
                at,
                conversation=offer.conversation,
                planned=plan_visit(directory, target, at, said_here=True),
            )
            transaction.appointments.book(new, own, CommandKey(SCOPE, offer.id.hex, offer.opening.hex))
        transaction.openings.settle([offer.id], OfferState.ACCEPTED, at)
        transaction.waitlist.settle(entry.id, EntryState.BOOKED, at, actor)
        close(transaction, replace(opening, appointment=filled_by), OpeningState.FILLED, at)
        _open_the_rest(transaction, opening, target, at)

    def _give_back(self, transaction: WaitlistTransaction, opening: Opening, offer: Offered, at: datetime) -> None:
        transaction.openings.settle([offer.id], OfferState.DECLINED, at)
        if not opening.settled:
            transaction.openings.save(replace(opening, next_at=at))

    def _too_late(self, transaction: WaitlistTransaction, asking: Asking, offer: Offered, place: Conversation) -> Words:
        """That it is gone; whoever hears it here is not told again."""
        transaction.openings.told(offer.id, asking.now)
        return taken(transaction, asking, offer, place)


def _locked(transaction: WaitlistTransaction, id_: WaitlistOfferId) -> tuple[Opening, Offered, Entry]:
    """The opening first, then the entry: the order in which everybody locks; the offer as it is then."""
    found = transaction.openings.offered(id_)
    opening = transaction.openings.get(found.opening, lock=True)
    entry = transaction.waitlist.get(found.entry, lock=True)
    return opening, transaction.openings.offered(id_), entry


def _open_the_rest(transaction: WaitlistTransaction, opening: Opening, target: Visit, at: datetime) -> None:
    """What a shorter visit leaves of the time is offered too."""
    for freed in rest(opening.freed, target):
        transaction.openings.add(new_opening(freed, "rest", at, origin=opening.origin))


def new_opening(
    freed: Freed, source: str, at: datetime, *, origin: AppointmentId | None = None, by: str = "system"
) -> Opening:
    """A time that is to be offered from now on."""
    return Opening(
        id=OpeningId(new_id()),
        freed=freed,
        source=source,
        origin=origin,
        state=OpeningState.NEW,
        wave=0,
        next_at=at,
        hold=None,
        appointment=None,
        created_at=at,
        settled_at=None,
        changed_by=by,
    )
