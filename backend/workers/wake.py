"""Waking a worker through RQ: a job carries an id and nothing else.

Losing a wake-up delays work by a sweep's interval and loses none of it, so Redis being away is no error here.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from threading import Event, Lock, Thread
from typing import Final
from uuid import UUID

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry
from rq import Queue
from rq.queue import EnqueueData
from rq.serializers import JSONSerializer

RELAY: Final = "relay"
TURNS: Final = "turns"
REMINDERS: Final = "reminders"
BULK: Final = "bulk"
QUEUES: Final = (RELAY, TURNS, REMINDERS, BULK)
"""In the order in which they are served: what is ready to leave goes before what has to be thought about, and both
before what we start of our own accord."""
LANES: Final = {
    REMINDERS: tuple(UUID(int=number) for number in range(1, 9)),
    BULK: tuple(UUID(int=number) for number in range(101, 103)),
}
"""Of these queues a job is no thing to do but a hand to help: so many at a time, each with a number as its id."""

_TTL: Final = 600
_JOB: Final = "backend.workers.jobs"
_PAUSE: Final = 0.02  # seconds in which what comes together is rung for together

_log = logging.getLogger(__name__)


def connect(url: str) -> Redis:
    """A connection that gives up quickly: whoever wakes has a patient's webhook to acknowledge."""
    return Redis.from_url(
        url, socket_connect_timeout=0.5, socket_timeout=1.0, retry=Retry(NoBackoff(), 1), health_check_interval=30
    )


class Ringing:
    """Implements domain.ports.Wake for whoever has somebody waiting: rings from a thread of its own.

    What is to be rung for several times before that happens is rung for once. What a process that ends had not rung for
    yet is found by the sweep.
    """

    def __init__(self, bells: RqWake) -> None:
        self._bells = bells
        self._lock = Lock()
        self._waiting: dict[tuple[str, UUID], None] = {}
        self._some = Event()
        self._started = False

    def turn(self, conversation: UUID) -> None:
        """A conversation has an unanswered message."""
        self._later(TURNS, conversation)

    def relay(self, delivery: UUID) -> None:
        """A message is due."""
        self._later(RELAY, delivery)

    def _later(self, queue: str, id_: UUID) -> None:
        with self._lock:
            self._waiting[queue, id_] = None
            first, self._started = not self._started, True
        if first:
            Thread(target=self._ring, name="ringing", daemon=True).start()
        self._some.set()

    def _ring(self) -> None:
        while self._some.wait():
            self._some.clear()
            with self._lock:
                ringing, self._waiting = list(self._waiting), {}
            self._bells.ring(ringing)
            time.sleep(_PAUSE)


class RqWake:
    """Implements domain.ports.Wake."""

    def __init__(self, url: str) -> None:
        self._connection = connect(url)
        self._queues = {
            name: Queue(name, connection=self._connection, serializer=JSONSerializer, default_timeout=_TTL)
            for name in QUEUES
        }

    def turn(self, conversation: UUID) -> None:
        """A conversation has an unanswered message."""
        self.ring([(TURNS, conversation)])

    def relay(self, delivery: UUID) -> None:
        """A message is due."""
        self.ring([(RELAY, delivery)])

    def hands(self, queue: str, number: int) -> bool:
        """Call for so many hands, less those who were called and have not come yet; False when Redis is away."""
        try:
            called = self._queues[queue].count
        except RedisError:
            return False
        return self.ring([(queue, lane) for lane in LANES[queue][called:number]])

    def ring(self, bells: Sequence[tuple[str, UUID]]) -> bool:
        """Ring for many, by queue and id, in one go; False when Redis is away."""
        try:
            with self._connection.pipeline() as pipeline:
                for name, queue in self._queues.items():
                    jobs = [_job(name, id_) for ringing, id_ in bells if ringing == name]
                    if jobs:
                        queue.enqueue_many(jobs, pipeline=pipeline)
                pipeline.execute()
        except RedisError as error:
            _log.warning("nobody was woken (%s): the sweep will find it", type(error).__name__)
            return False
        return True


def _job(queue: str, id_: UUID) -> EnqueueData:
    return Queue.prepare_data(
        f"{_JOB}.{queue}",
        [id_.hex],
        description=f"{queue} {id_.hex}",
        result_ttl=0,
        failure_ttl=_TTL,
        ttl=_TTL,
        timeout=_TTL,
    )
