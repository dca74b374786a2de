"""Leading: of any number of processes one does what only one should do, and another within seconds when it dies."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final
from uuid import UUID, uuid4

from backend.domain.ports import Leading, Transactions

SECONDS: Final = 10.0
"""So long after its last word a leader counts for dead; it is to ask every second."""


@dataclass(frozen=True)
class Leadership:
    """One process's wish to lead in a role."""

    transactions: Transactions[Leading]
    role: str
    owner: UUID = field(default_factory=uuid4)

    def held(self) -> bool:
        """Whether this process leads from now on, for some seconds."""
        with self.transactions.statements() as transaction:
            return transaction.leaderships.take(self.role, self.owner, SECONDS)

    def leave(self) -> None:
        """Let another lead at once."""
        with self.transactions.statements() as transaction:
            transaction.leaderships.leave(self.role, self.owner)
