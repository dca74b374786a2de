"""Days on which the clocks change."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from actions.when import understand

ZONE = "America/New_York"
NEW_YORK = ZoneInfo(ZONE)


def test_time_is_moved_on_when_the_clock_skips_it() -> None:
    saturday = datetime(2027, 3, 13, 10, tzinfo=NEW_YORK)
    (moment,) = understand("tomorrow at 2:30 am", saturday, ZONE)
    assert moment.start == datetime(2027, 3, 14, 7, 30, tzinfo=UTC)
    assert moment.start is not None
    assert moment.start.hour == 3


def test_first_of_two_is_meant_when_the_clock_shows_a_time_twice() -> None:
    saturday = datetime(2026, 10, 31, 10, tzinfo=NEW_YORK)
    (moment,) = understand("tomorrow at 1:30 am", saturday, ZONE)
    assert moment.start is not None
    assert moment.start.astimezone(UTC) == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)


def test_wall_clock_is_kept_when_the_change_lies_between() -> None:
    friday = datetime(2026, 10, 30, 10, tzinfo=NEW_YORK)
    (moment,) = understand("monday at 9", friday, ZONE)
    assert moment.start == datetime(2026, 11, 2, 14, tzinfo=UTC)


def test_hours_are_real_ones_when_they_are_counted_across_the_change() -> None:
    before_change = datetime(2027, 3, 14, 1, tzinfo=NEW_YORK)
    (moment,) = understand("in 2 hours", before_change, ZONE)
    assert moment.start == datetime(2027, 3, 14, 8, tzinfo=UTC)


def test_day_is_the_clinic_s_when_the_reference_is_in_utc() -> None:
    late_evening = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)
    (moment,) = understand("tomorrow", late_evening, ZONE)
    assert moment.start == datetime(2026, 11, 25, 0, 0, tzinfo=NEW_YORK)
