"""Waking a worker through RQ: a job carries an id and nothing else.

Losing a wake-up delays work by a sweep's interval and loses none of it, so Redis being away is no error here.
"""

from __future__ import annotations

import logging
from typing import Final
from uuid import UUID

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry
from rq import Queue
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

_log = logging.getLogger(__name__)


def connect(url: str) -> Redis:
    """A connection that gives up quickly: whoever wakes has a patient's webhook to acknowledge."""
    return Redis.from_url(
        url, socket_connect_timeout=0.5, socket_timeout=1.0, retry=Retry(NoBackoff(), 1), health_check_interval=30
    )


class RqWake:
    """Implements domain.ports.Wake."""

    def __init__(self, url: str) -> None:
        connection = connect(url)
        self._queues = {
            name: Queue(name, connection=connection, serializer=JSONSerializer, default_timeout=_TTL) for name in QUEUES
        }

    def turn(self, conversation: UUID) -> None:
        """A conversation has an unanswered message."""
        self._ring(TURNS, conversation)

    def relay(self, delivery: UUID) -> None:
        """A message is due."""
        self._ring(RELAY, delivery)

    def hands(self, queue: str, number: int) -> bool:
        """Call for so many hands, less those who were called and have not come yet; False when Redis is away."""
        try:
            called = self._queues[queue].count
        except RedisError:
            return False
        return all(self._ring(queue, lane) for lane in LANES[queue][called:number])

    def _ring(self, queue: str, id_: UUID) -> bool:
        try:
            self._queues[queue].enqueue(
                f"{_JOB}.{queue}", id_.hex, description=f"{queue} {id_.hex}", result_ttl=0, failure_ttl=_TTL, ttl=_TTL
            )
        except RedisError as error:
            _log.warning("nobody was woken (%s): the sweep will find it", type(error).__name__)
            return False
        return True
