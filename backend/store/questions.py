"""Questions we asked, in the database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, Row, text

from backend.domain.ids import AppointmentId, ConversationId, MessageId
from backend.domain.messaging.questions import AskedVisit, LastAnswer, Question, Subject

_ASK: Final = text("""
    INSERT INTO questions (message_id, conversation_id, seq, subject, subject_id, asked_at, until, among)
    SELECT m.id, m.conversation_id, m.seq, :subject, :subject_id, :at, :until, CAST(:among AS uuid[])
    FROM messages m WHERE m.id = :message
    ON CONFLICT DO NOTHING
""")
_READ: Final = """
    SELECT message_id, conversation_id, seq, subject, subject_id, asked_at, until, answer, among FROM questions
"""
_OPEN_OF: Final = text(
    _READ + " WHERE conversation_id = :conversation AND (answer IS NULL OR answer = 'unclear') AND until > :at"
    " ORDER BY seq DESC LIMIT 20"
)
# Nobody answers what was not sent.
_ASKED_OF: Final = text(
    _READ
    + """ q WHERE conversation_id = :conversation AND until > :at AND seq < :before AND NOT EXISTS (
        SELECT FROM deliveries d WHERE d.message_id = q.message_id
            AND d.state IN ('pending', 'failed', 'undelivered', 'canceled')
    ) ORDER BY seq DESC LIMIT 20"""
)
_VISIT_OF: Final = text("""
    SELECT n.appointment_id, n.revision, h.starts_at
    FROM notifications n JOIN appointment_history h ON h.appointment_id = n.appointment_id AND h.revision = n.revision
    WHERE n.id = :id
""")
_TOLD_OF: Final = text("""
    SELECT n.id FROM notifications n JOIN appointments a ON a.id = n.appointment_id AND a.time_revision = n.revision
    WHERE n.appointment_id = :id ORDER BY n.due_at, n.id LIMIT 1
""")
_OF_MESSAGE: Final = text(_READ + " WHERE message_id = :message")
_TOLD_IN: Final = text("""
    SELECT m.id AS message_id, m.conversation_id, m.seq, 'attendance' AS subject, n.id AS subject_id, m.at AS asked_at,
        v.starts_at AS until, NULL AS answer, NULL AS among
    FROM notifications n JOIN messages m ON m.id = n.message_id JOIN appointments v ON v.id = n.appointment_id
    WHERE n.message_id = :message AND n.anchor <> 'closed'
""")
_ANSWERED_BY: Final = text(_READ + " WHERE answered_by = :message ORDER BY seq DESC")
_SAID_OF: Final = text("""
    SELECT DISTINCT ON (v.id) v.id, q.answer, q.answered_at
    FROM appointments v JOIN notifications n ON n.appointment_id = v.id AND n.revision = v.time_revision
        JOIN questions q ON q.subject_id = n.id AND q.subject = 'attendance'
    WHERE v.id = ANY(:ids) AND q.answer = ANY(:answers) ORDER BY v.id, q.answered_at DESC, q.seq DESC
""")
_SAYS: Final = {
    "yes": "confirmed",
    "no": "declined",
    "another_time": "another_time",
    "late": "late",
    "unclear": "unclear",
}
_SETTLE: Final = text("""
    UPDATE questions SET answer = :answer, answered_at = :at, answered_by = CAST(:by AS uuid)
    WHERE message_id = :message AND (answer IS NULL OR answer = 'unclear' OR CAST(:by AS uuid) IS NOT NULL)
""")


class QuestionRepository:
    """Implements domain.messaging.questions.Questions on one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

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
        values: dict[str, Any] = {"message": message, "subject": subject, "subject_id": subject_id}
        values |= {"at": at, "until": until, "among": list(among) or None}
        self._connection.execute(_ASK, values)

    def open_of(self, conversation: ConversationId, at: datetime) -> list[Question]:
        """What waits for an answer in a conversation, the last question first."""
        return [_question(row) for row in self._connection.execute(_OPEN_OF, {"conversation": conversation, "at": at})]

    def asked_of(self, conversation: ConversationId, at: datetime, before: int) -> list[Question]:
        """What a message may answer: asked and sent before its `seq`, and still open or answered; last first."""
        values = {"conversation": conversation, "at": at, "before": before}
        return [_question(row) for row in self._connection.execute(_ASKED_OF, values)]

    def visit_of(self, notification: UUID) -> AskedVisit | None:
        """The visit that a planned message told of, as it was then; None when nobody knows it."""
        row = self._connection.execute(_VISIT_OF, {"id": notification}).one_or_none()
        return None if row is None else AskedVisit(AppointmentId(row.appointment_id), row.revision, row.starts_at)

    def told_of(self, appointment: AppointmentId) -> UUID | None:
        """A planned message, said or not, of the time a visit has now; None when there is none."""
        found: UUID | None = self._connection.execute(_TOLD_OF, {"id": appointment}).scalar_one_or_none()
        return found

    def of_message(self, message: MessageId) -> Question | None:
        """What a message asked, answered or not, open or not; None when it asked nothing."""
        row = self._connection.execute(_OF_MESSAGE, {"message": message}).one_or_none()
        return None if row is None else _question(row)

    def said_of(self, appointments: Sequence[AppointmentId]) -> dict[AppointmentId, LastAnswer]:
        """What was said last about coming to visits at the time they have now."""
        if not appointments:
            return {}
        rows = self._connection.execute(_SAID_OF, {"ids": list(appointments), "answers": list(_SAYS)})
        return {AppointmentId(row.id): LastAnswer(_SAYS[row.answer], row.answered_at) for row in rows}

    def told_in(self, message: MessageId) -> Question | None:
        """What a message that told of a visit without asking would have asked; None when it told of none."""
        row = self._connection.execute(_TOLD_IN, {"message": message}).one_or_none()
        return None if row is None else _question(row)

    def answered_by(self, message: MessageId) -> list[Question]:
        """The questions that a person's message answered."""
        return [_question(row) for row in self._connection.execute(_ANSWERED_BY, {"message": message})]

    def settle(self, message: MessageId, answer: str, at: datetime, by: MessageId | None = None) -> bool:
        """Keep the last answer that a person's message gives, else the first clear one; False when there was one."""
        values = {"message": message, "answer": answer, "at": at, "by": by}
        return self._connection.execute(_SETTLE, values).rowcount == 1


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
        among=tuple(MessageId(id_) for id_ in row.among or ()),
    )
