"""What closing works on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from backend.domain.ids import (
    AppointmentId,
    CampaignId,
    LocationId,
    PatientId,
    PractitionerId,
    ServiceId,
    TargetId,
)
from backend.domain.scheduling.clinic import Directory
from backend.domain.scheduling.minutes import DAY, moment_of
from backend.domain.scheduling.zones import wall_interval


@dataclass(frozen=True, slots=True)
class Closing:
    """What closes when: a place, a practitioner, or with neither all places; `times` in minutes of the day.

    The dates and times are by the clock of the place, a practitioner's without a place by the clinic's.
    """

    name: str
    days: tuple[date, ...]
    times: tuple[int, int] | None = None
    location: LocationId | None = None
    practitioner: PractitionerId | None = None

    def windows(self, directory: Directory) -> Iterator[Window]:
        """The moments it covers, place by place."""
        starts, ends = self.times or (0, DAY)
        if self.practitioner is not None:
            place = None if self.location is None else directory.location_of[self.location]
            zones = [(self.location, directory.clinic.zone if place is None else place.zone)]
        else:
            places = [one for one in directory.locations if self.location in (None, one.id)]
            zones = [(place.id, place.zone) for place in places]
        for location, zone in zones:
            for day in self.days:
                for low, high in wall_interval(zone, day.toordinal(), starts, ends):
                    yield Window(location, self.practitioner, moment_of(low), moment_of(high))


@dataclass(frozen=True, slots=True)
class Window:
    """From one moment until before another somewhere, or with somebody."""

    location: LocationId | None
    practitioner: PractitionerId | None
    start: datetime
    end: datetime


class CampaignState(StrEnum):
    """How it stands with telling everybody."""

    RUNNING = "running"
    STOPPED = "stopped"
    DONE = "done"
    REOPENED = "reopened"
    """It was taken back: the clinic is open after all."""


class TargetState(StrEnum):
    """How it stands with one visit that cannot take place."""

    FOUND = "found"
    """It is still booked, and its patient is yet to be told."""
    TOLD = "told"
    """It is called off, and its patient was told and offered other times."""
    REBOOKED = "rebooked"
    DECLINED = "declined"
    """No other time suited; nothing is booked."""
    UNREACHABLE = "unreachable"
    """Nobody can be written to: the visit is still booked, and staff have to call."""
    SETTLED = "settled"
    """It was moved, called off or over before its turn came."""


@dataclass(frozen=True, slots=True)
class Campaign:
    """A closure and everybody whom it affects."""

    id: CampaignId
    closing: Closing
    state: CampaignState
    created_by: str
    created_at: datetime
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class NewTime:
    """Another time that was offered; whether it is still free is asked when it is taken."""

    service: ServiceId
    practitioner: PractitionerId
    location: LocationId
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class Affected:
    """A visit that a closure affects."""

    appointment: AppointmentId
    patient: PatientId
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class Target:
    """One affected visit and how far it is with it; `undelivered`: what was said did not arrive."""

    id: TargetId
    campaign: CampaignId
    appointment: AppointmentId
    patient: PatientId
    state: TargetState
    offers: tuple[NewTime, ...] = ()
    rebooked_as: AppointmentId | None = None
    changed_at: datetime | None = None
    undelivered: bool = False


@dataclass(frozen=True, slots=True)
class Progress:
    """How many visits are affected, and how it stands with them.

    `told`: told and not answered yet. `undelivered` are among these: what was said did not arrive, staff have to call.
    """

    affected: int
    waiting: int
    told: int
    rebooked: int
    declined: int
    unreachable: int
    settled: int
    undelivered: int
