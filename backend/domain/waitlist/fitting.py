"""Whether a time that became free suits somebody who waits, and when their visit would begin in it.

The visit with its buffers lies within the time that became free, the practitioner does it there and works then, and
every wish is met. Whether the patient is free, and everything else that only the database knows, is asked there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from backend.domain.scheduling.clinic import Directory, Offering, Service
from backend.domain.scheduling.free import works
from backend.domain.scheduling.hours import working
from backend.domain.scheduling.minutes import DAY, Minute, minute_at_or_after, minute_of, moment_of
from backend.domain.scheduling.policy import bookable
from backend.domain.scheduling.records import Visit, visit
from backend.domain.scheduling.zones import local_day, offset
from backend.domain.waitlist.records import Candidate, Freed, Wishes


def fitting(directory: Directory, freed: Freed, candidate: Candidate, now: datetime) -> Visit | None:
    """The visit that a candidate would be offered at `now`; None when the time does not suit them."""
    wishes = candidate.entry.wishes
    service = directory.service_of.get(wishes.service)
    offering = Offering(wishes.service, freed.practitioner, freed.location)
    if service is None or not service.active or offering not in directory.offerings_of(wishes.service):
        return None
    if wishes.practitioner not in (None, freed.practitioner) or wishes.location not in (None, freed.location):
        return None
    earliest, latest = bookable(service, now)
    earliest = max(earliest, minute_at_or_after(now) + wishes.notice)
    zone = directory.location_of[freed.location].zone
    for start in _starts(zone, freed, service):
        if not (earliest <= start < latest and _suits(zone, candidate, start)):
            continue
        found = visit(service, offering, moment_of(start))
        taken = any(begins < found.ends_at and found.starts_at < ends for begins, ends in candidate.busy)
        if not taken and works(directory, service, offering, start):
            return found
    return None


def is_worked(directory: Directory, freed: Freed) -> bool:
    """Whether somebody still works in the time that became free: not when the clinic closed for the day."""
    start, end = minute_of(freed.starts_at), minute_of(freed.ends_at)
    return bool(working(directory, freed.practitioner, freed.location, start, end))


def rest(freed: Freed, taken: Visit) -> list[Freed]:
    """What is left of a time when a visit was put into it."""
    spans = ((freed.busy_from, taken.busy_from), (taken.busy_until, freed.busy_until))
    return [
        replace(freed, busy_from=start, busy_until=end, starts_at=start, ends_at=end)
        for start, end in spans
        if start < end
    ]


def _starts(zone: str, freed: Freed, service: Service) -> Iterator[Minute]:
    """The starts at which the service fits: the one of the visit that was there, then those on its grid."""
    first = minute_at_or_after(freed.busy_from) + service.buffer_before
    last = minute_of(freed.busy_until) - service.duration - service.buffer_after
    usual = minute_of(freed.starts_at)
    if first <= usual <= last:
        yield usual
    start = first + -((first + offset(zone, first)) % DAY) % service.step
    yield from (minute for minute in range(start, last + 1, service.step) if minute != usual)


def _suits(zone: str, candidate: Candidate, start: Minute) -> bool:
    """Whether a start is among those a candidate wishes for."""
    wishes, moment = candidate.entry.wishes, moment_of(start)
    if wishes.appointment is not None and not _is_better(wishes, candidate.visit_at, moment):
        return False
    if (wishes.from_at is not None and moment < wishes.from_at) or moment >= candidate.entry.until_at:
        return False
    weekday, minute = (local_day(zone, start) - 1) % 7, (start + offset(zone, start)) % DAY
    if wishes.weekdays is not None and weekday not in wishes.weekdays:
        return False
    return wishes.minutes[0] <= minute < wishes.minutes[1]


def _is_better(wishes: Wishes, visit_at: datetime | None, moment: datetime) -> bool:
    """Whether somebody would leave their visit for it: for an earlier one, or for the time they named."""
    return visit_at is not None and (moment < visit_at or (wishes.from_at is not None and moment != visit_at))
