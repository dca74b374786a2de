"""What answers to offers and reminders do, one after another, on a small picture of the clinic; for comparison.

The picture has no ids that are made on the way: two histories that end alike are equal.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID

from backend.store.transaction import Transaction

_VISITS: Final = "SELECT id, patient_id, practitioner_id, starts_at, ends_at, status, attendance FROM appointments"
_ENTRIES: Final = "SELECT id, patient_id, appointment_id, state FROM waitlist"
_OPENINGS: Final = """
    SELECT id, practitioner_id, lower(visit) AS starts_at, upper(visit) AS ends_at, state FROM openings
"""
_OFFERS: Final = "SELECT id, opening_id, entry_id, starts_at, ends_at, state FROM waitlist_offers"


@dataclass(frozen=True)
class Visit:
    """An appointment; `id` is None for one that was made on the way."""

    id: UUID | None
    patient: UUID
    practitioner: int
    starts_at: datetime
    ends_at: datetime
    status: str
    attendance: str | None

    def overlaps(self, starts_at: datetime, ends_at: datetime) -> bool:
        return self.status == "booked" and self.starts_at < ends_at and starts_at < self.ends_at


@dataclass(frozen=True)
class Entry:
    id: UUID
    patient: UUID
    appointment: UUID | None
    state: str


@dataclass(frozen=True)
class Opening:
    id: UUID | None
    practitioner: int
    starts_at: datetime
    ends_at: datetime
    state: str


@dataclass(frozen=True)
class Offer:
    id: UUID
    opening: UUID
    entry: UUID
    starts_at: datetime
    ends_at: datetime
    state: str


@dataclass(frozen=True)
class Answer:
    """An answer to an offer, or to a reminder of a visit at a time."""

    yes: bool
    offer: UUID | None = None
    visit: UUID | None = None
    told: datetime | None = None


@dataclass(frozen=True)
class Picture:
    """All that answers can change."""

    visits: frozenset[Visit]
    entries: frozenset[Entry]
    openings: frozenset[Opening]
    offers: frozenset[Offer]

    @classmethod
    def of(cls, transaction: Transaction) -> Picture:
        """As it is in the database."""
        rows = [transaction.connection.exec_driver_sql(one).all() for one in (_VISITS, _ENTRIES, _OPENINGS, _OFFERS)]
        return cls(
            frozenset(Visit(*row) for row in rows[0]),
            frozenset(Entry(*row) for row in rows[1]),
            frozenset(Opening(*row) for row in rows[2]),
            frozenset(Offer(*row) for row in rows[3]),
        )

    def nameless(self, known: Picture) -> Picture:
        """The same without the ids of what is new since another picture."""
        visits, openings = {one.id for one in known.visits}, {one.id for one in known.openings}
        return replace(
            self,
            visits=frozenset(one if one.id in visits else replace(one, id=None) for one in self.visits),
            openings=frozenset(one if one.id in openings else replace(one, id=None) for one in self.openings),
        )

    def after(self, answer: Answer, now: datetime) -> Picture:
        """What it is like when one answer was taken."""
        if answer.offer is None:
            return self._attending(answer, now)
        offer = next(one for one in self.offers if one.id == answer.offer)
        opening = next(one for one in self.openings if one.id == offer.opening)
        entry = next(one for one in self.entries if one.id == offer.entry)
        if entry.state != "waiting" or offer.state == "accepted":
            return self
        if not answer.yes:
            return self if offer.state == "lost" else self._with(offer, "declined")
        if opening.state not in ("new", "offering", "open") or offer.starts_at <= now:
            return self
        return self._taking(offer, opening, entry, now)

    def _attending(self, answer: Answer, now: datetime) -> Picture:
        visit = next(one for one in self.visits if one.id == answer.visit)
        if visit.status != "booked" or visit.starts_at != answer.told or visit.ends_at <= now:
            return self
        said = replace(visit, attendance="confirmed" if answer.yes else "declined")
        return replace(self, visits=(self.visits - {visit}) | {said})

    def _taking(self, offer: Offer, opening: Opening, entry: Entry, now: datetime) -> Picture:
        mine = next((one for one in self.visits if one.id is not None and one.id == entry.appointment), None)
        if entry.appointment is not None and (
            mine is None or mine.status != "booked" or mine.starts_at <= offer.starts_at
        ):
            expired = replace(self, entries=(self.entries - {entry}) | {replace(entry, state="expired")})
            return expired._with(offer, "declined")
        others = [one for one in self.visits if one != mine and one.overlaps(offer.starts_at, offer.ends_at)]
        held = [
            one
            for one in self.openings
            if one.state == "offering" and one != opening and one.practitioner == opening.practitioner
            if one.starts_at < offer.ends_at and offer.starts_at < one.ends_at
        ]
        if held or any(one.practitioner == opening.practitioner for one in others):
            return self._closed(opening, "gone")
        if any(one.patient == entry.patient for one in others):
            return self._with(offer, "declined")
        taken = Visit(
            None if mine is None else mine.id,
            entry.patient,
            opening.practitioner,
            offer.starts_at,
            offer.ends_at,
            "booked",
            None,
        )
        booked = replace(
            self,
            visits=(self.visits - {mine} if mine else self.visits) | {taken},
            entries=(self.entries - {entry}) | {replace(entry, state="booked")},
        )
        filled = booked._with(offer, "accepted")._closed(opening, "filled")
        if mine is None or mine.starts_at <= now:
            return filled
        freed = Opening(None, mine.practitioner, mine.starts_at, mine.ends_at, "new")
        return replace(filled, openings=filled.openings | {freed})

    def _with(self, offer: Offer, state: str) -> Picture:
        return replace(self, offers=(self.offers - {offer}) | {replace(offer, state=state)})

    def _closed(self, opening: Opening, state: str) -> Picture:
        offers = frozenset(
            replace(one, state="lost") if one.opening == opening.id and one.state == "offered" else one
            for one in self.offers
        )
        return replace(self, offers=offers, openings=(self.openings - {opening}) | {replace(opening, state=state)})


def reachable(start: Picture, answers: Iterable[Answer], now: datetime) -> set[Picture]:
    """All that can come of answers that are taken one after another, in some order, each once or more often."""
    all_ = frozenset(answers)
    seen: set[tuple[Picture, frozenset[Answer]]] = {(start, frozenset())}
    edge = list(seen)
    while edge:
        picture, taken = edge.pop()
        for answer in all_:
            following = (picture.after(answer, now), taken | {answer})
            if following not in seen:
                seen.add(following)
                edge.append(following)
    return {picture for picture, taken in seen if taken == all_}
