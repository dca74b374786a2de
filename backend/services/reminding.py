"""Saying what is due: a batch of planned messages is decided, written and sent.

One transaction takes the batch, decides each message from what is true then, and writes those that are said with their
deliveries, leased. They are sent outside of it. What a killed worker leaves behind is due as before, or is a leased
delivery, which is looked up before anybody sends it again.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final, Protocol
from zoneinfo import ZoneInfo

from backend.domain.errors import FrontdeskError, Unavailable
from backend.domain.ids import AddressId, NotificationId
from backend.domain.messaging.language import language_of
from backend.domain.messaging.ports import MessagingTransaction
from backend.domain.messaging.questions import Subject
from backend.domain.messaging.records import Conversation, LeaseOwner, Letter, Purpose, Words
from backend.domain.ports import Clock, Transactions
from backend.domain.reminders.decide import NEWS, Decision, PutOff, Say, decide, reached, wanted
from backend.domain.reminders.due import Composed, Due, Place, Reaching, Saying
from backend.domain.reminders.plan import Priority, Skip
from backend.domain.reminders.policy import Step
from backend.domain.scheduling.clinic import Directory
from backend.services.clocks import clocks
from backend.services.closures import ClosingTransaction
from backend.services.delivery import Delivery, letter_of
from backend.services.leases import SECONDS, Leases
from backend.services.posting import Post
from backend.services.visit_words import Occasion, options, rendered
from backend.services.whereabouts import Whereabouts

AT_ONCE: Final = 50
COUNTED: Final = 2000
LONGEST_HELD: Final = 600.0
FAST: Final = 100.0
"""So many messages a second stand in nobody's way."""
SET_ASIDE: Final = timedelta(hours=1)
_BROKEN: Final = (FrontdeskError, LookupError, ValueError)
"""A value that does not open, a key that was erased, words that cannot be filled in: wrong with one, not with all."""
NEGLECTED_AFTER: Final = timedelta(seconds=5)
REMINDERS: Final = (Priority.AT_ONCE, Priority.REMINDER)
BULK: Final = (Priority.BULK,)
_SUBJECT: Final = {"en": "Your visit at {clinic}", "es": "Su cita en {clinic}"}

_log = logging.getLogger(__name__)


class Speaking(MessagingTransaction, ClosingTransaction, Protocol):
    """What one transaction works on when something is said of our own accord."""

    @property
    def reaching(self) -> Reaching:
        """Where it may be said."""
        ...


class Composer(Protocol):
    """Finds the words of a kind of message that no policy has."""

    def compose(self, transaction: Speaking, due: Due, place: Conversation, locale: str) -> Composed | Skip:
        """What is said there, in the transaction that writes it; a reason when there is nothing to say."""
        ...


@dataclass(frozen=True)
class Reminding:
    """Says what is due. `composers`: whose words are not a policy's, by kind."""

    transactions: Transactions[Speaking]
    clock: Clock
    leases: Leases
    delivery: Delivery
    composers: Mapping[str, Composer] = field(default_factory=dict)

    def waiting(self, priorities: Collection[int], most: int) -> int:
        """How many messages are due, counted up to `most`."""
        with self.transactions.statements() as transaction:
            return transaction.notifications.waiting(self.clock.now(), priorities, most)

    def neglected(self, priorities: Collection[int]) -> bool:
        """Whether something has been due for longer than it takes to come for it."""
        with self.transactions.statements() as transaction:
            return transaction.notifications.waiting(self.clock.now() - NEGLECTED_AFTER, priorities, 1) > 0

    def say_due(self, priorities: Collection[int], limit: int = AT_ONCE) -> int:
        """Decide one batch of what is due and send what is said; of how many something became.

        0 when nothing is due, or what is due stays so for now, because its senders rest.
        """
        limit = min(limit, self.delivery.post.pacing.room())
        if limit == 0:
            return 0
        with self.leases.owner() as owner:
            try:
                taken, letters = self._decided(priorities, limit, owner)
            except Unavailable:
                raise
            except _BROKEN as error:
                _log.error("a batch could not be decided (%s): one by one", type(error).__name__)
                taken, letters = self._one_by_one(priorities, limit, owner)
            self.delivery.carry_all(letters, owner)
        return taken

    def _one_by_one(self, priorities: Collection[int], limit: int, owner: LeaseOwner) -> tuple[int, list[Letter]]:
        """Decide each message by itself and set those aside that cannot be, so that one does not hold up all."""
        letters: list[Letter] = []
        for number in range(limit):
            try:
                taken, found = self._decided(priorities, 1, owner)
            except Unavailable:
                raise
            except _BROKEN as error:
                with self.transactions.transaction() as transaction:
                    now = self.clock.now()
                    first = transaction.notifications.first(now, priorities)
                    if first is not None:
                        _log.error("notification %s cannot be said: %s", first.hex, type(error).__name__)
                        transaction.notifications.settle({}, {first: (now + SET_ASIDE, "error")}, now)
                continue
            if not taken:
                return number, letters
            letters += found
        return limit, letters

    def _decided(self, priorities: Collection[int], limit: int, owner: LeaseOwner) -> tuple[int, list[Letter]]:
        now = self.clock.now()
        with self.transactions.transaction() as transaction:
            batch = transaction.notifications.take(now, priorities, limit)
            if not batch:
                return 0, []
            deciding = _Batch(self, transaction, transaction.directory.current(), now)
            deciding.decide(batch)
            transaction.notifications.settle(deciding.skipped, deciding.put_off, now)
            spoken = transaction.notifications.say(deciding.sayings, now, owner, SECONDS)
        sayings = {saying.due: saying for saying in deciding.sayings}
        settled = len(deciding.skipped) + len(deciding.put_off) + len(spoken)
        return settled, [
            letter_of(sayings[one.due].place, sayings[one.due].words, one.message, one.buttons)
            for one in spoken
            if one.leased
        ]


