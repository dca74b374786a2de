"""Free times of a service."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from backend.domain.errors import InvalidRequest
from backend.domain.ports import Clock, Transactions
from backend.domain.scheduling.clinic import Directory, Service
from backend.domain.scheduling.free import FreeSlot, candidates, free_slots
from backend.domain.scheduling.minutes import DAY, Interval, minute_at_or_after, minute_of
from backend.domain.scheduling.policy import bookable
from backend.domain.scheduling.ports import Booking

USUAL = timedelta(days=14)
LONGEST = timedelta(days=92)


@dataclass(frozen=True, slots=True)
class Availability:
    """Free starts, soonest first, with the configuration they were computed from."""

    directory: Directory
    service: Service
    slots: tuple[FreeSlot, ...]
    more: bool


@dataclass(frozen=True)
class FindAvailability:
    """Computes free times; reads only."""

    transactions: Transactions[Booking]
    clock: Clock

    def __call__(
        self,
        service: str,
        *,
        practitioner: str | None = None,
        location: str | None = None,
        start: datetime | None = None,
        end: datetime | None = None,
        limit: int = 100,
    ) -> Availability:
        """At most `limit` free times in `[start, end)`, at most 92 days; from now on and two weeks if not said.

        Raises NotFound for an unknown service, practitioner or location, InvalidRequest for a window that is none.
        """
        now = self.clock.now()
        from_ = max(start or now, now)
        to = end or from_ + USUAL
        if start is not None and end is not None and end <= start:
            raise InvalidRequest("the window ends before it starts", field="end")
        if to - from_ > LONGEST:
            raise InvalidRequest("at most 92 days are searched at once", field="end")
        with self.transactions.transaction() as transaction:
            directory = transaction.directory.current()
            wanted = directory.service(service)
            who = directory.practitioner(practitioner).id if practitioner else None
            where = directory.location(location).id if location else None
            offerings = candidates(directory, wanted, who, where)
            earliest, latest = bookable(wanted, now)
            window = (max(minute_at_or_after(from_), earliest), min(minute_of(to), latest))
            if not offerings or window[0] >= window[1]:
                return Availability(directory, wanted, (), more=False)
            busy = transaction.slots.busy(list({offering.practitioner for offering in offerings}), window, now)
        found: list[FreeSlot] = []
        for week in _weeks(window):
            found += free_slots(directory, wanted, offerings, busy, week)
            if len(found) > limit:
                break
        return Availability(directory, wanted, tuple(found[:limit]), more=len(found) > limit)


def _weeks(window: Interval) -> Iterator[Interval]:
    """The window in pieces, since the first of them mostly hold as many times as are asked for."""
    for start in range(window[0], window[1], 7 * DAY):
        yield start, min(start + 7 * DAY, window[1])
