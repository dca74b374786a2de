"""Offering times in a conversation: at most three, each held for the patient who is being asked."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from backend.domain.errors import InvalidRequest, UnknownOffer
from backend.domain.ids import AppointmentId, ConversationId, OfferId, SlotId
from backend.domain.ports import Clock, Transactions
from backend.domain.scheduling.choosing import After, Match, Reason
from backend.domain.scheduling.clinic import Directory, Offering, Service
from backend.domain.scheduling.free import Busy, FreeSlot, candidates
from backend.domain.scheduling.minutes import Interval, minute_at_or_after, minute_of, moment_of, union
from backend.domain.scheduling.policy import bookable
from backend.domain.scheduling.ports import Booking
from backend.domain.scheduling.records import HELD_FOR, Appointment, Offer, Searched, visit
from backend.domain.scheduling.search import Search, Shown, day_around
from backend.domain.scheduling.zones import at_local
from backend.identifiers import new_id
from backend.services.commands import Once, carry_out
from backend.services.who import Party, own_appointment, party

SCOPE: Final = "offer"
REMEMBERED: Final = timedelta(hours=1)  # how long what was offered counts for "another one"
TRIES: Final = 3
MOST_WINDOWS: Final = 60


@dataclass(frozen=True, slots=True)
class Asked:
    """What a patient asks for, by public ids; windows are `[start, end)`, naive ones by the wall clock of the place."""

    service: str
    practitioner: str | None = None
    location: str | None = None
    exclude_practitioners: tuple[str, ...] = ()
    windows: tuple[tuple[datetime | None, datetime | None], ...] = ()
    after_previous: After | None = None
    appointment: AppointmentId | None = None


@dataclass(frozen=True, slots=True)
class Offered:
    """The offers, how well they fit, and the configuration that names their parts."""

    directory: Directory
    offers: tuple[Offer, ...]
    match: Match
    reason: Reason | None
    searched: tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class _Lookup:
    """What is taken, asked of the store."""

    transaction: Booking
    offerings: Sequence[Offering]
    now: datetime

    def __call__(self, window: Interval) -> Busy:
        practitioners = list({offering.practitioner for offering in self.offerings})
        return self.transaction.slots.busy(practitioners, window, self.now)


@dataclass(frozen=True)
class OfferSlots:
    """Finds times, holds them for the conversation and remembers them by number and token."""

    transactions: Transactions[Booking]
    clock: Clock

    def __call__(self, conversation: ConversationId, asked: Asked, once: Once) -> Offered:
        """Offer times instead of those offered before; raises NotFound or InvalidRequest."""
        if len(asked.windows) > MOST_WINDOWS:
            raise InvalidRequest(f"at most {MOST_WINDOWS} windows", field="windows")

        def offer(transaction: Booking) -> Offered:
            batch = OfferId(new_id())
            scope = f"{SCOPE}:{conversation.hex}"
            before = once.done_before(transaction, scope, {"batch": batch.hex})
            if before is not None:
                return _again(transaction, before)
            offered = self._round(transaction, conversation).offer(asked, batch)
            transaction.idempotency.settle(once.within(scope), _summary(batch, offered))
            return offered

        return carry_out(self.transactions.transaction, offer)

    def instead_of(self, conversation: ConversationId, token: str | None) -> Offered:
        """Fresh offers near one that somebody else got (of the last batch, without a token); raises UnknownOffer."""

        def offer(transaction: Booking) -> Offered:
            round_ = self._round(transaction, conversation)
            known = transaction.offers.latest(conversation)
            lost = transaction.offers.by_token(conversation, token) if token else next(iter(known), None)
            if lost is None:
                raise UnknownOffer("no such offer was made here")
            directory = round_.directory
            place = directory.location_of[lost.location]
            start, end = day_around(place.zone, minute_of(lost.starts_at))
            asked = Asked(
                directory.service_of[lost.service].slug,
                location=place.slug,
                windows=((moment_of(start), moment_of(end)),),
                appointment=lost.appointment,
            )
            return round_.offer(asked, OfferId(new_id()))

        return carry_out(self.transactions.transaction, offer)

    def _round(self, transaction: Booking, conversation: ConversationId) -> _Round:
        now = self.clock.now()
        who = party(transaction, conversation, now)
        return _Round(transaction, transaction.directory.current(), who, now)


@dataclass(frozen=True, slots=True)
class _Round:
    """One round of offering within a transaction; what the conversation held before is given up."""

    transaction: Booking
    directory: Directory
    who: Party
    now: datetime

    def offer(self, asked: Asked, batch: OfferId) -> Offered:
        """Search, hold and remember."""
        service = self.directory.service(asked.service)
        moved = own_appointment(self.transaction, self.who.patients, asked.appointment) if asked.appointment else None
        shown = self._shown(service) if asked.after_previous else []
        if asked.after_previous is None:
            self._keep(asked, service, moved)
        self.transaction.slots.release(self.who.actor)
        search = self._search(asked, service, moved)
        windows = union(window for each in search.windows_at.values() for window in each)
        found = search.find(windows, asked.after_previous, shown)
        offers = self._hold(service, found.slots, batch, moved)
        for _ in range(TRIES - 1):
            if offers or not found.slots:
                break
            # Others were faster with every one of them: look again at what is left.
            found = search.find(windows, asked.after_previous, shown)
            offers = self._hold(service, found.slots, batch, moved)
        if offers:
            self.transaction.offers.add(offers)
        match = found.match if offers else Match.NONE
        reason = found.reason or (None if offers else Reason.FULLY_BOOKED)
        searched = (moment_of(found.searched[0]), moment_of(found.searched[1]))
        return Offered(self.directory, tuple(offers), match, reason, searched)

    def _keep(self, asked: Asked, service: Service, moved: Appointment | None) -> None:
        """Remember what was looked for: whoever finds nothing may wait for it."""
        directory = self.directory
        searched = Searched(
            conversation=self.who.conversation.id,
            service=service.id,
            practitioner=directory.practitioner(asked.practitioner).id if asked.practitioner else None,
            location=directory.location(asked.location).id if asked.location else None,
            appointment=moved.id if moved else None,
            windows=asked.windows,
            at=self.now,
        )
        self.transaction.searches.keep(searched)

    def _search(self, asked: Asked, service: Service, moved: Appointment | None) -> Search:
        directory = self.directory
        offerings = candidates(
            directory,
            service,
            directory.practitioner(asked.practitioner).id if asked.practitioner else None,
            directory.location(asked.location).id if asked.location else None,
            [directory.practitioner(slug).id for slug in asked.exclude_practitioners],
        )
        bounds = bookable(service, self.now)
        busy = _Lookup(self.transaction, offerings, self.now)
        places = {offering.location for offering in offerings}
        windows_at = {place: _windows(asked, directory.location_of[place].zone, bounds) for place in places}
        return Search(directory, service, offerings, bounds, busy, self._patient_busy(moved, bounds), windows_at)

    def _hold(
        self, service: Service, slots: Sequence[FreeSlot], batch: OfferId, moved: Appointment | None
    ) -> list[Offer]:
        """Hold what can still be had and number it."""
        if not slots:
            return []
        wanted = [
            (
                SlotId(new_id()),
                visit(service, Offering(service.id, slot.practitioner, slot.location), moment_of(slot.start)),
            )
            for slot in slots
        ]
        until = self.now + HELD_FOR
        got = self.transaction.slots.hold(wanted, self.who.actor, until, self.now)
        return [
            Offer(
                id=OfferId(new_id()),
                conversation=self.who.conversation.id,
                batch=batch,
                number=number,
                token=secrets.token_urlsafe(12),
                slot=slot,
                appointment=moved.id if moved else None,
                service=service.id,
                practitioner=held.practitioner,
                location=held.location,
                starts_at=held.starts_at,
                ends_at=held.ends_at,
                expires_at=until,
            )
            for number, (slot, held) in enumerate((pair for pair in wanted if pair[0] in got), 1)
        ]

    def _shown(self, service: Service) -> list[Shown]:
        offers = self.transaction.offers.recent(self.who.conversation.id, self.now - REMEMBERED)
        latest = max((offer.batch for offer in offers), default=None)
        return [
            Shown(minute_of(offer.starts_at), self.directory.location_of[offer.location].zone, offer.batch == latest)
            for offer in offers
            if offer.service == service.id
        ]

    def _patient_busy(self, moved: Appointment | None, bounds: Interval) -> list[Interval]:
        """When the patient has to be elsewhere, as far as it is clear who comes."""
        patients = [moved.patient] if moved is not None else [patient.id for patient in self.who.patients]
        return self.transaction.slots.patient_busy(patients, bounds) if len(patients) == 1 else []


def _windows(asked: Asked, zone: str, bounds: Interval) -> list[Interval]:
    """The windows by one place's wall clock; none for any time."""

    def instant(moment: datetime) -> datetime:
        return at_local(zone, moment) if moment.tzinfo is None else moment

    found = []
    for start, end in asked.windows:
        if start is None and end is None:
            return []
        low = min(bounds) if start is None else minute_at_or_after(instant(start))
        high = max(bounds) if end is None else minute_at_or_after(instant(end))
        if low >= high and start is not None and end is not None:
            raise InvalidRequest("a window ends before it starts", field="windows")
        found.append((low, max(high, low + 1)))
    return found


def _summary(batch: OfferId, offered: Offered) -> dict[str, str]:
    summary = {"batch": batch.hex, "match": str(offered.match)}
    if offered.reason:
        summary["reason"] = str(offered.reason)
    start, end = offered.searched
    return summary | {"start": start.isoformat(), "end": end.isoformat()}


def _again(transaction: Booking, kept: Mapping[str, str]) -> Offered:
    return Offered(
        transaction.directory.current(),
        tuple(transaction.offers.batch(OfferId(UUID(kept["batch"])))),
        Match(kept["match"]),
        Reason(kept["reason"]) if "reason" in kept else None,
        (datetime.fromisoformat(kept["start"]), datetime.fromisoformat(kept["end"])),
    )
