"""Whom to ask first, how many, until when, and never at night."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.messaging.quiet import is_quiet
from backend.domain.waitlist.waves import (
    ANSWERED_WITHIN,
    SHORTEST,
    ask_at,
    deadline,
    rank,
    together,
)
from tests.unit.backend.domain.waitlist.made import NOW, TEN, entry

NEW_YORK, LOS_ANGELES = ZoneInfo("America/New_York"), ZoneInfo("America/Los_Angeles")
ZONES = [NEW_YORK, LOS_ANGELES, ZoneInfo("America/Chicago"), ZoneInfo("Pacific/Honolulu"), ZoneInfo("Europe/Madrid")]
MOMENTS = st.integers(0, 10 * 365 * 24 * 60).map(lambda minutes: NOW + timedelta(minutes=minutes))


def test_priority_ranks_before_the_longest_wait_and_ties_are_stable() -> None:
    long, short = entry(1), replace(entry(2), joined_at=NOW)
    urgent, tied = replace(entry(3), joined_at=NOW, priority=1), replace(entry(4), joined_at=NOW)
    assert sorted([tied, short, long, urgent], key=rank) == [urgent, long, short, tied]


@pytest.mark.parametrize(
    ("ahead", "minutes", "people"),
    [(timedelta(days=7), 30, 3), (timedelta(hours=6), 30, 3), (timedelta(hours=2), 20, 5), (timedelta(0), 5, 5)],
)
def test_fewer_minutes_and_more_people_when_the_visit_is_near(ahead: timedelta, minutes: int, people: int) -> None:
    assert deadline(NOW + ahead, NOW) - NOW == timedelta(minutes=minutes)
    assert together(NOW + ahead, NOW) == people


@pytest.mark.parametrize(
    ("at", "zones", "asked"),
    [
        ("2026-11-23T10:00-05:00", [NEW_YORK], "2026-11-23T10:00-05:00"),
        ("2026-11-23T20:29-05:00", [NEW_YORK], "2026-11-23T20:29-05:00"),
        ("2026-11-23T20:31-05:00", [NEW_YORK], "2026-11-24T08:00-05:00"),
        ("2026-11-24T03:00-05:00", [NEW_YORK], "2026-11-24T08:00-05:00"),
        ("2026-11-24T08:00-05:00", [NEW_YORK, LOS_ANGELES], "2026-11-24T11:00-05:00"),
    ],
)
def test_asks_by_day_and_with_all_of_the_answering_time_before_the_night(
    at: str, zones: list[ZoneInfo], asked: str
) -> None:
    found = ask_at(TEN + timedelta(days=7), datetime.fromisoformat(at), zones, [])
    assert found == datetime.fromisoformat(asked)


def test_waits_under_the_cap_when_they_were_written_to_twice_this_hour() -> None:
    written = [NOW - timedelta(minutes=50), NOW - timedelta(minutes=10)]
    assert ask_at(TEN, NOW, [NEW_YORK], written) == NOW + timedelta(minutes=10)


@given(now=MOMENTS, ahead=st.integers(10, 14 * 24 * 60), zones=st.lists(st.sampled_from(ZONES), min_size=1, max_size=3))
def test_nobody_is_asked_or_has_to_answer_at_night_by_any_of_their_clocks(
    now: datetime, ahead: int, zones: list[ZoneInfo]
) -> None:
    starts_at = now + timedelta(minutes=ahead)
    asked = ask_at(starts_at, now, zones, [])
    ends = deadline(starts_at, asked)
    assert asked >= now
    assert SHORTEST <= ends - asked <= ANSWERED_WITHIN
    together_awake = not {"Europe/Madrid", "Pacific/Honolulu"} <= {zone.key for zone in zones}
    if together_awake:  # those two are hardly ever awake at once
        assert not any(is_quiet(moment, zone) for moment in (asked, ends) for zone in zones)


@given(st.lists(MOMENTS, min_size=2, max_size=2).map(sorted))
def test_answering_time_only_shrinks_as_the_visit_comes_nearer(moments: list[datetime]) -> None:
    early, late = moments
    spans = [deadline(late + timedelta(hours=1), at) - at for at in (early, late)]
    assert all(one >= other for one, other in pairwise(spans))
