"""Where somebody is written to of our own accord: where they write, else where the records say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final, Protocol
from uuid import UUID

from backend.domain.ids import ConversationId, PatientId
from backend.domain.messaging.caps import DAY
from backend.domain.messaging.ports import Conversations
from backend.domain.reminders.decide import reached
from backend.domain.reminders.due import Contact, NewPlace, Place, Reaching, Sought

PHONES: Final = ("sms", "whatsapp")
_OPENED: Final = frozenset({*PHONES, "email"})
"""Channels on which we may write first to an address from the records."""
_SHUT: Final = "web"
"""A browser that may be shut: written to where nothing else is known."""


class Finding(Protocol):
    """What one transaction finds people with."""

    @property
    def reaching(self) -> Reaching:
        """Where they may be written to."""
        ...

    @property
    def conversations(self) -> Conversations:
        """Where they write."""
        ...


@dataclass
class Whereabouts:
    """The addresses of those whom a batch is for, found with a handful of statements."""

    transaction: Finding
    channels: Sequence[str]
    now: datetime
    _known: dict[ConversationId, list[Place]] = field(default_factory=dict)

    def of(self, batch: Sequence[Sought]) -> dict[UUID, list[Place]]:
        """The places of each, the one to choose first in front.

        Somebody is left out with whom another starts the same conversation at this moment: the next look finds it.
        """
        self._read({one.conversation for one in batch if one.conversation is not None})
        found = {one.id: list(self._known.get(one.conversation, ())) if one.conversation else [] for one in batch}
        lost = [one for one in batch if not _found(one, found[one.id])]
        return found | self._by_records(lost, found) if lost else found

    def _read(self, conversations: set[ConversationId]) -> None:
        missing = conversations - self._known.keys()
        self._known |= self.transaction.reaching.places(missing, self.channels, self.now - DAY)

    def _by_records(self, lost: Sequence[Sought], found: dict[UUID, list[Place]]) -> dict[UUID, list[Place]]:
        contacts = self.transaction.reaching.contacts({one.patient for one in lost})
        held = self.transaction.reaching.known([one for ones in contacts.values() for one in ones])
        self._read(set(held.values()))
        opening: dict[UUID, NewPlace] = {}
        for one in lost:
            for contact in _in_order(contacts.get(one.patient, ()), one.wishes.channel):
                channel = self._channel(contact, one.wishes.channel)
                if contact in held:
                    found[one.id] += self._there(held[contact], contact, channel)
                elif channel is not None:
                    phone = contact.system == "phone"
                    opening[one.id] = NewPlace(channel, contact.value, phone, one.locale)
                if one.id in opening or _found(one, found[one.id]):
                    break
        opened = self.transaction.reaching.open(list(opening.values()))
        for id_, new in opening.items():
            if new in opened:
                found[id_].insert(0, opened[new])
            else:
                del found[id_]
        return found

    def _there(self, conversation: ConversationId, contact: Contact, channel: str | None) -> list[Place]:
        """The places of a conversation that is held with somebody; a number is given one more, where it helps."""
        places = self._known.get(conversation, [])
        there = {place.conversation.channel for place in places}
        if contact.system == "phone" and channel is not None and channel not in there:
            number = contact.value.reveal()
            self.transaction.conversations.open(channel, number, number)
            del self._known[conversation]
            self._read({conversation})
            places = self._known.get(conversation, [])
        return places

    def _channel(self, contact: Contact, wished: str | None) -> str | None:
        """On which channel we write first to somebody in the records."""
        able = {"phone": PHONES, "email": ("email",)}.get(contact.system, ())
        ours = [name for name in able if name in self.channels]
        return wished if wished in ours else next(iter(ours), None)


class Reach(StrEnum):
    """Whether a patient can be reminded on a channel."""

    YES = "yes"
    ENDED = "ended"
    """They ended messages there."""
    NOWHERE = "nowhere"
    """No address of theirs works there."""


def reach(transaction: Finding, patient: PatientId, here: ConversationId, channel: str, now: datetime) -> Reach:
    """Whether a wish for a channel finds a patient who speaks in a conversation; nothing is opened to find out."""
    phones = channel in PHONES
    contacts = transaction.reaching.contacts({patient}).get(patient, [])
    contacts = [one for one in contacts if one.system == ("phone" if phones else channel)]
    held = transaction.reaching.known(contacts)
    there = transaction.reaching.places({here, *held.values()}, PHONES if phones else (channel,), now - DAY)
    places = [place for found in there.values() for place in found]
    on_it = [place for place in places if place.conversation.channel == channel]
    # An address in the records nobody wrote from yet is opened, and a number that texts is given WhatsApp.
    new = any(one not in held for one in contacts) or (phones and not on_it and any(place.usable for place in places))
    if new or any(place.usable for place in on_it):
        return Reach.YES
    return Reach.ENDED if any(place.conversation.opted_out_at for place in places) else Reach.NOWHERE


def _found(sought: Sought, places: Sequence[Place]) -> bool:
    """Whether there is a place that will do, on the channel that is wished."""
    place = reached(sought, places)
    if place is None or place.conversation.channel == _SHUT:
        return False
    return sought.wishes.channel not in _OPENED or place.conversation.channel == sought.wishes.channel


def _in_order(contacts: Sequence[Contact], wished: str | None) -> list[Contact]:
    """Telephone numbers before mail, unless mail is wished."""
    return sorted(contacts, key=lambda contact: contact.system != "email") if wished == "email" else list(contacts)
