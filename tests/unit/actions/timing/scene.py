"""The clinic's clock for these tests: Tuesday 24 November 2026, ten in the morning, New York."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from zoneinfo import ZoneInfo

from actions.when import Moment, understand

ZONE = "America/New_York"
NOW = datetime(2026, 11, 24, 10, 0, tzinfo=ZoneInfo(ZONE))


def at(text: str) -> datetime:
    """A wall-clock time of the clinic."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(ZONE))


def understood(text: str, *, offered: Sequence[datetime] = (), previous: Moment | None = None) -> list[Moment]:
    """All moments of a text."""
    return understand(text, NOW, ZONE, offered=offered, previous=previous)


def only(
    text: str,
    *,
    offered: Sequence[datetime] = (),
    previous: Moment | None = None,
    opening: tuple[time, time] | None = None,
) -> Moment:
    """The one moment a text speaks of."""
    moments = understand(text, NOW, ZONE, offered=offered, previous=previous, opening=opening)
    assert len(moments) == 1, moments
    return moments[0]


def said(text: str) -> tuple[str | None, str | None, str | None]:
    """Start, end and open side of a text's first moment, in short."""
    moments = understood(text)
    if not moments:
        return None, None, None
    first = moments[0]
    return short(first.start), short(first.end), first.open


def short(moment: datetime | None) -> str | None:
    """A time as "2026-11-24 10:00"."""
    return moment.strftime("%Y-%m-%d %H:%M") if moment else None
