"""Joining and leaving the waitlist in a conversation, by plain words and without the dialogue.

What is waited for is what was looked for last in that conversation; whoever has that visit already, or looked for
nothing, wants it earlier. Whoever has none and wants it earlier waits for a time before those that were offered. The
answer reads it back.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from backend.domain.errors import InvalidRequest
from backend.domain.identity.names import PersonName
from backend.domain.ids import ConversationId
from backend.domain.messaging.records import Conversation, Purpose, Words
from backend.domain.ports import Clock, Transactions
from backend.domain.scheduling.clinic import Directory, Service
from backend.domain.scheduling.records import OPEN, Appointment, Patient, Searched
from backend.domain.waitlist.ports import WaitlistTransaction
from backend.domain.waitlist.records import Entry, Wishes
from backend.domain.waitlist.wishing import wishes_of
from backend.domain.waitlist.words import Said, Wish, folded, said
from backend.services.book_appointment import Person, known_or_new
from backend.services.list_appointments import MOST_UPCOMING, UPCOMING
from backend.services.waitlist import NOTICE, join, leave
from backend.services.waitlist_words import Line, Told, about_nothing, joined, joined_earlier
from backend.services.who import Party, party

REMEMBERED: Final = timedelta(hours=24)
"""How long what was looked for is what WAITLIST means."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What became of a wish: what to say, and the place on the list, if there is one now."""

    text: str
    entry: Entry | None = None


@dataclass(frozen=True)
class WaitlistByText:
    """Does what a conversation asks of the waitlist."""

    transactions: Transactions[WaitlistTransaction]
    clock: Clock

    def concerns(self, text: str) -> bool:
        """Whether a message asks something of the waitlist, and nothing else: who waits may be named, not what for."""
        wish = said(text)
        if wish is None or not wish.name:
            return wish is not None
        with self.transactions.statements() as transaction:
            return not _names_service(transaction.directory.current(), wish.name)

    def take(self, transaction: WaitlistTransaction, place: Conversation, text: str, at: datetime) -> Words | None:
        """Do what a message asks, within the transaction of its turn; None when it is about something else."""
        wish = said(text)
        return None if wish is None else Words(_Talk(transaction, place, at).hears(wish).text, Purpose.REPLY)

    def __call__(
        self, conversation: ConversationId, wish: Said, person: Person | None = None
    ) -> tuple[Directory, Heard]:
        """Do it for whoever speaks for a conversation, or for the person who is to wait; raises NotFound."""
        with self.transactions.transaction() as transaction:
            place = transaction.conversations.lock(conversation)
            return transaction.directory.current(), _Talk(transaction, place, self.clock.now()).hears(wish, person)


