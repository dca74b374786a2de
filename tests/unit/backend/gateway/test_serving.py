from __future__ import annotations

import os
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import pytest

from backend.gateway import serving


@pytest.fixture(autouse=True)
def processors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "_processors", {})
    monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: {3, 5}, raising=False)


class Arbiter:
    """Forks in name only."""

    def __init__(self) -> None:
        self.WORKERS: Mapping[int, serving.Worker] = {}

    def fork(self) -> int:
        """Start one more process; the processor it is kept on."""
        worker: Any = SimpleWorker()
        serving.pre_fork(self, worker)
        self.WORKERS = {**self.WORKERS, len(self.WORKERS) + 100: worker}
        return serving._processors[worker]


class SimpleWorker(SimpleNamespace):
    """One process of gunicorn's."""

    __hash__ = object.__hash__  # type: ignore[assignment]


def test_keeps_processes_on_processors_of_their_own_when_there_are_enough() -> None:
    arbiter = Arbiter()
    assert [arbiter.fork() for _ in range(4)] == [3, 5, 3, 5]


def test_takes_the_place_of_one_that_ended_when_it_is_replaced() -> None:
    arbiter = Arbiter()
    assert [arbiter.fork(), arbiter.fork()] == [3, 5]
    arbiter.WORKERS = {100: arbiter.WORKERS[100]}
    assert arbiter.fork() == 5
