"""A small made-up clinic for tests of the rules."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

from backend.domain.ids import LocationId, PractitionerId, ServiceId
from backend.domain.scheduling.clinic import (
    Clinic,
    Directory,
    Location,
    Offering,
    OpeningHours,
    Practitioner,
    Service,
    Shift,
)

EAST, MIDDLE = LocationId(1), LocationId(2)
ANN, BOB = PractitionerId(1), PractitionerId(2)
VISIT = Service(
    id=ServiceId(1),
    slug="visit",
    name="Visit",
    aliases=(),
    duration=30,
    buffer_before=0,
    buffer_after=0,
    step=15,
    minimum_notice=60,
    horizon_days=90,
    cancel_cutoff_hours=24,
    active=True,
)


def always(opens: int = 0, closes: int = 1440) -> tuple[OpeningHours, ...]:
    return tuple(OpeningHours(weekday, opens, closes) for weekday in range(7))


def location(id_: LocationId, zone: str, hours: tuple[OpeningHours, ...] | None = None) -> Location:
    name = f"place-{id_}"
    return Location(id_, name, name, (), "1 Test Street", zone, None, None, always() if hours is None else hours)


def every_day(practitioner: PractitionerId, place: LocationId, starts: int = 540, ends: int = 1020) -> list[Shift]:
    return [Shift(practitioner, place, weekday, starts, ends) for weekday in range(7)]


def directory(shifts: Iterable[Shift] = (), service: Service = VISIT, **changes: object) -> Directory:
    """Ann and Bob, both offering `service` in New York and Chicago."""
    made = Directory(
        version=UUID(int=1),
        clinic=Clinic("Test Clinic", "US", "America/New_York", "+12025550100", None),
        locations=(location(EAST, "America/New_York"), location(MIDDLE, "America/Chicago")),
        practitioners=tuple(Practitioner(id_, f"p-{id_}", f"Dr P{id_}", (), active=True) for id_ in (ANN, BOB)),
        services=(service,),
        offerings=tuple(Offering(service.id, who, where) for who in (ANN, BOB) for where in (EAST, MIDDLE)),
        shifts=tuple(shifts),
    )
    return replace(made, working_hours={}, **changes)  # type: ignore[arg-type]
