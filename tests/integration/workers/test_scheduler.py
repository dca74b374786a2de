"""One of all workers leads, calls for hands without piling up calls, and works without Redis."""

from __future__ import annotations

from uuid import UUID

import pytest
from redis import Redis

from backend.services.leading import Leadership
from backend.services.reminding import REMINDERS as REMINDERS_DUE
from backend.workers.doorbell import Doorbell
from backend.workers.jobs import Jobs
from backend.workers.scheduler import ROLE, Scheduler
from backend.workers.sweep import Sweep
from backend.workers.wake import LANES, REMINDERS, RqWake
from tests.integration.reminders.conftest import TUESDAY, Remembering, clinic
from tests.integration.small_clinic import PHONE

__all__ = ["clinic"]


class Heard(Jobs):
    """Keeps what was started."""

    def __init__(self) -> None:
        self.started: list[tuple[str, UUID]] = []

    def start(self, queue: str, id_: UUID) -> None:
        self.started.append((queue, id_))

    def idle(self, id_: UUID) -> bool:
        return True


@pytest.fixture
def due(clinic: Remembering) -> Remembering:
    """The clinic with one message due."""
    clinic.small.book(clinic.api, clinic.small.patient(phone=PHONE), TUESDAY)
    return clinic


def scheduler(due: Remembering, url: str, jobs: Jobs) -> Scheduler:
    frontdesk = due.frontdesk
    return Scheduler(Leadership(frontdesk.database, ROLE), frontdesk.reminding, RqWake(url), jobs)


def test_one_leads_and_another_takes_over_when_it_is_silent(due: Remembering) -> None:
    first, second = (Leadership(due.frontdesk.database, ROLE) for _ in range(2))
    assert first.held()
    assert not second.held()
    assert first.held()
    due.sql("UPDATE leaderships SET until = now() - interval '1 second'")
    assert second.held()
    assert not first.held()
    second.leave()
    assert first.held()


def test_another_takes_over_when_the_clock_was_set_back_an_hour(due: Remembering) -> None:
    first, second = (Leadership(due.frontdesk.database, ROLE) for _ in range(2))
    assert first.held()
    due.sql("UPDATE leaderships SET until = now() + interval '1 hour'")
    assert second.held()


def test_calls_once_however_often_it_looks_until_somebody_comes(due: Remembering, redis_url: str) -> None:
    with Redis.from_url(redis_url) as redis:
        redis.flushdb()
        looking, heard = scheduler(due, redis_url, Heard()), Heard()
        for _ in range(3):
            assert looking.look()
        Doorbell(redis, heard).work(burst=True)
        assert heard.started == [(REMINDERS, LANES[REMINDERS][0])]
        assert looking.look()
        redis.flushdb()
        assert looking.look()
        Doorbell(redis, heard).work(burst=True)
        assert len(heard.started) == 2


def test_lends_a_hand_itself_when_redis_is_away(due: Remembering) -> None:
    frontdesk = due.frontdesk
    jobs = Jobs(frontdesk.conversations, frontdesk.delivery, reminding=frontdesk.reminding)
    assert scheduler(due, "redis://127.0.0.1:1/0", jobs).look()
    jobs.close()
    assert len(due.texts()) == 1


def test_any_worker_says_what_nobody_came_for(due: Remembering) -> None:
    frontdesk, heard = due.frontdesk, Heard()
    sweep = Sweep(frontdesk.database, frontdesk.leases, heard, reminding=frontdesk.reminding)
    sweep.look()
    assert heard.started == []
    due.clock.advance(seconds=6)
    assert frontdesk.reminding.neglected(REMINDERS_DUE)
    sweep.look()
    assert heard.started == [(REMINDERS, LANES[REMINDERS][0])]
