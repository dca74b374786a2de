"""Questions that we asked of our own accord, and what a short answer to one of them says.

A question is a message of ours that waits for an answer: whether somebody comes, whether they want a time that became
free. A number or a word answers the question that was asked last in its conversation; a button, or an answer that
quotes a message, answers that message, however old.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from backend.domain.ids import ConversationId, MessageId


class Subject(StrEnum):
    """What a question is about, and so who takes its answer."""

    ATTENDANCE = "attendance"
    """Whether the patient comes; the subject's id is the notification's."""
    OPENING = "opening"
    """Whether the patient wants a time that became free; the subject's id is the waitlist offer's."""
    CLOSURE = "closure"
    """Which new time suits whose visit the clinic called off; the subject's id is the notification's."""


class Reply(StrEnum):
    """What a short answer says."""

    YES = "yes"
    NO = "no"
    ANOTHER_TIME = "another_time"
    LATE = "late"
    WRONG_NUMBER = "wrong_number"
    WHO = "who"


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it stands; `seq` orders it among all that was said in its conversation."""

    message: MessageId
    conversation: ConversationId
    seq: int
    subject: Subject
    subject_id: UUID
    asked_at: datetime
    until: datetime
    answer: str | None = None


class Questions(Protocol):
    """Questions of one transaction."""

    def ask(self, message: MessageId, subject: Subject, subject_id: UUID, at: datetime, until: datetime) -> None:
        """Keep that a message asks something until a moment."""
        ...

    def open_of(self, conversation: ConversationId, at: datetime) -> list[Question]:
        """What waits for an answer in a conversation, the last question first."""
        ...

    def of_message(self, message: MessageId) -> Question | None:
        """What a message asked, answered or not, open or not; None when it asked nothing."""
        ...

    def settle(self, message: MessageId, answer: str, at: datetime) -> bool:
        """Keep the first answer to a question; False when it was answered before."""
        ...
