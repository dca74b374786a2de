"""Wall clocks: which minutes a local day has, and which of them lie between two local times.

A place is open while its wall clock shows a time within its hours. Where clocks go forward the skipped wall times
take no minute; where they go back the repeated ones take two. That is the whole rule, minute by minute.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from backend.domain.scheduling.minutes import DAY, EPOCH, Interval, Minute, moment_of

_FIRST_DAY = EPOCH.date().toordinal()


@lru_cache(maxsize=64)
def zone(name: str) -> ZoneInfo:
    """The IANA zone of that name."""
    return ZoneInfo(name)


def offset(name: str, minute: Minute) -> int:
    """How many minutes wall clocks of the zone are ahead of UTC at that minute."""
    shown = moment_of(minute).astimezone(zone(name)).utcoffset() or timedelta()
    return shown // timedelta(minutes=1)


@lru_cache(maxsize=65536)
def local_day(name: str, minute: Minute) -> int:
    """The local date at that minute, as a proleptic ordinal."""
    return _FIRST_DAY + (minute + offset(name, minute)) // DAY


def at_local(name: str, wall: datetime) -> datetime:
    """The moment in UTC at which wall clocks show `wall` (naive): the first of two, or the end of the gap."""
    early = wall.replace(tzinfo=zone(name), fold=0)
    moment = early.astimezone(UTC)
    if moment.astimezone(early.tzinfo).replace(tzinfo=None) == wall:
        return moment
    # In a gap fold=0 reads the clock as before the change: that moment lies as far beyond the gap's end as `wall`
    # lies beyond its start.
    late = wall.replace(tzinfo=zone(name), fold=1).astimezone(UTC)
    return _change_between(name, late, moment)


def _change_between(name: str, before: datetime, after: datetime) -> datetime:
    low, high = (before - EPOCH) // timedelta(minutes=1), (after - EPOCH) // timedelta(minutes=1)
    return moment_of(_first_change(name, low, high))


def _first_change(name: str, low: Minute, high: Minute) -> Minute:
    """The first minute in (low, high] with another offset than `low`, given that `high` has another."""
    old = offset(name, low)
    while high - low > 1:
        middle = (low + high) // 2
        if offset(name, middle) == old:
            low = middle
        else:
            high = middle
    return high


@lru_cache(maxsize=8192)
def stretches(name: str, day: int) -> tuple[tuple[Minute, Minute, int], ...]:
    """A local date (ordinal) as stretches `(start, end, offset)` of minutes with one offset each; mostly one.

    A date that the zone skipped whole has none.
    """
    midnight = (day - _FIRST_DAY) * DAY
    low, high = midnight - DAY, midnight + 2 * DAY  # in UTC, around the whole local day in any zone
    first, last = offset(name, low), offset(name, high)
    pieces = [(low, high, first)]
    if first != last:
        change = _first_change(name, low, high)
        pieces = [(low, change, first), (change, high, last)]
    found = []
    for start, end, ahead in pieces:
        from_, to = max(start, midnight - ahead), min(end, midnight + DAY - ahead)
        if from_ < to:
            found.append((from_, to, ahead))
    return tuple(found)


def wall_interval(name: str, day: int, starts: int, ends: int) -> list[Interval]:
    """The minutes of a local date whose wall time lies in `[starts, ends)`, both in minutes of the day."""
    midnight = (day - _FIRST_DAY) * DAY
    found = []
    for low, high, ahead in stretches(name, day):
        start, end = max(low, midnight + starts - ahead), min(high, midnight + ends - ahead)
        if start < end:
            found.append((start, end))
    return found
