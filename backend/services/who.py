"""Whom a conversation may speak for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from backend.domain.errors import NotFound
from backend.domain.identity.level import Level, level, verified_since
from backend.domain.ids import AppointmentId, ConversationId
from backend.domain.messaging.records import Conversation
from backend.domain.scheduling.ports import Booking
from backend.domain.scheduling.records import Appointment, Patient, conversation_holder

CONTACT_SYSTEM: Final = {"sms": "phone", "whatsapp": "phone", "email": "email"}
"""The channels whose address is a contact point of its own kind."""


@dataclass(frozen=True, slots=True)
class Party:
    """A conversation and the patients its address was verified for."""

    conversation: Conversation
    patients: tuple[Patient, ...]

    @property
    def level(self) -> Level:
        """How sure it is who writes."""
        return level(known=bool(self.patients), opted_out=self.conversation.opted_out_at is not None)

    @property
    def actor(self) -> str:
        """Its name in histories, and as a holder of slots."""
        return conversation_holder(self.conversation.id)


def party(transaction: Booking, id_: ConversationId, now: datetime) -> Party:
    """Who writes in a conversation; raises NotFound."""
    conversation = transaction.conversations.get(id_)
    if conversation.opted_out_at is not None or conversation.channel not in CONTACT_SYSTEM:
        return Party(conversation, ())
    known = transaction.patients.by_contact(conversation.address.reveal(), verified_since(now))
    return Party(conversation, tuple(known))


def own_appointment(transaction: Booking, known: Sequence[Patient], id_: AppointmentId) -> Appointment:
    """One of these patients' appointments, locked; a stranger's looks the same as none: NotFound."""
    appointment = transaction.appointments.get(id_, lock=True)
    if all(patient.id != appointment.patient for patient in known):
        raise NotFound("no such appointment")
    return appointment
