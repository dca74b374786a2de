"""Patients and who a conversation speaks for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from backend.domain.ids import ConversationId, PatientId
from backend.domain.ports import Clock, Transactions
from backend.domain.scheduling.clinic import Directory
from backend.domain.scheduling.ports import Booking
from backend.domain.scheduling.records import NewPatient, Patient
from backend.services.commands import Once, carry_out
from backend.services.who import Party, party

SCOPE: Final = "patient"


@dataclass(frozen=True, slots=True)
class Contact:
    """A normalised way to reach somebody: E.164 for a phone."""

    system: str
    value: str


@dataclass(frozen=True)
class Patients:
    """Keeps and finds patients."""

    transactions: Transactions[Booking]
    clock: Clock

    def add(self, new: NewPatient, contacts: tuple[Contact, ...], once: Once) -> Patient:
        """Keep a new patient, whose contact points nobody has verified yet."""

        def add(transaction: Booking) -> Patient:
            before = once.done_before(transaction, SCOPE, {})
            if before is not None:
                return transaction.patients.get(PatientId(UUID(before["patient"])))
            patient = transaction.patients.add(new)
            for contact in contacts:
                transaction.patients.add_contact(patient, contact.system, contact.value, "self", None)
            transaction.idempotency.settle(once.within(SCOPE), {"patient": patient.id.hex})
            return patient

        return carry_out(self.transactions.transaction, add)

    def get(self, id_: PatientId) -> Patient:
        """A patient; raises NotFound."""
        with self.transactions.transaction() as transaction:
            return transaction.patients.get(id_)

    def speaking(self, conversation: ConversationId) -> tuple[Directory, Party]:
        """Who writes in a conversation; raises NotFound."""
        with self.transactions.transaction() as transaction:
            return transaction.directory.current(), party(transaction, conversation, self.clock.now())


@dataclass(frozen=True)
class ReadDirectory:
    """Reads the clinic's configuration."""

    transactions: Transactions[Booking]

    def __call__(self) -> Directory:
        """The configuration as it is now; raises NotFound before the clinic is set up."""
        with self.transactions.transaction() as transaction:
            return transaction.directory.current()
