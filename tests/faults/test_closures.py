"""The clinic closes while workers die: everybody is told once, and whoever was told has no visit any more."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest

from backend.bootstrap import build
from backend.services.closures import Wish
from backend.services.commands import Once
from backend.settings import parse
from tests.faults.crowd import NOON, gather, number_of, town
from tests.faults.rig import Rig, until
from tests.faults.size import size, tell

VISITS, KILLS = size(60, 3_000), size(2, 30)
SETTLED = "SELECT count(*) FROM campaign_targets WHERE state <> 'found'"
LEFT = f"SELECT {VISITS} - (SELECT count(*) FROM deliveries WHERE state NOT IN ('pending', 'sending'))"


@pytest.fixture
def rig() -> Iterator[Rig]:
    with town(VISITS, durable=False) as running:
        yield running


@pytest.mark.timeout(1800)
def test_everybody_is_told_once_when_workers_die_while_the_clinic_closes(rig: Rig) -> None:
    frontdesk = build(parse(rig.environ))
    rig.kill("worker")
    gather(frontdesk, VISITS, known=0.5)
    with frontdesk.database.transaction() as transaction:
        transaction.connection.exec_driver_sql("DELETE FROM notifications")
    wish = Wish("Water damage", (NOON.date() + timedelta(days=1),))
    standing = frontdesk.closures.start(wish, "staff:Sam", Once.of("close"))
    assert standing.progress.affected == VISITS
    frontdesk.database.engine.dispose()
    began = time.monotonic()
    rig.start("worker")
    for place in range(1, KILLS + 1):
        until(lambda told=place * VISITS // (KILLS + 2): rig.sql(SETTLED)[0][0] >= told, 60)  # type: ignore[misc]
        rig.kill("worker")
        rig.start("worker")
    until(lambda: rig.sql(LEFT) == [(0,)], 120)
    got = Counter(message["to"] for message in rig.messages())
    assert got == {number_of(place): 1 for place in range(VISITS)}
    assert rig.sql("SELECT DISTINCT status FROM appointments") == [("cancelled",)]
    assert rig.sql("SELECT DISTINCT state FROM campaign_targets") == [("told",)]
    tell(f"closures: {VISITS} told once, {KILLS} kills, in {time.monotonic() - began:.0f} s")
