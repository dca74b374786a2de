"""A planned message that is due, where its patient can be reached, and what comes of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol
from uuid import UUID

from backend.domain.ids import (
    AddressId,
    AppointmentId,
    ConversationId,
    LocationId,
    MessageId,
    NotificationId,
    PatientId,
    ServiceId,
)
from backend.domain.messaging.questions import Subject
from backend.domain.messaging.quiet import Waking
from backend.domain.messaging.records import Button, Conversation, LeaseOwner, Words
from backend.domain.reminders.plan import Skip
from backend.domain.reminders.risk import Attended
from backend.domain.scheduling.records import AppointmentStatus
from backend.domain.sensitive import Sensitive

NEVER_CAME: Final = Attended()


@dataclass(frozen=True, slots=True)
class Wishes:
    """How a patient wants to be told; `waking` is when, on the patient's clock, where they said so."""

    channel: str | None = None
    locale: str | None = None
    waking: Waking | None = None
    fewer: bool = False


NO_WISHES: Final = Wishes()


class Sought(Protocol):
    """Somebody who is to be written to of our own accord."""

    @property
    def id(self) -> UUID:
        """What tells them apart from others who are sought at the same moment."""
        ...

    @property
    def patient(self) -> PatientId:
        """Who it is."""
        ...

    @property
    def conversation(self) -> ConversationId | None:
        """Where they are asked first, if anywhere."""
        ...

    @property
    def locale(self) -> str:
        """Their language, as in the records."""
        ...

    @property
    def wishes(self) -> Wishes:
        """How they want to be told."""
        ...

    @property
    def missed_at(self) -> frozenset[AddressId]:
        """Addresses at which it did not arrive."""
        ...


@dataclass(frozen=True, slots=True)
class Due:
    """A planned message and its visit as they are now.

    `conversation`: where it was said before, else where the visit was booked (`booked_in`). `given`: the patient's
    first name where others can be reached at the same number, else None. `missed_at`: addresses at which it was said
    before and did not arrive.
    """

    id: NotificationId
    kind: str
    anchor: str
    revision: int
    due_at: datetime
    planned_at: datetime
    appointment: AppointmentId
    patient: PatientId
    service: ServiceId
    location: LocationId
    starts_at: datetime
    status: AppointmentStatus
    time_revision: int
    attendance: str | None
    conversation: ConversationId | None = None
    booked_in: ConversationId | None = None
    locale: str = "en"
    given: Sensitive[str] | None = None
    wishes: Wishes = NO_WISHES
    attended: Attended = NEVER_CAME
    missed_at: frozenset[AddressId] = frozenset()


@dataclass(frozen=True, slots=True)
class Place:
    """An address of a patient's; `started`: when we wrote there of our own accord within a day.

    `usable`: it may and can be written to.
    """

    conversation: Conversation
    phone: bool
    usable: bool
    started: tuple[datetime, ...] = ()


@dataclass(frozen=True, slots=True)
class Contact:
    """A way to reach a patient that stands in the records: a telephone number, a mail address, a chat."""

    patient: PatientId
    system: str
    value: Sensitive[str]


@dataclass(frozen=True, slots=True)
class NewPlace:
    """A conversation to be opened with somebody who stands in the records and has not written yet."""

    channel: str
    address: Sensitive[str]
    phone: bool
    locale: str


@dataclass(frozen=True, slots=True)
class Saying:
    """What is said for a notification, where; `asks`: what it asks about, until the end of `words`."""

    due: NotificationId
    place: Conversation
    words: Words
    asks: Subject | None = None
    asks_until: datetime | None = None
    template_version: int | None = None


@dataclass(frozen=True, slots=True)
class Spoken:
    """A message that was written for a notification, leased for sending or left to those who relay."""

    due: NotificationId
    message: MessageId
    leased: bool
    buttons: tuple[Button, ...] = ()


@dataclass(frozen=True, slots=True)
class Composed:
    """Words for a message, what they ask about, and the version of the template they were made from."""

    words: Words
    asks: Subject | None = None
    template_version: int | None = None


class Notifications(Protocol):
    """Planned messages of one transaction."""

    def take(self, now: datetime, priorities: Collection[int], limit: int) -> list[Due]:
        """What is due, the most urgent and oldest first, kept from others until the transaction ends."""
        ...

    def first(self, now: datetime, priorities: Collection[int]) -> NotificationId | None:
        """The one that would be taken first, kept from others until the transaction ends."""
        ...

    def waiting(self, now: datetime, priorities: Collection[int], most: int) -> int:
        """How many are due, counted up to `most`."""
        ...

    def say(self, sayings: Sequence[Saying], at: datetime, owner: LeaseOwner, seconds: float) -> list[Spoken]:
        """Write messages with their deliveries and questions; what nothing goes before is leased to `owner`."""
        ...

    def settle(
        self,
        skipped: Mapping[NotificationId, Skip],
        put_off: Mapping[NotificationId, tuple[datetime, str]],
        at: datetime,
    ) -> None:
        """Keep why messages are not said, or until when and why they wait."""
        ...

    def again(self, message: MessageId, due_at: datetime, reason: str) -> bool:
        """Make what a message was written for due once more, later and in new words; False when it is for none."""
        ...


class Reaching(Protocol):
    """Where patients can be written to, in one transaction."""

    def places(
        self, conversations: Collection[ConversationId], channels: Sequence[str], since: datetime
    ) -> dict[ConversationId, list[Place]]:
        """The addresses of conversations on our channels, the preferred one first."""
        ...

    def contacts(self, patients: Collection[PatientId]) -> dict[PatientId, list[Contact]]:
        """What stands in the records, telephone numbers first, then verified before others."""
        ...

    def known(self, contacts: Sequence[Contact]) -> dict[Contact, ConversationId]:
        """The conversations that are held there already."""
        ...

    def open(self, wanted: Sequence[NewPlace]) -> dict[NewPlace, Place]:
        """Start conversations; one that somebody else starts at this moment is left out."""
        ...
