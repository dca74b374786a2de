"""Periods: parts of weeks, months and years, weekends and runs of days, counted by our own conventions."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from actions.timing.moment import Grain
from actions.timing.words import MONTHS, WEEKDAYS

WORKING = (0, 1, 2, 3, 4)
QUANTITIES = {"a": 1, "an": 1, "one": 1, "couple": 2, "few": 3, "several": 7}


@dataclass(frozen=True, slots=True)
class Days:
    """Days meant: [start, end); of them, where `only` names any, those that are such weekdays."""

    start: date
    end: date
    grain: Grain = "day"
    ambiguous: tuple[str, ...] = ()
    only: tuple[int, ...] = ()


def quantity(text: str) -> float:
    """How many: "3", "2.5", "a couple of"."""
    first, *rest = text.split()
    key = rest[0] if first == "a" and rest else first
    return QUANTITIES[key] if key in QUANTITIES else float(key)


def shift(start: date, count: float, unit: str) -> date:
    """A date so many units later; what lies beyond the calendar stays where it was."""
    try:
        if unit in {"month", "year"}:
            months = start.month - 1 + int(count) * (12 if unit == "year" else 1)
            first = date(start.year + months // 12, months % 12 + 1, 1)
            return min(first.replace(day=1) + timedelta(start.day - 1), _next_month(first) - timedelta(1))
        if unit.endswith(" day"):
            return _working_days(start, int(count))
        return start + timedelta(int(count * (7 if unit == "week" else 1)))
    except (OverflowError, ValueError):
        return start


def _working_days(start: date, count: int) -> date:
    day = start
    for _ in range(min(count, 366)):
        day += timedelta(1)
        while day.weekday() > 4:
            day += timedelta(1)
    return day


_PART_OF_PERIOD = re.compile(
    r"(?:the )?"
    r"(?P<part>early|beginning|start|first half|mid|middle|late|end|second half|rest|later|remainder)"
    r"(?: -)?(?: part)?(?: of| in)?(?: the)?"
    r"(?: (?P<which>this|next|coming|current|following))?"
    rf"(?: (?P<unit>week|month|year|{'|'.join(MONTHS)}))"
)
_PARTS = {
    "early": "start", "beginning": "start", "start": "start", "first half": "first half", "mid": "middle",
    "middle": "middle", "late": "end", "end": "end", "second half": "second half", "rest": "rest", "later": "rest",
    "remainder": "rest",
}  # fmt: skip


def part_of_period(words: Sequence[str], today: date, _country: str) -> Days | None:
    """Read "early next week", "end of may", "rest of the month": thirds of a month, runs of days of a week."""
    match = _PART_OF_PERIOD.fullmatch(" ".join(words))
    if match is None:
        return None
    part, unit = _PARTS[match["part"]], match["unit"]
    ahead = match["which"] in {"next", "coming", "following"}
    if unit == "year":
        start, end = _part_of_year(part, today, ahead)
    elif unit == "week":
        part = "end" if match["part"] == "later" and ahead else part
        first = today - timedelta(today.weekday()) + timedelta(7 * ahead)
        bounds = {
            "start": (0, 3), "middle": (1, 4), "end": (3, 7),
            "rest": (0, 7), "first half": (0, 3), "second half": (3, 7),
        }[part]  # fmt: skip
        start, end = first + timedelta(bounds[0]), first + timedelta(bounds[1])
    else:
        first = _month_named(unit, match["which"], today)
        after = _next_month(first)
        start, end = {
            "start": (first, first.replace(day=11)),
            "middle": (first.replace(day=11), first.replace(day=21)),
            "end": (first.replace(day=21), after),
            "rest": (first, after),
            "first half": (first, first.replace(day=16)),
            "second half": (first.replace(day=16), after),
        }[part]
    if part == "rest" and start <= today:
        start = min(today + timedelta(match["part"] == "later"), end - timedelta(1))
    return Days(start, end, "day")


def _part_of_year(part: str, today: date, ahead: bool) -> tuple[date, date]:
    year = today.year + ahead
    first, last = {
        "start": (1, 3), "middle": (5, 8), "end": (9, 12), "rest": (1, 12), "first half": (1, 6), "second half": (7, 12)
    }[part]  # fmt: skip
    return date(year, first, 1), _next_month(date(year, last, 1))


def _month_named(name: str, which: str | None, today: date) -> date:
    first = today.replace(day=1)
    if name == "month":
        return _next_month(first) if which in {"next", "coming", "following"} else first
    found = first.replace(month=MONTHS[name])
    return found if found >= first else found.replace(year=found.year + 1)


def _next_month(first: date) -> date:
    return (first + timedelta(32)).replace(day=1)


def weekend(words: Sequence[str], today: date, _country: str) -> Days | None:
    """Read "the weekend" is Saturday and Sunday; "next weekend" the one of next week, as with "next friday"."""
    rest = [word for word in words if word not in {"the", "this", "coming", "on", "at", "over", "current"}]
    if rest not in (["weekend"], ["next", "weekend"], ["following", "weekend"], ["weekend", "after", "next"]):
        return None
    saturday = today - timedelta(today.weekday()) + timedelta(5 + 7 * (len(rest) - 1))
    start = max(saturday, today) if len(rest) == 1 else saturday
    return Days(start, saturday + timedelta(2), "day", ("next_weekday",) if rest[0] != "weekend" else ())


AMOUNT = r"(?P<count>\d+(?:\.\d+)?|a few|a couple of|a couple|couple of|couple|few|several|an|a)"
UNIT = r"(?P<unit>day|week|month|year|working day|business day)"
_OF_MONTH = r"(?:of|in) (?:the )?(?:(?P<which>this|next|current|coming) )?(?P<month>month|" + "|".join(MONTHS) + ")"
_QUARTER = (
    r"(?:in )?(?:the )?(?:(?P<which>this|next|coming|following|current)|(?P<nth>[1-4])\w\w) quarter"
    r"(?: (?:of |in )?(?:(?P<year>\d{4})|(?P<that>this|next) year))?"
)
_NTH = {"first": 0, "1st": 0, "second": 1, "2nd": 1, "third": 2, "3rd": 2, "fourth": 3, "4th": 3}


def runs_of_days(words: Sequence[str], today: date, _country: str) -> Days | None:
    """Read "the next 3 days", "within a week", "next working week", "third week of may", "2 mondays from now"."""
    text = " ".join(words)
    for pattern, reader in _RUNS:
        if match := pattern.fullmatch(text):
            return reader(match, today)
    return None


def _coming_days(match: re.Match[str], today: date) -> Days:
    length = int(quantity(match["count"]) * (7 if match["unit"] == "week" else 1))
    return Days(shift(today, 1, "day"), shift(today, min(length, 366) + 1, "day"))


def _this_fortnight(_match: re.Match[str], today: date) -> Days:
    monday = today - timedelta(today.weekday())
    return Days(monday, monday + timedelta(14))


def _within(match: re.Match[str], today: date) -> Days:
    if match["this"]:
        return Days(today, _following(today, match["this"]))
    return Days(today, shift(today, quantity(match["count"]), match["unit"]))


def _after_next(match: re.Match[str], today: date) -> Days:
    start = _following(_following(today, match["unit"]), match["unit"])
    return Days(start, _following(start, match["unit"]), "week" if match["unit"] == "week" else "month")


def _working_day(match: re.Match[str], today: date) -> Days:
    first = _month_named(match["month"], match["which"], today)
    each, step = (_next_month(first) - timedelta(1), -1) if match["nth"] == "last" else (first, 1)
    while each.weekday() not in WORKING:
        each += timedelta(step)
    return Days(each, each + timedelta(1))


def _working_week(match: re.Match[str], today: date) -> Days:
    monday = today - timedelta(today.weekday()) + timedelta(0 if match["which"] == "this" else 7)
    return Days(monday, monday + timedelta(5), "day")


def _nth_week_of(match: re.Match[str], today: date) -> Days:
    return _nth_week(match["nth"], _month_named(match["month"], match["which"], today))


def _nth_weekend(match: re.Match[str], today: date) -> Days:
    first = _month_named(match["month"], match["which"], today)
    saturday = first + timedelta((5 - first.weekday()) % 7)
    if match["nth"] == "last":
        last = _next_month(first) - timedelta(1)
        saturday = last - timedelta((last.weekday() - 5) % 7)
    else:
        saturday += timedelta(7 * _NTH[match["nth"]])
    return Days(saturday, saturday + timedelta(2))


def _nth_weekday_on(match: re.Match[str], today: date) -> Days:
    ahead = (WEEKDAYS[match["day"]] - today.weekday() - 1) % 7 + 1
    start = shift(today, ahead + 7 * (min(int(match["count"]), 500) - 1), "day")
    return Days(start, start + timedelta(1))


def _quarter(match: re.Match[str], today: date) -> Days:
    this = date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
    if match["nth"]:
        year = int(match["year"] or today.year + (match["that"] == "next"))
        start = date(max(1, min(year, 9998)), 3 * int(match["nth"]) - 2, 1)
        if start < this and not match["year"] and not match["that"]:
            start = start.replace(year=year + 1)
    else:
        start = this if match["which"] in {"this", "current"} else shift(this, 3, "month")
    return Days(start, shift(start, 3, "month"), "month")


_RUNS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], date], Days]], ...] = tuple(
    (re.compile(pattern), reader)
    for pattern, reader in (
        (
            rf"(?:in |within |over |during )?(?:the )?(?:next|coming|following) {AMOUNT} (?P<unit>day|week)",
            _coming_days,
        ),
        (r"(?:in )?this 2 week", _this_fortnight),
        (rf"within (?:about |around )?(?:{AMOUNT} {UNIT}|(?:the )?(?P<this>day|week|month|year))(?: time)?", _within),
        (r"(?:in )?(?:the )?(?P<unit>week|month|year) after next", _after_next),
        (_QUARTER, _quarter),
        (rf"(?:the )?(?P<nth>first|last|1st) (?:working|business|work|week) ?day {_OF_MONTH}", _working_day),
        (r"(?:the )?(?P<which>this|next|coming|following) (?:working|work|business) week", _working_week),
        (rf"(?:the )?(?P<nth>{'|'.join(_NTH)}|last) week {_OF_MONTH}", _nth_week_of),
        (rf"(?:the )?(?P<nth>{'|'.join(_NTH)}|last) weekend {_OF_MONTH}", _nth_weekend),
        (rf"(?:in )?(?P<count>\d+) (?P<day>{'|'.join(WEEKDAYS)}) (?:later|from now)", _nth_weekday_on),
    )
)


def _following(day: date, unit: str) -> date:
    """The first day of the week, month or year after the one a day lies in."""
    if unit == "day":
        return day + timedelta(1)
    if unit == "week":
        return day + timedelta(7 - day.weekday())
    return _next_month(day.replace(day=1)) if unit == "month" else date(day.year + 1, 1, 1)


def _nth_week(nth: str, first: date) -> Days:
    """The weeks of a month are those whose Thursday lies in it, as in ISO 8601."""
    thursday = first + timedelta((3 - first.weekday()) % 7)
    weeks = (_next_month(first) - timedelta(1) - thursday).days // 7 if nth == "last" else _NTH[nth]
    monday = thursday - timedelta(3) + timedelta(7 * weeks)
    return Days(monday, monday + timedelta(7), "week")


_ENDS_OF_MONTH = re.compile(
    rf"(?:the )?(?P<which>first|last) {AMOUNT} (?P<unit>day|week) (?:of|in) (?:the )?(?:(?P<that>this|next|current) )?"
    rf"(?P<month>month|{'|'.join(MONTHS)})"
)


def ends_of_month(words: Sequence[str], today: date, _country: str) -> Days | None:
    """Read "the last 2 weeks of march", "the first few days of next month"."""
    match = _ENDS_OF_MONTH.fullmatch(" ".join(words))
    if match is None:
        return None
    first = _month_named(match["month"], match["that"], today)
    after = _next_month(first)
    length = min(int(quantity(match["count"]) * (7 if match["unit"] == "week" else 1)), 28)
    if match["which"] == "first":
        return Days(first, first + timedelta(length))
    return Days(after - timedelta(length), after)


def weekdays(words: Sequence[str], today: date, _country: str) -> Days | None:
    """Read "any weekday": monday to friday of the coming seven days."""
    if [word for word in words if word not in {"any", "on", "a", "every", "the"}] != ["weekday"]:
        return None
    return Days(today + timedelta(1), today + timedelta(8), "week", only=WORKING)
