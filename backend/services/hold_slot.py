"""Short holds: a slot kept for somebody who is being asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from backend.domain.errors import NotFound, OfferExpired, SlotTaken
from backend.domain.ids import SlotId
from backend.domain.ports import Clock, Transactions
from backend.domain.scheduling.clinic import Directory, Offering, Service
from backend.domain.scheduling.policy import check_start
from backend.domain.scheduling.ports import Booking
from backend.domain.scheduling.records import HELD_FOR, Hold, visit
from backend.identifiers import new_id
from backend.services.commands import Once, carry_out

SCOPE: Final = "hold"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A time with somebody somewhere, by public ids."""

    service: str
    practitioner: str
    location: str
    start: datetime


@dataclass(frozen=True, slots=True)
class Held:
    """A hold and the configuration that names its parts."""

    directory: Directory
    hold: Hold


@dataclass(frozen=True)
class HoldSlot:
    """Holds a slot for five minutes."""

    transactions: Transactions[Booking]
    clock: Clock

    def __call__(self, wanted: Wanted, holder: str, once: Once) -> Held:
        """Hold it; raises NotFound, a PolicyRefusal, or SlotTaken."""
        return carry_out(
            self.transactions.transaction, lambda transaction: self._hold(transaction, wanted, holder, once)
        )

    def find(self, id_: SlotId) -> Held:
        """A hold that has not expired; raises NotFound."""
        with self.transactions.transaction() as transaction:
            hold = transaction.slots.find_hold(id_)
            if hold is None or hold.expires_at <= self.clock.now():
                raise NotFound("no such hold, or it has expired")
            return Held(transaction.directory.current(), hold)

    def release(self, id_: SlotId) -> None:
        """Give a hold up; harmless when it is gone."""
        with self.transactions.transaction() as transaction:
            hold = transaction.slots.find_hold(id_)
            if hold is not None:
                transaction.slots.release(hold.holder, hold.id)

    def _hold(self, transaction: Booking, wanted: Wanted, holder: str, once: Once) -> Held:
        now = self.clock.now()
        id_ = SlotId(new_id())
        before = once.done_before(transaction, SCOPE, {"hold": id_.hex})
        directory = transaction.directory.current()
        if before is not None:
            kept = transaction.slots.find_hold(SlotId(UUID(before["hold"])))
            if kept is None:
                raise OfferExpired("that hold has expired")
            return Held(directory, kept)
        service, offering = resolve(directory, wanted)
        check_start(directory, service, offering, wanted.start, now)
        hold = Hold(id_, holder, visit(service, offering, wanted.start), now + HELD_FOR)
        if not transaction.slots.hold([(id_, hold.visit)], holder, hold.expires_at, now):
            raise SlotTaken("that time was just taken", field="start")
        return Held(directory, hold)


def resolve(directory: Directory, wanted: Wanted) -> tuple[Service, Offering]:
    """The service and offering that public ids stand for; raises NotFound."""
    service = directory.service(wanted.service)
    who, where = directory.practitioner(wanted.practitioner), directory.location(wanted.location)
    return service, Offering(service.id, who.id, where.id)
