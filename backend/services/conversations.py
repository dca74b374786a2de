"""Taking turns: one at a time a conversation, in order, each message answered exactly once as the patient sees it."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from backend.domain.handoff.machine import ConversationState, Reason, Step, step
from backend.domain.ids import ConversationId
from backend.domain.messaging.carrier import misread
from backend.domain.messaging.dialogue import DialogueEngine, DialogueUnavailable
from backend.domain.messaging.incoming import Kind, Legible, legible
from backend.domain.messaging.language import Spoken, language_of, spoken
from backend.domain.messaging.ports import Letterheads, MessagingTransaction
from backend.domain.messaging.records import (
    About,
    Answered,
    Author,
    Conversation,
    LeaseOwner,
    Purpose,
    Source,
    Turn,
    Words,
)
from backend.domain.messaging.turns import (
    ANSWERABLE,
    ATTEMPTS,
    HOLDING_AT,
    Course,
    course,
    course_of_press,
    may_send,
    retry_after,
    stale,
)
from backend.domain.ports import Clock, Transactions
from backend.domain.sensitive import Sensitive
from backend.services.answering import Answerable
from backend.services.answers import Answers
from backend.services.by_word import ByWord
from backend.services.commands import carry_out
from backend.services.delivery import Delivery, letter_of
from backend.services.handing_over import ask_for_a_person
from backend.services.leases import SECONDS, Leases
from backend.services.opting_out import Consenting, opt_in, opt_out
from backend.services.wording import Line, say
from backend.services.wrong_number import disown

WAITING_NOTE_EVERY: Final = timedelta(minutes=1)
HOLDING_EVERY: Final = timedelta(minutes=5)

_FIXED: Final = {
    Course.HELP: Line.HELP,
    Course.LINKED: Line.LINKED,
    Course.NOT_LINKED: Line.NOT_LINKED,
    Course.STALE: Line.STALE_CHOICE,
}

_BOT_ANSWERS: Final = frozenset({ConversationState.BOT, ConversationState.RESOLVED})

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Conversations:
    """Answers patients, by the dialogue engine or without it."""

    transactions: Transactions[Answerable]
    clock: Clock
    leases: Leases
    engine: DialogueEngine
    delivery: Delivery
    letterheads: Letterheads
    answers: Answers
    by_word: Sequence[ByWord]

    def take_turns(self, id_: ConversationId) -> int:
        """Answer what waits in a conversation, oldest first; how many messages that were.

        Does nothing when another worker is at it: that one sees what arrives meanwhile.
        """
        taken = 0
        with self.leases.owner() as owner:
            more = True
            while more:
                with self.transactions.statements() as transaction:
                    turn = transaction.conversations.lease(id_, owner, SECONDS)
                if turn is None:
                    break
                more = self._take(turn, owner)
                taken += 1
        return taken

    def _take(self, turn: Turn, owner: LeaseOwner) -> bool:
        """Take one turn; whether more messages wait for the same lease."""
        read = legible(turn.body.reveal(), turn.attachments)
        usual = language_of(turn.conversation.locale)
        # What stands on a button is no sentence of the person's: "lun 7 dic 8:30 am" is not English.
        heard = spoken(read.text, usual) if turn.choice is None else Spoken(usual)
        if heard.language != usual:
            with self.transactions.statements() as transaction:
                transaction.conversations.set_language(turn.conversation.id, heard.language)
            turn = replace(turn, conversation=replace(turn.conversation, locale=heard.language))
        way = course(turn, read) if turn.choice is None else course_of_press(turn)
        about: About | None = None
        if way in ANSWERABLE:
            taken = self._taken_as_answer(turn, owner, read.text)
            if isinstance(taken, bool):
                return taken
            about = taken
        if turn.choice is not None and about is None:
            with self.transactions.statements() as transaction:
                says = transaction.messages.press(turn, self.clock.now())
            # What a button said is what its number would have said; one that no longer counts says nothing.
            read = Legible(Kind.TEXT, says) if says is not None else read
            way = course(turn, read) if says is not None else stale(turn)
        if way is not Course.DIALOGUE:
            return self._without_dialogue(turn, owner, way, read.kind)
        done = self._done_by_word(turn, owner, read.text)
        if done is not None:
            return done
        if turn.attempt > ATTEMPTS:
            # Whoever tried before died of it without a word: do not try again.
            return self._unanswered(turn, owner)
        try:
            answer = self.engine.answer(
                turn.conversation.id, turn.message, Sensitive(read.text), turn.received_at, turn.attempt, heard, about
            )
        except DialogueUnavailable as unavailable:
            _log.warning("message %s, attempt %d: %s", turn.message, turn.attempt, unavailable)
            return self._unanswered(turn, owner)
        words = Words(answer.text, Purpose.REPLY, Author.BOT, options=answer.options)
        with self.transactions.statements() as transaction:
            if answer.unclear:
                self.answers.unclear(transaction, turn, self.clock.now())
            answered = transaction.messages.answer(turn, words, self.clock.now(), owner, SECONDS)
        return self._send(turn, words, answered, owner)

    def _without_dialogue(self, turn: Turn, owner: LeaseOwner, way: Course, kind: Kind) -> bool:
        if way in (Course.SILENCE, Course.STAFF):
            with self.transactions.statements() as transaction:
                answered = transaction.messages.close(turn, self.clock.now(), owner)
            return answered is not None and answered.more
        with self.transactions.transaction() as transaction:
            now = transaction.conversations.leased(turn.conversation.id, owner, turn.conversation.address_id)
            if now is None:
                return False
            words = self._words_for(transaction, turn, now, way, kind)
            answered = self._end(transaction, turn, words, owner)
        return self._send(turn, words, answered, owner)

    def _taken_as_answer(self, turn: Turn, owner: LeaseOwner, text: str) -> bool | About | None:
        """Take a message as an answer to what we asked: whether more messages wait for the same lease.

        Or the visit with which the dialogue is to go on; None when it is no such answer.
        """
        at = self.clock.now()
        with self.transactions.statements() as transaction:
            if not self.answers.concerns(transaction, turn, text, at):
                return None

        def take(transaction: Answerable) -> tuple[Words | None, Answered | None] | About | None:
            now = transaction.conversations.leased(turn.conversation.id, owner, turn.conversation.address_id)
            if now is None:
                return None, None
            taken = self.answers.take(transaction, turn, now, text, at)
            if taken is None:
                return None
            if taken.on is not None and now.state in _BOT_ANSWERS:
                return taken.on.about
            words = taken.on.otherwise if taken.on is not None else taken.words
            if taken.disowns:
                words = self._words_for(transaction, turn, now, Course.WRONG_NUMBER, Kind.TEXT)
            if words is not None and not may_send(words.author, words.purpose, now.state, opted_out=False):
                words = None
            answered = self._end(transaction, turn, words, owner)
            if answered is not None and answered.reply is not None and taken.asks is not None:
                asks = taken.asks
                transaction.questions.ask(answered.reply, asks.subject, asks.subject_id, at, asks.until, asks.among)
            return words, answered

        done = carry_out(self.transactions.transaction, take)
        return self._send(turn, done[0], done[1], owner) if isinstance(done, tuple) else done

    def _done_by_word(self, turn: Turn, owner: LeaseOwner, text: str) -> bool | None:
        """Do what a message asks for in plain words: whether more messages wait for the same lease.

        None when it asks for nothing of the kind, or the dialogue is to answer it.
        """
        asked = next((one for one in self.by_word if one.concerns(text)), None)
        if asked is None or turn.choice is not None:
            return None
        at = self.clock.now()

        def do(transaction: Answerable) -> tuple[Words | None, Answered | None] | None:
            now = transaction.conversations.leased(turn.conversation.id, owner, turn.conversation.address_id)
            if now is None:
                return None, None
            words = asked.take(transaction, now, text, at)
            return None if words is None else (words, self._end(transaction, turn, words, owner))

        done = carry_out(self.transactions.transaction, do)
        return None if done is None else self._send(turn, *done, owner)

    def _end(
        self, transaction: MessagingTransaction, turn: Turn, words: Words | None, owner: LeaseOwner
    ) -> Answered | None:
        if words is None:
            return transaction.messages.close(turn, self.clock.now(), owner)
        return transaction.messages.answer(turn, words, self.clock.now(), owner, SECONDS)

    def _words_for(
        self, transaction: Consenting, turn: Turn, now: Conversation, way: Course, kind: Kind
    ) -> Words | None:
        """Do what the message asks for, and say so; None when silence is the answer."""
        match way:
            case Course.OPT_OUT:
                words = self._opted_out(transaction, turn, now)
            case Course.WRONG_NUMBER:
                disown(transaction, now, turn.body.reveal(), self.clock.now())
                words = None if turn.keyword == "stop" else self._line(now, Line.WRONG_NUMBER, Purpose.CONSENT)
            case Course.OPT_IN:
                words = self._opted_in(transaction, turn, now)
            case Course.HELP | Course.LINKED | Course.NOT_LINKED | Course.STALE:
                words = self._line(now, _FIXED[way], Purpose.NOTICE)
            case Course.ASSISTANT:
                self._give_back(transaction, now)
                words = self._line(now, Line.GIVEN_BACK, Purpose.GIVEN_BACK)
            case Course.WAITING:
                last = transaction.messages.last_said(now, Purpose.WAITING)
                lately = last is not None and self.clock.now() - last < WAITING_NOTE_EVERY
                words = None if lately else self._line(now, Line.STILL_WAITING, Purpose.WAITING)
            case Course.UNREADABLE:
                line = Line.ATTACHMENT if kind is Kind.ATTACHMENT else Line.EMPTY
                words = self._line(now, line, Purpose.UNREADABLE)
            case _:
                words = None
        return words

    def _opted_out(self, transaction: Consenting, turn: Turn, now: Conversation) -> Words | None:
        """The one confirmation; a provider that acted on the message itself has given it."""
        source = _source(turn)
        said = turn.body.reveal()
        ahead = opt_out(transaction, now, source, self.clock.now(), said)
        if turn.keyword == "stop":
            if ahead and misread(said, turn.keyword):
                self.delivery.tell_elsewhere(transaction, now)
            return None
        return self._line(now, Line.OPTED_OUT_AHEAD if ahead else Line.OPTED_OUT, Purpose.CONSENT)

    def _opted_in(self, transaction: Consenting, turn: Turn, now: Conversation) -> Words | None:
        """A welcome, unless the provider gave it; and what became of an appointment, if it ended over one."""
        source = _source(turn)
        if opt_in(transaction, now, source, self.clock.now(), turn.body.reveal()):
            return self._line(now, Line.OPTED_IN_AHEAD, Purpose.CONSENT)
        return None if turn.keyword == "start" else self._line(now, Line.OPTED_IN, Purpose.CONSENT)

    def _give_back(self, transaction: MessagingTransaction, now: Conversation) -> None:
        handoff = transaction.handoffs.open_of(now.id)
        if handoff is not None:
            transaction.handoffs.set_state(handoff.id, "returned", None, self.clock.now())
            transaction.handoffs.add_event(handoff.id, Step.GIVE_BACK, "patient", None, self.clock.now())
        transaction.conversations.set_state(now.id, step(now.state, Step.GIVE_BACK), None)

    def _unanswered(self, turn: Turn, owner: LeaseOwner) -> bool:
        """Keep the message for another attempt, or hand it to staff after the last; the patient is told."""
        wait = retry_after(turn.attempt)
        with self.transactions.transaction() as transaction:
            now = transaction.conversations.leased(turn.conversation.id, owner, turn.conversation.address_id)
            if now is None:
                return False
            if wait is not None:
                holding = turn.attempt == HOLDING_AT and self._may_hold(transaction, now)
                note = (
                    transaction.messages.say(now, self._line(now, Line.HOLDING, Purpose.HOLDING), self.clock.now())
                    if holding
                    else None
                )
                transaction.conversations.release(now.id, owner, wait)
            else:
                words = self._line(now, Line.APOLOGY, Purpose.APOLOGY)
                ask_for_a_person(transaction, now, Reason.ERROR, actor="system", at=self.clock.now())
                answered = self._end(transaction, turn, words, owner)
        if wait is None:
            return self._send(turn, words, answered, owner)
        if note is not None:
            self.delivery.relay(note)
        return False

    def _may_hold(self, transaction: MessagingTransaction, now: Conversation) -> bool:
        last = transaction.messages.last_said(now, Purpose.HOLDING)
        return last is None or self.clock.now() - last >= HOLDING_EVERY

    def _line(self, conversation: Conversation, line: Line, purpose: Purpose) -> Words:
        return Words(say(line, conversation.locale, self.letterheads.letterhead()), purpose)

    def _send(self, turn: Turn, words: Words | None, answered: Answered | None, owner: LeaseOwner) -> bool:
        """Send the answer at once when this worker holds it; whether more messages wait for the same lease."""
        if answered is None:
            return False
        if words is not None and answered.sending and answered.reply is not None:
            self.delivery.carry(letter_of(turn.conversation, words, answered.reply, answered.buttons), owner)
        return answered.more


def _source(turn: Turn) -> Source:
    """By whose word it was: a keyword is the provider's for a number, and in a mail the link somebody followed."""
    if not turn.keyword:
        return Source.PATIENT
    return Source.LINK if turn.conversation.channel == "email" else Source.CARRIER
