"""What answers look like; these models are what the OpenAPI description is made of."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel


class Named(BaseModel):
    """Something of the directory."""

    id: str
    name: str


class NamedService(Named):
    """A service; `translations` has its name in other languages: {"es": {"name": ...}}."""

    translations: dict[str, dict[str, str]]


class Place(Named):
    """Where a visit is."""

    address: str


class Clinic(BaseModel):
    """The clinic."""

    name: str
    country: str
    emergency_number: str
    phone: str
    url: str | None
    zone: str


class Service(NamedService):
    """Something patients come for."""

    aliases: list[str]
    duration_minutes: int
    minimum_notice_minutes: int
    booking_horizon_days: int
    cancel_cutoff_hours: int
    practitioners: list[str]
    locations: list[str]


class Practitioner(Named):
    """Somebody whom patients can see."""

    aliases: list[str]
    services: list[str]
    locations: list[str]


class Hours(BaseModel):
    """Opening hours on one weekday (0 is Monday), by the wall clock."""

    weekday: int
    opens: str
    closes: str


class Closed(BaseModel):
    """A date on which a place is closed, all day or between two wall times."""

    date: str
    name: str
    starts: str | None
    ends: str | None


class Location(Named):
    """A place where patients are seen."""

    aliases: list[str]
    address: str
    zone: str
    phone: str | None
    directions: str | None
    translations: dict[str, dict[str, str]]
    hours: list[Hours]
    closures: list[Closed]


class Services(BaseModel):
    """A page of services."""

    items: list[Service]
    next: str | None


class Practitioners(BaseModel):
    """A page of practitioners."""

    items: list[Practitioner]
    next: str | None


class Locations(BaseModel):
    """A page of locations."""

    items: list[Location]
    next: str | None


class FreeTime(BaseModel):
    """A start that can be booked."""

    start: str
    end: str
    zone: str
    practitioner: str
    location: str


class Availability(BaseModel):
    """Free times, soonest first; `more` when the limit cut them."""

    items: list[FreeTime]
    more: bool


class Hold(BaseModel):
    """A time kept for its holder."""

    id: str
    holder: str
    expires_at: str
    start: str
    end: str
    zone: str
    service: NamedService
    practitioner: Named
    location: Named


class PatientOfVisit(BaseModel):
    """As little about a patient as helps."""

    id: str
    first_name: str


class Appointment(BaseModel):
    """An appointment; times by the wall clock of the place."""

    id: str
    status: str
    attendance: str | None
    late_minutes: int | None
    answer: Literal["confirmed", "declined", "another_time", "late", "unclear"] | None
    answered_at: str | None
    revision: int
    start: str
    end: str
    zone: str
    service: NamedService
    practitioner: Named
    location: Place
    patient: PatientOfVisit
    can_cancel: bool
    cancel_until: str


class Appointments(BaseModel):
    """A page of appointments, soonest first."""

    items: list[Appointment]
    next: str | None


class OwnAppointments(BaseModel):
    """The upcoming appointments of whoever a conversation speaks for."""

    items: list[Appointment]


class HistoryLine(BaseModel):
    """One change of an appointment and how it stood after it."""

    revision: int
    change: str
    status: str
    start: str
    end: str
    practitioner: Named
    location: Named
    actor: str
    at: str
    reason: str | None


class History(BaseModel):
    """Everything that happened to an appointment, oldest first."""

    items: list[HistoryLine]


class Visits(BaseModel):
    """A patient's visits of the last year: those over, those missed, and whether more reminders are due for it."""

    over: int
    missed: int
    missed_rate: float | None
    at_risk: bool


class Patient(BaseModel):
    """A patient."""

    id: str
    given_name: str
    family_name: str
    birth_date: str | None
    visits: Visits


class Conversation(BaseModel):
    """Who writes, as far as their number tells."""

    id: str
    channel: str
    locale: str
    zone: str
    state: str
    level: Literal["L0", "L1"]
    patients: list[PatientOfVisit]
    clinic: Clinic
    greeting_known: bool


class Offer(BaseModel):
    """A time that is held for the conversation."""

    number: int
    token: str
    start: str
    end: str
    zone: str
    expires_at: str
    service: NamedService
    practitioner: Named
    location: Named


class Searched(BaseModel):
    """What was looked through."""

    start: str
    end: str


class Offers(BaseModel):
    """At most three offers, how well they fit, and why nothing fits exactly."""

    offers: list[Offer]
    match: Literal["exact", "nearest", "none"]
    reason: Literal["fully_booked", "closed", "notice", "horizon", "not_offered"] | None
    searched: Searched


class Chosen(BaseModel):
    """The offer that was chosen."""

    offer: Offer
