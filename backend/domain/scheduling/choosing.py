"""Which of the free slots to offer: at most three, the earliest first, sensibly apart, else the nearest."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from backend.domain.scheduling.clinic import Service
from backend.domain.scheduling.free import FreeSlot
from backend.domain.scheduling.minutes import DAY, Interval, Minute, intersection, union

MOST = 3
_CLOSEST = 15  # offers nearer to each other than this give no choice


class After(StrEnum):
    """What a patient asks for who was not content with the offers before."""

    LATER = "later"
    EARLIER = "earlier"
    OTHER = "other"
    OTHER_DAY = "other_day"


class Match(StrEnum):
    """How well the offers fit what was asked."""

    EXACT = "exact"
    NEAREST = "nearest"
    NONE = "none"


class Reason(StrEnum):
    """Why nothing fits exactly."""

    FULLY_BOOKED = "fully_booked"
    CLOSED = "closed"
    NOTICE = "notice"
    HORIZON = "horizon"
    NOT_OFFERED = "not_offered"


@dataclass(frozen=True, slots=True)
class Wish:
    """When a patient would come: windows to start in, and starts offered before that are not to come again."""

    windows: tuple[Interval, ...]
    unwanted: frozenset[Minute] = frozenset()
    unwanted_days: tuple[Interval, ...] = ()

    def admits(self, slot: FreeSlot) -> bool:
        """Whether a slot may be offered at all."""
        return slot.start not in self.unwanted and not any(
            start <= slot.start < end for start, end in self.unwanted_days
        )

    def distance(self, start: Minute) -> int:
        """Minutes between a start and the nearest window; 0 inside."""
        return min((max(low - start, start - high + 1, 0) for low, high in self.windows), default=0)


def narrowed(windows: Sequence[Interval], bounds: Interval) -> tuple[Interval, ...]:
    """The windows as far as they lie within bounds; no windows at all mean any time."""
    return tuple(intersection(union(windows), [bounds])) if windows else (bounds,)


def pick(slots: Sequence[FreeSlot], service: Service, most: int = MOST) -> list[FreeSlot]:
    """At most `most` of the slots (sorted), by time: the earliest, then others as far apart as leaves enough of them.

    None overlaps another of the same practitioner, so that all can be held at once. Of slots that start together the
    practitioner offered least so far is taken.
    """
    if not slots:
        return []
    best: list[FreeSlot] = []
    for apart in _spacings(slots, service):
        chosen = _spaced(slots, service, apart, most)
        if len(chosen) > len(best):
            best = chosen
        if len(best) == most:
            break
    return best


def nearest(slots: Iterable[FreeSlot], wish: Wish, service: Service, most: int = MOST) -> list[FreeSlot]:
    """At most `most` of the slots, those nearest to the wished windows, returned by time."""
    ranked = sorted(slots, key=lambda slot: (wish.distance(slot.start), slot))
    chosen: list[FreeSlot] = []
    for apart in (max(service.duration, 30), _CLOSEST):
        for slot in ranked:
            if len(chosen) == most:
                break
            if all(abs(slot.start - other.start) >= apart for other in chosen) and not _collides(slot, chosen, service):
                chosen.append(slot)
    return sorted(chosen)


def _spacings(slots: Sequence[FreeSlot], service: Service) -> list[int]:
    """Distances to try between offers, the widest first."""
    span = slots[-1].start - slots[0].start
    hours = [24 * 60, 3 * 60] if span >= 2 * DAY else [3 * 60] if span >= 9 * 60 else []
    return [*hours, 60, max(30, min(service.duration, 60)), _CLOSEST]


def _spaced(slots: Sequence[FreeSlot], service: Service, apart: int, most: int) -> list[FreeSlot]:
    chosen: list[FreeSlot] = []
    offered: Counter[int] = Counter()
    starts = [slot.start for slot in slots]
    at = 0
    while at < len(slots) and len(chosen) < most:
        start = starts[at]
        over = bisect_left(starts, start + 1, at)
        together = [slot for slot in slots[at:over] if not _collides(slot, chosen, service)]
        if not together:
            at = over
            continue
        taken = min(together, key=lambda slot: (offered[slot.practitioner], slot.practitioner, slot.location))
        chosen.append(taken)
        offered[taken.practitioner] += 1
        at = bisect_left(starts, start + apart, at)
    return chosen


def _collides(slot: FreeSlot, chosen: Iterable[FreeSlot], service: Service) -> bool:
    length = service.buffer_before + service.duration + service.buffer_after
    return any(slot.practitioner == other.practitioner and abs(slot.start - other.start) < length for other in chosen)
