"""How often we may write to an address of our own accord, and when the next such message may go.

Only messages that we start count and wait. What answers a patient, what staff write, the one confirmation of an
opt-out and an emergency go at once, however late and however many.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from backend.domain.messaging.quiet import US, Waking, next_waking
from backend.domain.messaging.records import Purpose

HOUR: Final = timedelta(hours=1)
DAY: Final = timedelta(days=1)

STARTED: Final = frozenset({Purpose.REMINDER, Purpose.OFFER})
"""What is said of our own accord; whatever is not named here is never held back."""


@dataclass(frozen=True, slots=True)
class Caps:
    """The most messages we start to one address in any hour and in any day."""

    an_hour: int = 2
    a_day: int = 4

    def __post_init__(self) -> None:
        if min(self.an_hour, self.a_day) < 1:
            raise ValueError("a cap lets at least one message through")


USUAL: Final = Caps()


def next_under_cap(at: datetime, started: Iterable[datetime], caps: Caps = USUAL) -> datetime:
    """The first moment from `at` on that keeps both caps, given when we started messages to this address."""
    latest = sorted(started, reverse=True)
    waits = [latest[most - 1] + span for most, span in ((caps.an_hour, HOUR), (caps.a_day, DAY)) if len(latest) >= most]
    return max([at, *waits]).astimezone(UTC)


def next_start(
    at: datetime,
    zones: Collection[ZoneInfo],
    started: Iterable[datetime],
    waking: Waking = US,
    caps: Caps = USUAL,
) -> datetime:
    """When a message that we start may go: under the caps first, and then not while the person sleeps."""
    return next_waking(next_under_cap(at, started, caps), zones, waking)


def may_go(
    at: datetime,
    purpose: Purpose,
    zones: Collection[ZoneInfo],
    started: Iterable[datetime],
    waking: Waking = US,
    caps: Caps = USUAL,
) -> datetime:
    """When words of a purpose may go to an address, asked again at every address they move to: `at` for an answer."""
    return next_start(at, zones, started, waking, caps) if purpose in STARTED else at
