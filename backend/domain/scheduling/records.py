"""What booking works on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from backend.domain.identity.names import PersonName
from backend.domain.ids import (
    AppointmentId,
    ConversationId,
    KeyId,
    LocationId,
    OfferId,
    PatientId,
    PractitionerId,
    ServiceId,
    SlotId,
)
from backend.domain.reminders.plan import Planned
from backend.domain.scheduling.clinic import Offering, Service
from backend.domain.sensitive import Sensitive

HELD_FOR = timedelta(minutes=5)


class AppointmentStatus(StrEnum):
    """FHIR R4 Appointment.status."""

    PROPOSED = "proposed"
    PENDING = "pending"
    BOOKED = "booked"
    ARRIVED = "arrived"
    CHECKED_IN = "checked-in"
    FULFILLED = "fulfilled"
    CANCELLED = "cancelled"
    NOSHOW = "noshow"
    ENTERED_IN_ERROR = "entered-in-error"
    WAITLIST = "waitlist"


OPEN = frozenset({AppointmentStatus.PROPOSED, AppointmentStatus.PENDING, AppointmentStatus.BOOKED})
"""Statuses from which an appointment can still be moved or called off."""


class Change(StrEnum):
    """What a line of an appointment's history says happened."""

    BOOKED = "booked"
    RESCHEDULED = "rescheduled"
    CANCELLED = "cancelled"
    CONFIRMED = "confirmed"
    UNABLE = "unable"
    """The patient says that they cannot come; the visit stands until it is decided what becomes of it."""
    DECLINED = "declined"
    LATE = "late"
    ARRIVED = "arrived"
    FULFILLED = "fulfilled"
    NOSHOW = "noshow"
    CORRECTED = "corrected"
    """It was not as noted: the visit is booked as before."""


CALLED_OFF = frozenset({Change.CANCELLED, Change.DECLINED})
"""Changes after which the patient does not come and the time is free again."""


@dataclass(frozen=True, slots=True)
class Visit:
    """A patient's time with a practitioner, and the practitioner's time with the buffers around it."""

    service: ServiceId
    practitioner: PractitionerId
    location: LocationId
    starts_at: datetime
    ends_at: datetime
    busy_from: datetime
    busy_until: datetime

    @property
    def offering(self) -> Offering:
        """What is offered by whom and where."""
        return Offering(self.service, self.practitioner, self.location)


def visit(service: Service, offering: Offering, starts_at: datetime) -> Visit:
    """The visit that starts at a moment."""
    ends_at = starts_at + timedelta(minutes=service.duration)
    return Visit(
        service=service.id,
        practitioner=offering.practitioner,
        location=offering.location,
        starts_at=starts_at,
        ends_at=ends_at,
        busy_from=starts_at - timedelta(minutes=service.buffer_before),
        busy_until=ends_at + timedelta(minutes=service.buffer_after),
    )


@dataclass(frozen=True, slots=True)
class Hold:
    """Time kept for somebody who is being asked, until it expires."""

    id: SlotId
    holder: str
    visit: Visit
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Patient:
    """A person who is seen; nothing of it prints itself."""

    id: PatientId
    number: int
    key: KeyId
    name: PersonName
    birth_date: Sensitive[str] | None = None


@dataclass(frozen=True, slots=True)
class NewPatient:
    """A person who is not in the records yet."""

    name: PersonName
    birth_date: Sensitive[str] | None = None
    locale: str = "en"


@dataclass(frozen=True, slots=True)
class Appointment:
    """An appointment as it stands."""

    id: AppointmentId
    patient: PatientId
    patient_number: int
    key: KeyId
    name: PersonName
    service: ServiceId
    practitioner: PractitionerId
    location: LocationId
    starts_at: datetime
    ends_at: datetime
    status: AppointmentStatus
    attendance: str | None
    revision: int
    reason: Sensitive[str] | None = None
    conversation: ConversationId | None = None


@dataclass(frozen=True, slots=True)
class CommandKey:
    """The caller's key for one command, within a scope, and what was asked with it."""

    scope: str
    key: str
    request: str


@dataclass(frozen=True, slots=True)
class NewAppointment:
    """An appointment about to be written, with who makes it, where, and the messages it will bring."""

    id: AppointmentId
    patient: Patient
    visit: Visit
    actor: str
    at: datetime
    reason: Sensitive[str] | None = None
    conversation: ConversationId | None = None
    planned: tuple[Planned, ...] = ()


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One change of an appointment and how it stood after it."""

    revision: int
    change: Change
    status: AppointmentStatus
    practitioner: PractitionerId
    location: LocationId
    starts_at: datetime
    ends_at: datetime
    actor: str
    at: datetime
    reason: Sensitive[str] | None


@dataclass(frozen=True, slots=True)
class Offer:
    """One of at most three times that a conversation was offered together (a batch)."""

    id: OfferId
    conversation: ConversationId
    batch: OfferId
    number: int
    token: str
    slot: SlotId
    appointment: AppointmentId | None
    service: ServiceId
    practitioner: PractitionerId
    location: LocationId
    starts_at: datetime
    ends_at: datetime
    expires_at: datetime
    chosen_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Searched:
    """What was looked for in a conversation; windows as `offer_slots` takes them."""

    conversation: ConversationId
    service: ServiceId
    practitioner: PractitionerId | None
    location: LocationId | None
    appointment: AppointmentId | None
    windows: tuple[tuple[datetime | None, datetime | None], ...]
    at: datetime


def conversation_holder(conversation: ConversationId) -> str:
    """The name under which a conversation holds slots."""
    return f"conversation:{conversation.hex}"
