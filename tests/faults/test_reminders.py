"""Thousands of reminders while workers, the database and Valkey die again and again: each arrives, and arrives once.

The provider is the sandbox over HTTP, kills are SIGKILLs of whole workers with the scheduler in them, the database is
stopped at once and comes back by its log. FAULTS=full breaks all that the figures promise, FAULTS=nightly five times as
much.
"""

from __future__ import annotations

import os
import random
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress

import pytest
from sqlalchemy.exc import OperationalError

from backend.bootstrap import build
from backend.settings import parse
from tests.faults.crowd import NOON, gather, number_of, town
from tests.faults.rig import Rig, until
from tests.faults.size import size, tell

NIGHTLY = os.environ.get("FAULTS") == "nightly"
REMINDERS = 100_000 if NIGHTLY else size(240, 20_000)
KILLS = 1_000 if NIGHTLY else size(3, 200)
CUTS = 100 if NIGHTLY else size(1, 20)
FLUSHES = 100 if NIGHTLY else size(1, 20)
WORKERS = ("worker", "worker-2")
RECOVERED_WITHIN = 60.0
UNKNOWN_AT_MOST = 0.001
NO_PROGRESS = 5.0
SEED = 20261129

DONE = "SELECT count(*) FROM deliveries WHERE state NOT IN ('pending', 'sending')"
LEFT = (
    f"SELECT (SELECT count(*) FROM notifications WHERE state = 'planned' AND due_at <= '{NOON}')"
    " + (SELECT count(*) FROM deliveries WHERE state IN ('pending', 'sending'))"
)


@pytest.fixture
def rig() -> Iterator[Rig]:
    with town(REMINDERS, durable=True) as running:
        yield running


class Watch:
    """How far it is, and the longest time in which nothing went on."""

    def __init__(self, rig: Rig) -> None:
        self._rig = rig
        self.done, self.longest = 0, 0.0
        self._since = time.monotonic()

    def look(self) -> float:
        """Look once; for how many seconds nothing has gone on."""
        with suppress(OperationalError):
            done = int(self._rig.sql(DONE)[0][0])
            if done != self.done:
                self.done, self._since = done, time.monotonic()
        still = time.monotonic() - self._since
        self.longest = max(self.longest, still)
        return still


@pytest.mark.timeout(6 * 3600 if NIGHTLY else 3600)
def test_each_reminder_arrives_once_when_everything_dies_under_it(rig: Rig) -> None:
    frontdesk = build(parse(rig.environ))
    rig.kill("worker")
    gather(frontdesk, REMINDERS, known=0.5)
    frontdesk.database.engine.dispose()
    for worker in WORKERS:
        rig.start(worker)
    chance, watch = random.Random(SEED), Watch(rig)
    blows = ["kill"] * KILLS + ["cut"] * CUTS + ["flush"] * FLUSHES
    chance.shuffle(blows)
    began = time.monotonic()
    for place, blow in enumerate(blows, 1):
        # Each blow falls at another stage of the work, or after a while since the last in which nothing went on.
        patience, fell = NO_PROGRESS * (1 + place % 3), time.monotonic()
        while watch.done < place * REMINDERS / (len(blows) + 2):
            if min(watch.look(), time.monotonic() - fell) > patience:
                break
            time.sleep(0.05)
        if blow == "kill":
            worker = chance.choice(WORKERS)
            rig.kill(worker)
            rig.start(worker)
        elif blow == "cut":
            rig.cut_database()
        else:
            rig.flush_queue()
    until(lambda: watch.look() >= 0 and rig.sql(LEFT) == [(0,)], max(90.0, REMINDERS / 20))
    seconds = time.monotonic() - began

    got = Counter(message["to"] for message in rig.messages())
    states = dict(rig.sql("SELECT state, count(*) FROM deliveries GROUP BY state"))
    unknown = states.get("unknown", 0)
    everybody = {number_of(place) for place in range(REMINDERS)}
    lost = everybody - got.keys()
    assert [to for to, times in got.items() if times > 1] == []
    assert len(lost) <= unknown
    assert unknown <= UNKNOWN_AT_MOST * REMINDERS
    assert rig.sql("SELECT DISTINCT state FROM notifications WHERE kind = 'reminder-1d'") == [("said",)]
    assert watch.longest < RECOVERED_WITHIN
    tell(
        f"{REMINDERS} reminders, {KILLS} kills, {CUTS} cuts, {FLUSHES} flushes in {seconds:.0f} s: {len(lost)} lost,"
        f" 0 twice, {unknown} unknown; longest pause {watch.longest:.1f} s; {states}"
    )
