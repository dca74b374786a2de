from __future__ import annotations

import threading
from collections.abc import Callable, Collection
from typing import cast
from uuid import UUID, uuid4

import pytest

from backend.domain.errors import Unavailable
from backend.services.conversations import Conversations
from backend.services.delivery import Delivery
from backend.services.reminding import BULK as BULK_DUE
from backend.services.reminding import Reminding
from backend.workers.jobs import Jobs
from backend.workers.wake import BULK, QUEUES, RELAY, REMINDERS, TURNS


class Bench:
    """Stands for both services and does what a test tells it."""

    def __init__(self) -> None:
        self.done: list[tuple[str, UUID]] = []
        self.what: Callable[[], object] = lambda: None

    def take_turns(self, id_: UUID) -> None:
        self.done.append((TURNS, id_))
        self.what()

    def relay(self, id_: UUID) -> None:
        self.done.append((RELAY, id_))
        self.what()

    def say_due(self, priorities: Collection[int]) -> int:
        self.done.append((BULK if priorities == BULK_DUE else REMINDERS, UUID(int=0)))
        return 0


def _jobs(bench: Bench, threads: int = 2) -> Jobs:
    return Jobs(cast(Conversations, bench), cast(Delivery, bench), threads, cast(Reminding, bench))


def test_does_what_each_queue_asks_for_when_it_rings() -> None:
    bench, id_ = Bench(), uuid4()
    jobs = _jobs(bench, threads=1)
    for queue in QUEUES:
        jobs.start(queue, id_ if queue == TURNS else uuid4())
    jobs.close()
    assert [queue for queue, _ in bench.done] == list(QUEUES)


def test_does_it_once_more_when_it_rings_in_the_middle() -> None:
    bench, id_ = Bench(), uuid4()
    begun, go_on = threading.Event(), threading.Event()

    def wait() -> None:
        begun.set()
        go_on.wait(5)

    bench.what = wait
    jobs = _jobs(bench)
    jobs.start(TURNS, id_)
    assert begun.wait(5)
    assert not jobs.idle(id_)
    for _ in range(3):
        jobs.start(TURNS, id_)
    go_on.set()
    _until(lambda: jobs.idle(id_))
    jobs.close()
    assert bench.done == [(TURNS, id_)] * 2


def test_goes_on_when_something_fails(caplog: pytest.LogCaptureFixture) -> None:
    bench, id_ = Bench(), uuid4()

    def fail() -> None:
        raise Unavailable("the database does not answer")

    bench.what = fail
    jobs = _jobs(bench)
    jobs.start(TURNS, id_)
    _until(lambda: jobs.idle(id_))
    bench.what = lambda: None
    jobs.start(RELAY, id_)
    jobs.close()
    assert bench.done == [(TURNS, id_), (RELAY, id_)]
    assert "put off" in caplog.text


def test_begins_nothing_when_it_is_closing() -> None:
    bench = Bench()
    jobs = _jobs(bench)
    jobs.close()
    jobs.start(TURNS, uuid4())
    assert bench.done == []


def test_keeps_going_when_everything_rings_at_once() -> None:
    bench, ids = Bench(), [uuid4() for _ in range(40)]
    bench.what = lambda: threading.Event().wait(0.001)
    jobs = _jobs(bench)

    def ring() -> None:
        for id_ in ids:
            jobs.start(TURNS, id_)

    ringers = [threading.Thread(target=ring) for _ in range(4)]
    for ringer in ringers:
        ringer.start()
    for ringer in ringers:
        ringer.join(20)
        assert not ringer.is_alive()
    _until(lambda: all(jobs.idle(id_) for id_ in ids))
    jobs.close()
    assert {id_ for _, id_ in bench.done} == set(ids)


def _until(look: Callable[[], bool]) -> None:
    for _ in range(500):
        if look():
            return
        threading.Event().wait(0.01)
    raise AssertionError("waited too long")
