"""Other times for a visit that cannot take place: near its own hour in the days after, with the same practitioner."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from backend.domain.closures.records import NewTime
from backend.domain.ids import PractitionerId
from backend.domain.scheduling.choosing import MOST
from backend.domain.scheduling.clinic import Directory, Offering
from backend.domain.scheduling.free import Busy, FreeSlot
from backend.domain.scheduling.minutes import DAY, Interval, Minute, minute_of, moment_of, union
from backend.domain.scheduling.policy import bookable
from backend.domain.scheduling.records import Appointment
from backend.domain.scheduling.search import Search

AROUND: Final = (0, 60, 150)
"""How far from its own hour the day's time may be, in minutes; the nearest are tried first."""
DAYS: Final = 14
LATER: Final = 28

type BusyIn = Callable[[Interval], Busy]


@dataclass(frozen=True)
class OtherTimes:
    """Looks for them in one configuration; `reserved` were offered to others who have not answered yet."""

    directory: Directory
    now: datetime
    reserved: Sequence[NewTime] = ()

    def of(self, appointment: Appointment, busy_in: BusyIn, patient_busy: Sequence[Interval]) -> tuple[NewTime, ...]:
        """At most three: by whoever it was with, at about that hour; else at any hour; else by anybody at the place."""
        all_ = self.directory.offerings_of(appointment.service)
        own = [
            one for one in all_ if (one.practitioner, one.location) == (appointment.practitioner, appointment.location)
        ]
        there = [one for one in all_ if one.location == appointment.location]
        start = minute_of(appointment.starts_at)
        near = [
            [(start + day * DAY - around, start + day * DAY + around + 1) for day in range(1, DAYS + 1)]
            for around in AROUND
        ]
        later = [(start, start + LATER * DAY)]
        found: list[FreeSlot] = []
        tries = [(own, one) for one in (*near, later)] + [(there, one) for one in (*near[1:], later)]
        for offerings, windows in (*tries, (list(all_), later)):
            for slot in self._search(appointment, offerings, busy_in, patient_busy, windows):
                if len(found) < MOST and all(slot.start != other.start for other in found):
                    found.append(slot)
            if len(found) == MOST:
                break
        return tuple(
            NewTime(appointment.service, slot.practitioner, slot.location, moment_of(slot.start))
            for slot in sorted(found)
        )

    def _search(
        self,
        appointment: Appointment,
        offerings: Sequence[Offering],
        busy_in: BusyIn,
        patient_busy: Sequence[Interval],
        windows: Sequence[Interval],
    ) -> tuple[FreeSlot, ...]:
        service = self.directory.service_of[appointment.service]
        bounds = bookable(service, self.now)
        inside = [(max(low, bounds[0]), min(high, bounds[1])) for low, high in windows]
        inside = [(low, high) for low, high in inside if low < high]
        if not offerings or not inside:
            return ()

        def busy(window: Interval) -> Busy:
            taken = busy_in(window)
            return {one.practitioner: self._with_reserved(taken, one.practitioner) for one in offerings}

        search = Search(self.directory, service, offerings, bounds, busy, patient_busy)
        found = search.find(inside)
        return tuple(slot for slot in found.slots if any(low <= slot.start < high for low, high in inside))

    def _with_reserved(self, taken: Busy, practitioner: PractitionerId) -> list[Interval]:
        also = [self._around(one) for one in self.reserved if one.practitioner == practitioner]
        return union([*taken.get(practitioner, ()), *also])

    def _around(self, offer: NewTime) -> tuple[Minute, Minute]:
        service = self.directory.service_of[offer.service]
        start = minute_of(offer.starts_at)
        return start - service.buffer_before, start + service.duration + service.buffer_after
