"""Sending messages once, and following how far they get.

A message is leased, sent outside any transaction, and settled. When the outcome of an attempt is not known (a
timeout, a worker that died), it is looked up at the provider before anybody sends it again; what cannot be settled
that way is `unknown`, shown to staff, and never sent again blindly.

A message that certainly did not reach its person at one address goes to their next one, so nothing is said twice.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from backend.domain.errors import NotFound
from backend.domain.ids import ConversationId, MessageId
from backend.domain.messaging.caps import STARTED
from backend.domain.messaging.carrier import took_for_opt_out
from backend.domain.messaging.delivery import DeliveryState
from backend.domain.messaging.quiet import US, next_waking
from backend.domain.messaging.records import (
    Button,
    Conversation,
    LeaseOwner,
    Letter,
    Life,
    Purpose,
    Report,
    Standing,
    Words,
)
from backend.domain.messaging.turns import may_send
from backend.domain.ports import Clock, Transactions, Wake
from backend.domain.reminders.decide import ASK_STAFF_AGAIN
from backend.domain.reminders.staleness import WAKES, stale
from backend.domain.sensitive import Sensitive
from backend.services.clocks import clocks
from backend.services.leases import SECONDS, Leases
from backend.services.opting_out import Consenting, opt_out, source_of, tell_elsewhere
from backend.services.posting import Post
from backend.services.together import Together
from backend.services.visit_words import same_day
from backend.services.whereabouts import PHONES
from channels.contracts import DeliveryUpdate, OutboundMessage, Receipt
from channels.errors import DeadAddress, NoLookup, OptedOut, RateLimited, Rejected, SendError, UnknownOutcome

LOOK_AFTER: Final = 5.0
GIVE_UP_LOOKING: Final = 15 * 60.0
TOO_OLD: Final = 4 * 3600.0
LONGEST_WAIT: Final = 5 * 60.0
FRESH: Final = 3.0
"""Seconds after which what was decided for a batch is looked at again before it leaves."""
SETTLED_EVERY: Final = 0.5
SENDING: Final = 16
"""So many messages of batches leave a process at once: they mostly wait for the provider."""

STAYS: Final = frozenset({Purpose.CONSENT, Purpose.NOTICE})
"""Said at the address it is about, or nowhere."""
_MISSED: Final = frozenset({DeliveryState.UNDELIVERED, DeliveryState.FAILED})

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Withheld:
    """Why a message does not leave now.

    `again`: when what it says is decided anew. `wait`: in how many seconds it is tried as it is. `may_have_left`:
    whether an earlier attempt with an unclear outcome is looked up first.
    """

    code: str
    again: datetime | None = None
    wait: float | None = None
    may_have_left: bool = True


@dataclass(frozen=True, slots=True)
class _Failure:
    """Why a message did not leave; `looked`: whether it is certain that no earlier attempt got through."""

    error: SendError
    looked: bool


@dataclass(frozen=True)
class Delivery:
    """Carries messages to their channels."""

    transactions: Transactions[Consenting]
    clock: Clock
    leases: Leases
    wake: Wake
    post: Post
    reports: Together[Report, bool] = field(init=False)

    def __post_init__(self) -> None:
        """Reports of one moment are stored together."""
        object.__setattr__(self, "reports", Together(self._report, key=lambda report: report.message))

    def relay(self, message: MessageId) -> None:
        """Send a message that is due, and those of its conversation that waited behind it."""
        following: MessageId | None = message
        while following is not None:
            with self.leases.owner() as owner:
                conversation = self._relay_one(following, owner)
            following = None
            if conversation is not None:
                with self.transactions.statements() as transaction:
                    following = transaction.deliveries.next_of(conversation)

    def carry(self, letter: Letter, owner: LeaseOwner, withheld: Withheld | None = None) -> bool:
        """Send a leased message, or find that it was sent; True when that settled it, whatever the outcome.

        A message that is `withheld` is only looked for, where it may have been sent before.
        """
        receipt = self._attempt(letter, withheld)
        self.post.pacing.spent(letter.channel)
        if isinstance(receipt, _Failure):
            return self._failed(letter, owner, receipt.error, looked=receipt.looked)
        if receipt is None:
            return self._withhold(letter, owner, withheld or Withheld("not_sent"))
        with self.transactions.statements() as transaction:
            state = DeliveryState(receipt.progress)
            return transaction.deliveries.settle(letter.message, owner, state, provider_id=receipt.provider_id)

    def carry_all(self, letters: Sequence[Letter], owner: LeaseOwner) -> None:
        """Send messages that were leased just now, several at once, and settle them in groups.

        Whatever has not begun to leave after some seconds is given back: what was decided then may be stale by now.
        """
        until = time.monotonic() + FRESH
        under_way = {self._pool.submit(self._attempt_until, letter, until): letter for letter in letters}
        while under_way:
            done, _ = wait(under_way, timeout=SETTLED_EVERY)
            if not done:
                continue
            taken: dict[MessageId, tuple[DeliveryState, str]] = {}
            late: list[MessageId] = []
            failed: list[tuple[Letter, _Failure]] = []
            for future in done:
                letter, outcome = under_way.pop(future), future.result()
                if isinstance(outcome, Receipt):
                    taken[letter.message] = DeliveryState(outcome.progress), outcome.provider_id
                elif outcome is None:
                    late.append(letter.message)
                else:
                    failed.append((letter, outcome))
            with self.transactions.statements() as transaction:
                if taken:
                    transaction.deliveries.settle_all(owner, taken)
                if late:
                    transaction.deliveries.give_back(owner, late)
            for letter, failure in failed:
                self._failed(letter, owner, failure.error, looked=failure.looked)

    def update(self, update: DeliveryUpdate) -> bool:
        """Take a provider's report; False when no such message is known (yet): it is kept. Raises NotFound."""
        try:
            message = MessageId(UUID(update.message_id))
        except ValueError:
            raise NotFound("no such message") from None
        report = Report(message, update.provider_id, DeliveryState(update.progress), update.error_code)
        if report.state not in _MISSED:
            return self.reports(report)
        with self.transactions.transaction() as transaction:
            (known,) = transaction.deliveries.report(report)
            moved = known and self._move_on(transaction, message)
        if moved:
            self.wake.relay(message)
        return known

    def _report(self, reports: Sequence[Report]) -> Sequence[bool]:
        with self.transactions.statements() as transaction:
            return transaction.deliveries.report(*reports)

    def life(self, message: MessageId) -> Life:
        """What became of a message, at every address; raises NotFound."""
        with self.transactions.transaction() as transaction:
            return transaction.deliveries.life(message)

    def reconcile(self) -> None:
        """Apply reports that came before their message."""
        with self.transactions.transaction() as transaction:
            # In the order in which others lock them.
            for report in sorted(transaction.deliveries.take_early(), key=lambda report: report.message):
                transaction.deliveries.report(report)
                if report.state in _MISSED:
                    self._move_on(transaction, report.message)

    def tell_elsewhere(self, transaction: Consenting, place: Conversation) -> None:
        """Tell whose carrier took CANCEL for an opt-out how to call an appointment off; the sweep sends it."""
        letterhead = self.post.letterheads.letterhead()
        tell_elsewhere(transaction, place, self.post.channels, letterhead, self.clock.now())

    def _opted_out(self, transaction: Consenting, letter: Letter) -> None:
        """Believe a refusal; when the person's last word was CANCEL, it is what the carrier took for an opt-out."""
        place = transaction.conversations.lock(letter.conversation, letter.address_id)
        heard = transaction.messages.last_heard(place)
        words = heard.reveal() if heard is not None and took_for_opt_out(heard.reveal()) else None
        if opt_out(transaction, place, source_of(place.channel), self.clock.now(), words) and words is not None:
            self.tell_elsewhere(transaction, place)

    def _move_on(self, transaction: Consenting, message: MessageId) -> bool:
        return transaction.deliveries.move_on(message, tuple(self.post.channels), STAYS)

    def _relay_one(self, message: MessageId, owner: LeaseOwner) -> ConversationId | None:
        """Send one message; its conversation when others may follow now."""
        with self.transactions.transaction() as transaction:
            letter = transaction.deliveries.lease(message, owner, SECONDS)
            if letter is None:
                return None
            withheld = self._withheld(letter)
            if withheld is not None and (letter.tried_at is None or not withheld.may_have_left):
                self._cancel(transaction, letter, owner, withheld)
                return letter.conversation
        return letter.conversation if self.carry(letter, owner, withheld) else None

    def _withheld(self, letter: Letter) -> Withheld | None:
        """Why a leased message does not leave, as things are now; None: it may."""
        now, told = self.clock.now(), letter.told
        if not may_send(letter.author, letter.purpose, letter.state, opted_out=letter.opted_out):
            if letter.opted_out:
                return Withheld("opted_out", may_have_left=False)
            again = now + ASK_STAFF_AGAIN if told is not None else None
            return Withheld("held_by_staff", again=again, may_have_left=told is not None)
        if letter.purpose not in STARTED:
            return None
        shut_for = self.post.pacing.sender(self.post.sender(letter.channel)).shut_for
        if told is not None:
            gone = stale(told, now)
            if gone is not None:
                return Withheld(gone)
            if not same_day(told.said_at, now, told.zone):
                return Withheld("said_anew", now)
        if shut_for:
            return Withheld("sender_shut", wait=shut_for)
        if letter.zone is None or (told is not None and told.anchor in WAKES):
            return None
        waking = told.waking if told is not None and told.waking is not None else US
        until = next_waking(now, clocks(_number(letter), ZoneInfo(letter.zone)), waking)
        return Withheld("quiet", until) if until > now else None

    def _cancel(self, transaction: Consenting, letter: Letter, owner: LeaseOwner, withheld: Withheld) -> bool:
        """End a message that was not sent, or let it be decided anew; one that no plan is behind waits."""
        seconds = withheld.wait
        if withheld.again is not None and letter.told is None:
            seconds = (withheld.again - self.clock.now()).total_seconds()
        if seconds is not None:
            return transaction.deliveries.postpone(letter.message, owner, seconds, withheld.code, unsent=True)
        canceled = DeliveryState.CANCELED
        settled = transaction.deliveries.settle(letter.message, owner, canceled, error_code=withheld.code)
        if settled and withheld.again is not None:
            transaction.notifications.again(letter.message, withheld.again, withheld.code)
        if settled and letter.opted_out:
            self._move_on(transaction, letter.message)
        return settled

    def _withhold(self, letter: Letter, owner: LeaseOwner, withheld: Withheld) -> bool:
        with self.transactions.transaction() as transaction:
            return self._cancel(transaction, letter, owner, withheld)

    def _attempt(self, letter: Letter, withheld: Withheld | None = None) -> Receipt | _Failure | None:
        """Look for a message where it was tried before, else hand it over; None when it is withheld and not there."""
        looked = letter.tried_at is None
        try:
            outgoing = self.post.outgoing(letter)
            receipt = self.post.find(outgoing, letter)
            looked = True
            if receipt is None and withheld is None:
                receipt = self._send(outgoing, letter)
        except SendError as error:
            if error.loggable:
                _log.warning("message %s: %s", letter.message, error)
            return _Failure(error, looked=looked)
        return receipt

    def _attempt_until(self, letter: Letter, until: float) -> Receipt | _Failure | None:
        """None when it is too late for what was decided, or the sender was shut meanwhile."""
        shut = self.post.pacing.sender(self.post.sender(letter.channel)).shut
        return None if time.monotonic() > until or shut else self._attempt(letter)

    @cached_property
    def _pool(self) -> ThreadPoolExecutor:
        """Who hands a batch over."""
        return ThreadPoolExecutor(SENDING, thread_name_prefix="sending")

    def _send(self, outgoing: OutboundMessage, letter: Letter) -> Receipt:
        if letter.age > TOO_OLD:
            raise Rejected("too_old")
        return self.post.send(outgoing, letter)

    def _failed(self, letter: Letter, owner: LeaseOwner, error: SendError, *, looked: bool) -> bool:
        """Put a message off, end it, or let it go to the next address; True when it is settled here."""
        state, moved = DeliveryState.FAILED, False
        with self.transactions.transaction() as transaction:
            deliveries = transaction.deliveries
            if isinstance(error, UnknownOutcome) or not looked:
                if letter.tried_for < GIVE_UP_LOOKING and not isinstance(error, NoLookup):
                    wait = max(LOOK_AFTER, _backoff(letter.attempts))
                    deliveries.postpone(letter.message, owner, wait, error.code, unsent=False)
                    return False
                state = DeliveryState.UNKNOWN
            elif error.retryable and letter.age < TOO_OLD:
                wait = error.retry_after if isinstance(error, RateLimited) else _backoff(letter.attempts)
                deliveries.postpone(letter.message, owner, wait, error.code, unsent=True)
                return False
            settled = deliveries.settle(letter.message, owner, state, error_code=error.code)
            if settled and isinstance(error, OptedOut):
                self._opted_out(transaction, letter)
            elif settled and isinstance(error, DeadAddress):
                transaction.addresses.set_standing(letter.address_id, Standing.UNREACHABLE, error.code)
            if settled and state is DeliveryState.FAILED and letter.age < TOO_OLD:
                moved = self._move_on(transaction, letter.message)
        if moved:
            self.relay(letter.message)
        return settled


def _backoff(attempts: int) -> float:
    """Seconds to wait after so many attempts."""
    return min(2.0 ** min(attempts, 12), LONGEST_WAIT)


def letter_of(place: Conversation, words: Words, message: MessageId, buttons: tuple[Button, ...]) -> Letter:
    """A message that is sent in the moment it was written."""
    return Letter(
        message=message,
        conversation=place.id,
        address_id=place.address_id,
        channel=place.channel,
        address=place.address,
        body=Sensitive(words.text),
        author=words.author,
        purpose=words.purpose,
        attempts=1,
        tried_at=None,
        tried_for=0.0,
        age=0.0,
        state=place.state,
        opted_out=False,
        known=frozenset(),
        locale=place.locale,
        last_inbound_at=place.last_inbound_at,
        author_name=words.author_name,
        buttons=buttons,
        subject=Sensitive(words.subject) if words.subject else None,
    )


def _number(letter: Letter) -> str | None:
    """The telephone number a message goes to, if it goes to one."""
    return letter.address.reveal() if letter.channel in PHONES else None
