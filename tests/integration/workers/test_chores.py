"""Chores of a worker: none of them ends the sweep, and none holds it up."""

from __future__ import annotations

from threading import Event

import pytest

from backend.bootstrap import Frontdesk
from backend.workers import sweep
from backend.workers.chores import Chores
from backend.workers.jobs import Jobs


def test_everything_goes_on_when_a_chore_fails_and_another_takes_long(
    frontdesk: Frontdesk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(sweep, "EVERY", 0.01)
    tried, again, looked, let_go = Event(), Event(), Event(), Event()

    def broken() -> None:
        (again if tried.is_set() else tried).set()
        raise KeyError("a word of a patient")

    def slow() -> None:
        looked.clear()
        let_go.wait(30)

    jobs = Jobs(frontdesk.conversations, frontdesk.delivery)
    sweeping = sweep.Sweep(frontdesk.database, frontdesk.leases, jobs, chores=[(0.0, broken), (60.0, slow)])
    look = sweeping.look

    def watched() -> None:
        look()
        looked.set()

    monkeypatch.setattr(sweeping, "look", watched)
    sweeping.start()
    try:
        assert tried.wait(30)
        assert looked.wait(30)
        let_go.set()
        assert again.wait(30)
    finally:
        let_go.set()
        sweeping.stop()
        jobs.close()
    assert "a chore failed: KeyError" in caplog.text
    assert "patient" not in caplog.text


def test_nothing_begins_when_it_was_told_to_stop(caplog: pytest.LogCaptureFixture) -> None:
    done = Event()
    chores = Chores([(0.0, done.set)])
    chores.stop()
    chores.begin()
    assert not done.wait(0.2)
    assert caplog.text == ""
