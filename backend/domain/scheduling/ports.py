"""What booking needs from the store; one transaction has all of these."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from backend.domain.ids import AppointmentId, ConversationId, OfferId, PatientId, PractitionerId, SlotId
from backend.domain.messaging.ports import Addresses, Conversations
from backend.domain.reminders.plan import Planned
from backend.domain.reminders.risk import Attended
from backend.domain.scheduling.clinic import Directory
from backend.domain.scheduling.free import Busy
from backend.domain.scheduling.minutes import Interval
from backend.domain.scheduling.records import (
    Appointment,
    AppointmentStatus,
    Change,
    CommandKey,
    HistoryLine,
    Hold,
    NewAppointment,
    NewPatient,
    Offer,
    Patient,
    Searched,
    Visit,
)
from backend.domain.sensitive import Sensitive


class Directories(Protocol):
    """The clinic's configuration."""

    def current(self) -> Directory:
        """The configuration as it is now; raises NotFound before the clinic is set up."""
        ...


class Slots(Protocol):
    """Time that nobody else can have."""

    def busy(self, practitioners: Sequence[PractitionerId], window: Interval, now: datetime) -> Busy:
        """What is taken around a window, a day beyond it included; expired holds are not."""
        ...

    def patient_busy(self, patients: Sequence[PatientId], window: Interval) -> list[Interval]:
        """When patients have visits around a window."""
        ...

    def hold(
        self, visits: Sequence[tuple[SlotId, Visit]], holder: str, expires_at: datetime, now: datetime
    ) -> set[SlotId]:
        """Hold what can still be had; the ids that were got."""
        ...

    def release(self, holder: str, slot: SlotId | None = None) -> int:
        """Give up all of a holder's holds, or one; how many there were."""
        ...

    def extend(self, slot: SlotId, holder: str, expires_at: datetime) -> bool:
        """Keep a hold for longer; False when it is gone."""
        ...

    def sweep(self, before: datetime, most: int) -> int:
        """Remove holds that expired before a moment; how many there were."""
        ...

    def find_hold(self, slot: SlotId) -> Hold | None:
        """A hold, expired or not; None when it is gone."""
        ...


class Appointments(Protocol):
    """Appointments with their history; the slot, the appointment and its history line change together."""

    def book(self, new: NewAppointment, hold: tuple[SlotId, str] | None, key: CommandKey) -> None:
        """Book a visit in place of the caller's own hold, if there is one; one statement, which keeps the key too.

        Raises SlotTaken, PatientBusy, IdempotencyMismatch when the key was used before, even for the same, or
        Contended when others were in the way who may be gone by now.
        """
        ...

    def reschedule(
        self,
        appointment: Appointment,
        visit: Visit,
        hold: tuple[SlotId, str] | None,
        actor: str,
        at: datetime,
        planned: Sequence[Planned] = (),
    ) -> None:
        """Move to another visit; the old time is freed only if the new one is got. Raises like `book`.

        What was planned for the old time is skipped, what is `planned` now comes in its place.
        """
        ...

    def record(
        self,
        appointment: Appointment,
        change: Change,
        *,
        actor: str,
        at: datetime,
        reason: Sensitive[str] | None = None,
        planned: Sequence[Planned] = (),
    ) -> Appointment:
        """Write down what is heard about a patient's coming; who will not come is taken off and the time is freed.

        What was planned for a visit that does not take place any more is skipped, `planned` comes in its place.
        """
        ...

    def get(self, id_: AppointmentId, *, lock: bool = False) -> Appointment:
        """An appointment, if asked for kept from changing until the transaction ends; raises NotFound."""
        ...

    def of_patients(
        self,
        patients: Sequence[PatientId],
        start: datetime | None,
        statuses: Sequence[AppointmentStatus],
        limit: int,
        after: tuple[datetime, AppointmentId] | None = None,
    ) -> list[Appointment]:
        """Patients' appointments that end after `start`, soonest first; none of patients given: of everybody."""
        ...

    def attended(self, patient: PatientId, since: datetime, now: datetime) -> Attended:
        """How many of a patient's visits since a moment are over, and how many of these were missed."""
        ...

    def unseen(self, after: datetime, before: datetime, limit: int) -> list[AppointmentId]:
        """Visits that ended in between and are still booked: nobody noted whether the patient came."""
        ...

    def lateness(self, appointments: Sequence[Appointment]) -> dict[AppointmentId, int]:
        """How many minutes late those who said so will be, as far as they told."""
        ...

    def history(self, appointment: Appointment) -> list[HistoryLine]:
        """Everything that happened to it, oldest first."""
        ...


