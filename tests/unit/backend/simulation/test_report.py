"""What results come to."""

from __future__ import annotations

from typing import Any

import pytest

from backend.simulation.report import Result, as_json, meets, table


def result(**changes: Any) -> Result:
    given: dict[str, Any] = {
        "id": "own:1",
        "group": "dentist",
        "outcome": "goal",
        "turns": 6,
        "human_turns": 7,
        "trouble": None,
        "handed_over": None,
        "wanted": "Dentist, Dr. Ida Plumtree, 2019-03-07 10:30",
        "booked": (),
        "talk": (),
    }
    return Result(**given | changes)


def test_kinds_are_summed_up_together_and_taken_times_apart() -> None:
    results = [
        result(),
        result(group="doctor", outcome="nothing", turns=20),
        result(group="taken", outcome="alternative"),
    ]

    found = as_json(results)

    assert list(found) == ["dentist", "doctor", "all of these", "taken"]
    assert (found["all of these"]["share"], found["all of these"]["dialogues"]) == (0.5, 2)
    assert found["taken"]["share"] == 1.0
    assert found["doctor"]["turns_median"] == 20


@pytest.mark.parametrize(
    ("changes", "reached"),
    [
        ({}, True),
        ({"outcome": "nothing"}, False),
        ({"outcome": "wrong"}, False),
        ({"outcome": "goal", "trouble": "loop"}, False),
        ({"group": "taken", "outcome": "nothing"}, False),
        ({"group": "chat", "outcome": "handed over"}, True),
        ({"group": "chat", "outcome": "closed", "trouble": "loop"}, False),
    ],
)
def test_floor_is_reached_only_when_dialogues_end_as_they_should(changes: dict[str, Any], *, reached: bool) -> None:
    assert meets([result(**changes)], 0.9) is reached


def test_floor_is_missed_when_anything_wrong_is_booked_however_good_the_rest_is() -> None:
    results = [*(result() for _ in range(99)), result(outcome="wrong")]

    assert not meets(results, 0.9)


def test_table_names_the_dialogues_that_ended_badly() -> None:
    told = table([result(), result(id="own:2", outcome="wrong")])

    assert "50.0%" in told
    assert "own:2" in told
    assert "own:1" not in told
