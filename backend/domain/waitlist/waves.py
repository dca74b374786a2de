"""Whom to ask about a time that became free, how many at once, and until when they may answer.

The first that rank highest are asked together, and the first yes wins; when none of them wanted it, the next ones are
asked. Staff's priority ranks before the longest wait. Somebody who is asked has all of the answering time awake, by
every clock they may live by; whoever sleeps is asked in the morning, if the visit still leaves them the notice they
want. Nobody is asked about two times at once, or about the same one twice.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from backend.domain.messaging.caps import next_start
from backend.domain.messaging.quiet import US, Waking, is_quiet, next_waking
from backend.domain.waitlist.records import Entry

TOGETHER: Final = 3
TOGETHER_SOON: Final = 5
SOON: Final = timedelta(hours=6)
"""A visit that is nearer than this is offered to more people at once, who have less time to answer."""
ANSWERED_WITHIN: Final = timedelta(minutes=30)
SHORTEST: Final = timedelta(minutes=5)
LATE: Final = timedelta(hours=1)
"""How long after its deadline an answer still counts as one: the time may be there, or else they are told."""

_SHARE: Final = 6
_ROUNDS: Final = 8


def rank(entry: Entry) -> tuple[int, datetime, str]:
    """Sorts who is asked first: staff's priority, then the longest wait; ties as they were written down."""
    return -entry.priority, entry.joined_at, entry.id.hex


def together(starts_at: datetime, now: datetime) -> int:
    """How many are asked at once."""
    return TOGETHER_SOON if starts_at - now < SOON else TOGETHER


def deadline(starts_at: datetime, now: datetime) -> datetime:
    """Until when whoever is asked now may answer: half an hour, less when the visit is near."""
    return now + min(ANSWERED_WITHIN, max(SHORTEST, (starts_at - now) / _SHARE))


def ask_at(
    starts_at: datetime, now: datetime, zones: Collection[ZoneInfo], started: Iterable[datetime], waking: Waking = US
) -> datetime:
    """When somebody may be asked: from now on, under the caps, and awake until the answering time is over."""
    moment, written = now, list(started)
    for _ in range(_ROUNDS):
        moment = next_start(moment, zones, written, waking)
        ends = deadline(starts_at, moment)
        sleeping = [zone for zone in zones if is_quiet(ends, zone, waking)]
        if not sleeping:
            return moment
        # Too little of the day is left to answer: in the morning, then.
        moment = next_waking(ends, zones, waking)
    return moment
