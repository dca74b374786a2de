"""Senders in the database: tokens, pauses and failures, shared by all workers, by the database's clock."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sqlalchemy import Connection, text

from backend.domain.messaging.pacing import BROKEN_AFTER, LONGEST_SHUT, PROBED_EVERY, SHUT_FOR, Sender

# A sender holds what it sends in a second, and at least one. A clock that was set back refills nothing and shuts nobody
# for longer than anybody is shut.
_LEVEL: Final = """least(greatest(s.rate, 1), s.tokens + s.rate * greatest(
    0, extract(epoch FROM clock_timestamp() - s.refilled_at)
))"""
_SHUT: Final = f"""(s.paused_until > clock_timestamp()
    AND s.paused_until <= clock_timestamp() + make_interval(secs => {2 * LONGEST_SHUT}))"""
_DECLARE: Final = text("""
    INSERT INTO senders AS s (name, rate, tokens)
    SELECT t.name, t.rate, greatest(t.rate, 1)
    FROM unnest(CAST(:names AS text[]), CAST(:rates AS float8[])) AS t (name, rate) ORDER BY t.name
    ON CONFLICT (name) DO UPDATE SET rate = excluded.rate WHERE s.rate <> excluded.rate
""")
_GRANT: Final = text(f"""
    WITH found AS (SELECT * FROM senders WHERE name = :name FOR UPDATE), given AS (
        SELECT s.name, {_LEVEL} AS level, s.failures >= {BROKEN_AFTER} AS broken, CASE
            WHEN {_SHUT} THEN 0
            WHEN s.failures >= {BROKEN_AFTER} THEN least(1, :wanted)
            ELSE least(:wanted, greatest(0, floor({_LEVEL})))
        END AS number FROM found s
    )
    UPDATE senders s SET tokens = given.level - given.number, refilled_at = clock_timestamp(),
        paused_until = CASE WHEN given.broken AND given.number > 0
            THEN clock_timestamp() + make_interval(secs => {PROBED_EVERY}) ELSE s.paused_until END
    FROM given WHERE s.name = given.name RETURNING CAST(given.number AS int)
""")
_SPEND: Final = text(f"""
    UPDATE senders s SET tokens = {_LEVEL} - t.number, refilled_at = clock_timestamp()
    FROM unnest(CAST(:names AS text[]), CAST(:numbers AS int[])) AS t (name, number) WHERE s.name = t.name
""")
_PAUSE: Final = text(f"""
    UPDATE senders s SET paused_until = greatest(
        CASE WHEN {_SHUT} THEN s.paused_until END, clock_timestamp() + make_interval(secs => :seconds)
    ) WHERE s.name = :name
""")
_FAILED: Final = text(f"""
    UPDATE senders s SET failures = s.failures + 1, paused_until = CASE WHEN s.failures + 1 >= {BROKEN_AFTER}
        THEN clock_timestamp() + make_interval(
            secs => least({LONGEST_SHUT}, {SHUT_FOR} * power(2, least(8, (s.failures + 1 - {BROKEN_AFTER}) / 4)))
        ) ELSE s.paused_until END
    WHERE s.name = :name
""")
_WORKS: Final = text("UPDATE senders SET failures = 0, paused_until = NULL WHERE name = :name AND failures > 0")
_ALL: Final = text(f"""
    SELECT s.name, {_LEVEL} AS tokens, s.failures,
        CASE WHEN {_SHUT} THEN extract(epoch FROM s.paused_until - clock_timestamp()) ELSE 0 END AS shut_for
    FROM senders s
""")


class SenderRepository:
    """Implements domain.messaging.pacing.Senders on one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def declare(self, rates: Mapping[str, float]) -> None:
        """Say how many messages a second each sender carries."""
        self._connection.execute(_DECLARE, {"names": list(rates), "rates": list(rates.values())})

    def grant(self, name: str, wanted: int) -> int:
        """Take up to so many tokens; how many there were. Of a broken sender that may be tried again: one."""
        return self._connection.execute(_GRANT, {"name": name, "wanted": wanted}).scalar_one_or_none() or 0

    def spend(self, numbers: Mapping[str, int]) -> None:
        """Take tokens for what has left already."""
        self._connection.execute(_SPEND, {"names": list(numbers), "numbers": list(numbers.values())})

    def pause(self, name: str, seconds: float) -> None:
        """Shut a sender for a while, because its provider said so."""
        self._connection.execute(_PAUSE, {"name": name, "seconds": seconds})

    def failed(self, name: str) -> None:
        """Count a failure; too many in a row shut the sender, for longer each time."""
        self._connection.execute(_FAILED, {"name": name})

    def works(self, name: str) -> None:
        """It carried a message: it is open, and its failures are forgotten."""
        self._connection.execute(_WORKS, {"name": name})

    def all(self) -> dict[str, Sender]:
        """How all senders stand."""
        return {
            row.name: Sender(float(row.tokens), float(row.shut_for), row.failures)
            for row in self._connection.execute(_ALL)
        }
