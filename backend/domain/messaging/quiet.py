"""Quiet hours: when a message that we start may reach a person, by the clocks they may live by.

Only for what we start, such as a reminder, also on its way over another channel. An answer, what staff write and an
emergency are never held back: see `may_go` in caps.py. Source: 47 CFR 64.1200(c)(1), 8 am to 9 pm at the called
party's location; a clinic may ask for less.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

_ROUNDS: Final = 4
"""After so many, no hour of a day is allowed by all clocks."""


@dataclass(frozen=True, slots=True)
class Waking:
    """From when until before when, on the person's clock, we may write of our own accord; within one day."""

    begins: time = time(8)
    ends: time = time(21)

    def __post_init__(self) -> None:
        if self.begins >= self.ends:
            raise ValueError("waking hours end after they begin, on the same day")

    @classmethod
    def parse(cls, text: str) -> Waking:
        """Read "08:00-21:00"; raises ValueError."""
        begins, dash, ends = text.partition("-")
        if not dash:
            raise ValueError('waking hours look like "08:00-21:00"')
        return cls(time.fromisoformat(begins.strip()), time.fromisoformat(ends.strip()))


US: Final = Waking()


def is_quiet(at: datetime, zone: ZoneInfo, waking: Waking = US) -> bool:
    """Whether a moment (aware) lies outside the waking hours of a zone."""
    return not waking.begins <= at.astimezone(zone).time() < waking.ends


def next_waking(at: datetime, zones: Collection[ZoneInfo], waking: Waking = US) -> datetime:
    """The first moment from `at` on (aware; in UTC) that is not quiet by any of the clocks a person may live by.

    Clocks that are never awake together: the first one's counts. No clock at all is a ValueError.
    """
    if not zones:
        raise ValueError("a person lives by some clock")
    moment = at.astimezone(UTC)
    for _ in range(_ROUNDS):
        later = moment
        for zone in zones:
            later = _next_waking(later, zone, waking)
        if later == moment:
            return moment
        moment = later
    return _next_waking(at.astimezone(UTC), next(iter(zones)), waking)


def _next_waking(at: datetime, zone: ZoneInfo, waking: Waking) -> datetime:
    if not is_quiet(at, zone, waking):
        return at
    today = at.astimezone(zone).date()
    # Two more days: where a zone skips a day or an hour, a morning may not be there.
    mornings = (_morning(today + timedelta(days=days), zone, waking) for days in range(4))
    return next(morning for morning in mornings if morning > at and not is_quiet(morning, zone, waking))


def _morning(day: date, zone: ZoneInfo, waking: Waking) -> datetime:
    return datetime.combine(day, waking.begins, zone).astimezone(UTC)
