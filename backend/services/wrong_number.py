"""Somebody else has that number: it proves nothing any more, nothing goes there, and staff find another way."""

from __future__ import annotations

from datetime import datetime

from backend.domain.handoff.machine import Reason
from backend.domain.messaging.records import Conversation, Source
from backend.services.handing_over import alert_staff
from backend.services.opting_out import Consenting
from backend.services.who import contact_of, party


def disown(transaction: Consenting, place: Conversation, words: str, at: datetime) -> None:
    """End messages to the address of a locked conversation, and what it proved of patients.

    Staff are alerted when it was somebody's: whoever was reminded there has to be reached in another way.
    """
    was_known = bool(party(transaction, place.id, at, ever=True).patients)
    address = next((one for one in transaction.addresses.of(place.id) if one.id == place.address_id), None)
    if address is not None:
        transaction.patients.disown(contact_of(address)[1], place.id, at)
    transaction.addresses.opt_out(place, Source.PATIENT, words, at)
    if was_known:
        alert_staff(transaction, place, Reason.WRONG_NUMBER, actor="patient", at=at)
