"""Now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The present moment in UTC."""
        return datetime.now(UTC)


@dataclass(frozen=True)
class FrozenClock:
    """Always the same moment; demo and test only."""

    moment: datetime

    def now(self) -> datetime:
        """The moment it was frozen at."""
        return self.moment
