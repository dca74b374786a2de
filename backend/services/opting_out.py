"""Wanting to be written to, or not: every change is kept, and an open appointment is not lost over it."""

from __future__ import annotations

from datetime import datetime
from typing import Final, Protocol

from backend.domain.handoff.machine import Reason
from backend.domain.messaging.ports import MessagingTransaction
from backend.domain.messaging.records import Conversation, Source
from backend.domain.scheduling.ports import Booking
from backend.services.handing_over import ask_for_a_person
from backend.services.list_appointments import UPCOMING
from backend.services.who import party

_ACTOR: Final = {Source.PATIENT: "patient", Source.LINK: "patient"}


class Consenting(MessagingTransaction, Booking, Protocol):
    """What one transaction works on when somebody opts out: it looks for their appointments too."""


def opt_out(
    transaction: Consenting, place: Conversation, source: Source, at: datetime, words: str | None = None
) -> bool:
    """End messages to an address of a locked conversation; whether its person has an appointment ahead.

    Then staff are asked to see to it: they can no longer be reminded, or meant to call it off.
    """
    if place.opted_out_at is not None:
        return False
    patients = [patient.id for patient in party(transaction, place.id, at).patients]
    ahead = bool(patients) and bool(transaction.appointments.of_patients(patients, at, UPCOMING, 1))
    transaction.addresses.opt_out(place, source, words, at)
    if ahead:
        actor = _ACTOR.get(source, "system")
        ask_for_a_person(transaction, place, Reason.OPTED_OUT, actor=actor, at=at, note=place.channel)
    return ahead


def opt_in(
    transaction: MessagingTransaction, place: Conversation, source: Source, at: datetime, words: str | None = None
) -> None:
    """Write to an address of a locked conversation again."""
    if place.opted_out_at is not None:
        transaction.addresses.opt_in(place, source, words, at)
