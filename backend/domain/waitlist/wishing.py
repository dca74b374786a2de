"""From what was looked for in a conversation to what is waited for.

A search has windows of starts. Several of them at the same time of several days are those days at that time; a window
of minutes ("at three") is widened, because nothing was free just then.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Final

from backend.domain.scheduling.minutes import DAY
from backend.domain.scheduling.records import Searched
from backend.domain.scheduling.zones import at_local, zone
from backend.domain.waitlist.records import Wishes

NARROW: Final = timedelta(hours=2)
WIDENED_BY: Final = timedelta(hours=1)
WAITS_AT_MOST: Final = timedelta(days=90)
"""How long somebody waits who named no end: nobody is written to a year later."""

type Window = tuple[datetime | None, datetime | None]


def wishes_of(searched: Searched, clock: str, now: datetime) -> Wishes:
    """What somebody waits for who found nothing that suits; windows without an offset are by the wall of `clock`."""
    windows = [_widened((_wall(start, clock), _wall(end, clock))) for start, end in searched.windows]
    bounded = [(start, end) for start, end in windows if start is not None and end is not None]
    from_at = min((start for start, _ in windows if start is not None), default=None)
    until_at = max((end for _, end in windows if end is not None), default=None)
    if not windows or any(start is None for start, _ in windows):
        from_at = None
    if not windows or any(end is None for _, end in windows):
        until_at = None
    regular = len(bounded) == len(windows) and _daily(bounded)
    return Wishes(
        service=searched.service,
        practitioner=searched.practitioner,
        location=searched.location,
        appointment=searched.appointment,
        from_at=_instant(from_at, clock),
        until_at=_instant(until_at, clock) or now + WAITS_AT_MOST,
        weekdays=_weekdays(bounded) if regular else None,
        minutes=_minutes(bounded[0]) if regular else (0, DAY),
    )


def _widened(window: Window) -> Window:
    start, end = window
    if start is None or end is None or end - start >= NARROW:
        return window
    return start - WIDENED_BY, end + WIDENED_BY


def _daily(windows: Sequence[tuple[datetime, datetime]]) -> bool:
    """Whether windows are the same time of several days."""
    times = {(start.time(), end.time()) for start, end in windows}
    return len(windows) > 1 and len(times) == 1 and all(end - start <= timedelta(days=1) for start, end in windows)


def _weekdays(windows: Sequence[tuple[datetime, datetime]]) -> frozenset[int] | None:
    days = frozenset(start.weekday() for start, _ in windows)
    return None if len(days) == 7 else days


def _minutes(window: tuple[datetime, datetime]) -> tuple[int, int]:
    start, end = (_minute_of_day(edge.time()) for edge in window)
    return start, end if start < end else DAY


def _minute_of_day(wall: time) -> int:
    return wall.hour * 60 + wall.minute


def _wall(moment: datetime | None, clock: str) -> datetime | None:
    """What the clock shows at a moment."""
    return moment if moment is None or moment.tzinfo is None else moment.astimezone(zone(clock)).replace(tzinfo=None)


def _instant(wall: datetime | None, clock: str) -> datetime | None:
    return None if wall is None else at_local(clock, wall)
