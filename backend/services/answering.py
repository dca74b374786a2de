"""What whoever takes the answers to one kind of question promises; answers.py finds whom to ask."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, runtime_checkable
from uuid import UUID

from backend.domain.ids import MessageId
from backend.domain.messaging.questions import Question, Reply, Subject
from backend.domain.messaging.records import About, Conversation, Words
from backend.domain.waitlist.ports import WaitlistTransaction
from backend.services.closures import ClosingTransaction
from backend.services.preferences_by_text import Wishing


@dataclass(frozen=True, slots=True)
class Matter:
    """What a question is about: questions with one `key` are about the same.

    `label` tells it from others in the conversation's language, `short` does so on a button; one of `names` (small
    letters) in an answer picks it. `at`: when it takes place.
    """

    key: UUID
    label: str
    names: frozenset[str] = frozenset()
    at: datetime | None = None
    short: str = ""


@dataclass(frozen=True, slots=True)
class NewQuestion:
    """Words that ask something in their turn; `among` as in Question."""

    words: Words
    subject: Subject
    subject_id: UUID
    until: datetime
    among: tuple[MessageId, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """Words that answer without settling the question."""

    words: Words


@dataclass(frozen=True, slots=True)
class HandOn:
    """The dialogue goes on with it; where it may not speak, these words are said."""

    about: About
    otherwise: Words


type Outcome = Words | NewQuestion | Told | HandOn | None
"""What follows an answer; None: nothing is said. Anything but Told settles the question."""


class Answerable(WaitlistTransaction, ClosingTransaction, Wishing, Protocol):
    """What the transaction that ends a turn with an answer works on: whatever any of those who answer need."""


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