class Offers(Protocol):
    """What was offered in conversations."""

    def add(self, offers: Sequence[Offer]) -> None:
        """Keep a batch."""
        ...

    def batch(self, batch: OfferId) -> list[Offer]:
        """The offers of a batch by number."""
        ...

    def latest(self, conversation: ConversationId) -> list[Offer]:
        """The last batch of a conversation by number; empty when nothing was offered."""
        ...

    def recent(self, conversation: ConversationId, since: datetime) -> list[Offer]:
        """Everything offered that expires after a moment."""
        ...

    def sweep(self, before: datetime, most: int) -> int:
        """Remove offers that expired before a moment; how many there were."""
        ...

    def by_token(self, conversation: ConversationId, token: str) -> Offer | None:
        """The offer with a token, if it was made in that conversation."""
        ...

    def choose(self, offer: Offer, slot: SlotId, expires_at: datetime, at: datetime) -> Offer:
        """Mark an offer as chosen, on a slot held until `expires_at`."""
        ...


class Patients(Protocol):
    """Patients and their contact points; values are sealed on the way in and opened on the way out."""

    def get(self, id_: PatientId) -> Patient:
        """A patient; raises NotFound."""
        ...

    def add(self, new: NewPatient) -> Patient:
        """Keep a new patient."""
        ...

    def add_contact(
        self, patient: Patient, system: str, value: str, relationship: str, verified_at: datetime | None
    ) -> None:
        """Keep a way to reach a patient; one that is there already is only verified again."""
        ...

    def disown(self, value: str, conversation: ConversationId, at: datetime) -> None:
        """Nobody in the records is reached at that value, nor in its conversation: it is somebody else's."""
        ...

    def by_contact(self, value: str, verified_after: datetime | None = None) -> list[Patient]:
        """Whoever is reached there, the longest known first; only where verified after a moment, if one is given."""
        ...


class Idempotency(Protocol):
    """Commands that were carried out, by the key their caller chose."""

    def claim(self, key: CommandKey, response: Mapping[str, str]) -> Mapping[str, str] | None:
        """Keep the ids a command will answer with; the ids kept before, when it was carried out already.

        Raises IdempotencyMismatch when the key was used for another request.
        """
        ...

    def find(self, key: CommandKey) -> Mapping[str, str] | None:
        """The ids kept before, None when the command was not carried out yet; raises IdempotencyMismatch."""
        ...

    def sweep(self, days: int, most: int) -> int:
        """Remove keys older than that; how many there were."""
        ...

    def settle(self, key: CommandKey, response: Mapping[str, str]) -> None:
        """Complete what a claimed command will answer with."""
        ...


class Searches(Protocol):
    """What was looked for in conversations."""

    def keep(self, searched: Searched) -> None:
        """Keep it in place of what was looked for before."""
        ...

    def last(self, conversation: ConversationId, since: datetime) -> Searched | None:
        """What was looked for last; None when that was before a moment, or never."""
        ...


class Booking(Protocol):
    """One transaction of booking."""

    @property
    def directory(self) -> Directories:
        """The clinic's configuration."""
        ...

    @property
    def slots(self) -> Slots:
        """Time that is taken."""
        ...

    @property
    def appointments(self) -> Appointments:
        """Appointments and their history."""
        ...

    @property
    def offers(self) -> Offers:
        """What was offered."""
        ...

    @property
    def patients(self) -> Patients:
        """Patients and how to reach them."""
        ...

    @property
    def idempotency(self) -> Idempotency:
        """Commands carried out before."""
        ...

    @property
    def conversations(self) -> Conversations:
        """Conversations with patients."""
        ...

    @property
    def addresses(self) -> Addresses:
        """Where they write from."""
        ...

    @property
    def searches(self) -> Searches:
        """What was looked for."""
        ...
