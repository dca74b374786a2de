"""What a benchmark says."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure, its baseline from the same run, and whether the goal was reached.

    `ratio` is figure / baseline, in the direction the goal is worded.
    """

    name: str
    value: float
    unit: str
    goal: str
    reached: bool
    baseline: float | None = None
    baseline_is: str | None = None
    ratio: float | None = None

    def row(self) -> dict[str, object]:
        """The figure as JSON."""
        return asdict(self)

    def line(self) -> str:
        """The figure as a line of a report."""
        against = "" if self.baseline is None else f" | {self.baseline_is}: {self.baseline:.4g} {self.unit}"
        ratio = "" if self.ratio is None else f" | ratio {self.ratio:.2f}"
        verdict = "reached" if self.reached else "NOT REACHED"
        return f"{self.name}: {self.value:.4g} {self.unit}{against}{ratio} | goal {self.goal}: {verdict}"


def percentile(values: Sequence[float], share: int) -> float:
    """The `share`th percentile (1 to 99) of `values`, inclusive method."""
    if len(values) < 2:
        return values[0]
    return statistics.quantiles(values, n=100, method="inclusive")[share - 1]
