"""How much one browser, and one address on the internet, may ask for: token buckets in Valkey.

A bucket fills steadily up to its brim; each call takes one from every bucket it is held against, or from none. With
Valkey away nothing is let through: a limit that gives way under load is none.
"""

from __future__ import annotations

import hmac
import math
from dataclasses import dataclass
from typing import Final

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from backend.domain.errors import Unavailable

_TAKE: Final = """
local time = redis.call('TIME')
local now = time[1] + time[2] / 1000000
local wait, lefts = 0, {}
for place, key in ipairs(KEYS) do
    local brim, rate = tonumber(ARGV[2 * place - 1]), tonumber(ARGV[2 * place])
    local kept = redis.call('HMGET', key, 'left', 'at')
    local left = math.min(brim, (tonumber(kept[1]) or brim) + (now - (tonumber(kept[2]) or now)) * rate)
    lefts[place] = left
    if left < 1 then wait = math.max(wait, (1 - left) / rate) end
end
if wait > 0 then return tostring(wait) end
for place, key in ipairs(KEYS) do
    redis.call('HSET', key, 'left', lefts[place] - 1, 'at', now)
    redis.call('EXPIRE', key, math.ceil(ARGV[2 * place - 1] / ARGV[2 * place]) + 1)
end
return '0'
"""


@dataclass(frozen=True, slots=True)
class Bucket:
    """`brim` calls at once, and `rate` more a second."""

    name: str
    brim: int
    rate: float


BEGINS: Final = (Bucket("begins-peer", 20, 0.1),)
WRITES: Final = (Bucket("writes-peer", 60, 2), Bucket("writes-session", 10, 0.5))
READS: Final = (Bucket("reads-peer", 600, 20), Bucket("reads-session", 60, 4))


class TooMany(Exception):
    """A bucket is empty; there is something in it again after `seconds`."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"again in {seconds} s")
        self.seconds = seconds


class Limits:
    """Takes from buckets. `key` hides in Valkey whose bucket one is."""

    def __init__(self, redis_url: str, key: bytes) -> None:
        redis = Redis.from_url(redis_url, socket_connect_timeout=0.5, socket_timeout=1.0, retry=Retry(NoBackoff(), 1))
        self._take = redis.register_script(_TAKE)
        self._key = key

    def take(self, buckets: tuple[Bucket, ...], *whose: str) -> None:
        """One from each bucket, `whose` in the same order; raises TooMany, and Unavailable without Valkey."""
        keys = [f"limit:{bucket.name}:{self._hidden(who)}" for bucket, who in zip(buckets, whose, strict=True)]
        try:
            wait = self._take(keys=keys, args=[part for bucket in buckets for part in (bucket.brim, bucket.rate)])
        except RedisError as error:
            raise Unavailable(f"nobody can say how much was asked for ({type(error).__name__})") from None
        if seconds := math.ceil(float(wait)):
            raise TooMany(seconds)

    def _hidden(self, who: str) -> str:
        return hmac.digest(self._key, who.encode(), "sha256").hex()[:32]
