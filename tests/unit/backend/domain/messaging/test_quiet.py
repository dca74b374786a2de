"""Nobody is woken, nobody is flooded, and nothing waits for ever."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from backend.domain.messaging.caps import DAY, HOUR, STARTED, Caps, may_go, next_start, next_under_cap
from backend.domain.messaging.quiet import US, Waking, is_quiet, next_waking
from backend.domain.messaging.records import Purpose

EASTERN, PACIFIC = ZoneInfo("America/New_York"), ZoneInfo("America/Los_Angeles")
ZONES = [
    ZoneInfo(name)
    for name in (
        "America/New_York", "America/Los_Angeles", "America/Phoenix", "Pacific/Honolulu", "Europe/Madrid", "UTC",
        "Asia/Kathmandu", "Australia/Lord_Howe", "America/Sao_Paulo", "Pacific/Apia", "America/St_Johns",
    )
]  # fmt: skip
MOMENTS = some.integers(0, 27 * 365 * 24 * 3600).map(
    lambda at: datetime(2010, 1, 1, tzinfo=UTC) + timedelta(seconds=at)
)
WAKING = some.tuples(some.times(), some.times()).filter(lambda pair: _minutes(pair[1]) - _minutes(pair[0]) > 120)


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute


@given(MOMENTS, some.sampled_from(ZONES))
def test_wakes_nobody_when_a_message_waits_for_the_next_allowed_moment(at: datetime, zone: ZoneInfo) -> None:
    found = next_waking(at, [zone])
    assert found >= at
    assert not is_quiet(found, zone)
    # Eleven hours of the night, an hour of the clock, and the day that Samoa left out.
    assert found - at <= timedelta(hours=36)


@given(MOMENTS, some.sampled_from(ZONES))
def test_waits_no_longer_than_it_must_when_it_is_quiet(at: datetime, zone: ZoneInfo) -> None:
    found = next_waking(at, [zone])
    assert (found == at) == (not is_quiet(at, zone))
    just_before = found - timedelta(microseconds=1)
    assert just_before < at or is_quiet(just_before, zone)


@given(MOMENTS, some.sampled_from(ZONES), WAKING)
def test_keeps_to_what_a_clinic_sets_when_that_is_not_the_usual(
    at: datetime, zone: ZoneInfo, hours: tuple[time, time]
) -> None:
    waking = Waking(*hours)
    found = next_waking(at, [zone], waking)
    assert found >= at
    assert not is_quiet(found, zone, waking)


@settings(deadline=None)
@given(MOMENTS, some.sets(some.sampled_from(ZONES), min_size=1, max_size=3))
def test_asks_every_clock_when_a_person_may_live_by_several(at: datetime, zones: set[ZoneInfo]) -> None:
    ordered = sorted(zones, key=str)
    found = next_waking(at, ordered)
    assert not is_quiet(found, ordered[0])
    together = [zone for zone in ordered if not is_quiet(found, zone)]
    assert together == ordered or _never_together(at, ordered)


def _never_together(at: datetime, zones: list[ZoneInfo]) -> bool:
    steps = (at + timedelta(minutes=15 * step) for step in range(4 * 24 * 3))
    return not any(all(not is_quiet(moment, zone) for zone in zones) for moment in steps)


@pytest.mark.parametrize(
    ("local", "allowed"),
    [
        ("2026-11-24T07:59:59", "2026-11-24T08:00"),
        ("2026-11-24T08:00:00", "2026-11-24T08:00"),
        ("2026-11-24T20:59:59", "2026-11-24T20:59:59"),
        ("2026-11-24T21:00:00", "2026-11-25T08:00"),
        ("2026-10-31T23:30:00", "2026-11-01T08:00"),  # clocks go back in that night
        ("2027-03-13T22:00:00", "2027-03-14T08:00"),  # and forward in this one
    ],
)
def test_holds_a_message_until_the_morning_when_it_is_night(local: str, allowed: str) -> None:
    at, expected = (datetime.fromisoformat(text).replace(tzinfo=EASTERN) for text in (local, allowed))
    assert next_waking(at, [EASTERN]) == expected.astimezone(UTC)


def test_waits_for_the_western_clock_when_a_number_may_be_on_either_coast() -> None:
    nine_eastern = datetime(2026, 11, 24, 9, tzinfo=EASTERN)
    assert next_waking(nine_eastern, [EASTERN, PACIFIC]) == datetime(2026, 11, 24, 11, tzinfo=EASTERN)
    seven_pacific = datetime(2026, 11, 24, 19, tzinfo=PACIFIC)
    assert next_waking(seven_pacific, [EASTERN, PACIFIC]) == datetime(2026, 11, 25, 8, tzinfo=PACIFIC)


def test_begins_where_the_clock_goes_on_when_the_hour_is_left_out() -> None:
    waking = Waking(time(2, 30), time(21))
    found = next_waking(datetime(2027, 3, 14, 1, tzinfo=EASTERN), [EASTERN], waking)
    assert found.astimezone(EASTERN).time() == time(3, 30)


def test_reads_the_setting_of_a_clinic() -> None:
    assert Waking.parse("09:00-18:30") == Waking(time(9), time(18, 30))
    for wrong in ("", "9", "21:00-08:00", "08:00-08:00", "8 to 9"):
        with pytest.raises(ValueError, match=r"waking hours|isoformat"):
            Waking.parse(wrong)
    with pytest.raises(ValueError, match="some clock"):
        next_waking(datetime(2026, 1, 1, tzinfo=UTC), [])


_SENT = some.lists(some.integers(0, 3 * 24 * 60), max_size=12).map(sorted)


@given(_SENT, some.integers(1, 3), some.integers(1, 5))
def test_floods_nobody_when_every_message_waits_its_turn(wanted: list[int], an_hour: int, a_day: int) -> None:
    caps = Caps(an_hour, a_day)
    began = datetime(2026, 11, 22, tzinfo=UTC)
    sent: list[datetime] = []
    for minute in wanted:
        sent.append(next_under_cap(began + timedelta(minutes=minute), sent, caps))
    for moment in sent:
        assert sum(moment - HOUR < other <= moment for other in sent) <= an_hour
        assert sum(moment - DAY < other <= moment for other in sent) <= a_day


@given(_SENT, some.integers(0, 4 * 24 * 60))
def test_waits_no_longer_than_it_must_when_a_cap_is_reached(minutes: list[int], minute: int) -> None:
    caps, began = Caps(2, 3), datetime(2026, 11, 22, tzinfo=UTC)
    sent = [began + timedelta(minutes=one) for one in minutes if one <= minute]
    at = began + timedelta(minutes=minute)
    found = next_under_cap(at, sent, caps)
    assert found >= at
    sooner = found - timedelta(microseconds=1)
    assert found == at or (
        sum(sooner - HOUR < other <= sooner for other in sent) >= 2
        or sum(sooner - DAY < other <= sooner for other in sent) >= 3
    )


@given(MOMENTS, some.sampled_from(ZONES), some.lists(some.integers(1, 1440), max_size=6))
def test_keeps_cap_and_quiet_hours_when_both_hold(at: datetime, zone: ZoneInfo, ago: list[int]) -> None:
    sent = [at - timedelta(minutes=minutes) for minutes in ago]
    found = next_start(at, [zone], sent)
    assert not is_quiet(found, zone)
    assert next_under_cap(found, sent) == found


@given(MOMENTS, some.sampled_from(ZONES), some.sampled_from(Purpose), some.lists(some.integers(1, 60), max_size=9))
def test_holds_back_only_what_we_start(at: datetime, zone: ZoneInfo, purpose: Purpose, ago: list[int]) -> None:
    sent = [at - timedelta(minutes=minutes) for minutes in ago]
    found = may_go(at, purpose, [zone], sent)
    assert found == (next_start(at, [zone], sent) if purpose in {Purpose.REMINDER, Purpose.OFFER} else at)


def test_starts_reminders_and_offers_only() -> None:
    assert {Purpose.REMINDER, Purpose.OFFER} == STARTED


def test_refuses_a_cap_that_lets_nothing_through() -> None:
    with pytest.raises(ValueError, match="at least one"):
        Caps(an_hour=0)
    assert US.begins == time(8)
