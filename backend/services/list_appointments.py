"""Reading appointments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Protocol

from backend.domain.ids import AppointmentId, ConversationId, PatientId
from backend.domain.messaging.questions import LastAnswer, Questions
from backend.domain.ports import Clock, Transactions
from backend.domain.scheduling.clinic import Directory
from backend.domain.scheduling.ports import Booking
from backend.domain.scheduling.records import Appointment, AppointmentStatus, HistoryLine
from backend.services.book_appointment import Booked
from backend.services.who import party

UPCOMING: Final = (AppointmentStatus.PENDING, AppointmentStatus.BOOKED)
MOST_UPCOMING: Final = 10


@dataclass(frozen=True, slots=True)
class Listed:
    """Appointments, soonest first, and the configuration that names their parts."""

    directory: Directory
    appointments: tuple[Appointment, ...]
    more: bool = False
    late: Mapping[AppointmentId, int] = field(default_factory=dict)
    """The minutes by which those will be late who said so."""
    answers: Mapping[AppointmentId, LastAnswer] = field(default_factory=dict)
    """What was said last to a reminder of those that were answered."""


@dataclass(frozen=True, slots=True)
class History:
    """An appointment and everything that happened to it."""

    directory: Directory
    appointment: Appointment
    lines: tuple[HistoryLine, ...]


class Reading(Booking, Protocol):
    """What one transaction that reads appointments works on: what was said of them too."""

    @property
    def questions(self) -> Questions:
        """What we asked of our own accord."""
        ...


@dataclass(frozen=True)
class ListAppointments:
    """Reads appointments; changes nothing."""

    transactions: Transactions[Reading]
    clock: Clock

    def __call__(
        self,
        *,
        patient: PatientId | None = None,
        start: datetime | None = None,
        statuses: Sequence[AppointmentStatus] = (),
        limit: int = 50,
        after: tuple[datetime, AppointmentId] | None = None,
    ) -> Listed:
        """A page of them; raises NotFound for an unknown patient."""
        with self.transactions.transaction() as transaction:
            directory = transaction.directory.current()
            patients = [transaction.patients.get(patient).id] if patient else []
            found = transaction.appointments.of_patients(
                patients, start, statuses or tuple(AppointmentStatus), limit + 1, after
            )
            late = transaction.appointments.lateness(found[:limit])
            answers = transaction.questions.said_of([one.id for one in found[:limit]])
        return Listed(directory, tuple(found[:limit]), more=len(found) > limit, late=late, answers=answers)

    def own(self, conversation: ConversationId) -> Listed:
        """The upcoming ones of whoever the conversation may speak for, at most ten."""
        now = self.clock.now()
        with self.transactions.transaction() as transaction:
            directory = transaction.directory.current()
            patients = [patient.id for patient in party(transaction, conversation, now).patients]
            if not patients:
                return Listed(directory, ())
            found = transaction.appointments.of_patients(patients, now, UPCOMING, MOST_UPCOMING)
        return Listed(directory, tuple(found))

    def get(self, id_: AppointmentId) -> Booked:
        """One of them; raises NotFound."""
        with self.transactions.transaction() as transaction:
            found = transaction.appointments.get(id_)
            late = transaction.appointments.lateness([found])
            answer = transaction.questions.said_of([id_]).get(id_)
            return Booked(transaction.directory.current(), found, late.get(id_), answer)

    def history(self, id_: AppointmentId) -> History:
        """One of them with all its changes; raises NotFound."""
        with self.transactions.transaction() as transaction:
            appointment = transaction.appointments.get(id_)
            return History(
                transaction.directory.current(), appointment, tuple(transaction.appointments.history(appointment))
            )
