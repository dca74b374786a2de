"""Who does what only one process does at a time, in the database and by its clock."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from sqlalchemy import Connection, text

# A lease that ends later than any lease can is of before the clock was set back.
_TAKE: Final = text("""
    INSERT INTO leaderships AS l (role, owner, until)
    VALUES (:role, :owner, now() + make_interval(secs => :seconds))
    ON CONFLICT (role) DO UPDATE SET owner = excluded.owner, until = excluded.until
        WHERE l.owner = excluded.owner OR l.until < now() OR l.until > now() + make_interval(secs => 2 * :seconds)
    RETURNING owner
""")
_LEAVE: Final = text("DELETE FROM leaderships WHERE role = :role AND owner = :owner")


class LeadershipRepository:
    """Implements domain.ports.Leaderships on one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def take(self, role: str, owner: UUID, seconds: float) -> bool:
        """Take or keep a role; False while another has it, who has not been silent for as many seconds."""
        values = {"role": role, "owner": owner, "seconds": seconds}
        return self._connection.execute(_TAKE, values).one_or_none() is not None

    def leave(self, role: str, owner: UUID) -> None:
        """Give a role up."""
        self._connection.execute(_LEAVE, {"role": role, "owner": owner})
