"""A measurement beside its goal and its floor, and the table of all of them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

FLOORS = Path(__file__).parent / "floors.toml"


@dataclass(frozen=True, slots=True)
class Goal:
    """What is measured under a key, and the value that is wished for: at least, or at most."""

    key: str
    label: str
    sense: Literal[">=", "<="]
    value: float
    unit: str = ""

    def is_met(self, reached: float, bound: float) -> bool:
        """Whether a value is on the good side of a bound."""
        return reached >= bound if self.sense == ">=" else reached <= bound


@dataclass(frozen=True, slots=True)
class Row:
    """A goal with what was reached; None where it could not be measured, and then `note` says why."""

    goal: Goal
    reached: float | None
    note: str = ""

    def verdict(self, floor: float | None) -> str:
        """What the row comes to."""
        if self.reached is None:
            return f"left out: {self.note}"
        if floor is not None and not self.goal.is_met(self.reached, floor):
            return "BELOW ITS FLOOR"
        return "reached" if self.goal.is_met(self.reached, self.goal.value) else "not reached"


def left_out(goals: Sequence[Goal], why: str) -> list[Row]:
    """The rows of goals that are not measured this time."""
    return [Row(goal, None, why) for goal in goals]


def floors() -> dict[str, float]:
    """What was reached before and must not be lost, by key."""
    return {key: float(value) for key, value in tomllib.loads(FLOORS.read_text(encoding="utf-8")).items()}


def lines(rows: Sequence[Row], bounds: dict[str, float]) -> Iterator[str]:
    """The rows as a table."""
    width = max(len(row.goal.label) for row in rows)
    yield f"{'measured':<{width}}  {'goal':>12}  {'reached':>9}  {'floor':>9}"
    for row in rows:
        floor = bounds.get(row.goal.key)
        goal = f"{row.goal.sense} {row.goal.value:g} {row.goal.unit}".strip()
        reached = "-" if row.reached is None else f"{row.reached:.4g}"
        kept = "-" if floor is None else f"{floor:g}"
        note = f" ({row.note})" if row.note and row.reached is not None else ""
        yield f"{row.goal.label:<{width}}  {goal:>12}  {reached:>9}  {kept:>9}  {row.verdict(floor)}{note}"


def fallen(rows: Sequence[Row], bounds: dict[str, float]) -> list[Row]:
    """The rows below their floor."""
    return [row for row in rows if row.verdict(bounds.get(row.goal.key)) == "BELOW ITS FLOOR"]
