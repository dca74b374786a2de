"""From a wish to moments: aware times in the clinic's zone, in the future where there is a choice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from actions.timing.clock import awake, is_doubtful
from actions.timing.moment import Grain, Moment
from actions.timing.parts import hours_of
from actions.timing.periods import Days, shift
from actions.timing.tokens import Face, Token
from actions.timing.wish import Wish, faces_of
from actions.timing.words import WEEKDAYS

_MAX_DAYS = 14
_FAR_DAYS = 93
_WEEKS = 4


@dataclass(frozen=True, slots=True)
class Scene:
    """What a text is understood against: now and where, opening hours, what was offered."""

    now: datetime
    zone: ZoneInfo
    opening: tuple[time, time] | None = None
    offered: Sequence[datetime] = ()
    ambiguities: list[str] = field(default_factory=list)

    @property
    def today(self) -> date:
        """The date it is now."""
        return self.now.date()

    def at(self, day: date, clock: timedelta) -> datetime:
        """A wall-clock time of a day; one that a clock change skips is moved on by as much as the clock is."""
        naive = datetime.combine(day, time.min) + clock
        aware = naive.replace(tzinfo=self.zone)
        return aware.astimezone(_UTC).astimezone(self.zone)


_UTC = ZoneInfo("UTC")


def resolve(wish: Wish, scene: Scene, text: str, tokens: Sequence[Token]) -> list[Moment]:
    """The moments of one wish; a time of day in a run of days is one moment a day."""
    if wish.negated and wish.open:
        wish.negated, wish.open = False, "after" if wish.open == "before" else "before"
        wish.inclusive = not wish.inclusive
    span = tokens[wish.first].start, tokens[wish.last - 1].end
    if wish.instant is not None:
        return [_instant(wish, scene, text, span)]
    days = _days_of(wish, scene)
    if days is not None and wish.every and wish.until_day is None and (wish.has_time or not wish.open):
        single = [
            replace(days, start=days.start + timedelta(7 * week), end=days.end + timedelta(7 * week))
            for week in range(_WEEKS)
        ]
        clock = _Clock(wish, scene) if wish.has_time else None
        return [
            clock.moment(each.start, each.start, (), text, span)
            if clock
            else _whole_days(wish, each, scene, text, span)
            for each in single
        ]
    if days is None and not wish.has_time:
        return []
    if not wish.has_time and days is not None and days.only and wish.open is None:
        each = _wanted(days, scene)
        single = [Days(day, day + timedelta(1)) for day in each]
        return [_whole_days(wish, day, scene, text, span) for day in single]
    if not wish.has_time:
        return [_whole_days(wish, days, scene, text, span)] if days else []
    clock = _Clock(wish, scene)
    if days is None:
        chosen, known = _next_day(clock, scene)
        return [clock.moment(chosen, chosen, (), text, span, has_date=known)]
    if wish.across and wish.until_day is not None and wish.until_day.days is not None:
        return [clock.moment(days.start, wish.until_day.days.start, days.ambiguous, text, span)]
    days = _ahead(wish, days, clock, scene)
    return [clock.moment(day, day, days.ambiguous, text, span) for day in _wanted(days, scene)]


def _ahead(wish: Wish, days: Days, clock: _Clock, scene: Scene) -> Days:
    """Read "the 24th at 9:40" on the 24th at ten: next month's."""
    said = [token for token in wish.day.tokens if token.text != "the"] if wish.day else []
    alone = len(said) == 1 and said[0].kind == "ordinal" and wish.until_day is None
    edge = clock.end if clock.end is not None else clock.start
    if not alone or days.start != scene.today or edge is None or scene.at(days.start, edge) >= scene.now:
        return days
    start = shift(days.start, 1, "month")
    return replace(days, start=start, end=start + timedelta(1))


def _days_of(wish: Wish, scene: Scene) -> Days | None:
    if wish.day is None or wish.day.days is None:
        return None
    days = _offered_day(wish, scene) or wish.day.days
    if wish.until_day is not None and wish.until_day.days is not None:
        flags = tuple(dict.fromkeys(days.ambiguous))
        return Days(days.start, wish.until_day.days.end, "day", flags)
    if wish.length is not None and wish.length >= timedelta(1) and not wish.has_time:
        return Days(days.start, days.start + wish.length + timedelta(1), "day", days.ambiguous)
    return days


def _wanted(days: Days, scene: Scene) -> list[date]:
    """The days that are still to come, or the first one; so many as anybody would go through one by one."""
    each = [days.start + timedelta(ahead) for ahead in range(min((days.end - days.start).days, _FAR_DAYS))]
    named = [day for day in each if not days.only or day.weekday() in days.only]
    return [day for day in named if day >= scene.today][:_MAX_DAYS] or each[:1]


def _offered_day(wish: Wish, scene: Scene) -> Days | None:
    """Read "wednesday" or "the 14th" mean the one that was offered, if one was."""
    words = [token for token in wish.day.tokens if token.text != "the"] if wish.day is not None else []
    if len(words) != 1 or wish.until_day is not None:
        return None
    for offer in scene.offered:
        if (
            WEEKDAYS.get(words[0].text) == offer.weekday()
            or words[0].kind == "ordinal"
            and words[0].number == offer.day
        ):
            return Days(offer.date(), offer.date() + timedelta(1))
    return None


