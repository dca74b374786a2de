"""A day in the clinic, to be watched: a few people with telephones, visits tomorrow, and one who waits for a time.

Nobody here is played by the product: the page, or whoever watches, answers for them. What they are told comes the way
it comes to every patient. Demo and test only.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from backend.domain.errors import FrontdeskError, NotFound
from backend.domain.identity.names import PersonName
from backend.domain.ids import PatientId
from backend.domain.ports import Clock
from backend.domain.scheduling.clinic import Directory
from backend.domain.scheduling.free import FreeSlot
from backend.domain.scheduling.minutes import moment_of
from backend.domain.scheduling.records import NewPatient
from backend.domain.scheduling.zones import zone
from backend.identifiers import new_id
from backend.services.book_appointment import BookAppointment
from backend.services.commands import Once
from backend.services.find_availability import FindAvailability
from backend.services.hold_slot import Wanted
from backend.services.waitlist import Waitlist, Wished
from backend.store.database import Database

SERVICE: Final = "dermatology"
LOCATION: Final = "harbor"
AHEAD: Final = timedelta(hours=24, minutes=20)
"""So far ahead are the visits that the reminder of the day before is still to come."""
APART: Final = 45


@dataclass(frozen=True, slots=True)
class Part:
    """Somebody's part: what they answer when a text of the clinic has these words, once each, in order."""

    phone: str
    name: PersonName
    waits: bool = False
    answers: tuple[tuple[str, str], ...] = ()


CAST: Final = (
    Part("+16175550143", PersonName("Nora", "Quill"), answers=((r"reply 1 to confirm", "1"),)),
    Part(
        "+16175550144",
        PersonName("Tom", "Ferris"),
        answers=((r"reply 1 to confirm", "sorry, can't make it, please cancel"), (r"\byes\b|cancel", "yes")),
    ),
    Part("+16175550145", PersonName("Omar", "Dell"), waits=True, answers=((r"reply 1 to take it", "1"),)),
    Part(
        "+16175550146",
        PersonName("Lucy", "Marsh"),
        answers=((r"reply 1 to confirm", "ok see you then"), (r"running late", "running 10 late")),
    ),
)


@dataclass(frozen=True, slots=True)
class Played:
    """Somebody of the day, and their visit's start; None for whoever waits."""

    part: Part
    starts_at: datetime | None


@dataclass(frozen=True)
class DemoDay:
    """Prepares such a day, as often as somebody likes."""

    database: Database
    clock: Clock
    find_availability: FindAvailability
    book_appointment: BookAppointment
    waitlist: Waitlist

    def prepare(self) -> tuple[Directory, list[Played]]:
        """Book tomorrow's visits and let one wait; raises NotFound when nobody has time."""
        now = self.clock.now()
        found = self.find_availability(
            SERVICE, location=LOCATION, start=now + AHEAD, end=now + timedelta(days=14), limit=2000
        )
        visitors = [part for part in CAST if not part.waits]
        starts = _one_day(found.directory, found.slots, len(visitors))
        played = []
        for part, slot in zip(visitors, starts, strict=True):
            patient = self._patient(part)
            directory = found.directory
            who, where = directory.practitioner_of[slot.practitioner].slug, directory.location_of[slot.location].slug
            wanted = Wanted(SERVICE, who, where, moment_of(slot.start))
            self.book_appointment(patient, wanted, Once.of(new_id().hex))
            played.append(Played(part, wanted.start))
        for part in CAST:
            if part.waits:
                self._wait(part)
                played.append(Played(part, None))
        return found.directory, played

    def _patient(self, part: Part) -> PatientId:
        """Whoever has the telephone already, else somebody new."""
        with self.database.transaction() as transaction:
            known = transaction.patients.by_contact(part.phone)
            own = next((one for one in known if one.name == part.name), None)
            patient = own or transaction.patients.add(NewPatient(part.name))
            transaction.patients.add_contact(patient, "phone", part.phone, "self", self.clock.now())
            return patient.id

    def _wait(self, part: Part) -> None:
        patient = self._patient(part)
        with self.database.transaction() as transaction:
            conversation = transaction.conversations.open("sms", part.phone, part.phone).id
        try:
            self.waitlist.join(patient, Wished(SERVICE, location=LOCATION), conversation=conversation)
        except FrontdeskError as error:
            raise NotFound(f"nobody could be put on the waiting list: {error}") from error


def _one_day(directory: Directory, slots: Sequence[FreeSlot], number: int) -> list[FreeSlot]:
    """So many times of one practitioner on one day, one after another; raises NotFound when there are none."""
    days: dict[tuple[str, int, int], list[FreeSlot]] = defaultdict(list)
    for slot in slots:
        place = directory.location_of[slot.location]
        day = moment_of(slot.start).astimezone(zone(place.zone)).date().isoformat()
        kept = days[day, slot.practitioner, slot.location]
        if not kept or slot.start - kept[-1].start >= APART:
            kept.append(slot)
    for _, kept in sorted(days.items()):
        if len(kept) >= number:
            return kept[:number]
    raise NotFound("no practitioner has enough time left on any day")
