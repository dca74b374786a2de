"""Who came: noted by staff, or by the clinic's policy when nobody noted anything."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from backend.domain.errors import IllegalTransition
from backend.domain.ids import AppointmentId, PatientId
from backend.domain.ports import Clock, Transactions
from backend.domain.reminders.risk import LOOKED_BACK, Attended
from backend.domain.scheduling.attending import check_mark
from backend.domain.scheduling.clinic import Directory
from backend.domain.scheduling.ports import Booking
from backend.domain.scheduling.records import Appointment, AppointmentStatus, Change
from backend.services.book_appointment import Booked
from backend.services.commands import SERVICE, Once, carry_out
from backend.services.planning import plan_change

POLICY: Final = "policy"
LATELY: Final = timedelta(days=1)
"""A policy speaks of visits that ended in the last day: one that is new does not write to everybody of last year."""
AT_ONCE: Final = 100


@dataclass(frozen=True)
class Attend:
    """Notes who arrived, who was seen and who was missed."""

    transactions: Transactions[Booking]
    clock: Clock

    def __call__(self, id_: AppointmentId, change: Change, once: Once) -> Booked:
        """Note it as the clinic; a visit that has the mark already stays as it is. Raises NotFound, IllegalTransition.

        `change` is one of domain.scheduling.attending.MARKS.
        """

        def mark(transaction: Booking) -> Booked:
            appointment = transaction.appointments.get(id_, lock=True)
            directory = transaction.directory.current()
            if once.done_before(transaction, change, {"appointment": id_.hex}) is not None:
                return Booked(directory, appointment)
            return Booked(directory, self._marked(transaction, directory, appointment, change, SERVICE))

        return carry_out(self.transactions.transaction, mark)

    def by_policy(self) -> int:
        """Note as missed whom nobody noted, where the clinic's policy says so; how many there were.

        Meant to be called now and then; several may.
        """
        now = self.clock.now()
        with self.transactions.transaction() as transaction:
            directory = transaction.directory.current()
            waits = [
                one.no_show_after for one in directory.reminders.by_scope.values() if one.no_show_after is not None
            ]
            if not waits:
                return 0
            before = now - timedelta(minutes=min(waits))
            after = now - timedelta(minutes=max(waits)) - LATELY
            found = transaction.appointments.unseen(after, before, AT_ONCE)
        return sum(self._missed(id_) for id_ in found)

    def attended(self, patient: PatientId) -> Attended:
        """How many of a patient's visits of the last year are over and how many were missed; raises NotFound."""
        now = self.clock.now()
        with self.transactions.transaction() as transaction:
            known = transaction.patients.get(patient)
            return transaction.appointments.attended(known.id, now - LOOKED_BACK, now)

    def _missed(self, id_: AppointmentId) -> bool:
        with self.transactions.transaction() as transaction:
            appointment = transaction.appointments.get(id_, lock=True)
            directory = transaction.directory.current()
            if not _overdue(directory, appointment, self.clock.now()):
                return False
            try:
                self._marked(transaction, directory, appointment, Change.NOSHOW, POLICY)
            except IllegalTransition:
                return False
            return True

    def _marked(
        self, transaction: Booking, directory: Directory, appointment: Appointment, change: Change, actor: str
    ) -> Appointment:
        now = self.clock.now()
        check_mark(appointment, change, now)
        planned = plan_change(directory, appointment, change, now)
        return transaction.appointments.record(appointment, change, actor=actor, at=now, planned=planned)


def _overdue(directory: Directory, appointment: Appointment, now: datetime) -> bool:
    """Whether a visit, read anew, is one that its policy counts as missed by now."""
    wait = directory.reminders.of(appointment.service, appointment.location).no_show_after
    over = wait is not None and appointment.ends_at + timedelta(minutes=wait) <= now
    return over and appointment.status is AppointmentStatus.BOOKED
