"""Handing conversations to staff and back; the patient is told of every change that concerns them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from backend.domain.errors import IllegalTransition, InvalidRequest
from backend.domain.handoff.machine import ConversationState, Reason, Step, step
from backend.domain.ids import ConversationId, HandoffId, MessageId
from backend.domain.messaging.ports import Letterheads, MessagingTransaction
from backend.domain.messaging.records import Author, Conversation, Handoff, Purpose, Said, Words
from backend.domain.ports import Clock, Transactions, Wake
from backend.services.handing_over import ask_for_a_person
from backend.services.wording import Line, say

LONGEST_REPLY: Final = 1600
LONGEST_NAME: Final = 40

_CLOSING: Final = {Step.RESOLVE: ("resolved", Line.CLOSED), Step.GIVE_BACK: ("returned", Line.GIVEN_BACK)}
_PURPOSE: Final = {Line.CLOSED: Purpose.CLOSED, Line.GIVEN_BACK: Purpose.GIVEN_BACK, Line.CLAIMED: Purpose.CLAIMED}


@dataclass(frozen=True)
class Asked:
    """A person was asked for; `words` is what the patient should be told."""

    handoff: Handoff
    words: str


@dataclass(frozen=True)
class Handoffs:
    """What the bot and staff do about a conversation that needs a person."""

    transactions: Transactions[MessagingTransaction]
    clock: Clock
    wake: Wake
    letterheads: Letterheads

    def request(self, id_: ConversationId, reason: Reason, *, actor: str = "bot", note: str | None = None) -> Asked:
        """Ask for a person; asking again is harmless. Raises NotFound."""
        with self.transactions.transaction() as transaction:
            conversation = transaction.conversations.lock(id_)
            handoff = ask_for_a_person(transaction, conversation, reason, actor=actor, at=self.clock.now(), note=note)
        return Asked(handoff, say(Line.WAITING, conversation.locale, self.letterheads.letterhead()))

    def claim(self, id_: HandoffId, staff: str) -> Handoff:
        """A member of staff takes over: from now on the bot is silent. Claiming one's own again is harmless.

        Raises NotFound, InvalidRequest, or IllegalTransition when somebody else was faster or it is closed.
        """
        name = _name(staff)
        with self.transactions.transaction() as transaction:
            conversation, handoff = self._locked(transaction, id_)
            if handoff.state == "claimed" and handoff.claimed_by == name:
                return handoff
            self._move(transaction, conversation, Step.CLAIM, name)
            transaction.handoffs.set_state(id_, "claimed", name, self.clock.now())
            transaction.handoffs.add_event(id_, Step.CLAIM, f"staff:{name}", None, self.clock.now())
            told = self._tell(transaction, conversation, Line.CLAIMED, staff=name)
            claimed = transaction.handoffs.get(id_)
        self._relay(told)
        return claimed

    def reply(self, id_: HandoffId, text: str, staff: str | None = None, once: str | None = None) -> MessageId:
        """Staff who hold the conversation write to the patient; with the same `once` only the first time.

        Raises NotFound, InvalidRequest, or IllegalTransition unless it is claimed (by `staff`, when named).
        """
        if not text.strip() or len(text) > LONGEST_REPLY:
            raise InvalidRequest(f"write 1 to {LONGEST_REPLY} characters", field="text")
        with self.transactions.transaction() as transaction:
            conversation, handoff = self._locked(transaction, id_)
            if handoff.state != "claimed" or handoff.claimed_by is None:
                raise IllegalTransition("claim the conversation before you reply")
            if staff is not None and _name(staff) != handoff.claimed_by:
                raise IllegalTransition(f"{handoff.claimed_by} holds this conversation")
            if conversation.opted_out_at is not None:
                raise IllegalTransition("this person asked for no more texts: call them")
            words = Words(text, Purpose.REPLY, Author.STAFF, handoff.claimed_by)
            key = f"{id_.hex}:{once}" if once else None
            message = transaction.messages.say(conversation, words, self.clock.now(), once=key)
        self._relay(message)
        return message

    def resolve(self, id_: HandoffId, staff: str | None = None) -> Handoff:
        """Staff are done; the next message of the patient goes to the bot. Raises as `claim` does."""
        return self._close(id_, Step.RESOLVE, staff)

    def give_back(self, id_: HandoffId, staff: str | None = None) -> Handoff:
        """The bot goes on with the conversation. Raises as `claim` does."""
        return self._close(id_, Step.GIVE_BACK, staff)

    def release(self, id_: HandoffId, staff: str | None = None) -> Handoff:
        """Whoever claimed it cannot go on: it waits for another. Raises as `claim` does."""
        with self.transactions.transaction() as transaction:
            conversation, handoff = self._locked(transaction, id_)
            if handoff.state == "waiting":
                return handoff
            self._move(transaction, conversation, Step.RELEASE, None)
            transaction.handoffs.set_state(id_, "waiting", None, self.clock.now())
            transaction.handoffs.add_event(id_, Step.RELEASE, _actor(staff), None, self.clock.now())
            return transaction.handoffs.get(id_)

    def get(self, id_: HandoffId) -> Handoff:
        """A handoff; raises NotFound."""
        with self.transactions.transaction() as transaction:
            return transaction.handoffs.get(id_)

    def waiting(self, state: str | None = None, after: HandoffId | None = None, limit: int = 50) -> list[Handoff]:
        """Handoffs in a state (without one: those not closed), most urgent first, then the oldest."""
        with self.transactions.transaction() as transaction:
            return transaction.handoffs.list(state, after, limit)

    def thread(self, id_: ConversationId, after: int | None = None, limit: int = 50) -> list[Said]:
        """What was said in a conversation after a sequence number; without one, the latest. Raises NotFound."""
        with self.transactions.transaction() as transaction:
            return transaction.messages.thread(transaction.conversations.get(id_), after, limit)

    def _close(self, id_: HandoffId, how: Step, staff: str | None) -> Handoff:
        state, line = _CLOSING[how]
        with self.transactions.transaction() as transaction:
            found = transaction.handoffs.get(id_)
            if found.state == state:
                return found
            conversation, _ = self._locked(transaction, id_)
            self._move(transaction, conversation, how, None)
            transaction.handoffs.set_state(id_, state, None, self.clock.now())
            transaction.handoffs.add_event(id_, how, _actor(staff), None, self.clock.now())
            told = self._tell(transaction, conversation, line)
            closed = transaction.handoffs.get(id_)
        self._relay(told)
        return closed

    def _locked(self, transaction: MessagingTransaction, id_: HandoffId) -> tuple[Conversation, Handoff]:
        """Conversation first, then its handoff: the order in which everybody locks."""
        conversation = transaction.conversations.lock(transaction.handoffs.get(id_).conversation)
        handoff = transaction.handoffs.get(id_)
        if handoff.closed_at is not None:
            raise IllegalTransition("this handoff is closed")
        return conversation, handoff

    def _move(
        self, transaction: MessagingTransaction, conversation: Conversation, how: Step, staff: str | None
    ) -> None:
        if how is Step.CLAIM and conversation.state is ConversationState.CLAIMED:
            raise IllegalTransition(f"{conversation.claimed_by} holds this conversation already")
        transaction.conversations.set_state(conversation.id, step(conversation.state, how), staff)

    def _tell(
        self, transaction: MessagingTransaction, conversation: Conversation, line: Line, **names: str
    ) -> MessageId | None:
        """Tell the patient, unless they asked for no texts."""
        if conversation.opted_out_at is not None:
            return None
        text = say(line, conversation.locale, self.letterheads.letterhead(), **names)
        return transaction.messages.say(conversation, Words(text, _PURPOSE[line]), self.clock.now())

    def _relay(self, message: MessageId | None) -> None:
        if message is not None:
            self.wake.relay(message)


def _actor(staff: str | None) -> str:
    return f"staff:{_name(staff)}" if staff else "staff"


def _name(staff: str) -> str:
    name = " ".join(staff.split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise InvalidRequest(f"a name of 1 to {LONGEST_NAME} characters", field="staff")
    return name
