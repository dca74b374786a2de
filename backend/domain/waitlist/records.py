"""What the rules of the waitlist work on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from backend.domain.ids import (
    AddressId,
    AppointmentId,
    ConversationId,
    EntryId,
    LocationId,
    MessageId,
    OpeningId,
    PatientId,
    PractitionerId,
    ServiceId,
    SlotId,
    WaitlistOfferId,
)
from backend.domain.reminders import due
from backend.domain.scheduling.minutes import DAY


class EntryState(StrEnum):
    """How it stands with somebody who waits."""

    WAITING = "waiting"
    BOOKED = "booked"
    LEFT = "left"
    EXPIRED = "expired"


class OpeningState(StrEnum):
    """What became of a time that became free."""

    NEW = "new"
    OFFERING = "offering"
    FILLED = "filled"
    OPEN = "open"
    """Nobody who waits wanted it, or could: it is free for everybody."""
    GONE = "gone"
    """Somebody else took it, or nobody works then any more."""
    STOPPED = "stopped"
    """Staff said so."""


class OfferState(StrEnum):
    """What became of an offer."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    LOST = "lost"
    """Somebody else was faster, or the time is not offered any more."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What somebody waits for. Weekdays (0 is Monday) and minutes of the day are by the clock of the place.

    With an `appointment` they have that visit and would come earlier; it is moved when they get a time.
    """

    service: ServiceId
    practitioner: PractitionerId | None = None
    location: LocationId | None = None
    appointment: AppointmentId | None = None
    from_at: datetime | None = None
    until_at: datetime | None = None
    weekdays: frozenset[int] | None = None
    minutes: tuple[int, int] = (0, DAY)
    notice: int = 120
    """The shortest time between an offer and its visit, in minutes."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Somebody's place on the list."""

    id: EntryId
    patient: PatientId
    conversation: ConversationId | None
    wishes: Wishes
    until_at: datetime
    priority: int
    state: EntryState
    joined_at: datetime
    changed_at: datetime
    changed_by: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who waits, as an opening sees them.

    `visit_at`: when the visit is that they want to leave for an earlier one; `occupied`: they have an offer to decide
    about; `busy`: when they have visits around it; `wishes`: how they want to be told; `locale` as in the records.
    """

    entry: Entry
    visit_at: datetime | None = None
    occupied: bool = False
    busy: tuple[tuple[datetime, datetime], ...] = ()
    wishes: due.Wishes = due.NO_WISHES
    locale: str = "en"
    missed_at: frozenset[AddressId] = frozenset()

    @property
    def id(self) -> EntryId:
        """Which of those who wait this is."""
        return self.entry.id

    @property
    def patient(self) -> PatientId:
        """Who waits."""
        return self.entry.patient

    @property
    def conversation(self) -> ConversationId | None:
        """Where they joined."""
        return self.entry.conversation


@dataclass(frozen=True, slots=True)
class Freed:
    """Time of a practitioner that became free, with its buffers, and the visit that was in it."""

    practitioner: PractitionerId
    location: LocationId
    service: ServiceId
    busy_from: datetime
    busy_until: datetime
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Opening:
    """A time that became free, and how far it is with offering it."""

    id: OpeningId
    freed: Freed
    source: str
    origin: AppointmentId | None
    state: OpeningState
    wave: int
    next_at: datetime
    hold: SlotId | None
    appointment: AppointmentId | None
    created_at: datetime
    settled_at: datetime | None
    changed_by: str

    @property
    def holder(self) -> str:
        """The name under which its time is held."""
        return f"opening:{self.id.hex}"

    @property
    def settled(self) -> bool:
        """Whether nobody is asked about it any more."""
        return self.state not in (OpeningState.NEW, OpeningState.OFFERING)


@dataclass(frozen=True, slots=True)
class Offered:
    """An opening offered to somebody who waits: the visit that it would be for them, and until when to answer."""

    id: WaitlistOfferId
    opening: OpeningId
    entry: EntryId
    patient: PatientId
    conversation: ConversationId
    wave: int
    starts_at: datetime
    ends_at: datetime
    state: OfferState
    offered_at: datetime
    deadline: datetime
    message: MessageId | None = None
    settled_at: datetime | None = None
    told_at: datetime | None = None
