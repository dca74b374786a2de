"""Answers to what we asked of our own accord: which question a short text is meant for, and who takes it.

A button, or a text that quotes a message, answers that message, however old. Anything else answers what was asked
last, unless the dialogue or staff asked something after it. Where two visits or two people could be meant, we ask.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol, runtime_checkable
from uuid import UUID

from backend.domain.messaging.questions import Question, Reply, Subject
from backend.domain.messaging.records import About, Author, Conversation, LastWord, Turn, Words
from backend.domain.reminders.replies import LONGEST, Said, read, words
from backend.domain.waitlist.ports import WaitlistTransaction
from backend.services.closures import ClosingTransaction

DIALOGUE_REMEMBERS: Final = timedelta(hours=1)
"""After that the dialogue has forgotten what it asked."""

TOGETHER: Final = timedelta(minutes=10)
"""Questions about different things asked within so long are asked together: a number may mean either."""

SOON: Final = timedelta(hours=6)
"""Who says that they come late means a visit that begins within so long."""


@dataclass(frozen=True, slots=True)
class Matter:
    """What a question is about: questions with one `key` are about the same.

    `label` tells it from others in the conversation's language; one of `names` (small letters) in an answer picks it.
    `at`: when it takes place.
    """

    key: UUID
    label: str
    names: frozenset[str] = frozenset()
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class NewQuestion:
    """Words that ask something in their turn."""

    words: Words
    subject: Subject
    subject_id: UUID
    until: datetime


@dataclass(frozen=True, slots=True)
class HandOn:
    """The dialogue goes on with it; where it may not speak, these words are said."""

    about: About
    otherwise: Words


type Outcome = Words | NewQuestion | HandOn | None
"""What follows an answer; None: nothing is said."""


class Answerable(WaitlistTransaction, ClosingTransaction, Protocol):
    """What the transaction that ends a turn with an answer works on: whatever any of those who take answers need."""


class Answering(Protocol):
    """Takes the answers to the questions of one subject, in the transaction that ends the turn."""

    def answer(
        self,
        transaction: Answerable,
        place: Conversation,
        question: Question,
        reply: Reply,
        said: str,
        at: datetime,
    ) -> Outcome:
        """Do what an answer says; the conversation is locked. `said`: the words, or what the pressed button says."""
        ...


@runtime_checkable
class Discerning(Protocol):
    """An Answering that takes more than yes and no, and tells its questions from one another."""

    def takes(self, reply: Reply) -> bool:
        """Whether that can answer such a question; what cannot goes to the dialogue."""
        ...

    def matter(self, transaction: Answerable, place: Conversation, question: Question, at: datetime) -> Matter | None:
        """What a question is about; None when there is nothing to be decided (any more)."""
        ...


@dataclass(frozen=True, slots=True)
class _Candidate:
    question: Question
    matter: Matter


@dataclass(frozen=True)
class Answers:
    """Finds whoever takes an answer."""

    by_subject: Mapping[Subject, Answering]

    def concerns(self, transaction: Answerable, turn: Turn, text: str, at: datetime) -> bool:
        """Whether a message may be an answer: a look without a lock, for most are none."""
        if turn.choice is not None:
            return True
        if len(text) > LONGEST:
            return False
        return bool(transaction.questions.asked_of(turn.conversation.id, at, turn.seq))

    def take(self, transaction: Answerable, turn: Turn, place: Conversation, text: str, at: datetime) -> Taken | None:
        """Take a message as an answer; None when it is none of ours. The conversation is locked."""
        if turn.choice is not None:
            pressed = transaction.messages.pressed(turn)
            question = transaction.questions.of_message(pressed.message) if pressed else None
            said = read(pressed.says) if pressed else None
            if pressed is None or question is None or said is None:
                return None
            return self._apply(transaction, place, [question], said, pressed.says, at)
        asked = transaction.questions.asked_of(place.id, at, turn.seq)
        said = read(text) or (read(text, self._names(transaction, place, asked, at)) if asked else None)
        if said is None or not asked:
            return None
        if not _whatever_was_said(said):
            asked = _not_talked_over(asked, transaction.messages.last_word(place, turn.seq), at)
        meant = self._meant(transaction, place, asked, said, text, at)
        return self._apply(transaction, place, meant, said, text, at) if meant else None

    def _names(
        self, transaction: Answerable, place: Conversation, asked: Sequence[Question], at: datetime
    ) -> Collection[str]:
        found = [self._matter(transaction, place, one, at) for one in asked]
        return {name for matter in found if matter for name in matter.names}

    def _meant(
        self,
        transaction: Answerable,
        place: Conversation,
        asked: Sequence[Question],
        said: Said,
        text: str,
        at: datetime,
    ) -> list[Question]:
        """The questions that are answered; none when it is not one of ours."""
        takers = [one for one in asked if self._takes(one, said)]
        candidates: dict[tuple[Subject, UUID], _Candidate] = {}
        for question in takers:
            matter = self._matter(transaction, place, question, at)
            if matter is not None:
                candidates.setdefault((question.subject, matter.key), _Candidate(question, matter))
        if not candidates:
            # What was asked does not hold any more: whoever asked says how things stand.
            return takers[:1]
        found = list(candidates.values())
        open_ = [one for one in found if one.question.waits]
        if not open_ and said.weak:
            return []
        picked = _narrowed(open_ or found, said, text, at)
        if said.at_two and len(picked) < 2:  # "a las dos": at two
            return []
        return [one.question for one in picked[: None if said.every else 1]]

    def _takes(self, question: Question, said: Said) -> bool:
        handler: object = self.by_subject.get(question.subject)
        if isinstance(handler, Discerning):
            return handler.takes(said.reply)
        return handler is not None and said.reply in (Reply.YES, Reply.NO)

    def _matter(self, transaction: Answerable, place: Conversation, question: Question, at: datetime) -> Matter | None:
        handler: object = self.by_subject.get(question.subject)
        if isinstance(handler, Discerning):
            return handler.matter(transaction, place, question, at)
        return Matter(question.subject_id, "")

    def _apply(
        self,
        transaction: Answerable,
        place: Conversation,
        questions: Sequence[Question],
        said: Said,
        text: str,
        at: datetime,
    ) -> Taken | None:
        outcomes: list[Outcome] = []
        for question in questions:
            if not self._takes(question, said):
                return None
            handler = self.by_subject[question.subject]
            outcomes.append(handler.answer(transaction, place, question, said.reply, text, at))
            if said.reply is not Reply.WHO:
                transaction.questions.settle(question.message, str(said.reply), at)
        return _taken(outcomes)


@dataclass(frozen=True, slots=True)
class Taken:
    """An answer was taken: what is said, what that asks, and with what the dialogue goes on."""

    words: Words | None = None
    asks: NewQuestion | None = None
    on: HandOn | None = None


def _taken(outcomes: Sequence[Outcome]) -> Taken:
    asking = next((one for one in outcomes if isinstance(one, NewQuestion)), None)
    if asking is not None:
        return Taken(asking.words, asks=asking)
    said = [one for one in outcomes if isinstance(one, Words)]
    on = next((one for one in outcomes if isinstance(one, HandOn)), None)
    return Taken(_together(said) if said else None, on=None if said else on)


def _together(said: Sequence[Words]) -> Words:
    first = said[0]
    if len(said) == 1:
        return first
    return Words("\n".join(dict.fromkeys(one.text for one in said)), first.purpose, first.author)


def _whatever_was_said(said: Said) -> bool:
    """Whether it means our message even after the dialogue asked something else."""
    return said.reply in (Reply.LATE, Reply.WHO, Reply.WRONG_NUMBER)


def _not_talked_over(asked: Sequence[Question], last: LastWord | None, at: datetime) -> list[Question]:
    """The questions that came after whatever the dialogue, or staff, asked last and may still wait for."""
    if last is None or at - last.at > DIALOGUE_REMEMBERS:
        return list(asked)
    asks = last.author is Author.STAFF or last.offers or "?" in last.body.reveal()
    return [one for one in asked if one.seq > last.seq] if asks else list(asked)


def _narrowed(found: list[_Candidate], said: Said, text: str, at: datetime) -> list[_Candidate]:
    """The candidates, last asked first, that the words leave."""
    if said.reply is Reply.LATE:
        found = [one for one in found if one.matter.at is not None and one.matter.at - at <= SOON]
    spoken = words(text)
    named = [one for one in found if one.matter.names & spoken]
    if named:
        return named
    if not found:
        return []
    last = found[0].question
    return [
        one
        for one in found
        if one.question.subject is last.subject or last.asked_at - one.question.asked_at <= TOGETHER
    ]
