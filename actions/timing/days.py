"""Dates: a short phrase ("friday the 23rd", "end of next month") to the days it means.

Duckling reads the calendar; the rules here and in periods.py are the conventions it does not share.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from actions.timing.engine import Value, engine
from actions.timing.periods import (
    AMOUNT,
    UNIT,
    WORKING,
    Days,
    ends_of_month,
    part_of_period,
    quantity,
    runs_of_days,
    shift,
    weekdays,
    weekend,
)
from actions.timing.tokens import Kind, Token
from actions.timing.words import HOLIDAY_CORES, MONTHS, WEEKDAYS

# Years beyond which a date is a slip of the pen.
_FAR = 120
MONTH_FIRST = {"US", "PH", "PR", "GU", "VI", "AS"}


def read_days(tokens: Sequence[Token], today: date, country: str = "US") -> Days | None:
    """The days a date phrase means, seen from today; None if it means none ("31 february")."""
    words = [token.text for token in tokens if token.text not in {",", "."}]
    if words[:2] == ["later", "today"]:
        del words[0]
    if words[:1] in (["this"], ["coming"]) and any(token.kind == "ordinal" for token in tokens) and len(words) > 2:
        del words[0]
    if words[:1] == ["nearest"]:
        days = read_days([_as_token(word) for word in words[1:]], today, country)
        this_week = days is not None and days.start < today + timedelta(7 - today.weekday())
        return replace(days, ambiguous=("next_weekday",)) if days and this_week else days
    if _HALF_A_PHRASE.fullmatch(" ".join(words)):
        return None
    for rule in _RULES:
        days = rule(words, today, country)
        if days is not None:
            return days
    if any(token.kind == "date" for token in tokens):
        return None
    days = _by_duckling(words, today)
    return days if days and abs(days.start.year - today.year) <= _FAR else None


def numeric_date(text: str, country: str) -> tuple[int | None, int, int, bool] | None:
    """Year (or None), month, day and whether day and month could be the other way round; None if impossible."""
    numbers = [int(part) for part in text.split("/")]
    year: int | None = None
    if len(numbers) == 3 and numbers[0] > 31:
        year, month, day = numbers
        real = 1850 <= year <= 2150 and 1 <= month <= 12 and 1 <= day <= 31
        return (year, month, day, False) if real else None
    first, second = numbers[:2]
    if len(numbers) == 3:
        year = numbers[2] if numbers[2] > 99 else 2000 + numbers[2]
    if year is not None and not 1850 <= year <= 2150:
        return None
    month, day = (first, second) if country in MONTH_FIRST else (second, first)
    if month > 12:
        month, day = day, month
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    return year, month, day, day <= 12 and day != month


# "first monday" waits for its month: "first monday afternoon of next month".
_HALF_A_PHRASE = re.compile(rf"(?:the )?(?:first|second|third|fourth|1st|2nd|3rd|4th) (?:{'|'.join(WEEKDAYS)})")


def _numeric(words: Sequence[str], today: date, country: str) -> Days | None:
    """Read "4/22", "22.04.2027", "friday 7/6": in the order of the clinic's country, unless only the other fits."""
    written = [word for word in words if re.fullmatch(r"\d+/\d+(/\d+)?", word)]
    if len(written) != 1:
        return None
    parts = numeric_date(written[0], country)
    if parts is None:
        return None
    year, month, day, doubtful = parts
    named = next((WEEKDAYS[word] for word in words if word in WEEKDAYS), None)
    choices = [(month, day), (day, month)] if doubtful else [(month, day)]
    found = [each for each in (coming(*choice, year=year, today=today) for choice in choices) if each]
    if year is not None:
        found = [each for each in found if each >= today] or found
    if named is not None:
        agreeing = [each for each in found if each.weekday() == named]
        found, doubtful = (agreeing, False) if agreeing else (found, doubtful)
    return Days(found[0], found[0] + timedelta(1), "day", ("day_month",) if doubtful else ()) if found else None


def coming(month: int, day: int, *, year: int | None, today: date) -> date | None:
    """That day in that year, or the next time it comes round; None for a day no year has."""
    years = [year] if year is not None else range(today.year, today.year + 9)
    for each in years:
        try:
            found = date(each, month, day)
        except ValueError:
            continue
        if year is not None or found >= today:
            return found
    return None


