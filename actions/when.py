"""Time understanding: what times a patient's text speaks of, as seen from now and from the conversation."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from actions.timing.engine import MAX_TOKENS, engine
from actions.timing.moment import Moment, Spanning, Window, combine

__all__ = ["Moment", "Window", "combine", "understand"]


def understand(
    text: str,
    reference: datetime,
    zone: str,
    *,
    offered: Sequence[datetime] = (),
    previous: Spanning | None = None,
    opening: tuple[time, time] | None = None,
    languages: Sequence[str] = ("en",),
) -> list[Moment]:
    """The times a text speaks of, in the order they are said, future-preferring."""
    where = ZoneInfo(zone)
    now = reference.astimezone(where).replace(tzinfo=None)
    phrase = " ".join(text.split()[:MAX_TOKENS])
    moments = []
    for reading in engine().read(phrase, now):
        value = reading.values[0]
        start = value.start.replace(tzinfo=where) if value.start else None
        end = value.end.replace(tzinfo=where) if value.end else None
        timed = value.grain in ("hour", "minute", "second")
        daily = len(reading.values) == 3 and _day(reading.values[2].start) - _day(value.start) <= timedelta(days=2)
        if start and not end and not timed:
            end = start + timedelta(days={"week": 7, "month": 30}.get(value.grain, 1))
        opened = None if start and end else "after" if end is None and not timed else None
        moments.append(
            Moment(start, end, "minute" if timed else "day", opened or (None if start else "before"),
                   (reading.begin, reading.end), phrase[reading.begin : reading.end], (), not daily, timed)
        )  # fmt: skip
    return moments


def _day(moment: datetime | None) -> datetime:
    return (moment or datetime.min).replace(hour=0, minute=0)  # noqa: DTZ901
