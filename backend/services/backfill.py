"""Filling times that became free: held, offered to the best-fitting few in waves, first yes wins.

What became free is a row that the freeing statement wrote; how it goes on is decided here, a transaction at a time and
from what is true then, so several workers may do it. While a time is offered, its slot is held and nobody else can
book it. When nobody who waits is left to ask, the hold ends and the time is free for everybody.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from backend.domain.errors import Contended
from backend.domain.ids import MessageId, SlotId, WaitlistOfferId
from backend.domain.messaging.language import language_of
from backend.domain.messaging.ports import MessagingTransaction
from backend.domain.messaging.questions import Subject
from backend.domain.messaging.records import Conversation, Purpose, Words
from backend.domain.ports import Clock, Transactions, Wake
from backend.domain.scheduling.clinic import Directory
from backend.domain.scheduling.records import Visit
from backend.domain.waitlist.fitting import is_worked
from backend.domain.waitlist.ports import WaitlistTransaction
from backend.domain.waitlist.records import EntryState, Freed, Offered, OfferState, Opening, OpeningState
from backend.domain.waitlist.waves import LATE, deadline
from backend.identifiers import new_id
from backend.services.asking import Asking
from backend.services.next_wave import LOOK_AGAIN, Chosen, Wave, next_wave
from backend.services.waitlist_words import Line, about, about_nothing, options

AT_ONCE: Final = 50
SPARE: Final = timedelta(minutes=10)
"""How much longer than it is offered a time is held: its answer may be on its way."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Backfill:
    """Works what became free; meant to be called every second or two. `channels` are those we can write on."""

    transactions: Transactions[WaitlistTransaction]
    clock: Clock
    wake: Wake
    channels: Sequence[str]

    def __call__(self) -> int:
        """Go on with what is due, and tell whoever was too late; how many openings and people that were."""
        done = 0
        try:
            for _ in range(AT_ONCE):
                with self.transactions.transaction() as transaction:
                    now = self.clock.now()
                    opening = transaction.openings.claim(now)
                    said = self.work(transaction, opening, now) if opening is not None else None
                if said is None:
                    break
                done += 1
                self.ring(said)
            told = self._tell()
        except Contended:
            _log.info("openings: others were at it; looking again soon")
            return done
        self.ring(told)
        return done + len(told)

    def expire(self) -> int:
        """End the waiting of whoever's wish is over or was met otherwise; how many that were."""
        with self.transactions.transaction() as transaction:
            return transaction.waitlist.expire(self.clock.now())

    def ring(self, said: Sequence[MessageId]) -> None:
        """Have messages sent at once."""
        for message in said:
            self.wake.relay(message)

    def work(self, transaction: WaitlistTransaction, opening: Opening, now: datetime) -> list[MessageId]:
        """Go on with a locked opening; the messages that were written."""
        directory = transaction.directory.current()
        if opening.freed.ends_at <= now or not is_worked(directory, opening.freed):
            close(transaction, opening, OpeningState.GONE, now)
            return []
        offers = [one for one in transaction.openings.offers(opening.id) if one.state is OfferState.OFFERED]
        over = [one.id for one in offers if one.deadline <= now]
        transaction.openings.settle(over, OfferState.EXPIRED, now)
        deadlines = [one.deadline for one in offers if one.id not in over]
        if deadlines:
            transaction.openings.save(replace(opening, next_at=min(deadlines)))
            return []
        wave = next_wave(Asking(transaction, directory, self.channels, now), opening)
        if not wave.chosen and wave.later is None:
            close(transaction, opening, OpeningState.OPEN, now)
            return []
        return self.ask(transaction, directory, opening, wave, now)

    def ask(
        self, transaction: WaitlistTransaction, directory: Directory, opening: Opening, wave: Wave, now: datetime
    ) -> list[MessageId]:
        """Hold the time and offer it to a wave; the messages that were written."""
        number = opening.wave + bool(wave.chosen)
        offers = [_offered(opening, one, number, now) for one in wave.chosen]
        deadlines = [one.deadline for one in offers]
        next_at = min(deadlines or [wave.later or now + LOOK_AGAIN])
        if opening.state is OpeningState.OFFERING and opening.next_at > now:  # others are asked already
            next_at = min(next_at, opening.next_at)
        held = self._hold(transaction, opening, max([next_at, *deadlines]) + SPARE, now)
        if held is None:
            close(transaction, opening, OpeningState.GONE, now)
            return []
        made = transaction.openings.offer(offers)
        said = [
            self._say(transaction, directory, opening, one, offer, now)
            for one, offer in zip(wave.chosen, offers, strict=True)
            if offer.id in made
        ]
        if offers and not made:  # others were faster in asking them
            number, next_at = opening.wave, now + LOOK_AGAIN
        transaction.openings.save(
            replace(opening, state=OpeningState.OFFERING, wave=number, next_at=next_at, hold=held)
        )
        return said

    def _say(
        self,
        transaction: WaitlistTransaction,
        directory: Directory,
        opening: Opening,
        chosen: Chosen,
        offer: Offered,
        now: datetime,
    ) -> MessageId:
        told = Asking(transaction, directory, self.channels, now).told(chosen.place, offer.patient)
        line = Line.OFFER if chosen.candidate.entry.wishes.appointment is None else Line.OFFER_EARLIER
        body = about(line, told, directory, opening.freed, offer.starts_at, offer.deadline)
        until = min(offer.starts_at, offer.deadline + LATE)
        words = Words(body, Purpose.OFFER, options=options(told.locale), until=until)
        if chosen.candidate.wishes.locale:  # the answer is answered in the language of the question
            transaction.conversations.set_language(chosen.place.id, language_of(chosen.place.locale))
        message = transaction.messages.say(chosen.place, words, now)
        transaction.openings.asked(offer.id, message)
        transaction.questions.ask(message, Subject.OPENING, offer.id, now, until)
        return message

    def _hold(
        self, transaction: WaitlistTransaction, opening: Opening, until: datetime, now: datetime
    ) -> SlotId | None:
        """Keep the time from others; None when somebody has it."""
        if opening.hold is not None and transaction.slots.extend(opening.hold, opening.holder, until):
            return opening.hold
        id_ = SlotId(new_id())
        return id_ if transaction.slots.hold([(id_, _visit(opening.freed))], opening.holder, until, now) else None

    def _tell(self) -> list[MessageId]:
        """Tell whoever lost a time to somebody else, once and not at night."""
        with self.transactions.transaction() as transaction:
            now = self.clock.now()
            lost = transaction.openings.untold(now, AT_ONCE)
            if not lost:
                return []
            asking = Asking(transaction, transaction.directory.current(), self.channels, now)
            told = [_tell_one(transaction, asking, offer) for offer in lost]
            return [message for message in told if message is not None]


