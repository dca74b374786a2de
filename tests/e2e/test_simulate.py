"""`frontdesk simulate` from nothing to its report, with dialogues of our own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from tests.e2e.product import ROOT, free_base_port
from tests.unit.backend.simulation.made import booking, chat, refused, write

TAKEN = booking(id="own:taken", replayable=False, service_calls=[refused()])


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """The results by dialogue, and the summary, of a run that reached its floor."""
    file = write(tmp_path_factory.mktemp("dialogues"), booking(), TAKEN, chat("hello", "when does dr plumtree work?"))
    run = subprocess.run(
        [sys.executable, "-m", "backend", "simulate", "--dialogues", str(file), "--json", "--floor", "1"],
        cwd=ROOT,
        env={**os.environ, "FRONTDESK_PORT": str(free_base_port())},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    *told, last = [json.loads(line) for line in run.stdout.splitlines()]
    return {**{one["id"]: one for one in told}, **last}


def test_goal_is_booked_when_the_patient_is_understood(results: dict[str, dict[str, Any]]) -> None:
    assert results["own:1"]["outcome"] == "goal"
    assert results["own:1"]["booked"] == ["Dentist, Dr. Ida Plumtree, 2019-03-07 10:30"]


def test_another_time_is_offered_when_the_wanted_one_is_taken(results: dict[str, dict[str, Any]]) -> None:
    assert (results["own:taken"]["outcome"], results["own:taken"]["booked"]) == ("alternative", [])


def test_chat_ends_politely(results: dict[str, dict[str, Any]]) -> None:
    assert results["own:chat"]["outcome"] in ("closed", "booked", "handed over")


def test_summary_has_a_line_a_group(results: dict[str, dict[str, Any]]) -> None:
    assert {name: one["share"] for name, one in results["summary"].items()} == {"dentist": 1, "taken": 1, "chat": 1}
