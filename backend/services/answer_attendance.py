"""What patients say about coming: yes, no, late."""

from __future__ import annotations

from dataclasses import dataclass

from backend.domain.ids import AppointmentId, ConversationId
from backend.domain.ports import Clock, Transactions
from backend.domain.scheduling.lateness import written
from backend.domain.scheduling.ports import Booking
from backend.domain.scheduling.records import Change
from backend.domain.sensitive import Sensitive
from backend.services.book_appointment import Booked
from backend.services.cancel_appointment import AnswerAppointment
from backend.services.commands import Once


@dataclass(frozen=True)
class ConfirmAttendance:
    """The patient will come."""

    transactions: Transactions[Booking]
    clock: Clock

    def __call__(self, conversation: ConversationId, id_: AppointmentId, once: Once) -> Booked:
        """Write it down; raises NotFound or IllegalTransition."""
        return AnswerAppointment(self.transactions, self.clock)(conversation, id_, Change.CONFIRMED, once)


@dataclass(frozen=True)
class DeclineAttendance:
    """The patient will not come: the appointment is cancelled and its time is free."""

    transactions: Transactions[Booking]
    clock: Clock

    def __call__(self, conversation: ConversationId, id_: AppointmentId, once: Once) -> Booked:
        """Cancel it; raises NotFound, IllegalTransition, or TooLateToCancel from the cut-off on."""
        return AnswerAppointment(self.transactions, self.clock)(conversation, id_, Change.DECLINED, once)


@dataclass(frozen=True)
class ReportLate:
    """The patient comes, but late."""

    transactions: Transactions[Booking]
    clock: Clock

    def __call__(
        self, conversation: ConversationId, id_: AppointmentId, once: Once, *, minutes: int | None = None
    ) -> Booked:
        """Write it down; raises NotFound or IllegalTransition."""
        said = Sensitive(written(minutes)) if minutes else None
        return AnswerAppointment(self.transactions, self.clock)(conversation, id_, Change.LATE, once, said)
