"""Wanting to be written to, or not: every change is kept, and an open appointment is not lost over it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Final, Protocol

from backend.domain.handoff.machine import Reason
from backend.domain.ids import MessageId
from backend.domain.messaging.carrier import NOTE, may_mean_an_appointment
from backend.domain.messaging.ports import Letterhead, MessagingTransaction
from backend.domain.messaging.records import Conversation, Purpose, Source, Words
from backend.domain.scheduling.ports import Booking
from backend.services.handing_over import alert_staff
from backend.services.list_appointments import UPCOMING
from backend.services.who import party
from backend.services.wording import Line, say

_ACTOR: Final = {Source.PATIENT: "patient", Source.LINK: "patient"}


class Consenting(MessagingTransaction, Booking, Protocol):
    """What one transaction works on when somebody opts out: it looks for their appointments too."""


def source_of(channel: str) -> Source:
    """By whose word a channel tells of consent: carriers act on what was texted, others on what was pressed."""
    return Source.CARRIER if channel == "sms" else Source.PROVIDER


def opt_out(
    transaction: Consenting, place: Conversation, source: Source, at: datetime, words: str | None = None
) -> bool:
    """End messages to an address of a locked conversation; whether its person has an appointment ahead.

    Then staff are alerted: they can no longer be reminded, or meant to call it off. Wherever the person writes again,
    they are answered.
    """
    if place.opted_out_at is not None:
        return False
    ahead = _ahead(transaction, place, at)
    transaction.addresses.opt_out(place, source, words, at)
    if ahead:
        actor = _ACTOR.get(source, "system")
        note = NOTE if source is Source.CARRIER and may_mean_an_appointment(words) else None
        alert_staff(transaction, place, Reason.OPTED_OUT, actor=actor, at=at, note=note)
    return ahead


def tell_elsewhere(
    transaction: Consenting, place: Conversation, channels: Collection[str], letterhead: Letterhead, at: datetime
) -> MessageId | None:
    """Tell whose carrier took CANCEL for an opt-out how to call an appointment off, at another of their addresses."""
    other = transaction.addresses.to_write_to(place.id, tuple(channels))
    if other is None:
        return None
    words = Words(say(Line.CARRIER_ENDED, place.locale, letterhead), Purpose.CONSENT)
    return transaction.messages.say(other, words, at)


def opt_in(
    transaction: Consenting, place: Conversation, source: Source, at: datetime, words: str | None = None
) -> bool:
    """Write to an address of a locked conversation again; whether its person is still to hear about an appointment.

    That is so when a carrier took CANCEL for the opt-out, and nobody could be told how to call an appointment off.
    """
    if place.opted_out_at is None:
        return False
    ended_by = transaction.addresses.opt_out_words(place)
    told = transaction.messages.last_said(place, Purpose.CONSENT)
    transaction.addresses.opt_in(place, source, words, at)
    misread = ended_by is not None and may_mean_an_appointment(ended_by.reveal())
    return misread and (told is None or told < place.opted_out_at) and _ahead(transaction, place, at)


def _ahead(transaction: Consenting, place: Conversation, at: datetime) -> bool:
    """Whether the person has an appointment ahead, as far as their numbers tell."""
    patients = [patient.id for patient in party(transaction, place.id, at).patients]
    return bool(patients) and bool(transaction.appointments.of_patients(patients, at, UPCOMING, 1))
