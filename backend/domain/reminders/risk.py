"""Who is likely not to come: a rate of missed visits for each patient, and from where on it counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

LOOKED_BACK: Final = timedelta(days=365)
"""How far back visits count."""
MANY: Final = 2
ENOUGH: Final = 3
HIGH: Final = 0.25


@dataclass(frozen=True, slots=True)
class Attended:
    """A patient's visits that are over and took place or should have: how many, and how many were missed."""

    over: int = 0
    missed: int = 0

    @property
    def rate(self) -> float | None:
        """The share that was missed; None before the first visit."""
        return self.missed / self.over if self.over else None

    @property
    def at_risk(self) -> bool:
        """Whether this patient is reminded by the steps meant for those who miss visits.

        Two missed visits are enough; one is, where it was a good part of at least three.
        """
        often = self.over >= ENOUGH and self.missed / self.over >= HIGH
        return self.missed >= MANY or often
