"""Times of day: which clock time is meant, and which half of the day."""

from __future__ import annotations

from datetime import time

import pytest

from tests.unit.actions.timing.scene import only, said, short, understood


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("tomorrow at 3", "15:00"),
        ("tomorrow at 9", "09:00"),
        ("tomorrow 11ish", "11:00"),
        ("tomorrow at 3.30", "15:30"),
        ("tomorrow 1030", "10:30"),
        ("tomorrow at 0930", "09:30"),
        ("tomorrow at 14h20", "14:20"),
        ("tomorrow 10a", "10:00"),
        ("tomorrow 3 p. m.", "15:00"),
        ("half past ten tomorrow", "10:30"),
        ("half five tomorrow", "17:30"),
        ("a quarter to one tomorrow", "12:45"),
        ("twenty past nine tomorrow", "09:20"),
        ("tomorrow at ten to three", "14:50"),
        ("tomorrow at five thirty", "17:30"),
        ("tomorrow, nine oh five", "09:05"),
        ("tomorrow at noon", "12:00"),
        ("tomorrow 8 in the evening", "20:00"),
        ("tomorrow evening at 6", "18:00"),
        ("morning 10 tomorrow", "10:00"),
        ("tomorrow at 7 in the morning", "07:00"),
        ("tomorrow twelve thirty pm", "12:30"),
        ("tomorrow 12am", "00:00"),
        ("tomorrow 6 o'clock", "18:00"),
        ("9 tomorrow", "09:00"),
        ("two on the 25th", "14:00"),
    ],
)
def test_clock_time_is_read_when_a_day_is_named(text: str, clock: str) -> None:
    moment = only(text)
    assert short(moment.start) == f"2026-11-25 {clock}"
    assert (moment.end, moment.has_date, moment.has_time) == (None, True, True)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("thursday morning", "08:00", "12:00"),
        ("thursday afternoon", "12:00", "17:00"),
        ("thurs arvo", "12:00", "17:00"),
        ("thursday late afternoon", "15:00", "18:00"),
        ("early in the morning on thursday", "07:00", "10:00"),
        ("thursday lunchtime", "12:00", "14:00"),
        ("thursday evening", "17:00", "21:00"),
        ("thursday after lunch", "13:00", "17:00"),
        ("first thing thursday", "08:00", "10:00"),
        ("end of day thursday", "16:00", "18:00"),
        ("thursday after work", "17:00", "20:00"),
        ("thursday 9-11", "09:00", "11:00"),
        ("thursday 11-4", "11:00", "16:00"),
        ("thursday from 2 til 4", "14:00", "16:00"),
        ("thursday 9-11am", "09:00", "11:00"),
        ("thursday 11 to 1pm", "11:00", "13:00"),
        ("thursday 10am-2", "10:00", "14:00"),
        ("thursday between 8:30 and half past ten", "08:30", "10:30"),
        ("thursday from 8 in the morning till noon", "08:00", "12:00"),
        ("thursday morning 9 to 10", "09:00", "10:00"),
        ("after 2 but before 5 on thursday", "14:00", "17:00"),
        ("thursday from 2 for an hour", "14:00", "15:00"),
        ("thursday 0800-0930", "08:00", "09:30"),
    ],
)
def test_stretch_of_the_day_is_read_when_one_is_named(text: str, start: str, end: str) -> None:
    assert said(text) == (f"2026-11-26 {start}", f"2026-11-26 {end}", None)


@pytest.mark.parametrize(
    ("text", "start", "end", "opened"),
    [
        ("tmr after 3", "2026-11-25 15:00", None, "after"),
        ("3 or later tomorrow", "2026-11-25 15:00", None, "after"),
        ("tomorrow from 2 onwards", "2026-11-25 14:00", None, "after"),
        ("not before 10 tomorrow", "2026-11-25 10:00", None, "after"),
        ("anything b4 10 on fri", None, "2026-11-27 10:00", "before"),
        ("friday by noon", None, "2026-11-27 12:00", "before"),
        ("no later than 4 tomorrow", None, "2026-11-25 16:00", "before"),
        ("friday until 4", None, "2026-11-27 16:00", "before"),
        ("from monday", "2026-11-30 00:00", None, "after"),
        ("starting dec 7", "2026-12-07 00:00", None, "after"),
        ("before friday", None, "2026-11-27 00:00", "before"),
        ("i work until 5 tomorrow", "2026-11-25 17:00", None, "after"),
        ("i can't before 10 tomorrow", "2026-11-25 10:00", None, "after"),
    ],
)
def test_open_side_is_told_when_only_one_end_is_named(
    text: str, start: str | None, end: str | None, opened: str
) -> None:
    assert said(text) == (start, end, opened)


def test_window_ends_with_the_day_when_a_time_is_open() -> None:
    assert [short(edge) for edge in (only("fri after 3").window.start, only("fri after 3").window.end)] == [
        "2026-11-27 15:00",
        "2026-11-28 00:00",
    ]


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("after friday", "2026-11-28 00:00", None),
        ("from friday", "2026-11-27 00:00", None),
        ("before friday", None, "2026-11-27 00:00"),
        ("by friday", None, "2026-11-28 00:00"),
    ],
)
def test_window_holds_the_named_day_when_the_word_includes_it(text: str, start: str | None, end: str | None) -> None:
    window = only(text).window
    assert (short(window.start), short(window.end)) == (start, end)


def test_each_day_is_a_moment_when_a_time_holds_for_a_run_of_days() -> None:
    starts = [short(moment.start) for moment in understood("wed to fri after 5")]
    assert starts == ["2026-11-25 17:00", "2026-11-26 17:00", "2026-11-27 17:00"]


def test_next_day_is_guessed_when_a_bare_time_has_passed_today() -> None:
    assert said("9:15") == ("2026-11-25 09:15", None, None)
    assert said("at 2") == ("2026-11-24 14:00", None, None)
    assert not only("at 2").has_date


@pytest.mark.parametrize("text", ["3", "3 please", "three", "ok 3 is fine", "1500"])
def test_bare_number_is_a_time_when_it_is_all_that_is_said(text: str) -> None:
    assert said(text) == ("2026-11-24 15:00", None, None)


def test_opening_hours_settle_the_half_of_the_day_when_only_one_is_open() -> None:
    evening_clinic = (time(14), time(22))
    moment = only("tomorrow at 8", opening=evening_clinic)
    assert (short(moment.start), moment.ambiguous) == ("2026-11-25 20:00", ())


def test_time_counts_from_now_when_it_is_an_interval() -> None:
    assert said("in half an hour") == ("2026-11-24 10:30", None, None)
    assert said("2 hours from now") == ("2026-11-24 12:00", None, None)


def test_until_tonight_is_all_of_today_when_the_end_is_midnight() -> None:
    window = only("any time until tonight").window
    assert [short(window.start), short(window.end)] == ["2026-11-24 00:00", "2026-11-25 00:00"]


def test_going_through_something_bounds_no_time_when_today_follows() -> None:
    assert only("i was going through my planner today").window.start is not None
