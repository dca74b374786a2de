"""What the telephone page shows of the clinic: one day in columns, and the visits booked by text.

No full name crosses this line: a patient is a first name and an initial.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal, Protocol
from zoneinfo import ZoneInfo

type Mark = Literal["confirmed", "declined", "late", "arrived", "noshow"]


@dataclass(frozen=True, slots=True)
class Shift:
    """A stretch of a practitioner's working hours on the day. Aware times."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """A stretch that is taken: ``held`` while a patient is being asked, ``booked`` once there is an appointment.

    ``offered`` is held for those who wait for a time; ``declined`` is free again: its patient called it off.
    ``start`` and ``end`` are the visit's, without buffers; ``by_text`` marks what came from a telephone; ``mark`` is
    what is known about the patient's coming.
    """

    id: str
    start: datetime
    end: datetime
    status: Literal["booked", "held", "offered", "declined"]
    service: str
    patient: str | None = None
    by_text: bool = False
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """One practitioner at one location on the day; ``zone`` is the location's IANA zone."""

    practitioner: str
    location: str
    zone: str
    hours: tuple[Shift, ...] = ()
    entries: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Visit:
    """What a telephone has to come: an appointment booked by text, or a slot held while its patient decides.

    A hold has no patient yet.
    """

    id: str
    start: datetime
    end: datetime
    zone: str
    service: str
    practitioner: str
    location: str
    patient: str | None = None
    status: Literal["booked", "held"] = "booked"


@dataclass(frozen=True, slots=True)
class Day:
    """One day of a clinic, its columns in the order they are shown; ``upcoming`` is of any day."""

    clinic: str
    on: date
    now: datetime
    columns: tuple[Column, ...] = field(default_factory=tuple)
    upcoming: tuple[Visit, ...] = field(default_factory=tuple)


class Calendar(Protocol):
    """Where the days come from."""

    def __call__(self, on: date | None) -> Day:
        """The day; None is today in the clinic's zone. A day without working hours has no columns."""


def day_view(day: Day) -> dict[str, object]:
    """The day as JSON. Times are ISO 8601 in the location's own time, to the minute."""
    return {
        "date": day.on.isoformat(),
        "now": day.now.isoformat(timespec="minutes"),
        "columns": [_column_view(column, day.now) for column in day.columns],
        "upcoming": [_visit_view(visit) for visit in day.upcoming],
    }


def _column_view(column: Column, now: datetime) -> dict[str, object]:
    return {
        "practitioner": column.practitioner,
        "location": column.location,
        "zone": column.zone,
        "zone_name": now.astimezone(ZoneInfo(column.zone)).tzname(),
        "now": _local(now, column.zone),
        "hours": [
            {"start": _local(shift.start, column.zone), "end": _local(shift.end, column.zone)} for shift in column.hours
        ],
        "entries": [
            {
                "id": entry.id,
                "start": _local(entry.start, column.zone),
                "end": _local(entry.end, column.zone),
                "status": entry.status,
                "service": entry.service,
                "patient": entry.patient,
                "by_text": entry.by_text,
                "mark": entry.mark,
            }
            for entry in column.entries
        ],
    }


def _visit_view(visit: Visit) -> dict[str, object]:
    return {
        "id": visit.id,
        "start": _local(visit.start, visit.zone),
        "end": _local(visit.end, visit.zone),
        "service": visit.service,
        "practitioner": visit.practitioner,
        "location": visit.location,
        "patient": visit.patient,
        "status": visit.status,
    }


def _local(moment: datetime, zone: str) -> str:
    return moment.astimezone(ZoneInfo(zone)).isoformat(timespec="minutes")
