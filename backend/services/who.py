"""Whom a conversation may speak for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from backend.domain.errors import NotFound
from backend.domain.identity.level import Level, level, verified_since
from backend.domain.ids import AppointmentId, ConversationId
from backend.domain.messaging.records import Address, Conversation
from backend.domain.scheduling.ports import Booking
from backend.domain.scheduling.records import Appointment, Patient, conversation_holder

_EVER: Final = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Party:
    """A conversation and the patients its addresses were verified for.

    `phones`: its telephone numbers; `chat`: the address in use, where it has none.
    """

    conversation: Conversation
    patients: tuple[Patient, ...]
    phones: tuple[Address, ...] = ()
    chat: Address | None = None

    @property
    def level(self) -> Level:
        """How sure it is who writes."""
        return level(known=bool(self.patients), opted_out=self.conversation.opted_out_at is not None)

    @property
    def reached_at(self) -> tuple[Address, ...]:
        """Where whoever is booked for is reached from then on."""
        return self.phones or ((self.chat,) if self.chat else ())

    @property
    def actor(self) -> str:
        """Its name in histories, and as a holder of slots."""
        return conversation_holder(self.conversation.id)


def party(transaction: Booking, id_: ConversationId, now: datetime, *, ever: bool = False) -> Party:
    """Who writes in a conversation; raises NotFound. `ever`: also whose number was verified longer ago.

    Its telephone numbers tell, whichever of its channels they write on; a chat tells for whom it booked itself. Not one
    that ended messages or is dead, and no mail whose sender may be anybody.
    """
    conversation = transaction.conversations.get(id_)
    usable = [one for one in transaction.addresses.of(id_) if one.proven and one.usable]
    # WhatsApp and SMS of one number are one telephone, used last where it is named; a conversation may know several.
    phones = {one.address.reveal(): one for one in reversed(usable) if one.phone}
    chats = [one for one in usable if not one.phone]
    after = _EVER if ever else verified_since(now)
    values = [contact_of(one)[1] for one in (*phones.values(), *chats)]
    known = {found.id: found for value in values for found in transaction.patients.by_contact(value, after)}
    chat = next((one for one in chats if one.id == conversation.address_id and not phones), None)
    return Party(conversation, tuple(known.values()), tuple(phones.values()), chat)


def contact_of(address: Address) -> tuple[str, str]:
    """The system and value under which an address stands among a patient's contact points."""
    value = address.address.reveal()
    if address.phone:
        return "phone", value
    return ("email", value) if address.channel == "email" else ("other", f"{address.channel}:{value}")


def own_appointment(transaction: Booking, known: Sequence[Patient], id_: AppointmentId) -> Appointment:
    """One of these patients' appointments, locked; a stranger's looks the same as none: NotFound."""
    appointment = transaction.appointments.get(id_, lock=True)
    if all(patient.id != appointment.patient for patient in known):
        raise NotFound("no such appointment")
    return appointment
