"""Questions that we asked of our own accord, and what a short answer to one of them says.

A question is a message of ours that waits for an answer: whether somebody comes, whether they want a time that became
free. A number or a word answers the question that was asked last in its conversation; a button, or an answer that
quotes a message, answers that message, however old.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, Protocol
from uuid import UUID

from backend.domain.ids import AppointmentId, ConversationId, MessageId


class Subject(StrEnum):
    """What a question is about, and so who takes its answer."""

    ATTENDANCE = "attendance"
    """Whether the patient comes; the subject's id is the notification's."""
    OPENING = "opening"
    """Whether the patient wants a time that became free; the subject's id is the waitlist offer's."""
    CLOSURE = "closure"
    """Which new time suits whose visit the clinic called off; the subject's id is the notification's."""
    WHICH = "which"
    """Which of several questions an answer means; the subject's id is that answer's, a message."""


class Reply(StrEnum):
    """What a short answer says."""

    YES = "yes"
    NO = "no"
    ANOTHER_TIME = "another_time"
    LATE = "late"
    WRONG_NUMBER = "wrong_number"
    WHO = "who"
    UNCLEAR = "unclear"
    """Neither yes nor no: "maybe", "I will let you know"."""
    NUMBER = "number"
    """A number from 3 on: 1 is YES and 2 is NO where nothing else is asked (replies.number tells)."""


UNCLEAR: Final = str(Reply.UNCLEAR)


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it stands; `seq` orders it among all that was said in its conversation.

    `among`: of a question which, the messages that asked what may be meant, in the order of their numbers.
    """

    message: MessageId
    conversation: ConversationId
    seq: int
    subject: Subject
    subject_id: UUID
    asked_at: datetime
    until: datetime
    answer: str | None = None
    among: tuple[MessageId, ...] = ()

    @property
    def waits(self) -> bool:
        """Whether no clear answer was given yet."""
        return self.answer is None or self.answer == UNCLEAR


@dataclass(frozen=True, slots=True)
class AskedVisit:
    """What a message of ours told of a visit: whose time of which visit; `revision` is that of the time."""

    appointment: AppointmentId
    revision: int
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class LastAnswer:
    """What was said last to a question about a visit: confirmed, declined, another_time, late or unclear; and when."""

    says: str
    at: datetime


class Questions(Protocol):
    """Questions of one transaction."""

    def ask(
        self,
        message: MessageId,
        subject: Subject,
        subject_id: UUID,
        at: datetime,
        until: datetime,
        among: Sequence[MessageId] = (),
    ) -> None:
        """Keep that a message asks something until a moment; `among` as in Question."""
        ...

    def open_of(self, conversation: ConversationId, at: datetime) -> list[Question]:
        """What waits for an answer in a conversation, the last question first."""
        ...

    def asked_of(self, conversation: ConversationId, at: datetime, before: int) -> list[Question]:
        """What a message may answer: asked and sent before its `seq`, and still open or answered; last first."""
        ...

    def visit_of(self, notification: UUID) -> AskedVisit | None:
        """The visit that a planned message told of, as it was then; None when nobody knows it."""
        ...

    def told_of(self, appointment: AppointmentId) -> UUID | None:
        """A planned message, said or not, of the time a visit has now; None when there is none."""
        ...

    def of_message(self, message: MessageId) -> Question | None:
        """What a message asked, answered or not, open or not; None when it asked nothing."""
        ...

    def said_of(self, appointments: Sequence[AppointmentId]) -> dict[AppointmentId, LastAnswer]:
        """What was said last about coming to visits at the time they have now."""
        ...

    def told_in(self, message: MessageId) -> Question | None:
        """What a message that told of a visit without asking would have asked; None when it told of none."""
        ...

    def answered_by(self, message: MessageId) -> list[Question]:
        """The questions that a person's message answered."""
        ...

    def settle(self, message: MessageId, answer: str, at: datetime, by: MessageId | None = None) -> bool:
        """Keep the last answer that a person's message gives, else the first clear one; False when there was one."""
        ...
