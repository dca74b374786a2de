"""Time understanding: `frontdesk when` on the time cases, and how long one text takes."""

from __future__ import annotations

import statistics
import time
from datetime import UTC, datetime
from pathlib import Path

from actions.when import understand
from tests.eval.goals import Goal, Row, left_out
from tests.eval.sources import Sources, frontdesk, rows_of

SCORED = tuple(
    Goal(f"time.{name}", f"time: {name}", ">=", value, "%")
    for name, value in (("full", 96), ("start", 97), ("interval", 94), ("open", 90), ("coverage", 99))
)
SPEED = Goal("time.p50", "time: one text, p50", "<=", 1.5, "ms")


def measure(data: Sources, scratch: Path) -> list[Row]:
    """The scores of the time cases and the median time of one."""
    cases = data.file("time/time_expressions.jsonl")
    if cases is None:
        return left_out([*SCORED, SPEED], "there are no time cases here")
    frontdesk("when", str(cases), out=scratch / "when.jsonl")
    scored = data.score("score_time", scratch / "when.jsonl", cases)
    found = [Row(goal, float(scored[goal.key.removeprefix("time.")])) for goal in SCORED]
    return [*found, Row(SPEED, _median([str(row["text"]) for row in rows_of(cases)]))]


def _median(texts: list[str]) -> float:
    now, taken = datetime(2026, 11, 23, 15, 0, tzinfo=UTC), []
    for text in [*texts[:20], *texts]:
        began = time.perf_counter()
        understand(text, now, "UTC")
        taken.append(1000 * (time.perf_counter() - began))
    return statistics.median(taken[20:])
