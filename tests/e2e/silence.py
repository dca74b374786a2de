"""Hours between two texts, without waiting for them: what the product keeps for a while becomes that much older."""

from __future__ import annotations

from datetime import timedelta

import psycopg
import redis

TRACKERS = "frontdesk:tracker:*"
# Offers are kept beyond their time, so that one that is taken up late can be held again if it is still free.
EXPIRE_EARLIER = (
    "UPDATE slots SET expires_at = expires_at - %s WHERE expires_at IS NOT NULL",
    "UPDATE offers SET expires_at = expires_at - %s",
)


def span(told: str) -> timedelta:
    """The span that "6 minutes" or "26 hours" says."""
    number, unit = told.split()
    return timedelta(**{unit: int(number)})


def let_pass(time: timedelta, database: str, valkey_url: str) -> None:
    """Bring the end of every hold, offer and remembered dialogue nearer by `time`, as the clocks would.

    Domain time stands still in these tests: the clinic's calendar is the same after the silence as before it.
    """
    with psycopg.connect(database) as connection:
        for statement in EXPIRE_EARLIER:
            connection.execute(statement, (time,))
    with redis.Redis.from_url(valkey_url) as store:
        # A scan may name a key twice.
        for tracker in set(store.scan_iter(TRACKERS)):
            left = timedelta(milliseconds=store.pttl(tracker)) - time
            # No time left, or less: the key is gone at once.
            store.pexpire(tracker, max(timedelta(0), left))
