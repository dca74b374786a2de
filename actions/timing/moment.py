"""What a text said about time: the values that time understanding hands out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal, Protocol

Grain = Literal["minute", "hour", "day", "week", "month"]
Openness = Literal["after", "before"]
Relation = Literal["later", "earlier", "other", "other_day"]


class Spanning(Protocol):
    """Anything with a start and an end, either of which may be open."""

    @property
    def start(self) -> datetime | None:
        """Where it begins; None is open."""

    @property
    def end(self) -> datetime | None:
        """Where it ends, exclusive; None is open."""


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of time, end exclusive; None means open on that side."""

    start: datetime | None
    end: datetime | None


@dataclass(frozen=True, slots=True)
class Moment:
    """One time a text spoke of.

    start and end are aware, in the zone asked for; end is exclusive and None for a point in time.
    open is "after" (only start is known) or "before" (only end is known). span is where in the text it
    was said. ambiguous names what a careful reader would ask back: "am_pm", "next_weekday",
    "same_weekday", "day_month". Without has_date the day is only a guess (the next one that fits),
    without has_time the times of day are the whole day's. inclusive: of an open side, the day named belongs
    to it ("from monday", "by friday"; not "after monday", "before friday"). negated: the patient rules this time out.
    old: the time an appointment has now ("move my 3pm to friday"), not the one wished for.
    relation: wished for relative to what was offered; then start and end may both be None.
    """

    start: datetime | None
    end: datetime | None
    grain: Grain
    open: Openness | None = None
    span: tuple[int, int] = (0, 0)
    text: str = ""
    ambiguous: tuple[str, ...] = ()
    has_date: bool = False
    has_time: bool = False
    inclusive: bool = False
    negated: bool = False
    old: bool = False
    relation: Relation | None = None

    @property
    def window(self) -> Window:
        """The stretch to search for free times: "tuesday after 3" ends with that Tuesday."""
        if self.start and self.end:
            return Window(self.start, self.end)
        if self.open == "after" and self.start and self.has_date and self.has_time:
            return Window(self.start, midnight(self.start) + timedelta(days=1))
        if self.open == "before" and self.end and self.has_date and self.has_time:
            return Window(midnight(self.end - timedelta(minutes=1)), self.end)
        if self.open is None and self.start:
            return Window(self.start, self.start + timedelta(minutes=1))
        if self.open == "after" and self.start and not self.has_time and not self.inclusive:
            return Window(self.start + timedelta(days=1), None)
        if self.open == "before" and self.end and not self.has_time and self.inclusive:
            return Window(None, self.end + timedelta(days=1))
        return Window(self.start, self.end)


def midnight(moment: datetime) -> datetime:
    """The start of the day a wall-clock time lies in."""
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)


def combine(previous: Moment, new: Moment) -> Moment:
    """The wish that results when a patient adds to, or corrects, what they said before.

    A new time of day keeps the day known before ("tuesday", then "at 4 pm"); a new day keeps the time
    known before ("tuesday at 4", then "no, wednesday"). What is said twice, the newer one wins.
    """
    if new.relation or new.negated or (new.has_date and new.has_time):
        return new
    if new.has_time and previous.has_date:
        return _on_day(new, of=previous)
    if new.has_date and previous.has_time and new.grain == "day" and new.open is None:
        moved = _on_day(previous, of=new)
        return replace(moved, span=new.span, text=new.text, ambiguous=_joined(new, previous), old=False)
    return new


def _on_day(timed: Moment, of: Moment) -> Moment:
    """The times of day of one moment on the day of another."""
    day = of.start or of.end
    base = timed.start or timed.end
    if day is None or base is None:
        return timed
    shift = day.date() - base.date()
    return replace(
        timed,
        start=timed.start + shift if timed.start else None,
        end=timed.end + shift if timed.end else None,
        has_date=True,
        has_time=True,
        ambiguous=_joined(timed, of),
    )


def _joined(*moments: Moment) -> tuple[str, ...]:
    return tuple(dict.fromkeys(flag for moment in moments for flag in moment.ambiguous))
