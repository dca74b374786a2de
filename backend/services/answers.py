"""Answers to what we asked of our own accord: which question a short text is meant for, and who takes it.

A button, or a text that quotes a message, answers that message, however old. Anything else answers what was asked
last, unless the dialogue or staff asked something after it. Where two visits or two people could be meant, we ask.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from backend.domain.handoff.machine import Reason
from backend.domain.ids import MessageId
from backend.domain.messaging.ports import Letterheads
from backend.domain.messaging.questions import Question, Reply, Subject
from backend.domain.messaging.records import Conversation, LastWord, Option, Purpose, Turn, Words
from backend.domain.reminders.replies import DAYS, LONGEST, Said, number, read, words
from backend.services.answering import Answerable, Answering, Discerning, HandOn, Matter, NewQuestion, Outcome, Told
from backend.services.handing_over import alert_staff
from backend.services.wording import Line, say

TOGETHER: Final = timedelta(minutes=10)
"""Questions about different things asked within so long are asked together: a number may mean either."""

SOON: Final = timedelta(hours=6)
"""Who says that they come late means a visit that begins within so long."""

SPOKE_LATELY: Final = timedelta(days=7)
"""So long after we wrote of our own accord somebody may still ask who that was."""

MOST: Final = 4
"""So many are told apart in a text message."""
_STRANGERS: Final = frozenset({Reply.WHO, Reply.WRONG_NUMBER})


@dataclass(frozen=True, slots=True)
class Taken:
    """An answer was taken: what is said, what that asks, and with what the dialogue goes on.

    `disowns`: the number is somebody else's.
    """

    words: Words | None = None
    asks: NewQuestion | None = None
    on: HandOn | None = None
    disowns: bool = False


@dataclass(frozen=True, slots=True)
class _Candidate:
    question: Question
    matter: Matter


@dataclass(frozen=True, slots=True)
class _Heard:
    """A message with where it came from and what it says."""

    turn: Turn
    place: Conversation
    text: str
    at: datetime


@dataclass(frozen=True)
class Answers:
    """Finds whoever takes an answer."""

    by_subject: Mapping[Subject, Answering]
    letterheads: Letterheads

    def concerns(self, transaction: Answerable, turn: Turn, text: str, at: datetime) -> bool:
        """Whether a message may be an answer: a look without a lock, for most are none."""
        if turn.choice is not None or turn.replies_to is not None:
            return True
        if len(text) > LONGEST and read(text) is None:
            return False
        if transaction.questions.asked_of(turn.conversation.id, at, turn.seq):
            return True
        said = read(text)
        return said is not None and said.reply in _STRANGERS and _spoke_lately(transaction, turn.conversation, at)

    def take(self, transaction: Answerable, turn: Turn, place: Conversation, text: str, at: datetime) -> Taken | None:
        """Take a message as an answer; None when it is none of ours. The conversation is locked."""
        heard = _Heard(turn, place, text, at)
        again = transaction.questions.answered_by(turn.message) if turn.attempt > 1 else []
        if turn.choice is not None:
            return self._pressed(transaction, heard)
        if again:
            said = read(text)
            meant = [one for one in again if one.subject is not Subject.WHICH]
            return self._apply(transaction, heard, meant, said) if said and meant else None
        quoted = transaction.messages.quoted(turn)
        if quoted is not None:
            question = transaction.questions.of_message(quoted) or transaction.questions.told_in(quoted)
            return self._answered(transaction, heard, question) if question else None
        return self._spoken(transaction, heard)

    def unclear(self, transaction: Answerable, turn: Turn, at: datetime) -> None:
        """Keep that nobody understood what was said to the last question, if one waits and nothing else was asked."""
        asked = transaction.questions.asked_of(turn.conversation.id, at, turn.seq)
        waiting = [one for one in asked if one.waits and one.subject is not Subject.WHICH]
        waiting = _not_talked_over(waiting, transaction.messages.last_word(turn.conversation, turn.seq), at)
        if waiting:
            transaction.questions.settle(waiting[0].message, str(Reply.UNCLEAR), at, turn.message)

    def _pressed(self, transaction: Answerable, heard: _Heard) -> Taken | None:
        pressed = transaction.messages.pressed(heard.turn)
        question = transaction.questions.of_message(pressed.message) if pressed else None
        if pressed is None or question is None:
            return None
        return self._answered(transaction, replace(heard, text=pressed.says), question)

    def _answered(self, transaction: Answerable, heard: _Heard, question: Question) -> Taken | None:
        """Take an answer to a question that was named."""
        if question.subject is Subject.WHICH:
            return self._told_which(transaction, heard, question)
        said = read(heard.text) or read(heard.text, self._names(transaction, heard, [question]))
        return self._apply(transaction, heard, [question], said) if said else None

    def _spoken(self, transaction: Answerable, heard: _Heard) -> Taken | None:
        """Take an answer that names no question."""
        place, at = heard.place, heard.at
        asked = transaction.questions.asked_of(place.id, at, heard.turn.seq)
        said = read(heard.text)
        if said is not None and said.reply in _STRANGERS:
            spoke = bool(asked) or _spoke_lately(transaction, place, at)
            return self._to_a_stranger(place, said) if spoke else None
        if said is not None and said.quoted is not None:
            under = [one for one in asked if _is_quoted(transaction, place, one, said.quoted)]
            return self._apply(transaction, heard, under[:1], said)
        last = transaction.messages.last_word(place, heard.turn.seq)
        open_ = asked if said and said.reply is Reply.LATE else _not_talked_over(asked, last, at)
        if open_ and open_[0].subject is Subject.WHICH and open_[0].waits:
            told = self._told_which(transaction, heard, open_[0])
            if told is not None:
                return told
        open_ = [one for one in open_ if one.subject is not Subject.WHICH]
        said = said or (read(heard.text, self._names(transaction, heard, open_)) if open_ else None)
        if said is None:
            return None
        found = self._candidates(transaction, heard, open_, said)
        if not found:
            return self._apply(transaction, heard, self._stale(open_, said), said)
        picked = _narrowed(found, said, heard.text, at)
        if not picked or said.at_two and len(picked) < 2:  # "a las dos": at two o'clock
            return None
        if len(picked) > 1 and not said.every:
            return self._ask_which(transaction, heard, picked)
        return self._apply(transaction, heard, [one.question for one in picked], said)

    def _candidates(
        self, transaction: Answerable, heard: _Heard, asked: Sequence[Question], said: Said
    ) -> list[_Candidate]:
        """What may be meant, last asked first, one of each matter: what waits, or else what was answered before."""
        found: dict[tuple[Subject, object], _Candidate] = {}
        for question in asked:
            if self._takes(question, said):
                matter = self._matter(transaction, heard.place, question, heard.at)
                if matter is not None:
                    found.setdefault((question.subject, matter.key), _Candidate(question, matter))
        waiting = [one for one in found.values() if one.question.waits]
        if waiting or said.weak:
            return waiting
        answered = list(found.values())
        # A yes said again changes nothing: it means what it meant before.
        return answered[:1] if said.reply is Reply.YES and not said.every else answered

    def _stale(self, asked: Sequence[Question], said: Said) -> list[Question]:
        """What was asked and does not hold any more: whoever asked says how things stand."""
        return [] if said.weak else [one for one in asked if self._takes(one, said)][:1]

    def _ask_which(self, transaction: Answerable, heard: _Heard, picked: Sequence[_Candidate]) -> Taken:
        """Ask which of several is meant; what was said then counts for that one."""
        among = picked[:MOST]
        listed = " ".join(f"{place}. {one.matter.label}." for place, one in enumerate(among, 1))
        text = say(Line.WHICH, heard.place.locale, self.letterheads.letterhead(), listed=listed)
        until = max(one.question.until for one in among)
        options = tuple(Option(one.matter.short or one.matter.label, str(at)) for at, one in enumerate(among, 1))
        asking = Words(text, Purpose.REPLY, options=options, until=until)
        messages = tuple(one.question.message for one in among)
        return Taken(asking, NewQuestion(asking, Subject.WHICH, heard.turn.message, until, messages))

    def _told_which(self, transaction: Answerable, heard: _Heard, which: Question) -> Taken | None:
        """Do what was said before to the question that is named now; None when none is."""
        asked = [one for one in map(transaction.questions.of_message, which.among) if one is not None]
        said, picked = read(heard.text), number(heard.text)
        meant: list[Question] = []
        if picked is not None:
            meant = asked[picked - 1 : picked]
        elif said is not None and said.every:
            meant = asked
        else:
            spoken = words(heard.text)
            matters = [(one, self._matter(transaction, heard.place, one, heard.at)) for one in asked]
            named = [one for one, matter in matters if matter is not None and matter.names & spoken]
            rest = spoken - {name for _, matter in matters if matter is not None for name in matter.names}
            meant = named if len(named) == 1 and len(rest) <= MOST else []
        if not meant:
            return None
        before = transaction.messages.heard(heard.place, MessageId(which.subject_id)).reveal()
        said = read(before) or read(before, self._names(transaction, heard, asked))
        if said is None:
            return None
        transaction.questions.settle(which.message, str(picked or "named"), heard.at, heard.turn.message)
        return self._apply(transaction, replace(heard, text=before), meant, said)

    def _apply(
        self, transaction: Answerable, heard: _Heard, questions: Sequence[Question], said: Said | None
    ) -> Taken | None:
        if said is None or not questions or not all(self._takes(one, said) for one in questions):
            return None
        if said.reply in _STRANGERS:
            return self._to_a_stranger(heard.place, said)
        outcomes: list[Outcome] = []
        for question in questions:
            handler = self.by_subject[question.subject]
            outcome = handler.answer(transaction, heard.place, question, said.reply, heard.text, heard.at)
            outcomes.append(outcome)
            if not isinstance(outcome, Told):
                transaction.questions.settle(question.message, str(said.reply), heard.at, heard.turn.message)
        if sum(isinstance(one, HandOn) for one in outcomes) > 1:
            alert_staff(transaction, heard.place, Reason.DECLINED, actor="patient", at=heard.at)
        return _taken(outcomes)

    def _to_a_stranger(self, place: Conversation, said: Said) -> Taken:
        """Whoever does not know us hears who we are, and nothing of a patient."""
        if said.reply is Reply.WRONG_NUMBER:
            return Taken(disowns=True)
        return Taken(Words(say(Line.WHO_WE_ARE, place.locale, self.letterheads.letterhead()), Purpose.REPLY))

    def _takes(self, question: Question, said: Said) -> bool:
        handler: object = self.by_subject.get(question.subject)
        if handler is not None and said.reply in _STRANGERS:
            return True
        if isinstance(handler, Discerning):
            return handler.takes(said.reply)
        return handler is not None and said.reply in (Reply.YES, Reply.NO)

    def _matter(self, transaction: Answerable, place: Conversation, question: Question, at: datetime) -> Matter | None:
        handler: object = self.by_subject.get(question.subject)
        if isinstance(handler, Discerning):
            return handler.matter(transaction, place, question, at)
        return Matter(question.subject_id, "")

    def _names(self, transaction: Answerable, heard: _Heard, asked: Sequence[Question]) -> Collection[str]:
        found = [self._matter(transaction, heard.place, one, heard.at) for one in asked]
        return {name for matter in found if matter for name in matter.names}


def _is_quoted(transaction: Answerable, place: Conversation, question: Question, quoted: str) -> bool:
    """Whether a thumb was put on the message that asked, by the words of it that a telephone repeats."""
    ours = " ".join(transaction.messages.heard(place, question.message).reveal().split())
    theirs = " ".join(quoted.rstrip(".\u2026 ").split())
    return bool(theirs) and ours.startswith(theirs)


def _spoke_lately(transaction: Answerable, place: Conversation, at: datetime) -> bool:
    last = transaction.messages.last_said(place, Purpose.REMINDER, Purpose.OFFER)
    return last is not None and at - last <= SPOKE_LATELY


def _not_talked_over(asked: Sequence[Question], last: LastWord | None, at: datetime) -> list[Question]:
    """The questions that came after whatever the dialogue, or staff, asked last and may still wait for."""
    if last is None or not last.waits(at):
        return list(asked)
    return [one for one in asked if one.seq > last.seq]


def _narrowed(found: list[_Candidate], said: Said, text: str, at: datetime) -> list[_Candidate]:
    """The candidates, last asked first, that the words leave."""
    if said.reply is Reply.LATE:
        found = [one for one in found if one.matter.at is not None and one.matter.at - at <= SOON]
    spoken = words(text)
    days = spoken & DAYS
    found = [one for one in found if not days or not one.matter.names & DAYS or one.matter.names & days]
    named = [one for one in found if one.matter.names & spoken]
    if named or not found:
        return named
    last = found[0].question
    return [
        one
        for one in found
        if one is found[0]
        or one.matter.label
        and (one.question.subject is last.subject or last.asked_at - one.question.asked_at <= TOGETHER)
    ]


def _taken(outcomes: Sequence[Outcome]) -> Taken:
    asking = next((one for one in outcomes if isinstance(one, NewQuestion)), None)
    if asking is not None:
        return Taken(asking.words, asks=asking)
    said = [one.words if isinstance(one, Told) else one for one in outcomes if isinstance(one, Words | Told)]
    on = [one for one in outcomes if isinstance(one, HandOn)]
    if not said and len(on) == 1:
        return Taken(on=on[0])
    said += [one.otherwise for one in on]
    return Taken(_together(said) if said else None)


def _together(said: Sequence[Words]) -> Words:
    first = said[0]
    if len(said) == 1:
        return first
    return Words("\n".join(dict.fromkeys(one.text for one in said)), first.purpose, first.author)
