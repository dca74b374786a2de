"""Opening hours in words, and which of the clinic's facts a question is about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from actions.backend import Json
from actions.when import Moment

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_TOPICS = {
    "company": r"\bbring\b|\bcome (?:along|too|with|in with)\b|\bwith me\b|\baccompan\w+",
    "parking": r"\bpark(?:ing)?\b|\bcar park\b|\bgarage\b",
    "price": r"\bpric\w*|\bcosts?\b|\bcharg\w*|\bfees?\b|\bhow much\b|\bexpensive\b|\bis it free\b|\bpay(?:ment)?\b|"
    r"\bcash\b|\bcard\b|\bbilling\b",
    "insurance": r"\binsur\w*|\bmedicare\b|\bmedicaid\b|\bcovered\b|\bcoverage\b",
    "hours": r"\bhours?\b|\bopen(?:s|ing)?\b|\bclos(?:e|es|ed|ing)\b|\bshut\b|\bhow late\b|\bhrs\b",
    "phone": r"\b(?:phone|telephone|tel|number|call|fax|ring)\b",
    "directions": r"\bdirections?\b|\bget (?:there|to)\b|\bbus\b|\btrain\b|\bstation\b|\bentrance\b|\bfloor\b|"
    r"\b(?:elevator|lift)\b|\bwheelchair\b|\baccessib\w*",
    "address": r"\baddress\b|\badress\b|\bwhere\b|\blocat\w*|\bwher\b|\bhow far\b|\bclinics\b|\bnear\b",
}


def asks_about(text: str) -> list[str]:
    """Return the topics of a question, "other" if none is known; parking and prices are never also hours."""
    lowered = text.lower()
    found = [topic for topic, pattern in _TOPICS.items() if re.search(pattern, lowered)]
    if "parking" in found or "directions" in found:
        found = (
            [topic for topic in found if topic not in ("address", "price")]
            if "parking" in found
            else [t for t in found if t != "address"]
        )
    if "price" in found and "insurance" in found:
        found.remove("price")
    if "price" in found and "phone" in found and not re.search(r"\b(?:phone|telephone)\b", lowered):
        found.remove("phone")
    return found[:2] or ["other"]


def opening_hours(location: Json, moments: Sequence[Moment], now: datetime) -> str:
    """Return the hours of the day asked about, or the week's in short: "Mon-Fri 8:00 am-5:00 pm, Sat closed"."""
    hours = _by_weekday(location)
    day = next((moment.start.date() for moment in moments if moment.start is not None and moment.has_date), None)
    if day is not None and day < now.date() + timedelta(days=60):
        holiday = _holiday(location, day)
        return f"{_day_name(day, now)} {f'closed ({holiday})' if holiday else _spans(hours[day.weekday()])}"
    return _week(hours)


def _holiday(location: Json, day: date) -> str | None:
    """Return the name of the closure that takes the whole of a day."""
    whole = (row for row in location.get("closures") or () if row["date"] == day.isoformat() and not row["starts"])
    return next((str(row["name"] or "holiday") for row in whole), None)


def _by_weekday(location: Json) -> list[list[tuple[time, time]]]:
    """Return seven lists of spans, Monday first; the API counts weekdays as ISO does or from zero."""
    rows = location.get("hours") or []
    found: list[list[tuple[time, time]]] = [[] for _ in DAYS]
    for row in rows:
        found[int(row["weekday"])].append((time.fromisoformat(row["opens"]), time.fromisoformat(row["closes"])))
    return [sorted(spans) for spans in found]


def _week(hours: list[list[tuple[time, time]]]) -> str:
    parts: list[str] = []
    first = 0
    for day in range(1, len(DAYS) + 1):
        if day == len(DAYS) or hours[day] != hours[first]:
            if hours[first]:
                name = DAYS[first] if day - first == 1 else f"{DAYS[first]}-{DAYS[day - 1]}"
                parts.append(f"{name} {_spans(hours[first])}")
            first = day
    return ", ".join(parts) or "closed"


def _spans(spans: list[tuple[time, time]]) -> str:
    return " and ".join(f"{_clock(opens)}-{_clock(closes)}" for opens, closes in spans) or "closed"


def _clock(at: time) -> str:
    hour = at.hour % 12 or 12
    minutes = f":{at.minute:02d}" if at.minute else ""
    return f"{hour}{minutes} {'am' if at.hour < 12 else 'pm'}"


def _day_name(day: date, now: datetime) -> str:
    return "today" if day == now.date() else f"{day:%a} {day.day} {day:%b}"