class _Talk:
    """One wish in one conversation, within a transaction."""

    def __init__(self, transaction: WaitlistTransaction, place: Conversation, at: datetime) -> None:
        self.transaction = transaction
        self.place = place
        self.at = at
        self.who: Party = party(transaction, place.id, at)
        self.directory = transaction.directory.current()

    def hears(self, wish: Said, person: Person | None = None) -> Heard:
        """Do what is asked for."""
        if wish.wish is Wish.LEAVE:
            return self._leave()
        patients = [patient.id for patient in self.who.patients]
        visits = (
            self.transaction.appointments.of_patients(patients, self.at, UPCOMING, MOST_UPCOMING) if patients else []
        )
        visits = [visit for visit in visits if visit.starts_at > self.at]
        searched = self.transaction.searches.last(self.place.id, self.at - REMEMBERED)
        if wish.wish is Wish.EARLIER or searched is None:
            visit = _meant(visits, searched)
            if visit is not None:
                return self._earlier(visit, None)
            if searched is None or searched.appointment is not None:
                line = Line.NO_VISIT if wish.wish is Wish.EARLIER else Line.NOTHING_LOOKED_FOR
                return Heard(self._line(line))
            searched = replace(searched, windows=((None, self._first_offered()),), at=self.at)
            self.transaction.searches.keep(searched)
        if searched.appointment is not None:
            visit = next((one for one in visits if one.id == searched.appointment), None)
            return Heard(self._line(Line.NO_VISIT)) if visit is None else self._earlier(visit, searched)
        return self._join(person or wish.name, searched, visits)

    def _leave(self) -> Heard:
        entries = self.transaction.waitlist.waiting_in(self.place.id, [one.id for one in self.who.patients])
        left = [leave(self.transaction, entry, self.at, self.who.actor) for entry in entries]
        return Heard(self._line(Line.LEFT if any(left) else Line.NOT_LISTED))

    def _join(self, whom: Person | str, searched: Searched, visits: list[Appointment]) -> Heard:
        patient = self._patient(whom)
        if isinstance(patient, Heard):
            return patient
        visit = next((one for one in visits if (one.patient, one.service) == (patient.id, searched.service)), None)
        if visit is not None:
            return self._earlier(visit, None)
        location = self.directory.location_of.get(searched.location or 0)
        wishes = wishes_of(searched, location.zone if location else self.directory.clinic.zone, self.at)
        entry = self._kept(patient, wishes)
        is_relative = isinstance(whom, Person) and whom.relationship != "self"
        return Heard(joined(self._told(patient, is_relative), self.directory, entry), entry)

    def _earlier(self, visit: Appointment, searched: Searched | None) -> Heard:
        """Wait for a time before a visit; when another time was looked for, for that one."""
        patient = next(one for one in self.who.patients if one.id == visit.patient)
        wishes = Wishes(visit.service, appointment=visit.id, until_at=visit.starts_at)
        if searched is not None and searched.windows:
            wishes = wishes_of(searched, self.directory.location_of[visit.location].zone, self.at)
        entry = self._kept(patient, wishes)
        return Heard(joined_earlier(self._told(patient), self.directory, visit.location, visit.starts_at), entry)

    def _first_offered(self) -> datetime | None:
        """When the first of the times starts that were offered last; None when none of them is still to come."""
        offers = self.transaction.offers.latest(self.place.id)
        return min((offer.starts_at for offer in offers if offer.starts_at > self.at), default=None)

    def _kept(self, patient: Patient, wishes: Wishes) -> Entry:
        notice = max(NOTICE, self.directory.service_of[wishes.service].minimum_notice)
        over = wishes.until_at is not None and wishes.until_at <= self.at
        wishes = replace(wishes, notice=notice)
        wishes = replace(wishes, from_at=None, until_at=None) if over else wishes
        return join(self.transaction, patient.id, wishes, self.at, conversation=self.place.id, by=self.who.actor)

    def _patient(self, whom: Person | str) -> Patient | Heard:
        """Who waits: whoever is named, or the only one the conversation speaks for; or what to ask."""
        if isinstance(whom, Person):
            return known_or_new(self.transaction, self.who, whom, self.at)
        name = whom
        known = self.who.patients
        if not name:
            if len(known) == 1:
                return known[0]
            names = ", ".join(patient.name.given for patient in known)
            return Heard(self._line(Line.WHO, names=names) if known else self._line(Line.NAME_NEEDED))
        given, _, family = name.partition(" ")
        named = [one for one in known if PersonName(one.name.given, "").is_same_as(PersonName(given, ""))]
        if named and (not family or len(named) == 1 and named[0].name.is_same_as(PersonName(given, family))):
            return named[0]
        try:
            person = Person(name=PersonName.of(given, family))
        except InvalidRequest:
            return Heard(self._line(Line.NAME_NEEDED))
        return known_or_new(self.transaction, self.who, person, self.at)

    def _told(self, patient: Patient, is_relative: bool = False) -> Told:
        others = is_relative or any(one.id != patient.id for one in self.who.patients)
        return Told.of(self.place.locale, patient.name.given if others else None)

    def _line(self, line: Line, **names: str) -> str:
        return about_nothing(line, Told.of(self.place.locale), self.directory, **names)


def _meant(visits: list[Appointment], searched: Searched | None) -> Appointment | None:
    """The visit that should be earlier: the one whose time was looked for, of that service, or the next one."""
    open_ = [visit for visit in visits if visit.status in OPEN]
    if searched is not None:
        open_.sort(key=lambda visit: (visit.id != searched.appointment, visit.service != searched.service))
    return next(iter(open_), None)


def _names_service(directory: Directory, text: str) -> bool:
    """Whether words name something people come for: "dermatology", "la limpieza"."""
    told = f" {folded(text)} "
    services = (service for service in directory.services if service.active)
    return any(f" {folded(name)} " in told for service in services for name in _names(service))


def _names(service: Service) -> tuple[str, ...]:
    translated = tuple(told["name"] for told in service.translations.values() if "name" in told)
    return service.name, *service.aliases, *translated
