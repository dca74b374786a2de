"""Sending messages once, and following how far they get.

A message is leased, sent outside any transaction, and settled. When the outcome of an attempt is not known (a
timeout, a worker that died), it is looked up at the provider before anybody sends it again; what cannot be settled
that way is `unknown`, shown to staff, and never sent again blindly.

A message that certainly did not reach its person at one address goes to their next one, so nothing is said twice.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from backend.domain.errors import NotFound
from backend.domain.ids import ConversationId, MessageId
from backend.domain.messaging.carrier import took_for_opt_out
from backend.domain.messaging.delivery import DeliveryState
from backend.domain.messaging.records import Conversation, LeaseOwner, Letter, Life, Purpose, Report, Standing
from backend.domain.messaging.turns import may_send
from backend.domain.ports import Clock, Transactions, Wake
from backend.services.leases import SECONDS, Leases
from backend.services.opting_out import Consenting, opt_out, source_of, tell_elsewhere
from backend.services.posting import Post
from backend.services.together import Together
from channels.contracts import DeliveryUpdate, OutboundMessage, Receipt
from channels.errors import DeadAddress, NoLookup, OptedOut, RateLimited, Rejected, SendError, UnknownOutcome

LOOK_AFTER: Final = 5.0
GIVE_UP_LOOKING: Final = 15 * 60.0
TOO_OLD: Final = 4 * 3600.0
LONGEST_WAIT: Final = 5 * 60.0

STAYS: Final = frozenset({Purpose.CONSENT, Purpose.NOTICE})
"""Said at the address it is about, or nowhere."""
_MISSED: Final = frozenset({DeliveryState.UNDELIVERED, DeliveryState.FAILED})

_log = logging.getLogger(__name__)


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

    def carry(self, letter: Letter, owner: LeaseOwner) -> bool:
        """Send a leased message, or find that it was sent; True when that settled it, whatever the outcome."""
        looked = False
        try:
            outgoing = self.post.outgoing(letter)
            receipt = self._find(outgoing, letter)
            looked = True
            if receipt is None:
                receipt = self._send(outgoing, letter)
        except SendError as error:
            if error.loggable:
                _log.warning("message %s: %s", letter.message, error)
            return self._failed(letter, owner, error, looked=looked or letter.tried_at is None)
        with self.transactions.statements() as transaction:
            state = DeliveryState(receipt.progress)
            return transaction.deliveries.settle(letter.message, owner, state, provider_id=receipt.provider_id)

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
            if not may_send(letter.author, letter.purpose, letter.state, opted_out=letter.opted_out):
                code = "opted_out" if letter.opted_out else "held_by_staff"
                transaction.deliveries.settle(message, owner, DeliveryState.CANCELED, error_code=code)
                if letter.opted_out:
                    self._move_on(transaction, message)
                return letter.conversation
        return letter.conversation if self.carry(letter, owner) else None

    def _find(self, outgoing: OutboundMessage, letter: Letter) -> Receipt | None:
        if letter.tried_at is None:
            return None
        return self.post.outbound(letter.channel).find(outgoing, letter.tried_at, letter.known)

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
