"""Who takes the answers to which questions."""

from __future__ import annotations

from collections.abc import Mapping

from backend.domain.messaging.ports import Letterheads
from backend.domain.messaging.questions import Subject
from backend.services.answer_opening import AnswerOpening
from backend.services.answering import Answering
from backend.services.attendance_answers import AttendanceAnswers
from backend.services.closing import ClosureAnswers


def takers(letterheads: Letterheads, opening: AnswerOpening) -> Mapping[Subject, Answering]:
    """By what a question is about."""
    return {
        Subject.ATTENDANCE: AttendanceAnswers(letterheads),
        Subject.OPENING: opening,
        Subject.CLOSURE: ClosureAnswers(),
    }