@dataclass
class _Batch:
    """What becomes of each message of a batch."""

    reminding: Reminding
    transaction: Speaking
    directory: Directory
    now: datetime
    skipped: dict[NotificationId, Skip] = field(default_factory=dict)
    put_off: dict[NotificationId, tuple[datetime, str]] = field(default_factory=dict)
    sayings: list[Saying] = field(default_factory=list)
    started: dict[AddressId, int] = field(default_factory=dict)

    def decide(self, batch: Sequence[Due]) -> None:
        """Sort them out: not to be said, to be said later, to be said there with these words.

        Words are found for what its sender carries now; the rest stays due.
        """
        steps: dict[NotificationId, Step] = {}
        for due in batch:
            policy = self.directory.reminders.of(due.service, due.location)
            step = wanted(due, policy, self._zone(due), self.now)
            if isinstance(step, Skip):
                self.skipped[due.id] = step
            else:
                steps[due.id] = step
        remaining = [due for due in batch if due.id in steps]
        channels = tuple(self.post.channels)
        places = Whereabouts(self.transaction, channels, self.now).of(remaining)
        speaking: dict[str, list[tuple[Due, Place]]] = {}
        for due in remaining:
            decision = self._decision(due, steps[due.id], places[due.id]) if due.id in places else None
            if isinstance(decision, Say):
                speaking.setdefault(decision.place.conversation.channel, []).append((due, decision.place))
                address = decision.place.conversation.address_id
                self.started[address] = self.started.get(address, 0) + 1
            elif isinstance(decision, PutOff):
                self.put_off[due.id] = decision.until, decision.reason
            elif decision is not None:
                self.skipped[due.id] = decision
        for channel, found in speaking.items():
            number = self.post.pacing.grant(self.post.sender(channel), len(found))
            for due, place in found[:number]:
                self._say(due, steps[due.id], place.conversation, places[due.id])
            self._hold_back(channel, [due for due, _ in found[number:]])

    def _hold_back(self, channel: str, batch: Sequence[Due]) -> None:
        """Let what its sender cannot carry now wait, so that it does not stand in the way of other senders' messages.

        News waits its turn only; the rest is spread over the time that all of it takes, or ten minutes.
        """
        pacing = self.post.pacing
        rate = pacing.rates.get(channel, FAST)
        if not batch or rate >= FAST or not pacing.room():
            return
        sender = pacing.sender(self.post.sender(channel))
        backlog = self.transaction.notifications.waiting(self.now, REMINDERS + BULK, COUNTED) / rate
        for place, due in enumerate(batch, 1):
            share = place / rate if due.anchor in NEWS else backlog * place / len(batch)
            wait = max(sender.shut_for, min(share, LONGEST_HELD))
            self.put_off[due.id] = self.now + timedelta(seconds=wait), "sender_busy"

    def _decision(self, due: Due, step: Step, places: Sequence[Place]) -> Decision:
        place = reached(due, places)
        if place is None:
            return decide(due, step, places, (), self.now)
        said = (self.now,) * self.started.get(place.conversation.address_id, 0)
        counted = [replace(one, started=one.started + said) if one is place else one for one in places]
        number = place.conversation.address.reveal() if place.phone else None
        return decide(due, step, counted, clocks(number, ZoneInfo(self._zone(due))), self.now)

    def _composed(self, due: Due, step: Step, there: Conversation, locale: str) -> Composed | Skip:
        composer = self.reminding.composers.get(due.kind)
        if composer is not None:
            return composer.compose(self.transaction, due, there, locale)
        template = self.directory.templates.of(step.template, locale)
        if template is None:
            _log.error("notification %s: nobody knows the words %r", due.id.hex, step.template)
            return Skip.POLICY
        location, clinic = self.directory.location_of[due.location], self.directory.clinic
        occasion = Occasion(clinic, location, due.starts_at, self.now, due.given, asks=step.asks)
        words = Words(
            text=rendered(template, occasion, locale),
            purpose=Purpose.REMINDER,
            options=options(locale) if step.asks else (),
            until=due.starts_at,
            subject=_SUBJECT[language_of(locale)].format(clinic=clinic.name),
        )
        return Composed(words, Subject.ATTENDANCE if step.asks else None, template.version)

    def _say(self, due: Due, step: Step, there: Conversation, places: Sequence[Place]) -> None:
        locale = _locale(due, there, places)
        composed = self._composed(due, step, there, locale)
        if isinstance(composed, Skip):
            self.skipped[due.id] = composed
            return
        if language_of(locale) != language_of(there.locale):  # the answer is answered in the language of the question
            self.transaction.conversations.set_language(there.id, language_of(locale))
        until = composed.words.until or due.starts_at
        self.sayings.append(Saying(due.id, there, composed.words, composed.asks, until, composed.template_version))

    @property
    def post(self) -> Post:
        """The channels and their senders."""
        return self.reminding.delivery.post

    def _zone(self, due: Due) -> str:
        return self.directory.location_of[due.location].zone


def _locale(due: Due, there: Conversation, places: Sequence[Place]) -> str:
    """What the patient wishes, else the language they write in, else the one in the records."""
    wrote = any(one.conversation.last_inbound_at for one in places if one.conversation.id == there.id)
    return due.wishes.locale or (there.locale if wrote else due.locale)
