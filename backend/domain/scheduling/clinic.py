"""The clinic's configuration as the rules see it: who does what where, and when.

A `Directory` is a consistent copy of all of it; it never changes, a new version is a new object.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from uuid import UUID

from backend.domain.errors import NotFound
from backend.domain.ids import LocationId, PractitionerId, ServiceId
from backend.domain.reminders.policy import Policies
from backend.domain.reminders.templates import Templates
from backend.domain.scheduling.minutes import Interval

type Translations = Mapping[str, Mapping[str, str]]
"""What is said in other languages: language -> field -> words."""

MONDAY_FIRST = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class Clinic:
    """The clinic itself."""

    name: str
    country: str
    zone: str
    phone: str
    url: str | None


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """A stretch of one weekday (0 is Monday), in minutes of the day by the wall clock."""

    weekday: int
    opens: int
    closes: int


@dataclass(frozen=True, slots=True)
class Location:
    """A place where patients are seen, with its own wall clock."""

    id: LocationId
    slug: str
    name: str
    aliases: tuple[str, ...]
    address: str
    zone: str
    phone: str | None
    directions: str | None
    hours: tuple[OpeningHours, ...]
    translations: Translations = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class Practitioner:
    """Somebody whom patients can see."""

    id: PractitionerId
    slug: str
    name: str
    aliases: tuple[str, ...]
    active: bool


@dataclass(frozen=True, slots=True)
class Service:
    """Something patients come for (FHIR HealthcareService), with its policies; times in minutes."""

    id: ServiceId
    slug: str
    name: str
    aliases: tuple[str, ...]
    duration: int
    buffer_before: int
    buffer_after: int
    step: int
    minimum_notice: int
    horizon_days: int
    cancel_cutoff_hours: int
    active: bool
    translations: Translations = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class Offering:
    """That a practitioner offers a service at a location."""

    service: ServiceId
    practitioner: PractitionerId
    location: LocationId


@dataclass(frozen=True, slots=True)
class Shift:
    """Weekly hours of a practitioner at a location, valid from and until (inclusive) a date's ordinal."""

    practitioner: PractitionerId
    location: LocationId
    weekday: int
    starts: int
    ends: int
    valid_from: int | None = None
    valid_until: int | None = None


@dataclass(frozen=True, slots=True)
class ShiftException:
    """What replaces a practitioner's weekly hours at a location on one date; no times: does not work there."""

    practitioner: PractitionerId
    location: LocationId
    day: int
    times: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Closure:
    """A location (None: every one) closed on one of its local dates, all day or between two wall times."""

    location: LocationId | None
    day: int
    times: tuple[int, int] | None
    name: str


@dataclass(frozen=True)
class Directory:
    """All configuration of one version; dated entries reach back to yesterday only."""

    version: UUID
    clinic: Clinic
    locations: tuple[Location, ...]
    practitioners: tuple[Practitioner, ...]
    services: tuple[Service, ...]
    offerings: tuple[Offering, ...]
    shifts: tuple[Shift, ...]
    exceptions: tuple[ShiftException, ...] = ()
    closures: tuple[Closure, ...] = ()
    time_off: tuple[tuple[PractitionerId, Interval], ...] = ()
    reminders: Policies = field(default_factory=Policies)
    templates: Templates = field(default_factory=Templates)
    working_hours: dict[tuple[PractitionerId, LocationId, int], tuple[Interval, ...]] = field(
        default_factory=dict, compare=False, repr=False
    )
    """Working hours already worked out, kept because many searches ask for the same days."""

    def service(self, slug: str) -> Service:
        """An active service by its public id; raises NotFound."""
        found = self._services_by_slug.get(slug)
        if found is None or not found.active:
            raise NotFound("no such service", field="service")
        return found

    def practitioner(self, slug: str) -> Practitioner:
        """An active practitioner by the public id; raises NotFound."""
        found = self._practitioners_by_slug.get(slug)
        if found is None or not found.active:
            raise NotFound("no such practitioner", field="practitioner")
        return found

    def location(self, slug: str) -> Location:
        """A location by its public id; raises NotFound."""
        found = self._locations_by_slug.get(slug)
        if found is None:
            raise NotFound("no such location", field="location")
        return found

    def offerings_of(self, service: ServiceId) -> tuple[Offering, ...]:
        """Who offers a service where; practitioners who left are left out."""
        return self._offerings_by_service.get(service, ())

    @cached_property
    def service_of(self) -> dict[int, Service]:
        """Services by inner id."""
        return {service.id: service for service in self.services}

    @cached_property
    def practitioner_of(self) -> dict[int, Practitioner]:
        """Practitioners by inner id."""
        return {practitioner.id: practitioner for practitioner in self.practitioners}

    @cached_property
    def location_of(self) -> dict[int, Location]:
        """Locations by inner id."""
        return {location.id: location for location in self.locations}

    @cached_property
    def shifts_of(self) -> dict[tuple[PractitionerId, LocationId], list[Shift]]:
        """Weekly hours by practitioner and location."""
        found: dict[tuple[PractitionerId, LocationId], list[Shift]] = {}
        for shift in self.shifts:
            found.setdefault((shift.practitioner, shift.location), []).append(shift)
        return found

    @cached_property
    def exceptions_of(self) -> dict[tuple[PractitionerId, LocationId, int], list[ShiftException]]:
        """Exceptions by practitioner, location and day."""
        found: dict[tuple[PractitionerId, LocationId, int], list[ShiftException]] = {}
        for exception in self.exceptions:
            found.setdefault((exception.practitioner, exception.location, exception.day), []).append(exception)
        return found

    @cached_property
    def closures_on(self) -> dict[int, list[Closure]]:
        """Closures by day."""
        found: dict[int, list[Closure]] = {}
        for closure in self.closures:
            found.setdefault(closure.day, []).append(closure)
        return found

    @cached_property
    def time_off_of(self) -> dict[PractitionerId, list[Interval]]:
        """Time off by practitioner."""
        found: dict[PractitionerId, list[Interval]] = {}
        for practitioner, interval in self.time_off:
            found.setdefault(practitioner, []).append(interval)
        return found

    @cached_property
    def _services_by_slug(self) -> dict[str, Service]:
        return {service.slug: service for service in self.services}

    @cached_property
    def _practitioners_by_slug(self) -> dict[str, Practitioner]:
        return {practitioner.slug: practitioner for practitioner in self.practitioners}

    @cached_property
    def _locations_by_slug(self) -> dict[str, Location]:
        return {location.slug: location for location in self.locations}

    @cached_property
    def _offerings_by_service(self) -> dict[ServiceId, tuple[Offering, ...]]:
        active = {practitioner.id for practitioner in self.practitioners if practitioner.active}
        found: dict[ServiceId, list[Offering]] = {}
        for offering in self.offerings:
            if offering.practitioner in active:
                found.setdefault(offering.service, []).append(offering)
        return {service: tuple(offerings) for service, offerings in found.items()}
