"""The waitlist as people and staff use it: joining, leaving, looking, steering."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from backend.domain.errors import IllegalTransition, InvalidRequest, NotFound, SlotTaken
from backend.domain.ids import AppointmentId, ConversationId, EntryId, MessageId, OpeningId, PatientId
from backend.domain.ports import Clock, Transactions
from backend.domain.scheduling.clinic import Directory
from backend.domain.scheduling.minutes import DAY
from backend.domain.scheduling.policy import check_start
from backend.domain.scheduling.records import OPEN, Visit, visit
from backend.domain.waitlist.fitting import fitting
from backend.domain.waitlist.ports import WaitlistTransaction
from backend.domain.waitlist.records import (
    Entry,
    EntryState,
    Freed,
    Offered,
    OfferState,
    Opening,
    OpeningState,
    Wishes,
)
from backend.domain.waitlist.wishing import WAITS_AT_MOST
from backend.identifiers import new_id
from backend.services.answer_opening import new_opening
from backend.services.asking import Asking
from backend.services.backfill import Backfill, close
from backend.services.commands import SERVICE
from backend.services.hold_slot import Wanted, resolve
from backend.services.next_wave import Chosen, Wave

STAFF: Final = "staff"
NOTICE: Final = 120
HIGHEST: Final = 100


@dataclass(frozen=True, slots=True)
class Wished:
    """What somebody waits for, by public ids; minutes of the day and weekdays by the clock of the place."""

    service: str | None = None
    practitioner: str | None = None
    location: str | None = None
    appointment: AppointmentId | None = None
    from_at: datetime | None = None
    until_at: datetime | None = None
    weekdays: frozenset[int] | None = None
    minutes: tuple[int, int] = (0, DAY)
    notice: int = NOTICE


@dataclass(frozen=True, slots=True)
class Listed:
    """Entries in the order in which they are asked, and the configuration that names their parts."""

    directory: Directory
    entries: tuple[Entry, ...]
    more: bool = False


@dataclass(frozen=True, slots=True)
class Opened:
    """Openings, the soonest first, and the configuration that names their parts."""

    directory: Directory
    openings: tuple[Opening, ...]
    more: bool = False


@dataclass(frozen=True)
class Waitlist:
    """Puts people on the list and takes them off; lets staff steer it."""

    transactions: Transactions[WaitlistTransaction]
    clock: Clock
    backfill: Backfill

    def join(
        self,
        patient: PatientId,
        wished: Wished,
        *,
        conversation: ConversationId | None = None,
        priority: int = 0,
        by: str = SERVICE,
    ) -> Entry:
        """Let a patient wait; joining again changes the wishes and keeps the place. Raises NotFound, InvalidRequest."""
        with self.transactions.transaction() as transaction:
            now = self.clock.now()
            wishes = _wishes(transaction, patient, wished, now)
            return join(transaction, patient, wishes, now, conversation=conversation, priority=priority, by=by)

    def leave(self, id_: EntryId, *, by: str = SERVICE) -> None:
        """Take somebody off; harmless when they are. Raises NotFound."""
        with self.transactions.transaction() as transaction:
            leave(transaction, transaction.waitlist.get(id_), self.clock.now(), by)

    def get(self, id_: EntryId) -> tuple[Directory, Entry]:
        """An entry; raises NotFound."""
        with self.transactions.transaction() as transaction:
            return transaction.directory.current(), transaction.waitlist.get(id_)

    def listed(
        self,
        *,
        state: EntryState | None = EntryState.WAITING,
        patient: PatientId | None = None,
        after: EntryId | None = None,
        limit: int = 50,
    ) -> Listed:
        """A page of the list."""
        with self.transactions.transaction() as transaction:
            found = transaction.waitlist.listed(state, [patient] if patient else [], after, limit + 1)
            return Listed(transaction.directory.current(), tuple(found[:limit]), more=len(found) > limit)

    def set_priority(self, id_: EntryId, priority: int, *, by: str = STAFF) -> Entry:
        """Rank somebody before all of lower priority; raises NotFound or InvalidRequest."""
        if abs(priority) > HIGHEST:
            raise InvalidRequest(f"a priority from -{HIGHEST} to {HIGHEST}", field="priority")
        with self.transactions.transaction() as transaction:
            transaction.waitlist.set_priority(id_, priority, self.clock.now(), by)
            return transaction.waitlist.get(id_)

    def openings(
        self,
        *,
        state: OpeningState | None = None,
        start: datetime | None = None,
        after: OpeningId | None = None,
        limit: int = 50,
    ) -> Opened:
        """A page of what became free."""
        with self.transactions.transaction() as transaction:
            found = transaction.openings.listed(state, start, after, limit + 1)
            return Opened(transaction.directory.current(), tuple(found[:limit]), more=len(found) > limit)

    def opening(self, id_: OpeningId) -> tuple[Directory, Opening, list[Offered]]:
        """An opening and whom it was offered to; raises NotFound."""
        with self.transactions.transaction() as transaction:
            return transaction.directory.current(), transaction.openings.get(id_), transaction.openings.offers(id_)

    def open(self, wanted: Wanted, *, by: str = STAFF) -> Opening:
        """Offer a free time to whoever waits; raises NotFound, a PolicyRefusal, or SlotTaken."""
        with self.transactions.transaction() as transaction:
            now = self.clock.now()
            directory = transaction.directory.current()
            service, offering = resolve(directory, wanted)
            check_start(directory, service, offering, wanted.start, now)
            opening = new_opening(_freed(visit(service, offering, wanted.start)), STAFF, now, by=by)
            transaction.openings.add(opening)
            said = self.backfill.work(transaction, opening, now)
            opening = transaction.openings.get(opening.id)
            if opening.state is OpeningState.GONE:
                raise SlotTaken("that time is taken", field="start")
        self.backfill.ring(said)
        return opening

    def offer_to(self, id_: OpeningId, entry: EntryId, *, by: str = STAFF) -> Offered:
        """Offer an opening to one who waits, beside whoever is asked already; their wishes do not count.

        Not at night, and not while they decide about another. Raises NotFound, SlotTaken or IllegalTransition.
        """
        said: list[MessageId] = []
        with self.transactions.transaction() as transaction:
            now = self.clock.now()
            opening = transaction.openings.get(id_, lock=True)
            if opening.state in (OpeningState.FILLED, OpeningState.GONE) or opening.freed.ends_at <= now:
                raise IllegalTransition("that time is not to be had any more")
            opening = replace(opening, changed_by=by, settled_at=None)
            chosen = self._chosen(transaction, opening, entry, now)
            said = self.backfill.ask(transaction, transaction.directory.current(), opening, Wave((chosen,), None), now)
            if not said:
                raise SlotTaken("that time is taken, or they decide about another one")
            made = next(one for one in transaction.openings.offers(id_) if one.entry == entry)
        self.backfill.ring(said)
        return made

    def stop(self, id_: OpeningId, *, by: str = STAFF) -> Opening:
        """Offer a time to nobody any more; it is free, and whoever is still asked is told. Raises as `get` does."""
        with self.transactions.transaction() as transaction:
            opening = transaction.openings.get(id_, lock=True)
            if opening.state is OpeningState.STOPPED:
                return opening
            if opening.state not in (OpeningState.NEW, OpeningState.OFFERING, OpeningState.OPEN):
                raise IllegalTransition(f"an opening that is {opening.state} cannot be stopped")
            return close(transaction, replace(opening, changed_by=by), OpeningState.STOPPED, self.clock.now())

    def _chosen(self, transaction: WaitlistTransaction, opening: Opening, entry: EntryId, now: datetime) -> Chosen:
        candidate = transaction.openings.candidate(opening, entry, now)
        if candidate is None:
            transaction.waitlist.get(entry)
            raise IllegalTransition("they were asked about this time already, or it is not for them")
        wishes = Wishes(candidate.entry.wishes.service, appointment=candidate.entry.wishes.appointment, notice=0)
        anyhow = replace(candidate, entry=replace(candidate.entry, wishes=wishes))
        directory = transaction.directory.current()
        found = fitting(directory, opening.freed, anyhow, now)
        if found is None:
            raise IllegalTransition("what they wait for does not fit into that time")
        asking = Asking(transaction, directory, self.backfill.channels, now)
        place = asking.place(candidate)
        if place is None:
            raise NotFound("they cannot be written to", field="entry")
        if candidate.occupied or asking.awake(place) > now:
            raise IllegalTransition("not now: it is night for them, or they decide about another time")
        return Chosen(candidate, found, place)


def join(
    transaction: WaitlistTransaction,
    patient: PatientId,
    wishes: Wishes,
    now: datetime,
    *,
    conversation: ConversationId | None,
    priority: int = 0,
    by: str,
) -> Entry:
    """Keep an entry; times that are still free because nobody wanted them are offered again."""
    entry = Entry(
        id=EntryId(new_id()),
        patient=patient,
        conversation=conversation,
        wishes=wishes,
        until_at=wishes.until_at or now + WAITS_AT_MOST,
        priority=priority,
        state=EntryState.WAITING,
        joined_at=now,
        changed_at=now,
        changed_by=by,
    )
    joined = transaction.waitlist.join(entry)
    transaction.openings.look_again(joined, now)
    return joined


def leave(transaction: WaitlistTransaction, entry: Entry, now: datetime, by: str) -> bool:
    """End somebody's waiting, and what they are just asked; False when it had ended."""
    asked = transaction.openings.pending(entry.patient)
    if asked is not None and asked.entry == entry.id:
        # The opening first: the order in which everybody locks.
        opening = transaction.openings.get(asked.opening, lock=True)
        transaction.openings.settle([asked.id], OfferState.DECLINED, now)
        if not opening.settled:
            transaction.openings.save(replace(opening, next_at=now))
    return transaction.waitlist.settle(entry.id, EntryState.LEFT, now, by)