def close(transaction: WaitlistTransaction, opening: Opening, state: OpeningState, now: datetime) -> Opening:
    """End the offering of a locked opening: its hold goes, and whoever was still asked has lost it."""
    transaction.slots.release(opening.holder)
    asked = [one.id for one in transaction.openings.offers(opening.id) if one.state is OfferState.OFFERED]
    transaction.openings.settle(asked, OfferState.LOST, now)
    closed = replace(opening, state=state, hold=None, settled_at=now)
    transaction.openings.save(closed)
    return closed


def taken(transaction: WaitlistTransaction, asking: Asking, offer: Offered, place: Conversation) -> Words:
    """That a time went to somebody else, kindly."""
    waits = transaction.waitlist.get(offer.entry).state is EntryState.WAITING
    line = Line.TAKEN_STILL_LISTED if waits else Line.TAKEN
    return Words(about_nothing(line, asking.told(place, offer.patient), asking.directory), Purpose.NOTICE)


def _tell_one(transaction: WaitlistTransaction, asking: Asking, offer: Offered) -> MessageId | None:
    place = transaction.addresses.to_write_to(offer.conversation, tuple(asking.channels))
    if place is None or offer.starts_at <= asking.now:
        transaction.openings.told(offer.id, asking.now)
        return None
    awake = asking.awake(place)
    if awake > asking.now:
        transaction.openings.tell_later(offer.id, awake)
        return None
    message = transaction.messages.say(place, taken(transaction, asking, offer, place), asking.now)
    transaction.openings.told(offer.id, asking.now)
    _settle_question(transaction, offer, asking.now)
    return message


def _settle_question(transaction: MessagingTransaction, offer: Offered, now: datetime) -> None:
    """A bare number means something else from now on."""
    if offer.message is not None:
        transaction.questions.settle(offer.message, "lost", now)


def _offered(opening: Opening, chosen: Chosen, wave: int, now: datetime) -> Offered:
    return Offered(
        id=WaitlistOfferId(new_id()),
        opening=opening.id,
        entry=chosen.candidate.entry.id,
        patient=chosen.candidate.entry.patient,
        conversation=chosen.place.id,
        wave=wave,
        starts_at=chosen.visit.starts_at,
        ends_at=chosen.visit.ends_at,
        state=OfferState.OFFERED,
        offered_at=now,
        deadline=deadline(chosen.visit.starts_at, now),
    )


def _visit(freed: Freed) -> Visit:
    return Visit(
        service=freed.service,
        practitioner=freed.practitioner,
        location=freed.location,
        starts_at=freed.starts_at,
        ends_at=freed.ends_at,
        busy_from=freed.busy_from,
        busy_until=freed.busy_until,
    )