def _whole_days(wish: Wish, days: Days, scene: Scene, text: str, span: tuple[int, int]) -> Moment:
    start: datetime | None = scene.at(days.start, timedelta())
    end: datetime | None = scene.at(days.end, timedelta())
    if wish.open == "after":
        end = None
    elif wish.open == "before":
        single = days.end - days.start == timedelta(1)
        start, end = None, start if single or not wish.inclusive else end
    return Moment(
        start, end, days.grain, wish.open, span, text[span[0] : span[1]], days.ambiguous,
        has_date=True, has_time=False, inclusive=wish.inclusive, negated=wish.negated, old=wish.old,
    )  # fmt: skip


def _instant(wish: Wish, scene: Scene, text: str, span: tuple[int, int]) -> Moment:
    item = wish.instant
    now = scene.now.astimezone(_UTC)
    then = (now + (item.delta if item else timedelta())).astimezone(scene.zone)
    if item and item.name == "run":
        return Moment(scene.now, then, "minute", None, span, text[span[0] : span[1]], has_date=True, has_time=True)
    return Moment(
        then, None, "minute", wish.open if wish.open == "after" else None, span, text[span[0] : span[1]],
        has_date=True, has_time=True, negated=wish.negated, old=wish.old,
    )  # fmt: skip


class _Clock:
    """The time of day of a wish, ready to be put on a day."""

    def __init__(self, wish: Wish, scene: Scene) -> None:
        self.wish = wish
        self.scene = scene
        first, last = faces_of(wish)
        self.flags: tuple[str, ...] = ()
        self.start: timedelta | None = None
        self.end: timedelta | None = None
        self.grain: Grain = "hour"
        if first is None:
            self.start, self.end = hours_of(wish.part, scene.opening)
        else:
            self._read_faces(first, last)
        if wish.open == "after":
            self.end = None
        elif wish.open == "before" and self.start is not None:
            edge = self.end if first is None and wish.inclusive else self.start
            self.start, self.end = None, edge

    def _read_faces(self, first: Face, last: Face | None) -> None:
        if is_doubtful(first, self.scene.opening):
            self.flags = ("am_pm",)
        first = _fitting(first, self.scene)
        if last is not None and first.hour == 24:
            first = replace(first, hour=0)
        self.grain = "minute" if first.minute else "hour"
        self.start = timedelta(hours=first.hour, minutes=first.minute)
        if last is not None:
            self.end = timedelta(hours=last.hour, minutes=last.minute)
            self.grain = "minute"
            if self.end <= self.start and self.wish.until_day is None:
                self.end += timedelta(1)
        elif self.wish.length is not None and self.wish.length < timedelta(1):
            self.end = self.start + self.wish.length

    def moment(
        self,
        day: date,
        last_day: date,
        flags: tuple[str, ...],
        text: str,
        span: tuple[int, int],
        *,
        has_date: bool = True,
    ) -> Moment:
        """The moment this time makes on a day."""
        wish = self.wish
        start = self.scene.at(day, self.start) if self.start is not None else None
        end = self.scene.at(last_day, self.end) if self.end is not None else None
        doubts = tuple(dict.fromkeys((*flags, *self.flags)))
        return Moment(
            start, end, self.grain, wish.open, span, text[span[0] : span[1]], doubts,
            has_date=has_date, has_time=True, inclusive=wish.inclusive, negated=wish.negated, old=wish.old,
        )  # fmt: skip


def _fitting(face: Face, scene: Scene) -> Face:
    """The reading of an unmarked hour: one that was offered, one that is open, or the one a clinic is awake at."""
    if face.sure or face.hour > 12:
        return face
    chosen = awake(face)
    readings = [face.hour % 12, face.hour % 12 + 12]
    for offer in scene.offered:
        if (offer.hour, offer.minute) in [(hour, face.minute) for hour in readings]:
            return Face(offer.hour, face.minute, sure=True)
    if scene.opening is not None:
        fits = [hour for hour in readings if scene.opening[0] <= time(hour, face.minute) < scene.opening[1]]
        if len(fits) == 1:
            return Face(fits[0], face.minute, sure=True)
    return chosen


def _next_day(clock: _Clock, scene: Scene) -> tuple[date, bool]:
    """The day a bare time of day means, and whether it is known: the day offered at that time, else the next."""
    for offer in scene.offered:
        if clock.start == timedelta(hours=offer.hour, minutes=offer.minute) and clock.end is None:
            return offer.date(), clock.wish.open is None
    passed = scene.now - scene.now.replace(hour=0, minute=0, second=0, microsecond=0)
    begins = clock.end is None or clock.wish.face is None
    edge = clock.start if begins and clock.start is not None else clock.end
    if edge is None or edge > passed:
        return scene.today, False
    return scene.today + timedelta(1), False
