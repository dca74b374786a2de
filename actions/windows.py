"""From understood moments to the windows that are searched, and back out of a slot.

A window is `{"start", "end"}`, ISO times without an offset or null for open: a clinic has places in several zones,
and "2 pm" is two o'clock by the clock of each. A free time fits if it starts inside.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from actions.when import Moment, combine

Window = dict[str, str | None]

DAYS_AHEAD = 14
# "at 3" means three o'clock: a quarter past is only near it, and is offered as such.
CLOCK_TIME_WIDTH = timedelta(minutes=1)
_NOT_BEFORE_IT = re.compile(
    r"(?:\b(?:not|except|but not|besides|apart from|other than|can'?t (?:do|make|come(?: on)?)|cannot (?:do|"
    r"make|come(?: on)?)|no|never|instead of|menos|excepto|salvo|no puedo|que no sea|en vez del?|nunca|tampoco|ni)\s+"
    r"(?:on\s+|the\s+|this\s+|el\s+|la\s+|los\s+|las\s+|a\s+las?\s+|este\s+|en\s+la\s+|por\s+la\s+)?)$",
    re.IGNORECASE,
)
_BIRTH = re.compile(
    r"\b(?:born|dob|birth ?date|birthday|date of birth|nacid[oa](?: el)?|naci[oó]?(?: el)?|nacimiento)"
    r"\W*(?:is|on|es|el|:)?\W*$",
    re.IGNORECASE,
)
_CORRECTION = re.compile(r"^\W*(?:no|nope|nah|not|mejor|perd[oó]n)\W*$", re.IGNORECASE)


def wanted(moments: Sequence[Moment], text: str) -> list[Moment]:
    """Leave out the moments a patient excludes ("not monday"); "no, wednesday" is a wish, not an exclusion."""
    named = [moment for moment in moments if (moment.start or moment.end) and not moment.old]
    return [
        moment
        for moment in named
        if not moment.negated and not is_excluded(moment, text) and not _BIRTH.search(text[: moment.span[0]])
    ]


def is_excluded(moment: Moment, text: str) -> bool:
    """Say whether the words before a moment take it away."""
    before = text[: moment.span[0]]
    if re.search(r"[,.;!:]\s*$", before) or _CORRECTION.match(before) and before.strip().lower() != "not":
        return False
    return bool(_NOT_BEFORE_IT.search(before))


def windows(moments: Sequence[Moment], now: datetime) -> list[Window]:
    """Return the windows in which a time would suit, soonest first."""
    found = [window for moment in moments for window in _windows_of(moment, now)]
    return sorted(found, key=lambda window: window["start"] or "")


def is_clock_time(moment: Moment) -> bool:
    """Say whether a moment is one point of time ("3 pm"), so that a free time there needs no choosing."""
    return moment.has_time and moment.open is None and moment.start is not None and moment.end is None


def _windows_of(moment: Moment, now: datetime) -> list[Window]:
    if moment.has_time and not moment.has_date:
        return _every_day(moment, now)
    start, end = moment.window.start, moment.window.end
    if is_clock_time(moment) and start is not None:
        end = start + CLOCK_TIME_WIDTH
    return [_window(start, end)]


def _every_day(moment: Moment, now: datetime) -> list[Window]:
    """A time of day without a date: that time on each of the coming days, counted from today."""
    anchor = moment.start or moment.end
    if anchor is None:
        return []
    from_time = moment.start.timetz() if moment.start is not None else time.min
    days = []
    for ahead in range(DAYS_AHEAD):
        day = (now + timedelta(days=ahead)).date()
        start = datetime.combine(day, from_time.replace(tzinfo=None), anchor.tzinfo)
        if moment.end is not None and not is_clock_time(moment):
            end = datetime.combine(day, moment.end.time(), anchor.tzinfo)
            end = end if end > start else _midnight_after(start)
        elif moment.open == "after":
            end = _midnight_after(start)
        else:
            end = start + CLOCK_TIME_WIDTH
        if end > now:
            days.append(_window(start, end))
    return days


def _midnight_after(moment: datetime) -> datetime:
    return datetime.combine(moment.date() + timedelta(days=1), time.min, moment.tzinfo)


def _window(start: datetime | None, end: datetime | None) -> Window:
    return {"start": _wall(start).isoformat() if start else None, "end": _wall(end).isoformat() if end else None}


def _wall(moment: datetime) -> datetime:
    """What a clock on the wall shows at a moment, in the zone it is given in."""
    return moment.replace(tzinfo=None)


def coming_days(now: datetime) -> list[Window]:
    """Return one window over the days in which a time is looked for when none was named."""
    return [_window(now, _midnight_after(now + timedelta(days=DAYS_AHEAD)))]


def is_past(moment: Moment, now: datetime) -> bool:
    """Say whether a moment with a date is over."""
    end = moment.window.end
    return moment.has_date and end is not None and end <= now


def without(spans: Sequence[Window], excluded: Sequence[Moment]) -> list[Window]:
    """Cut out of the windows what the patient rules out ("next week but not monday")."""
    left = list(spans)
    for moment in excluded:
        gap = moment.window
        if gap.start is None or gap.end is None:
            continue
        left = [piece for span in left for piece in _cut(span, _wall(gap.start), _wall(gap.end))]
    return left or list(spans)


def _cut(span: Window, gap_start: datetime, gap_end: datetime) -> list[Window]:
    if span["start"] is None or span["end"] is None:
        return [span]
    start, end = datetime.fromisoformat(span["start"]), datetime.fromisoformat(span["end"])
    pieces = ((start, min(end, gap_start)), (max(start, gap_end), end))
    return [_window(first, last) for first, last in pieces if first < last]


def day_of(moment: datetime) -> Moment:
    """Return the day a time is on, as if somebody had said it."""
    start = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    return Moment(start=start, end=_midnight_after(start), grain="day", has_date=True)


def contains(window: Window, moment: datetime) -> bool:
    """Say whether a time lies inside a window, by the clock of the place it is given for."""
    start, end, wall = window["start"], window["end"], _wall(moment)
    after = start is None or datetime.fromisoformat(start) <= wall
    return after and (end is None or wall < datetime.fromisoformat(end))


def is_about(moment: Moment, start: datetime, now: datetime) -> bool:
    """Say whether a moment that was spoken of is a start, or the day or time of day that it is at."""
    whole = moment if moment.has_date else combine(day_of(start), moment)
    return any(contains(window, start) for window in windows([whole], now))


def to_slot(moment: Moment) -> dict[str, Any]:
    """Write a moment so that it survives in a slot."""
    return {
        "start": moment.start.isoformat() if moment.start else None,
        "end": moment.end.isoformat() if moment.end else None,
        "grain": moment.grain,
        "open": moment.open,
        "text": moment.text,
        "has_date": moment.has_date,
        "has_time": moment.has_time,
        "inclusive": moment.inclusive,
    }


def from_slot(kept: dict[str, Any]) -> Moment:
    """Read a moment back from its slot."""
    start, end = kept["start"], kept["end"]
    return Moment(
        start=datetime.fromisoformat(start) if start else None,
        end=datetime.fromisoformat(end) if end else None,
        grain=kept["grain"],
        open=kept["open"],
        span=(0, 0),
        text=kept["text"],
        ambiguous=(),
        has_date=kept["has_date"],
        has_time=kept["has_time"],
        inclusive=kept.get("inclusive", False),
    )
