"""What requests may hold."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from backend.domain.scheduling.choosing import After
from backend.domain.scheduling.records import AppointmentStatus

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=64)]
Token = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
type Relationship = Literal["self", "child", "partner", "parent", "sibling", "relative", "friend", "other"]
NamePart = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
E164 = re.compile(r"^\+[1-9][0-9]{6,14}$")
EMAIL = re.compile(r"^[^@\s]{1,64}@[^@\s]{1,190}\.[^@\s.]{2,63}$")


def _past(on: date) -> date:
    if not date(1900, 1, 1) <= on <= date(2100, 1, 1):
        raise ValueError("not a birth date")
    return on


BirthDate = Annotated[date, AfterValidator(_past)]


class Request(BaseModel):
    """Closed: a field nobody knows is a mistake, and what was sent is never repeated in an error."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


class Empty(Request):
    """Nothing to say."""


class PageQuery(Request):
    """A page of a list."""

    limit: int = Field(50, ge=1, le=200)
    cursor: str | None = Field(None, max_length=200)


class AvailabilityQuery(Request):
    """Free times of a service."""

    service: Slug
    practitioner: Slug | None = None
    location: Slug | None = None
    start: AwareDatetime | None = None
    end: AwareDatetime | None = None
    limit: int = Field(100, ge=1, le=2000)


class AppointmentsQuery(PageQuery):
    """Appointments, soonest first."""

    patient: UUID | None = None
    status: AppointmentStatus | None = None
    from_: AwareDatetime | None = Field(None, alias="from")


class HoldRequest(Request):
    """A time to keep for five minutes."""

    service: Slug
    practitioner: Slug
    location: Slug
    start: AwareDatetime
    holder: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9:._-]{1,100}$")]


class BookingRequest(Request):
    """Either a hold, or the time with its practitioner and place."""

    patient: UUID
    hold: UUID | None = None
    service: Slug | None = None
    practitioner: Slug | None = None
    location: Slug | None = None
    start: AwareDatetime | None = None
    reason: Reason | None = None

    @model_validator(mode="after")
    def _either(self) -> Self:
        parts = [self.service, self.practitioner, self.location, self.start]
        if (self.hold is None) == any(part is None for part in parts) or (self.hold is not None and any(parts)):
            raise ValueError("send either hold, or service, practitioner, location and start")
        return self


class MoveRequest(Request):
    """Either a hold, or another time and if need be another practitioner and place."""

    hold: UUID | None = None
    start: AwareDatetime | None = None
    practitioner: Slug | None = None
    location: Slug | None = None

    @model_validator(mode="after")
    def _either(self) -> Self:
        if (self.hold is None) == (self.start is None):
            raise ValueError("send either hold or start")
        return self


class ReasonRequest(Request):
    """Why, in the patient's words, if they say."""

    reason: Reason | None = None


class ContactRequest(Request):
    """A way to reach a patient."""

    system: Literal["phone", "email"]
    value: Annotated[str, StringConstraints(strip_whitespace=True, max_length=254)]

    @model_validator(mode="after")
    def _normal(self) -> Self:
        pattern = E164 if self.system == "phone" else EMAIL
        if not pattern.match(self.value):
            raise ValueError("a phone number in E.164 (+12025550100) or an e-mail address")
        return self


class PatientRequest(Request):
    """A person who is to be seen."""

    given_name: NamePart
    family_name: NamePart
    birth_date: BirthDate | None = None
    locale: Annotated[str, StringConstraints(pattern=r"^[a-z]{2}(-[A-Z]{2})?$")] = "en"
    contacts: list[ContactRequest] = Field(default_factory=list, max_length=10)


class WindowRequest(Request):
    """A time from start until before end; null is open, without an offset it is by the wall clock of the place."""

    start: datetime | None = None
    end: datetime | None = None


class OffersRequest(Request):
    """What a patient is looking for; no windows mean any time."""

    service: Slug
    practitioner: Slug | None = None
    location: Slug | None = None
    exclude_practitioners: list[Slug] = Field(default_factory=list, max_length=50)
    windows: list[WindowRequest] = Field(default_factory=list, max_length=60)
    after_previous: After | None = None
    appointment: UUID | None = None


class ChoiceRequest(Request):
    """Exactly one way of saying which."""

    number: int | None = Field(None, ge=1, le=9)
    token: Token | None = None
    window: WindowRequest | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if sum(part is not None for part in (self.number, self.token, self.window)) != 1:
            raise ValueError("send one of number, token and window")
        return self


class PersonRequest(Request):
    """Somebody the conversation speaks for, by id, or anybody by name."""

    id: UUID | None = None
    given_name: NamePart | None = None
    family_name: NamePart | None = None
    birth_date: BirthDate | None = None

    @model_validator(mode="after")
    def _either(self) -> Self:
        named = self.given_name is not None and self.family_name is not None
        if (self.id is None) != named:
            raise ValueError("send either id, or given_name and family_name")
        return self


class OfferedBookingRequest(Request):
    """An offered time, and whom it is for."""

    token: Token
    patient: PersonRequest
    relationship: Relationship = "self"
    reason: Reason | None = None


class OfferedMoveRequest(Request):
    """The offered time to move to."""

    token: Token


class LateRequest(Request):
    """How late, if they say."""

    minutes: int | None = Field(None, ge=1, le=600)
