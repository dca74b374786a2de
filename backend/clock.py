"""Now."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import Final, Protocol

LEAD: Final = timedelta(seconds=1)
"""How long before it takes effect a change of the dial is written: every process has read it by then."""
READ_EVERY: Final = 0.3
FAST_FOR: Final = timedelta(hours=1)
"""How long (of real time) a clock runs fast that nobody touches: a demo left alone does not end up in another year."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The present moment in UTC."""
        return datetime.now(UTC)


@dataclass(frozen=True)
class FrozenClock:
    """Always the same moment; demo and test only."""

    moment: datetime

    def now(self) -> datetime:
        """The moment it was frozen at."""
        return self.moment


@dataclass(frozen=True, slots=True)
class Stretch:
    """From a real moment on a clock shows `shown` and goes `speed` times as fast; 0 stands still."""

    since: datetime
    shown: datetime
    speed: float

    def at(self, real: datetime) -> datetime:
        """What it shows at a real moment."""
        gone = real - self.since
        if self.speed <= 1:
            return self.shown + gone * self.speed
        fast = min(gone, FAST_FOR)
        return self.shown + fast * self.speed + (gone - fast)


@dataclass(frozen=True, slots=True)
class Dial:
    """How a clock goes and how it went before; with both, whoever knows it at all agrees on every moment."""

    former: Stretch
    current: Stretch

    def at(self, real: datetime) -> datetime:
        """What the clock shows at a real moment."""
        return self.current.at(real) if real >= self.current.since else self.former.at(real)

    def speed(self, real: datetime) -> float:
        """How fast it goes at a real moment."""
        stretch = self.current if real >= self.current.since else self.former
        return 1.0 if stretch.speed > 1 and real - stretch.since > FAST_FOR else stretch.speed

    @classmethod
    def turned(cls, former: Stretch, real: datetime, speed: float, shown: datetime | None = None) -> Dial:
        """A dial that goes on as before for a moment and then at another speed, from where it is or from `shown` on.

        Raises ValueError when that would turn the clock back.
        """
        since = max(real + LEAD, former.since)
        reached = former.at(since)
        if shown is not None and shown < reached:
            raise ValueError("the clock cannot be turned back")
        return cls(former, Stretch(since, shown or reached, speed))


class Dials(Protocol):
    """Where the dial is kept that all processes of a demo share."""

    def read(self) -> Dial | None:
        """The dial; None while nobody has touched it."""
        ...


@dataclass
class DialedClock:
    """A clock that a demo's page may speed up, hold and put forward; never in production.

    Until somebody does, it is another clock. What it shows never goes back, and is the same in every process.
    """

    dials: Dials
    usual: SystemClock | FrozenClock
    real: Callable[[], datetime] = SystemClock().now
    _lock: Lock = field(default_factory=Lock, repr=False)
    _dial: Dial | None = field(default=None, repr=False)
    _read_at: float = field(default=float("-inf"), repr=False)

    def now(self) -> datetime:
        """What it shows."""
        with self._lock:
            if time.monotonic() - self._read_at >= READ_EVERY:
                self._dial = self.dials.read() or self._dial
                self._read_at = time.monotonic()
            dial = self._dial
        return self.usual.now() if dial is None else dial.at(self.real())
