"""Whole minutes since the epoch, and intervals of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

type Minute = int
type Interval = tuple[Minute, Minute]

DAY = 1440
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MINUTE = timedelta(minutes=1)


def minute_of(moment: datetime) -> Minute:
    """The minute that `moment` (aware) lies in."""
    return (moment - EPOCH) // _MINUTE


def minute_at_or_after(moment: datetime) -> Minute:
    """The first whole minute that is not before `moment`."""
    return -((EPOCH - moment) // _MINUTE)


def moment_of(minute: Minute) -> datetime:
    """The start of a minute, aware, in UTC."""
    return EPOCH + timedelta(minutes=minute)


def union(intervals: Iterable[Interval]) -> list[Interval]:
    """The same minutes as sorted intervals that neither touch nor overlap; empty ones vanish."""
    merged: list[Interval] = []
    for start, end in sorted(intervals):
        if start >= end:
            continue
        if merged and start <= merged[-1][1]:
            if end > merged[-1][1]:
                merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    return merged


def intersection(left: Sequence[Interval], right: Sequence[Interval]) -> list[Interval]:
    """The minutes in both; both are sorted and without overlap, and so is the result."""
    found: list[Interval] = []
    i = j = 0
    while i < len(left) and j < len(right):
        start, end = max(left[i][0], right[j][0]), min(left[i][1], right[j][1])
        if start < end:
            found.append((start, end))
        if left[i][1] < right[j][1]:
            i += 1
        else:
            j += 1
    return found


def difference(left: Sequence[Interval], right: Sequence[Interval]) -> list[Interval]:
    """The minutes of `left` that are not in `right`; both are sorted and without overlap."""
    found: list[Interval] = []
    j = 0
    for start, end in left:
        while j < len(right) and right[j][1] <= start:
            j += 1
        k, kept_from = j, start
        while k < len(right) and right[k][0] < end:
            if right[k][0] > kept_from:
                found.append((kept_from, right[k][0]))
            kept_from = max(kept_from, right[k][1])
            k += 1
        if kept_from < end:
            found.append((kept_from, end))
    return found
