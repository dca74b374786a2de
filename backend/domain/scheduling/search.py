"""From a wish to at most three offers: what fits, else what is nearest, else why there is nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from backend.domain.ids import LocationId
from backend.domain.scheduling.choosing import MOST, After, Match, Reason, Wish, narrowed, nearest, pick
from backend.domain.scheduling.clinic import Directory, Offering, Service
from backend.domain.scheduling.free import Busy, FreeSlot, free_slots
from backend.domain.scheduling.minutes import DAY, Interval, Minute, difference, intersection, union
from backend.domain.scheduling.zones import local_day, stretches

FIRST_LOOK = 14 * DAY  # how far "any time" looks before it looks as far as the horizon
BACK, ON = 7 * DAY, 21 * DAY  # how far around the windows the nearest are looked for


@dataclass(frozen=True, slots=True)
class Shown:
    """A start that was offered before, and whether in the last batch."""

    start: Minute
    zone: str
    latest: bool


@dataclass(frozen=True, slots=True)
class Found:
    """What is to be offered, by time."""

    slots: tuple[FreeSlot, ...]
    match: Match
    reason: Reason | None
    searched: Interval


@dataclass(frozen=True)
class Search:
    """One search; `busy_in` tells what is taken in an interval, a day beyond it included."""

    directory: Directory
    service: Service
    offerings: Sequence[Offering]
    bounds: Interval
    busy_in: Callable[[Interval], Busy]
    patient_busy: Sequence[Interval] = ()
    windows_at: Mapping[LocationId, Sequence[Interval]] = field(default_factory=dict)
    """The windows by the wall clock of each place, where places keep different clocks."""

    def find(self, windows: Sequence[Interval], after: After | None = None, shown: Sequence[Shown] = ()) -> Found:
        """Offers for a wish; no windows mean any time."""
        if not self.offerings:
            return Found((), Match.NONE, Reason.NOT_OFFERED, self.bounds)
        wish, hard = self._wish(windows, after, shown)
        if after in (After.LATER, After.EARLIER) and not windows and wish.windows:
            exact = self._same_day_first(wish, [day_around(one.zone, one.start) for one in shown if one.latest])
        else:
            exact = self._exact(wish, open_ended=not windows and after is not After.OTHER)
        span = (wish.windows[0][0], wish.windows[-1][1]) if wish.windows else self.bounds
        if exact:
            return Found(tuple(exact), Match.EXACT, None, span)
        reason = self._why_not(windows or wish.windows)
        near = nearest(self._admitted(self._around(windows, wish, hard), wish), self._aim(windows, wish), self.service)
        return Found(tuple(near), Match.NEAREST if near else Match.NONE, reason, span)

    def _wish(self, windows: Sequence[Interval], after: After | None, shown: Sequence[Shown]) -> tuple[Wish, Interval]:
        """The wish in the light of what was shown before, and bounds that even the nearest has to keep."""
        latest = [one for one in shown if one.latest]
        bounds = self.bounds
        unwanted: frozenset[Minute] = frozenset()
        days: tuple[Interval, ...] = ()
        if after is After.LATER and latest:
            bounds = (max(bounds[0], *(one.start + 1 for one in latest)), bounds[1])
        elif after is After.EARLIER and latest:
            bounds = (bounds[0], min(bounds[1], *(one.start for one in latest)))
        elif after is After.OTHER:
            unwanted = frozenset(one.start for one in shown)
            windows = windows or union(day_around(one.zone, one.start) for one in latest)
        elif after is After.OTHER_DAY:
            days = tuple(union(day_around(one.zone, one.start) for one in shown))
        if bounds[0] >= bounds[1]:
            bounds = (bounds[0], bounds[0])
        return Wish(narrowed(windows, bounds) if bounds[0] < bounds[1] else (), unwanted, days), bounds

    def _exact(self, wish: Wish, *, open_ended: bool) -> list[FreeSlot]:
        if not wish.windows:
            return []
        if open_ended:
            start, end = wish.windows[0]
            soon = self._pick(replace(wish, windows=((start, min(end, start + FIRST_LOOK)),)))
            if len(soon) == MOST or end - start <= FIRST_LOOK:
                return soon
        return self._pick(wish)

    def _same_day_first(self, wish: Wish, days: Sequence[Interval]) -> list[FreeSlot]:
        """Whoever asks for something later or earlier means that day, if it has anything left."""
        same = tuple(intersection(wish.windows, union(days)))
        chosen = self._pick(replace(wish, windows=same)) if same else []
        if len(chosen) < MOST:
            others = tuple(difference(wish.windows, union(days)))
            rest = self._exact(replace(wish, windows=others), open_ended=True) if others else []
            chosen = sorted(chosen + rest[: MOST - len(chosen)])
        return chosen

    def _pick(self, wish: Wish) -> list[FreeSlot]:
        span = (wish.windows[0][0], wish.windows[-1][1])
        inside = [
            slot
            for slot in self._free(span)
            if _within(slot, wish.windows) and _within(slot, self.windows_at.get(slot.location) or wish.windows)
        ]
        return pick(self._admitted(inside, wish), self.service)

    def _around(self, windows: Sequence[Interval], wish: Wish, hard: Interval) -> list[FreeSlot]:
        aim = self._aim(windows, wish).windows
        start = max(hard[0], min((low for low, _ in aim), default=hard[0]) - BACK)
        end = min(hard[1], max((high for _, high in aim), default=hard[1]) + ON)
        found = self._free((start, end)) if start < end else []
        if any(wish.admits(slot) for slot in found) or (start, end) == hard or hard[0] >= hard[1]:
            return found
        return self._free(hard)

    @staticmethod
    def _aim(windows: Sequence[Interval], wish: Wish) -> Wish:
        """What "nearest" is measured from: the windows as asked, even where they lie outside the bounds."""
        return replace(wish, windows=tuple(union(windows)) or wish.windows)

    def _admitted(self, slots: Sequence[FreeSlot], wish: Wish) -> list[FreeSlot]:
        length = self.service.duration
        return [
            slot
            for slot in slots
            if wish.admits(slot)
            and not any(slot.start < end and start < slot.start + length for start, end in self.patient_busy)
        ]

    def _free(self, window: Interval) -> list[FreeSlot]:
        return free_slots(self.directory, self.service, self.offerings, self.busy_in(window), window)

    def _why_not(self, windows: Sequence[Interval]) -> Reason:
        asked = union(windows)
        if asked and asked[-1][1] <= self.bounds[0]:
            return Reason.NOTICE
        if asked and asked[0][0] >= self.bounds[1]:
            return Reason.HORIZON
        inside = narrowed(asked, self.bounds)
        if any(self._ever(window) for window in inside):
            return Reason.FULLY_BOOKED
        # Nobody works in what is left of the windows: was it the notice that cut them?
        before = narrowed(asked, (self.bounds[0] - self.service.minimum_notice, self.bounds[0])) if asked else ()
        return Reason.NOTICE if any(self._ever(window) for window in before) else Reason.CLOSED

    def _ever(self, window: Interval) -> bool:
        """Whether anybody works then, whatever is booked."""
        found = free_slots(self.directory, self.service, self.offerings, {}, window)
        return any(_within(slot, self.windows_at.get(slot.location) or [window]) for slot in found)


def _within(slot: FreeSlot, windows: Sequence[Interval]) -> bool:
    return any(low <= slot.start < high for low, high in windows)


def day_around(zone: str, minute: Minute) -> Interval:
    """The local day that a minute lies in."""
    pieces = stretches(zone, local_day(zone, minute))
    return pieces[0][0], pieces[-1][1]
