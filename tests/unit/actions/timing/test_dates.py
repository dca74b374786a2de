"""Days: which date the words of a patient mean."""

from __future__ import annotations

from datetime import date

import pytest

from tests.unit.actions.timing.scene import only, said, understood


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("today pls", "2026-11-24"),
        ("tomorrow would be great", "2026-11-25"),
        ("day after tmrw", "2026-11-26"),
        ("thursday works", "2026-11-26"),
        ("this coming saturday", "2026-11-28"),
        ("wednesday next week", "2026-12-02"),
        ("monday of next week", "2026-11-30"),
        ("the 30th", "2026-11-30"),
        ("on 28", "2026-11-28"),
        ("dec 3", "2026-12-03"),
        ("3 dec", "2026-12-03"),
        ("the third of december", "2026-12-03"),
        ("december twenty-second", "2026-12-22"),
        ("22nd of next month", "2026-12-22"),
        ("tuesday dec 1st", "2026-12-01"),
        ("friday the 4th", "2026-12-04"),
        ("friday 18", "2026-12-18"),
        ("12/9", "2026-12-09"),
        ("12-19", "2026-12-19"),
        ("2026-12-09", "2026-12-09"),
        ("9-dec-26", "2026-12-09"),
        ("the second tuesday of next month", "2026-12-08"),
        ("last friday of december", "2026-12-25"),
        ("last day of the month", "2026-11-30"),
        ("in a couple of weeks", "2026-12-08"),
        ("6 days from today", "2026-11-30"),
        ("in 3 more days", "2026-11-27"),
        ("a week on friday", "2026-12-04"),
        ("friday week", "2026-12-04"),
        ("2 weeks from thursday", "2026-12-10"),
        ("3 mondays from now", "2026-12-14"),
        ("xmas eve", "2026-12-24"),
        ("boxing day", "2026-12-26"),
        ("the monday after thanksgiving", "2026-11-30"),
        ("the friday before the 15th", "2026-12-11"),
        ("2 weeks after easter", "2027-04-11"),
        ("july 4th", "2027-07-04"),
    ],
)
def test_day_is_found_when_one_is_named(text: str, day: str) -> None:
    start, end, opened = said(text)
    assert start == f"{day} 00:00"
    assert end is not None
    assert (date.fromisoformat(end[:10]) - date.fromisoformat(day)).days == 1
    assert opened is None


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("this week", "2026-11-23", "2026-11-30"),
        ("next week", "2026-11-30", "2026-12-07"),
        ("sometime in january", "2027-01-01", "2027-02-01"),
        ("this weekend", "2026-11-28", "2026-11-30"),
        ("next weekend", "2026-12-05", "2026-12-07"),
        ("early next week", "2026-11-30", "2026-12-03"),
        ("end of next week", "2026-12-03", "2026-12-07"),
        ("mid december", "2026-12-11", "2026-12-21"),
        ("the second half of january", "2027-01-16", "2027-02-01"),
        ("the last 2 weeks of march", "2027-03-18", "2027-04-01"),
        ("the week of the 14th", "2026-12-14", "2026-12-21"),
        ("the week after christmas", "2026-12-28", "2027-01-04"),
        ("within the next 3 days", "2026-11-25", "2026-11-28"),
        ("dec 7 - 9", "2026-12-07", "2026-12-10"),
        ("between the 1st and the 4th", "2026-12-01", "2026-12-05"),
        ("wed to fri", "2026-11-25", "2026-11-28"),
        ("7 to 9 december", "2026-12-07", "2026-12-10"),
        ("nov 30 till dec 2", "2026-11-30", "2026-12-03"),
        ("from the 29th to the 2nd of january", "2026-12-29", "2027-01-03"),
    ],
)
def test_run_of_days_is_found_when_one_is_named(text: str, start: str, end: str) -> None:
    assert said(text) == (f"{start} 00:00", f"{end} 00:00", None)


@pytest.mark.parametrize(
    "text",
    [
        "31 feb", "the 31st of february", "99/99/9999", "february thirtieth", "hello there", "i have 2 kids",
        "my knee has been bad for 3 weeks", "it began 4 days ago", "since last monday", "good morning!",
        "i sat on my glasses", "may i ask something", "call me at 555 123 4567", "it cost 24.50€", "open 24/7?",
        "have a nice weekend", "i am 30 years old",
    ],
)  # fmt: skip
def test_nothing_is_found_when_no_time_is_wished_for(text: str) -> None:
    assert understood(text) == []


def test_wish_is_found_when_a_complaint_with_its_duration_stands_before_it() -> None:
    moment = only("my tooth has hurt for 2 weeks, anything tomorrow?")
    assert (moment.text, moment.has_date, moment.has_time) == ("tomorrow", True, False)


def test_several_days_are_found_when_several_are_named() -> None:
    assert [moment.text for moment in understood("dec 1, 2 or 3")] == ["dec 1", "2", "3"]


def test_coming_weeks_are_found_when_a_weekday_stands_in_the_plural() -> None:
    days = [moment.start.day for moment in understood("mondays are best") if moment.start]
    assert days == [30, 7, 14, 21]


def test_span_points_into_the_text_when_spelling_is_odd() -> None:
    text = "cud i come 2moro mornin pls"
    moment = only(text)
    assert text[slice(*moment.span)] == moment.text == "2moro mornin"
