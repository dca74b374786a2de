"""Parts of the day: when a clinic's morning, lunch and evening are."""

from __future__ import annotations

from datetime import time, timedelta

PARTS = {
    "morning": (8, 12), "early morning": (7, 10), "mid morning": (9.5, 11), "late morning": (10, 12),
    "afternoon": (12, 17), "early afternoon": (12, 14), "mid afternoon": (14, 16), "late afternoon": (15, 18),
    "tarde": (12, 19), "early tarde": (12, 15), "mid tarde": (15, 17), "late tarde": (17, 19),
    "evening": (17, 21), "early evening": (17, 19), "mid evening": (18, 20), "late evening": (19, 22),
    "night": (18, 24), "early night": (18, 21), "mid night": (20, 24), "late night": (21, 24),
    "lunch": (12, 14), "early lunch": (11, 13), "mid lunch": (12, 13), "late lunch": (13, 15),
    "after_lunch": (13, 17), "after_work": (17, 20), "after_school": (15, 18), "before_work": (7, 9),
}  # fmt: skip
_DAY = (8, 18)


def hours_of(name: str, opening: tuple[time, time] | None) -> tuple[timedelta, timedelta]:
    """Start and end of a part of the day, counted from midnight; some parts hang on the opening hours."""
    opens, closes = (_hours(opening[0]), _hours(opening[1])) if opening else (float(_DAY[0]), float(_DAY[1]))
    if name == "first_thing":
        bounds: tuple[float, float] = (opens, opens + 2)
    elif name == "end_of_day":
        bounds = (max(closes - 2, opens), closes)
    elif name == "day":
        bounds = (opens, closes)
    else:
        bounds = PARTS[name]
    return timedelta(hours=bounds[0]), timedelta(hours=bounds[1])


def _hours(clock: time) -> float:
    return clock.hour + clock.minute / 60
