"""Calling an appointment off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from backend.domain.errors import IllegalTransition
from backend.domain.ids import AppointmentId, ConversationId
from backend.domain.ports import Clock, Transactions
from backend.domain.scheduling.policy import check_cancel
from backend.domain.scheduling.ports import Booking
from backend.domain.scheduling.records import CALLED_OFF, OPEN, Change
from backend.domain.sensitive import Sensitive
from backend.services.book_appointment import Booked
from backend.services.commands import SERVICE, Once, carry_out
from backend.services.planning import plan_change
from backend.services.who import own_appointment, party

SCOPE: Final = "cancel"


@dataclass(frozen=True)
class CancelAppointment:
    """Cancels and frees the time."""

    transactions: Transactions[Booking]
    clock: Clock

    def __call__(self, id_: AppointmentId, once: Once, *, reason: Sensitive[str] | None = None) -> Booked:
        """Cancel as the clinic: no cut-off. Raises NotFound or IllegalTransition."""

        def cancel(transaction: Booking) -> Booked:
            appointment = transaction.appointments.get(id_, lock=True)
            directory = transaction.directory.current()
            if once.done_before(transaction, SCOPE, {"appointment": id_.hex}) is not None:
                return Booked(directory, appointment)
            if appointment.status not in OPEN:
                raise IllegalTransition(f"an appointment that is {appointment.status} cannot be cancelled")
            now = self.clock.now()
            changed = transaction.appointments.record(
                appointment,
                Change.CANCELLED,
                actor=SERVICE,
                at=now,
                reason=reason,
                planned=plan_change(directory, appointment, Change.CANCELLED, now),
            )
            return Booked(directory, changed)

        return carry_out(self.transactions.transaction, cancel)

    def own(
        self, conversation: ConversationId, id_: AppointmentId, once: Once, *, reason: Sensitive[str] | None = None
    ) -> Booked:
        """Cancel one's own; also raises TooLateToCancel from the cut-off on."""
        return AnswerAppointment(self.transactions, self.clock)(conversation, id_, Change.CANCELLED, once, reason)


@dataclass(frozen=True)
class AnswerAppointment:
    """Writes down what a conversation says about an appointment of one of its patients."""

    transactions: Transactions[Booking]
    clock: Clock

    def __call__(
        self,
        conversation: ConversationId,
        id_: AppointmentId,
        change: Change,
        once: Once,
        reason: Sensitive[str] | None = None,
    ) -> Booked:
        """Record the change; raises NotFound, IllegalTransition, or TooLateToCancel for those that call it off."""

        def record(transaction: Booking) -> Booked:
            now = self.clock.now()
            who = party(transaction, conversation, now)
            appointment = own_appointment(transaction, who.patients, id_)
            directory = transaction.directory.current()
            scope = f"{change}:{conversation.hex}"
            if once.done_before(transaction, scope, {"appointment": id_.hex}) is not None:
                return Booked(directory, appointment)
            if appointment.status not in OPEN or appointment.ends_at <= now:
                raise IllegalTransition(f"an appointment that is {appointment.status} or over cannot be changed")
            if change in CALLED_OFF:
                service = directory.service_of[appointment.service]
                check_cancel(service, appointment.starts_at, now, appointment.attendance)
            planned = plan_change(directory, appointment, change, now, said_here=True)
            changed = transaction.appointments.record(
                appointment, change, actor=who.actor, at=now, reason=reason, planned=planned
            )
            return Booked(directory, changed)

        return carry_out(self.transactions.transaction, record)
