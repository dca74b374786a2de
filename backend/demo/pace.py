"""How fast a demo's clock goes: what the telephone page shows and sets. Demo and test only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from backend.clock import LEAD, DialedClock, Stretch, SystemClock
from backend.domain.errors import InvalidRequest
from backend.store.dial import StoredDial

FASTEST: Final = 3600.0
FURTHEST: Final = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Pace:
    """What the clock shows, how fast it goes, and how fast when the last turn takes effect, in so many seconds."""

    now: datetime
    speed: float
    to: float
    turns_in: float = 0.0


@dataclass(frozen=True)
class DemoClock:
    """Shows and turns the clock of all processes of a demo."""

    clock: DialedClock
    dials: StoredDial

    def pace(self) -> Pace:
        """How it goes now."""
        dial, real = self.dials.read(), self.clock.real()
        if dial is None:
            usual = self._usual(real)
            return Pace(self.clock.now(), usual.speed, usual.speed)
        turns_in = max(0.0, (dial.current.since - real).total_seconds())
        return Pace(dial.at(real), dial.speed(real), dial.current.speed if turns_in else dial.speed(real), turns_in)

    def turn(self, *, speed: float | None = None, forward: timedelta | None = None) -> Pace:
        """Let it go at a speed (0: stand still), put it forward, or both, in a second; raises InvalidRequest."""
        if speed is not None and not 0 <= speed <= FASTEST:
            raise InvalidRequest(f"a clock goes 0 to {FASTEST:.0f} times as fast", field="speed")
        if forward is not None and not timedelta() < forward <= FURTHEST:
            raise InvalidRequest(f"a clock is put forward by up to {FURTHEST.days} days", field="forward")

        def wish(former: Stretch) -> tuple[float, datetime | None]:
            shown = None if forward is None else former.at(self.clock.real() + LEAD) + forward
            return former.speed if speed is None else speed, shown

        try:
            self.dials.turn(self._usual(self.clock.real()), self.clock.real, wish)
        except ValueError as error:
            raise InvalidRequest(str(error), field="forward") from error
        return self.pace()

    def _usual(self, real: datetime) -> Stretch:
        """How the clock goes that nobody has touched."""
        usual = self.clock.usual
        return Stretch(real, usual.now(), 1.0 if isinstance(usual, SystemClock) else 0.0)
