"""Where and when somebody who waits may be asked: at one of their addresses, awake, and not too often."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from backend.domain.handoff.machine import ConversationState
from backend.domain.ids import ConversationId, PatientId
from backend.domain.messaging.caps import DAY
from backend.domain.messaging.language import language_of
from backend.domain.messaging.quiet import next_waking
from backend.domain.messaging.records import Conversation
from backend.domain.scheduling.clinic import Directory
from backend.domain.scheduling.zones import zone
from backend.domain.waitlist.ports import WaitlistTransaction
from backend.domain.waitlist.records import Candidate
from backend.domain.waitlist.waves import ask_at, waking_of
from backend.services.clocks import clocks
from backend.services.waitlist_words import Told
from backend.services.who import party

_SHUT: Final = "web"
"""A browser that may be shut: asked there only when nothing else is known."""
_PHONES: Final = ("sms", "whatsapp")


@dataclass(frozen=True, slots=True)
class Asking:
    """Finds people within a transaction."""

    transaction: WaitlistTransaction
    directory: Directory
    channels: Collection[str]
    now: datetime

    def place(self, candidate: Candidate) -> Conversation | None:
        """Where they are asked: where they joined, else where the records say; None: nowhere."""
        entry = candidate.entry
        open_ = tuple(name for name in self.channels if name != _SHUT)
        found = self._usable(entry.conversation, open_) if entry.conversation else None
        found = found or self._by_records(entry.patient, open_, candidate.locale)
        if found is None and entry.conversation is not None:
            found = self._usable(entry.conversation, tuple(self.channels))
        return found

    def when(self, candidate: Candidate, place: Conversation, starts_at: datetime) -> datetime:
        """From when on they may be asked about a visit."""
        started = self.transaction.waitlist.started(place.id, self.now - DAY)
        return ask_at(starts_at, self.now, self._zones(place), started, waking_of(candidate.hours))

    def awake(self, place: Conversation) -> datetime:
        """When they may be told something."""
        return next_waking(self.now, self._zones(place))

    def told(self, place: Conversation, patient: PatientId) -> Told:
        """How they are spoken to; by name where several people share a telephone."""
        known = party(self.transaction, place.id, self.now).patients
        others = any(one.id != patient for one in known)
        given = self.transaction.patients.get(patient).name.given if others else None
        return Told.of(place.locale, given)

    def _usable(self, id_: ConversationId, channels: tuple[str, ...]) -> Conversation | None:
        place = self.transaction.addresses.to_write_to(id_, channels)
        # While staff talk with somebody nothing of ours gets through.
        return None if place is None or place.state is ConversationState.CLAIMED else place

    def _by_records(self, patient: PatientId, channels: tuple[str, ...], locale: str) -> Conversation | None:
        conversations = self.transaction.conversations
        for system, value in self.transaction.waitlist.contacts(patient):
            able = {"phone": _PHONES, "email": ("email",)}.get(system, ())
            channel = next((name for name in able if name in channels), None)
            if channel is None:
                continue
            known = conversations.with_phone(value) if system == "phone" else conversations.find(channel, value)
            if known is None:
                known = conversations.open(channel, value, value if system == "phone" else None)
                conversations.set_language(known.id, language_of(locale))
            place = self._usable(known.id, channels)
            if place is not None:
                return place
        return None

    def _zones(self, place: Conversation) -> list[ZoneInfo]:
        """Every clock they may live by."""
        clinic = zone(self.directory.clinic.zone)
        phones = [one.address.reveal() for one in self.transaction.addresses.of(place.id) if one.phone]
        return list(dict.fromkeys(each for phone in phones for each in clocks(phone, clinic))) or [clinic]
