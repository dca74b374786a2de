"""All that was said to a patient, will be, or was not, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from backend.domain.ids import PatientId
from backend.domain.ports import Transactions
from backend.domain.reminders.keeping import Keeping, Told


@dataclass(frozen=True, slots=True)
class TellingPage:
    """A page of it, the latest first; `more` when there is an earlier one."""

    lines: Sequence[Told]
    more: bool


@dataclass(frozen=True)
class Histories:
    """Reads what was said to patients."""

    transactions: Transactions[Keeping]

    def __call__(
        self, patient: PatientId, *, after: tuple[datetime, UUID] | None = None, limit: int = 50, bodies: bool = False
    ) -> TellingPage:
        """What was said to a patient, from the latest back; `bodies`: with the words. Raises NotFound."""
        with self.transactions.transaction() as transaction:
            known = transaction.patients.get(patient).id
            conversations = transaction.history.conversations(known)
            lines = transaction.history.page(known, conversations, after, limit + 1, bodies=bodies)
        return TellingPage(lines[:limit], more=len(lines) > limit)
