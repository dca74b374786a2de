"""Free slots: the starts at which a practitioner could see a patient.

The visit lies within working hours. Its buffers keep it apart from whatever else the practitioner has (other visits
with their buffers, holds, time off) but may reach beyond the working hours. Starts stand on a grid of the service's
step, counted from local midnight, so that they look the same on both sides of a clock change.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import repeat
from typing import NamedTuple

from backend.domain.ids import LocationId, PractitionerId
from backend.domain.scheduling.clinic import Directory, Offering, Service
from backend.domain.scheduling.hours import working
from backend.domain.scheduling.minutes import DAY, Interval, Minute
from backend.domain.scheduling.zones import local_day, stretches

type Busy = Mapping[PractitionerId, Sequence[Interval]]


class FreeSlot(NamedTuple):
    """A start that could be booked; sorted by time first."""

    start: Minute
    practitioner: PractitionerId
    location: LocationId


def candidates(
    directory: Directory,
    service: Service,
    practitioner: PractitionerId | None = None,
    location: LocationId | None = None,
    without: Collection[PractitionerId] = (),
) -> list[Offering]:
    """Who could do it where, narrowed as asked."""
    return [
        offering
        for offering in directory.offerings_of(service.id)
        if (practitioner is None or offering.practitioner == practitioner)
        and (location is None or offering.location == location)
        and offering.practitioner not in without
    ]


def free_slots(
    directory: Directory, service: Service, offerings: Sequence[Offering], busy: Busy, window: Interval
) -> list[FreeSlot]:
    """Every free start within the window, soonest first.

    `busy` holds, by practitioner, what is taken, buffers included; it has to reach a day beyond the window on
    both sides.
    """
    found: list[FreeSlot] = []
    for offering in offerings:
        taken = _taken(directory, offering.practitioner, busy)
        for starts in _starts(directory, service, offering, taken, window):
            found += map(FreeSlot, starts, repeat(offering.practitioner), repeat(offering.location))
    found.sort()
    return found


def is_free(directory: Directory, service: Service, offering: Offering, busy: Busy, start: Minute) -> bool:
    """Whether a visit could start at that very minute; the grid is not asked for."""
    taken = _taken(directory, offering.practitioner, busy)
    return works(directory, service, offering, start) and not any(
        begun < start + service.duration + service.buffer_after and start - service.buffer_before < over
        for begun, over in taken
    )


def works(directory: Directory, service: Service, offering: Offering, start: Minute) -> bool:
    """Whether a visit that starts then lies within working hours."""
    hours = working(directory, offering.practitioner, offering.location, start, start + service.duration)
    return hours == [(start, start + service.duration)]


def _taken(directory: Directory, practitioner: PractitionerId, busy: Busy) -> list[Interval]:
    return sorted([*busy.get(practitioner, ()), *directory.time_off_of.get(practitioner, ())])


def _starts(
    directory: Directory,
    service: Service,
    offering: Offering,
    taken: Sequence[Interval],
    window: Interval,
) -> Iterator[range]:
    """One sweep over the working hours and what is taken, both in order; runs of starts a step apart."""
    start, end = window
    zone = directory.location_of[offering.location].zone
    reach_back, reach_on, step = service.buffer_before, service.duration + service.buffer_after, service.step
    next_taken, blocked_until = 0, start
    # A visit that starts before the end of the window may end after it.
    for opens, closes in working(directory, offering.practitioner, offering.location, start, end + service.duration):
        last = min(closes - service.duration, end - 1)
        for low, high, ahead in _stretches(zone, opens, last):
            minute, stop = max(low, opens), min(high - 1, last)
            while True:
                minute = max(minute, blocked_until)
                minute += -((minute + ahead) % DAY) % step  # on to the grid
                if minute > stop:
                    break
                while next_taken < len(taken) and taken[next_taken][0] < minute + reach_on:
                    blocked_until = max(blocked_until, taken[next_taken][1] + reach_back)
                    next_taken += 1
                if blocked_until <= minute:
                    until = min(stop, taken[next_taken][0] - reach_on) if next_taken < len(taken) else stop
                    yield range(minute, until + 1, step)
                    minute = until + 1


def _stretches(zone: str, first: Minute, last: Minute) -> Iterator[tuple[Minute, Minute, int]]:
    if first <= last:
        for day in range(local_day(zone, first), local_day(zone, last) + 1):
            yield from stretches(zone, day)
