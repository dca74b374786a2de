"""Questions we asked, in the database."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, Row, text

from backend.domain.ids import ConversationId, MessageId
from backend.domain.messaging.questions import Question, Subject

_ASK: Final = text("""
    INSERT INTO questions (message_id, conversation_id, seq, subject, subject_id, asked_at, until)
    SELECT m.id, m.conversation_id, m.seq, :subject, :subject_id, :at, :until FROM messages m WHERE m.id = :message
    ON CONFLICT DO NOTHING
""")
_READ: Final = """
    SELECT message_id, conversation_id, seq, subject, subject_id, asked_at, until, answer FROM questions
"""
_OPEN_OF: Final = text(
    _READ + " WHERE conversation_id = :conversation AND answer IS NULL AND until > :at ORDER BY seq DESC LIMIT 20"
)
_OF_MESSAGE: Final = text(_READ + " WHERE message_id = :message")
_SETTLE: Final = text("""
    UPDATE questions SET answer = :answer, answered_at = :at WHERE message_id = :message AND answer IS NULL
""")


class QuestionRepository:
    """Implements domain.messaging.questions.Questions on one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def ask(self, message: MessageId, subject: Subject, subject_id: UUID, at: datetime, until: datetime) -> None:
        """Keep that a message asks something until a moment."""
        values = {"message": message, "subject": subject, "subject_id": subject_id, "at": at, "until": until}
        self._connection.execute(_ASK, values)

    def open_of(self, conversation: ConversationId, at: datetime) -> list[Question]:
        """What waits for an answer in a conversation, the last question first."""
        return [_question(row) for row in self._connection.execute(_OPEN_OF, {"conversation": conversation, "at": at})]

    def of_message(self, message: MessageId) -> Question | None:
        """What a message asked, answered or not, open or not; None when it asked nothing."""
        row = self._connection.execute(_OF_MESSAGE, {"message": message}).one_or_none()
        return None if row is None else _question(row)

    def settle(self, message: MessageId, answer: str, at: datetime) -> bool:
        """Keep the first answer to a question; False when it was answered before."""
        return self._connection.execute(_SETTLE, {"message": message, "answer": answer, "at": at}).rowcount == 1


def _question(row: Row[Any]) -> Question:
    return Question(
        message=MessageId(row.message_id),
        conversation=ConversationId(row.conversation_id),
        seq=row.seq,
        subject=Subject(row.subject),
        subject_id=row.subject_id,
        asked_at=row.asked_at,
        until=row.until,
        answer=row.answer,
    )
