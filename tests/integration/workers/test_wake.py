from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from uuid import UUID, uuid4

import pytest
from redis import Redis

from backend.workers.doorbell import Doorbell
from backend.workers.jobs import Jobs
from backend.workers.wake import BULK, LANES, RELAY, REMINDERS, TURNS, Ringing, RqWake


class Heard(Jobs):
    """Keeps what rang."""

    def __init__(self) -> None:
        self.rung: list[tuple[str, UUID]] = []

    def start(self, queue: str, id_: UUID) -> None:
        self.rung.append((queue, id_))


@pytest.fixture
def redis(redis_url: str) -> Redis:
    connection = Redis.from_url(redis_url)
    connection.flushdb()
    return connection


def test_wakes_in_the_order_of_the_queues_when_several_ring(redis: Redis, redis_url: str) -> None:
    wake, heard = RqWake(redis_url), Heard()
    first, second, third = uuid4(), uuid4(), uuid4()
    assert wake.hands(BULK, 1)
    assert wake.hands(REMINDERS, 2)
    wake.turn(first)
    wake.relay(second)
    wake.turn(third)
    Doorbell(redis, heard).work(burst=True)
    reminders = [(REMINDERS, lane) for lane in LANES[REMINDERS][:2]]
    bulk = [(BULK, LANES[BULK][0])]
    assert heard.rung == [(RELAY, second), (TURNS, first), (TURNS, third), *reminders, *bulk]
    assert redis.keys("rq:job:*") == []
    redis.close()


def test_leaves_only_ids_in_redis_when_it_rings(redis: Redis, redis_url: str) -> None:
    id_ = uuid4()
    RqWake(redis_url).turn(id_)
    (key,) = redis.keys("rq:job:*")
    job = redis.hgetall(key)
    assert f"turns {id_.hex}" in repr(job)
    redis.close()


def test_loses_nothing_but_time_when_redis_is_away(caplog: pytest.LogCaptureFixture) -> None:
    wake = RqWake("redis://127.0.0.1:1/0")
    ringing = threading.Thread(target=wake.turn, args=(uuid4(),))
    ringing.start()
    ringing.join(5)
    assert not ringing.is_alive()
    assert "the sweep will find it" in caplog.text


def test_rings_once_and_lets_nobody_wait_when_many_messages_come_at_once(redis: Redis, redis_url: str) -> None:
    held, go_on = threading.Event(), threading.Event()

    class Held(RqWake):
        """Its first ring takes long."""

        def ring(self, bells: Sequence[tuple[str, UUID]]) -> bool:
            held.set()
            assert go_on.wait(10)
            return super().ring(bells)

    wake, heard = Ringing(Held(redis_url)), Heard()
    first, second, third = uuid4(), uuid4(), uuid4()
    wake.turn(first)
    assert held.wait(10)
    for id_ in (second, second, second):
        wake.turn(id_)
    wake.relay(third)
    go_on.set()
    queues = ("rq:queue:turns", "rq:queue:relay")
    deadline = time.monotonic() + 10
    while sum(redis.llen(queue) for queue in queues) < 3:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    Doorbell(redis, heard).work(burst=True)
    assert heard.rung == [(RELAY, third), (TURNS, first), (TURNS, second)]
    redis.close()
