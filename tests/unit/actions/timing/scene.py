"""The clinic's clock for these tests: Tuesday 24 November 2026, ten in the morning, New York."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from actions.when import Moment, understand

ZONE = "America/New_York"
NOW = datetime(2026, 11, 24, 10, 0, tzinfo=ZoneInfo(ZONE))


def at(text: str) -> datetime:
    """A wall-clock time of the clinic."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(ZONE))


def understood(
    text: str,
    *,
    offered: Sequence[datetime] = (),
    previous: Moment | None = None,
    languages: Sequence[str] = ("en",),
) -> list[Moment]:
    """All moments of a text."""
    return understand(text, NOW, ZONE, offered=offered, previous=previous, languages=languages)


def only(
    text: str,
    *,
    offered: Sequence[datetime] = (),
    previous: Moment | None = None,
    opening: tuple[time, time] | None = None,
    languages: Sequence[str] = ("en",),
) -> Moment:
    """The one moment a text speaks of."""
    moments = understand(text, NOW, ZONE, offered=offered, previous=previous, opening=opening, languages=languages)
    assert len(moments) == 1, moments
    return moments[0]


def said(text: str) -> tuple[str | None, str | None, str | None]:
    """Start, end and open side of a text's first moment, in short."""
    moments = understood(text)
    if not moments:
        return None, None, None
    first = moments[0]
    return short(first.start), short(first.end), first.open


def told(text: str, languages: Sequence[str] = ("en",)) -> str:
    """All that a text says, as the tables of cases write it."""
    return "; ".join(map(_told, understand(text, NOW, ZONE, languages=languages))) or "-"


def _told(moment: Moment) -> str:
    """A day "11-25", days "11-30..12-06", a time "11-25 15:00", a stretch "11-25 14:00-16:00", "from", "until"."""
    if moment.relation:
        return moment.relation
    said = ("not " if moment.negated else "") + ("old " if moment.old else "")
    start, end = moment.start, moment.end
    if start is None or end is None:
        edge = start or end
        assert edge is not None
        return said + {"after": "from ", "before": "until ", None: ""}[moment.open] + _edge(edge, moment.has_time)
    last = end - timedelta(minutes=1)
    if not moment.has_time:
        first_day, last_day = _edge(start, False), _edge(last, False)
        return said + (first_day if first_day == last_day else f"{first_day}..{last_day}")
    if last.date() == start.date():
        return f"{said}{_edge(start, True)}-{end:%H:%M}".replace("-00:00", "-24:00")
    return f"{said}{_edge(start, True)} - {_edge(end, True)}"


def _edge(moment: datetime, has_time: bool) -> str:
    """The year is only told where it is another one."""
    day = f"{moment:%m-%d}" if moment.year == NOW.year else f"{moment:%Y-%m-%d}"
    return f"{day} {moment:%H:%M}" if has_time else day


def short(moment: datetime | None) -> str | None:
    """A time as "2026-11-24 10:00"."""
    return moment.strftime("%Y-%m-%d %H:%M") if moment else None
