"""Tells the processes that hold open streams that something is new in a conversation: its address and nothing else.

A ring that is lost delays a message by a minute at most and loses none: the thread is in the database.
"""

from __future__ import annotations

import logging
from typing import Final

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

RINGING: Final = "frontdesk:chat"
"""The channel of Valkey on which addresses are called out."""

_log = logging.getLogger(__name__)


class Bell:
    """Rings for the streams of an address; safe to use from several threads."""

    def __init__(self, redis_url: str) -> None:
        self._redis = Redis.from_url(
            redis_url, socket_connect_timeout=0.5, socket_timeout=1.0, retry=Retry(NoBackoff(), 1)
        )

    def ring(self, address: str) -> None:
        """Something is new for whoever looks at this address; never fails."""
        try:
            self._redis.publish(RINGING, address)
        except RedisError as error:
            _log.warning("no stream was rung for (%s): it will look by itself", type(error).__name__)
