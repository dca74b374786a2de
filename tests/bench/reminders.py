"""How many reminders a second leave by HTTP, and how soon what is due is found.

The first beside a bare loop of the same provider calls in the same run; the second among millions of rows that are not
due.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from datetime import datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from typing import Final
from uuid import uuid4

from sqlalchemy import text

from backend.bootstrap import Frontdesk, build
from backend.domain.ports import Clock
from backend.services.delivery import SENDING
from backend.services.reminding import AT_ONCE, REMINDERS
from backend.settings import parse
from backend.switchboard import channels
from channels.contracts import OutboundMessage
from tests.bench.figures import Figure
from tests.faults.crowd import NOON, gather, number_of
from tests.faults.rig import Rig, installation

REMINDED: Final = 5_000
WORKERS: Final = 2
FUTURE: Final = 5_000_000
LOOKS: Final = 200
GOAL_RATE, GOAL_RATIO, GOAL_MILLISECONDS = 250, 0.5, 10.0
DONE: Final = "SELECT count(*) FROM deliveries WHERE state NOT IN ('pending', 'sending')"
WORDS: Final = (
    "Harbor Clinic: your visit is tomorrow at 12:00 pm, East, 1 East Street. Reply 1 to confirm, 2 if you can't come."
)
FILL: Final = text("""
    INSERT INTO notifications (id, kind, anchor, appointment_id, revision, patient_id, due_at, priority, state,
        planned_at)
    SELECT uuidv7(), 'reminder-' || n % 3, 'start', uuidv7(), 1, uuidv7(),
        CAST(:now AS timestamptz) + interval '1 minute' + n * interval '6 seconds', n % 3, 'planned', :now
    FROM generate_series(1, :number) n
""")


def measure() -> list[Figure]:
    """Reminders a second against the bare loop, and the time of a look for what is due."""
    settings = {"FRONTDESK_NOW": NOON.isoformat(), "FRONTDESK_SMS_PER_SECOND": "10000"}
    settings |= {"SANDBOX_HANDSETS": "1000000", "SANDBOX_STEP_SECONDS": "60"}
    with (
        tempfile.TemporaryDirectory(prefix="fd-") as home,
        installation(Path(home), durable=True, **settings) as rig,
    ):
        rig.fault("callbacks_lost", times=None)
        rig.kill("worker")
        frontdesk = build(parse(rig.environ))
        gather(frontdesk, REMINDED)
        bare = _bare(rig.environ)
        said = _said(rig)
        looks = _looks(frontdesk)
        frontdesk.database.engine.dispose()
    return [
        Figure(
            name=f"reminders a second by {WORKERS} workers over HTTP",
            value=said,
            unit="/s",
            goal=f"at least {GOAL_RATE}/s and {GOAL_RATIO:.0%} of the bare loop",
            reached=said >= max(GOAL_RATE, GOAL_RATIO * bare),
            baseline=bare,
            baseline_is=f"{WORKERS} processes that only call the provider",
            ratio=said / bare,
        ),
        Figure(
            name=f"a look for what is due among {FUTURE:,} future rows (p95 of {LOOKS}; median {looks[0]:.2f} ms)",
            value=looks[1],
            unit="ms",
            goal=f"under {GOAL_MILLISECONDS:.0f} ms",
            reached=looks[1] < GOAL_MILLISECONDS,
        ),
    ]


def call_provider(environ: Mapping[str, str], first: int, number: int) -> float:
    """Send so many texts with the product's client and as many threads as it has; how long that took."""
    outbound = channels(parse(environ))["sms"].outbound

    def send(place: int) -> None:
        outbound.send(OutboundMessage(uuid4().hex, number_of(first + place), WORDS))

    send(0)
    began = time.monotonic()
    with ThreadPoolExecutor(SENDING) as threads:
        list(threads.map(send, range(number)))
    return time.monotonic() - began


def _bare(environ: Mapping[str, str]) -> float:
    each = REMINDED // WORKERS
    with ProcessPoolExecutor(WORKERS, mp_context=get_context("spawn")) as processes:
        calls = [processes.submit(call_provider, dict(environ), 50_000 + n * each, each) for n in range(WORKERS)]
        return each * WORKERS / max(call.result() for call in calls)


def _said(rig: Rig) -> float:
    """Reminders a second from the first that left to the last."""
    for worker in range(WORKERS):
        rig.start(f"worker-{worker}")
    first = done = _done(rig)
    while not done:
        time.sleep(0.02)
        first = done = _done(rig)
    began = time.monotonic()
    while done < REMINDED:
        time.sleep(0.05)
        done = _done(rig)
    return (REMINDED - first) / (time.monotonic() - began)


def _done(rig: Rig) -> int:
    return int(rig.sql(DONE)[0][0])


def _looks(frontdesk: Frontdesk) -> tuple[float, float]:
    """Median and 95th percentile, in milliseconds, of looking when nothing is due among millions."""
    with frontdesk.database.engine.begin() as connection:
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        connection.execute(FILL, {"now": _now(frontdesk.clock), "number": FUTURE})
    with frontdesk.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("SET statement_timeout = 0"))
        connection.execute(text("VACUUM ANALYZE notifications"))
    times = []
    with frontdesk.database.statements() as transaction:
        for _ in range(LOOKS):
            began = time.perf_counter()
            assert transaction.notifications.waiting(_now(frontdesk.clock), REMINDERS, AT_ONCE) == 0
            times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times), statistics.quantiles(times, n=20)[-1]


def _now(clock: Clock) -> datetime:
    return clock.now() + timedelta(seconds=1)
