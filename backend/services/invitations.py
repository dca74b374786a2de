"""Confirmations by mail: a visit that was booked, moved or called off, with the file that puts it into a calendar.

They are written from the history of appointments, once a change, whoever made it; only the last change counts. They
say the clinic, the day and time and the place, and nothing of what the visit is for.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from zoneinfo import ZoneInfo

from backend.domain.messaging.language import Language, language_of
from backend.domain.messaging.moments import spelled
from backend.domain.messaging.records import Author, Conversation, Enclosure, Purpose, Words
from backend.domain.ports import Clock, Transactions
from backend.domain.scheduling.clinic import Directory, Location
from backend.domain.scheduling.invitations import Inviting, VisitChanged, told_as
from backend.domain.scheduling.records import CALLED_OFF, Change
from channels.email.account import CHANNEL
from channels.email.invitation import Invitation, invitation

WITHIN: Final = timedelta(hours=6)
AT_ONCE: Final = 100
_TOLD: Final = (Change.BOOKED, Change.RESCHEDULED, Change.CANCELLED, Change.DECLINED)

_WORDS: Final[dict[Language, dict[str, str]]] = {
    "en": {
        "subject": "Your visit at {clinic}",
        "booked": "Your visit at {clinic} is booked.\n\n{when}\n{place}",
        "rescheduled": "Your visit at {clinic} has a new time.\n\n{when}\n{place}",
        "cancelled": "Your visit at {clinic} is cancelled.\n\n{when}\n{place}",
    },
    "es": {
        "subject": "Su visita en {clinic}",
        "booked": "Su visita en {clinic} está reservada.\n\n{when}\n{place}",
        "rescheduled": "Su visita en {clinic} tiene una hora nueva.\n\n{when}\n{place}",
        "cancelled": "Su visita en {clinic} está cancelada.\n\n{when}\n{place}",
    },
}


@dataclass(frozen=True)
class Invitations:
    """Writes the invitations that are due; meant to be called now and then.

    `organizer` is the clinic's sender; `domain` makes the names of visits in calendars unique in the world.
    """

    transactions: Transactions[Inviting]
    clock: Clock
    organizer: str
    domain: str

    def __call__(self) -> int:
        """Write what is due; how many there were. Their deliveries are due at once."""
        with self.transactions.transaction() as transaction:
            found = transaction.invitations.due(_TOLD, CHANNEL, WITHIN, AT_ONCE)
            directory = transaction.directory.current() if found else None
            for changed in found:
                place = transaction.conversations.at(changed.address)
                if directory is not None and place is not None:
                    words = self._words(changed, place, directory)
                    transaction.messages.say(place, words, self.clock.now(), told_as(changed.line))
            return len(found)

    def _words(self, changed: VisitChanged, place: Conversation, directory: Directory) -> Words:
        location = directory.location_of[changed.location]
        language = language_of(place.locale)
        called_off = changed.change in CALLED_OFF
        names = {
            "clinic": directory.clinic.name,
            "when": spelled(changed.starts_at.astimezone(ZoneInfo(location.zone)), language),
            "place": _where(location),
        }
        line = _WORDS[language]["cancelled" if called_off else str(changed.change)]
        visit = Invitation(
            uid=f"{changed.appointment.hex}@{self.domain}",
            sequence=changed.revision,
            starts_at=changed.starts_at,
            ends_at=changed.ends_at,
            zone=location.zone,
            clinic=directory.clinic.name,
            place=_where(location),
            organizer=self.organizer,
            attendee=place.address.reveal(),
            locale=place.locale,
        )
        file = invitation(visit, "CANCEL" if called_off else "REQUEST", self.clock.now())
        return Words(
            text=line.format(**names),
            purpose=Purpose.NOTICE,
            author=Author.SYSTEM,
            subject=_WORDS[language]["subject"].format(**names),
            enclosure=Enclosure(file.filename, file.media_type, file.content.decode()),
        )


def _where(location: Location) -> str:
    return f"{location.name}, {location.address}" if location.address else location.name
