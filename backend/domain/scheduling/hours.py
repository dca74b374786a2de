"""When a practitioner works at a location."""

from __future__ import annotations

from backend.domain.ids import LocationId, PractitionerId
from backend.domain.scheduling.clinic import Directory
from backend.domain.scheduling.minutes import DAY, Interval, Minute, difference, intersection, union
from backend.domain.scheduling.zones import local_day, wall_interval


def working(
    directory: Directory, practitioner: PractitionerId, location: LocationId, start: Minute, end: Minute
) -> list[Interval]:
    """Working minutes in `[start, end)`: shifts or what replaces them, while the location is open, without time off."""
    zone = directory.location_of[location].zone
    found: list[Interval] = []
    for day in range(local_day(zone, start), local_day(zone, max(start, end - 1)) + 1):
        found += working_day(directory, practitioner, location, day)
    # Shifts up to midnight and from midnight on are one stretch, hence the union over the days.
    return intersection(union(found), [(start, end)]) if start < end else []


def working_day(
    directory: Directory, practitioner: PractitionerId, location: LocationId, day: int
) -> tuple[Interval, ...]:
    """Working minutes on one local date of the location (an ordinal)."""
    key = (practitioner, location, day)
    kept = directory.working_hours.get(key)
    if kept is None:
        kept = directory.working_hours[key] = tuple(_working_day(directory, practitioner, location, day))
    return kept


def _working_day(directory: Directory, practitioner: PractitionerId, location: LocationId, day: int) -> list[Interval]:
    place = directory.location_of[location]
    weekday = (day - 1) % 7  # the ordinal 1 was a Monday
    shifts = _wall(place.zone, day, _shifts(directory, practitioner, location, day, weekday))
    if not shifts:
        return []
    opened = _wall(place.zone, day, [(row.opens, row.closes) for row in place.hours if row.weekday == weekday])
    closed = _wall(
        place.zone,
        day,
        [row.times or (0, DAY) for row in directory.closures_on.get(day, ()) if row.location in (None, location)],
    )
    absent = union(directory.time_off_of.get(practitioner, ()))
    return difference(difference(intersection(shifts, opened), closed), absent)


def _shifts(
    directory: Directory, practitioner: PractitionerId, location: LocationId, day: int, weekday: int
) -> list[tuple[int, int]]:
    exceptions = directory.exceptions_of.get((practitioner, location, day))
    if exceptions is not None:
        return [exception.times for exception in exceptions if exception.times is not None]
    return [
        (shift.starts, shift.ends)
        for shift in directory.shifts_of.get((practitioner, location), ())
        if shift.weekday == weekday
        and (shift.valid_from is None or shift.valid_from <= day)
        and (shift.valid_until is None or day <= shift.valid_until)
    ]


def _wall(zone: str, day: int, times: list[tuple[int, int]]) -> list[Interval]:
    return union(minutes for starts, ends in times for minutes in wall_interval(zone, day, starts, ends))
