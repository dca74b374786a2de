"""The table of `make eval`: floors that fall, and measurements that are left out."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.eval import fuzz, identity, patients, times, understanding
from tests.eval.goals import Goal, Row, fallen, floors, lines
from tests.eval.messages import fuzzed
from tests.eval.sources import Sources

ACCURACY = Goal("a", "accuracy", ">=", 93, "%")
SLOWNESS = Goal("b", "slowness", "<=", 25, "ms")


@pytest.mark.parametrize(
    ("row", "floor", "verdict"),
    [
        (Row(ACCURACY, 94.0), 90, "reached"),
        (Row(ACCURACY, 92.0), 90, "not reached"),
        (Row(ACCURACY, 89.9), 90, "BELOW ITS FLOOR"),
        (Row(SLOWNESS, 24.0), 30, "reached"),
        (Row(SLOWNESS, 26.0), None, "not reached"),
        (Row(SLOWNESS, 31.0), 30, "BELOW ITS FLOOR"),
        (Row(SLOWNESS, None, "no data"), 30, "left out: no data"),
    ],
)
def test_a_row_says_where_it_stands(row: Row, floor: float | None, verdict: str) -> None:
    bounds = {} if floor is None else {row.goal.key: float(floor)}
    assert row.verdict(floor) == verdict
    assert verdict in list(lines([row], bounds))[1]
    assert bool(fallen([row], bounds)) is (verdict == "BELOW ITS FLOOR")


def test_what_needs_the_data_is_left_out_where_it_is_not(tmp_path: Path) -> None:
    nowhere = Sources(tmp_path / "nowhere")
    rows = [*times.measure(nowhere, tmp_path), *identity.measure(nowhere), *patients.measure(nowhere, tmp_path, 1)]
    assert [row.reached for row in rows] == [None] * len(rows)
    assert fallen(rows, floors()) == []


def test_every_floor_is_one_of_a_measurement() -> None:
    modules = (times, identity, patients, understanding, fuzz)
    found = [value for module in modules for value in vars(module).values()]
    goals = {
        one.key for each in found for one in (each if isinstance(each, tuple) else (each,)) if isinstance(one, Goal)
    }
    assert floors().keys() <= goals


def test_fuzzed_messages_are_the_same_each_time() -> None:
    assert fuzzed(30) == fuzzed(30)
    assert len(set(fuzzed(200))) > 100