_SHIFTED = (
    re.compile(rf"(?:in )?(?:about |around )?{AMOUNT} {UNIT} (?P<way>from|after|before) (?P<base>.+)"),
    re.compile(rf"(?:in|after|within) (?:about |around )?{AMOUNT} {UNIT}(?: time)?(?: (?:later|from now))?"),
    re.compile(rf"{AMOUNT} {UNIT} (?:later|on|hence|from now)"),
    re.compile(rf"{AMOUNT} {UNIT} (?:on )?(?P<base>(?:today|tomorrow|{'|'.join(WEEKDAYS)}).*)"),
    re.compile(rf"(?P<base>(?:{'|'.join(WEEKDAYS)})) (?:in )?{AMOUNT} {UNIT}(?: time)?"),
    re.compile(rf"(?P<base>today|tomorrow|{'|'.join(WEEKDAYS)}) (?P<unit>week)"),
)


def _shifted(words: Sequence[str], today: date, country: str) -> Days | None:
    """Read "in 3 weeks", "2 days from tomorrow", "thursday in 2 weeks", "tuesday week", "2 weeks tomorrow"."""
    text = " ".join(words).removeprefix("the ").replace("'", "")
    for pattern in _SHIFTED:
        match = pattern.fullmatch(text)
        if match is None:
            continue
        groups = match.groupdict()
        count = quantity(groups.get("count") or "1")
        base = groups.get("base")
        if base in {None, "now", "right now"}:
            start = shift(today, count, groups["unit"])
        else:
            if text.startswith(str(base)) and groups["unit"] == "week" and base in WEEKDAYS and "in " in text:
                monday = today - timedelta(today.weekday())
                start = monday + timedelta(7 * int(count) + WEEKDAYS[base])
                return Days(start, start + timedelta(1))
            days = read_days([_as_token(word) for word in str(base).split()], today, country)
            if days is None:
                return None
            start = shift(days.start, -count if groups.get("way") == "before" else count, groups["unit"])
        return Days(start, start + timedelta(1))
    return None


_WEEK_FROM = re.compile(rf"{AMOUNT} (?P<unit>day|week) (?:starting|beginning)(?: on| from)? (?P<base>.+)")
_WEEK_OF = re.compile(
    r"(?:the )?week (?:of|starting|beginning|commencing)(?: on| the)? (?P<base>.+)"
    rf"|(?:the )?(?P<holiday>{'|'.join(sorted(HOLIDAY_CORES))}) week"
)


def _week_from(words: Sequence[str], today: date, country: str) -> Days | None:
    """Read "a week starting tomorrow", "the week of the 7th"."""
    text = " ".join(words)
    for pattern, whole in ((_WEEK_FROM, False), (_WEEK_OF, True)):
        match = pattern.fullmatch(text)
        base = match and (match.groupdict().get("holiday") or match["base"])
        days = base and read_days([_as_token(word) for word in base.split()], today, country)
        if match and days:
            start = days.start - timedelta(days.start.weekday()) if whole else days.start
            length = 7 if whole else (shift(start, quantity(match["count"]), match["unit"]) - start).days
            return Days(start, shift(start, min(length, 366), "day"), "week" if length == 7 else "day")
    return None


_AFTER_DAY = re.compile(
    rf"(?:the |on )*(?P<what>week|weekend|{'|'.join(WEEKDAYS)}) (?P<way>after|before|following|of) (?P<base>.+)"
)
_INSIDE = re.compile(
    rf"(?:the |on |a )*(?P<what>weekday|{'|'.join(WEEKDAYS)}) (?:in |of |, )?(?:the )?"
    rf"(?P<base>(?!week$).*(?:{'|'.join(MONTHS)}|week|month).*)"
)
_HOLDING = re.compile(rf"(?P<base>.*week.*?) (?:in |on )?(?:the )?(?P<what>{'|'.join(WEEKDAYS)})")


def _beside_day(words: Sequence[str], today: date, country: str) -> Days | None:
    """Read "the monday after thanksgiving", "the week after christmas", "the friday before the 15th"."""
    match = _AFTER_DAY.fullmatch(" ".join(words))
    if match is None or match["base"] == "next" or match["way"] == "of" and match["what"] != "weekend":
        return None
    base = read_days([_as_token(word) for word in match["base"].split()], today, country)
    if base is None:
        return None
    back = match["way"] == "before"
    if match["what"] in WEEKDAYS:
        ahead = (WEEKDAYS[match["what"]] - base.start.weekday() - 1) % 7 + 1
        back_by = (base.start.weekday() - WEEKDAYS[match["what"]] - 1) % 7 + 1
        start = base.start + timedelta(-back_by if back else ahead)
        return Days(start, start + timedelta(1))
    monday = base.start - timedelta(base.start.weekday()) + timedelta(-7 if back else 7)
    if match["what"] == "weekend":
        monday = base.start - timedelta(base.start.weekday()) - timedelta(7 * back)
        return Days(monday + timedelta(5), monday + timedelta(7))
    return Days(monday, monday + timedelta(7), "week")


