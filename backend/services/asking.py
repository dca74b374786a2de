"""Where and when somebody who waits may be asked: at one of their addresses, awake, and not too often."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from backend.domain.handoff.machine import ConversationState
from backend.domain.ids import PatientId
from backend.domain.messaging.caps import DAY
from backend.domain.messaging.quiet import US, next_waking
from backend.domain.messaging.records import Conversation
from backend.domain.reminders.decide import reached
from backend.domain.reminders.due import Place
from backend.domain.scheduling.clinic import Directory
from backend.domain.scheduling.zones import zone
from backend.domain.waitlist.ports import WaitlistTransaction
from backend.domain.waitlist.records import Candidate
from backend.domain.waitlist.waves import ask_at
from backend.services.clocks import clocks
from backend.services.waitlist_words import Told
from backend.services.whereabouts import Whereabouts
from backend.services.who import party

_TRIES: Final = 2
"""The first waits for whoever starts the same conversation, the second finds it."""


@dataclass(frozen=True, slots=True)
class Asking:
    """Finds people within a transaction."""

    transaction: WaitlistTransaction
    directory: Directory
    channels: Collection[str]
    now: datetime

    def place(self, candidate: Candidate) -> Conversation | None:
        """Where they are asked, and in which language; None: nowhere."""
        place = reached(candidate, self._places(candidate))
        # While staff talk with somebody nothing of ours gets through.
        if place is None or place.conversation.state is ConversationState.CLAIMED:
            return None
        there = place.conversation
        return replace(there, locale=candidate.wishes.locale or there.locale)

    def _places(self, candidate: Candidate) -> Sequence[Place]:
        """Where they are known to be; a conversation that somebody else starts at this moment is there at once."""
        found: dict[UUID, list[Place]] = {}
        for _ in range(_TRIES):
            found = found or Whereabouts(self.transaction, tuple(self.channels), self.now).of([candidate])
        return found.get(candidate.id, ())

    def when(self, candidate: Candidate, place: Conversation, starts_at: datetime) -> datetime:
        """From when on they may be asked about a visit."""
        started = self.transaction.waitlist.started(place.id, self.now - DAY)
        return ask_at(starts_at, self.now, self._zones(place), started, candidate.wishes.waking or US)

    def awake(self, place: Conversation) -> datetime:
        """When they may be told something."""
        return next_waking(self.now, self._zones(place))

    def told(self, place: Conversation, patient: PatientId) -> Told:
        """How they are spoken to; by name where several people share a telephone."""
        known = party(self.transaction, place.id, self.now).patients
        others = any(one.id != patient for one in known)
        given = self.transaction.patients.get(patient).name.given if others else None
        return Told.of(place.locale, given)

    def _zones(self, place: Conversation) -> list[ZoneInfo]:
        """Every clock they may live by."""
        clinic = zone(self.directory.clinic.zone)
        phones = [one.address.reveal() for one in self.transaction.addresses.of(place.id) if one.phone]
        return list(dict.fromkeys(each for phone in phones for each in clocks(phone, clinic))) or [clinic]
