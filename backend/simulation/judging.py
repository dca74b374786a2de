"""How a conversation ended, as the database has it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text

from backend.simulation.clinic import ZONE
from backend.simulation.dialogues import Goal
from backend.store.database import Database

_BOOKED = text("""
    SELECT s.name AS service, p.name AS practitioner, a.starts_at
    FROM appointments a JOIN services s ON s.id = a.service_id JOIN practitioners p ON p.id = a.practitioner_id
    WHERE a.conversation_id = :conversation AND a.status = 'booked' ORDER BY a.created_at
""")
_HANDED_OVER = text("SELECT reason FROM handoffs WHERE conversation_id = :conversation ORDER BY opened_at LIMIT 1")


@dataclass(frozen=True, slots=True)
class Visit:
    """An appointment that a conversation left behind; `start` is the clock on the wall."""

    service: str
    practitioner: str
    start: datetime

    def is_goal(self, goal: Goal) -> bool:
        """Say whether this is exactly what was wanted."""
        service = goal.service is None or goal.service == self.service
        return service and (goal.practitioner, goal.start) == (self.practitioner, self.start)


@dataclass(frozen=True, slots=True)
class Left:
    """What a conversation left in the database; `handed_over` is why a person was asked for, None if nobody was."""

    visits: tuple[Visit, ...]
    handed_over: str | None


def look(database: Database, number: str) -> Left:
    """Return what the conversation of a telephone left."""
    with database.statements() as transaction:
        conversation = transaction.conversations.find("sms", number)
        if conversation is None:
            return Left((), None)
        told = {"conversation": conversation.id}
        rows = transaction.connection.execute(_BOOKED, told).all()
        handed_over = transaction.connection.execute(_HANDED_OVER, told).scalar_one_or_none()
    return Left(tuple(_visit(row.service, row.practitioner, row.starts_at) for row in rows), handed_over)


def _visit(service: str, practitioner: str, starts_at: datetime) -> Visit:
    return Visit(service, practitioner, starts_at.astimezone(ZONE).replace(tzinfo=None))