def _inside(words: Sequence[str], today: date, country: str) -> Days | None:
    """Read "tuesday of the week after next", "tuesday in december" (each of them), "weekday next week"."""
    text = " ".join(words)
    match = _INSIDE.fullmatch(text) or _HOLDING.fullmatch(text)
    base = match and read_days([_as_token(word) for word in match["base"].split()], today, country)
    if match is None or base is None or (base.end - base.start).days < 5:
        return None
    if match["what"] == "weekday":
        return replace(base, only=WORKING)
    named = WEEKDAYS[match["what"]]
    if (base.end - base.start).days > 7:
        return replace(base, only=(named,), grain="day")
    start = base.start + timedelta((named - base.start.weekday()) % 7)
    return Days(start, start + timedelta(1)) if start < base.end else None


def _as_token(word: str) -> Token:
    kind: Kind = "date" if "/" in word else "word"
    return Token(word, kind, 0, 0)


_RULES = (
    _numeric,
    part_of_period,
    weekend,
    runs_of_days,
    _inside,
    _week_from,
    _beside_day,
    ends_of_month,
    weekdays,
    _shifted,
)
_IN_YEAR = re.compile(r" (?:in|of) (?:the year )?((?:19|20)\d\d)\b")
_AS_DUCKLING_SAYS_IT = {"coming": "", "following": "next", "current": "this"}


def _by_duckling(words: Sequence[str], today: date) -> Days | None:
    """What Duckling reads, taking the first day of several that is not already over."""
    if "week" in words or "month" in words:
        said = ["next" if word in {"coming", "following"} else _AS_DUCKLING_SAYS_IT.get(word, word) for word in words]
    else:
        said = [_AS_DUCKLING_SAYS_IT.get(word, word) for word in words]
    said = [
        "years" if word == "year" and before == "new" else word for before, word in zip(["", *said], said, strict=False)
    ]
    phrase = _IN_YEAR.sub(r" \1", " ".join(word for word in said if word))
    readings = engine().read(phrase, datetime.combine(today, time.min))
    if not readings:
        return None
    best = max(readings, key=lambda reading: reading.end - reading.begin)
    if _contradicts(said, phrase[best.begin : best.end]):
        return None
    found = [days for days in map(_days_of, best.values) if days]
    if not found:
        return None
    weekday = next((WEEKDAYS[word] for word in words if word in WEEKDAYS), None)
    plain = weekday is not None and not {"this", "week", "next", "last", "of"} & set(words)
    if plain and found[0].start == today and not set(words) & MONTHS.keys() and len(found) > 1:
        return replace(found[1], ambiguous=("same_weekday",))
    days = next((each for each in found if each.end > today), found[0])
    if days.end <= today and "of the month" in " ".join(words):
        return _by_duckling(" ".join(words).replace("of the month", "of next month").split(), today)
    year = next((int(word) for word in words if re.fullmatch(r"\d{4}", word)), 0)
    if weekday is not None and (days.start.year != year if year else days.start.year > today.year + 1):
        return _without_weekday(words, today) or days
    if "this" in words and weekday == today.weekday():
        days = replace(days, ambiguous=("same_weekday",))
    if weekday is not None and "next" in words and "week" not in words and "month" not in words:
        nearest = today + timedelta((weekday - today.weekday() - 1) % 7 + 1)
        return replace(days, ambiguous=("next_weekday",)) if days.start != nearest else days
    return days


def _without_weekday(words: Sequence[str], today: date) -> Days | None:
    """Read "tuesday december 3rd" in a year in which that is a thursday: the date counts, and is to be read back."""
    days = _by_duckling([word for word in words if word not in WEEKDAYS and word != "the"], today)
    return replace(days, ambiguous=("weekday_mismatch",)) if days else None


def _contradicts(words: Sequence[str], understood: str) -> bool:
    """Whether a day or month said is missing from what was understood: "31st february" is no date."""
    said = {word for word in words if word in MONTHS or word in WEEKDAYS or re.fullmatch(r"\d+(st|nd|rd|th)", word)}
    return bool(said - set(understood.split()))


def _days_of(value: Value) -> Days | None:
    if value.start is None:
        return None
    start = value.start.date()
    if value.end is not None:
        last = value.end
        end = last.date() + timedelta(last.time() > time.min)
        if value.grain == "hour" and value.start.hour == 18 and start.weekday() == 4:
            start += timedelta(1)
        return Days(start, max(end, start + timedelta(1)))
    if value.grain == "week":
        return Days(start, start + timedelta(7), "week")
    if value.grain in {"month", "quarter", "year"}:
        months = {"month": 1, "quarter": 3, "year": 12}[value.grain]
        return Days(start, shift(start.replace(day=1), months, "month"), "month")
    return Days(start, start + timedelta(1)) if value.grain == "day" else None