def _wishes(transaction: WaitlistTransaction, patient: PatientId, wished: Wished, now: datetime) -> Wishes:
    """The wishes by inner ids; raises NotFound for what nobody knows and InvalidRequest for what cannot be."""
    directory = transaction.directory.current()
    transaction.patients.get(patient)
    service = directory.service(wished.service).id if wished.service else None
    if wished.appointment is not None:
        appointment = transaction.appointments.get(wished.appointment)
        if appointment.patient != patient:
            raise NotFound("no such appointment", field="appointment")
        if appointment.status not in OPEN or appointment.starts_at <= now:
            raise InvalidRequest("that visit cannot be moved any more", field="appointment")
        if service not in (None, appointment.service):
            raise InvalidRequest("that visit is for another service", field="service")
        service = appointment.service
    if service is None:
        raise InvalidRequest("say which service, or which appointment should be earlier", field="service")
    if wished.until_at is not None and wished.until_at <= max(now, wished.from_at or now):
        raise InvalidRequest("the wish is over before it begins", field="until")
    return Wishes(
        service=service,
        practitioner=directory.practitioner(wished.practitioner).id if wished.practitioner else None,
        location=directory.location(wished.location).id if wished.location else None,
        appointment=wished.appointment,
        from_at=wished.from_at,
        until_at=wished.until_at or max(now, wished.from_at or now) + WAITS_AT_MOST,
        weekdays=wished.weekdays,
        minutes=wished.minutes,
        notice=wished.notice,
    )


def _freed(found: Visit) -> Freed:
    return Freed(
        practitioner=found.practitioner,
        location=found.location,
        service=found.service,
        busy_from=found.busy_from,
        busy_until=found.busy_until,
        starts_at=found.starts_at,
        ends_at=found.ends_at,
    )
