"""Closing for a day: who is affected, telling them, stopping and going on.

Starting a closure keeps it among the clinic's hours, so that nobody books into it, and plans a message to everybody
affected, in one transaction. Each is told, and the visit called off, in a transaction of its message's own: see
closing.py. What is planned is rows, so a killed worker loses nothing and says nothing twice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Protocol
from uuid import UUID
from zoneinfo import ZoneInfo

from backend.domain.closures.dates import Repeat, expanded
from backend.domain.closures.ports import Campaigns
from backend.domain.closures.records import Campaign, CampaignState, Closing, Progress, Target, TargetState
from backend.domain.errors import IllegalTransition, InvalidRequest
from backend.domain.ids import CampaignId
from backend.domain.ports import Clock, Transactions
from backend.domain.scheduling.clinic import Directory
from backend.domain.scheduling.ports import Booking
from backend.domain.scheduling.records import Appointment
from backend.identifiers import new_id
from backend.services.commands import Once, carry_out

SCOPE: Final = "closure"
MOST_LISTED: Final = 500
_OVER: Final = {
    CampaignState.DONE: "everybody was told already",
    CampaignState.REOPENED: "that closure was taken back",
}


class ClosingTransaction(Booking, Protocol):
    """One transaction of closing."""

    @property
    def campaigns(self) -> Campaigns:
        """Closures and whom they affect."""
        ...


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to close, by public ids; `times` in minutes of the day, by the clock of the place."""

    name: str
    on: tuple[date, ...] = ()
    repeats: tuple[Repeat, ...] = ()
    times: tuple[int, int] | None = None
    location: str | None = None
    practitioner: str | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """What starting it would do: the dates, and how many visits it affects on each."""

    directory: Directory
    closing: Closing
    affected: int
    by_day: dict[date, int]


@dataclass(frozen=True, slots=True)
class Standing:
    """A closure and how far it is with telling everybody."""

    directory: Directory
    campaign: Campaign
    progress: Progress


@dataclass(frozen=True)
class Closures:
    """Closes, and tells how far it is with it."""

    transactions: Transactions[ClosingTransaction]
    clock: Clock

    def plan(self, wish: Wish) -> Preview:
        """What it would do; nothing is changed. Raises NotFound or InvalidRequest."""
        now = self.clock.now()
        with self.transactions.transaction() as transaction:
            directory = transaction.directory.current()
            closing = _closing(directory, wish, now.astimezone(ZoneInfo(directory.clinic.zone)).date())
            affected = transaction.campaigns.affected(tuple(closing.windows(directory)), now)
        zone = ZoneInfo(_zone(directory, closing))
        by_day = Counter(one.starts_at.astimezone(zone).date() for one in affected)
        return Preview(directory, closing, len(affected), dict(sorted(by_day.items())))

    def start(self, wish: Wish, by: str, once: Once) -> Standing:
        """Close, and begin to tell everybody affected; raises NotFound or InvalidRequest."""

        def start(transaction: ClosingTransaction) -> Standing:
            now = self.clock.now()
            directory = transaction.directory.current()
            id_ = CampaignId(new_id())
            before = once.done_before(transaction, SCOPE, {"closure": id_.hex})
            if before is not None:
                return _standing(transaction, directory, CampaignId(UUID(before["closure"])))
            closing = _closing(directory, wish, now.astimezone(ZoneInfo(directory.clinic.zone)).date())
            windows = tuple(closing.windows(directory))
            transaction.campaigns.add(Campaign(id_, closing, CampaignState.RUNNING, by, now, now), windows)
            transaction.campaigns.find(id_, windows, now)
            return _standing(transaction, directory, id_)

        return carry_out(self.transactions.transaction, start)

    def get(self, id_: CampaignId) -> Standing:
        """One of them; raises NotFound."""
        with self.transactions.transaction() as transaction:
            return _standing(transaction, transaction.directory.current(), id_)

    def latest(self, limit: int = 50) -> list[Standing]:
        """The newest first."""
        with self.transactions.transaction() as transaction:
            directory = transaction.directory.current()
            found = transaction.campaigns.in_states(tuple(CampaignState), limit)
            return [Standing(directory, one, transaction.campaigns.progress(one.id)) for one in found]

    def targets(
        self, id_: CampaignId, states: Collection[TargetState], limit: int = MOST_LISTED
    ) -> tuple[Directory, Sequence[tuple[Target, Appointment]]]:
        """Affected visits in these states (none given: all), the soonest first; raises NotFound."""
        with self.transactions.transaction() as transaction:
            transaction.campaigns.get(id_)
            found = transaction.campaigns.targets(id_, states or tuple(TargetState), min(limit, MOST_LISTED))
            visits = [(target, transaction.appointments.get(target.appointment)) for target in found]
            return transaction.directory.current(), visits

    def stop(self, id_: CampaignId) -> Standing:
        """Tell nobody else for now; the clinic stays closed. Raises NotFound or IllegalTransition."""
        return self._turn(id_, CampaignState.STOPPED)

    def resume(self, id_: CampaignId) -> Standing:
        """Go on telling those who are left. Raises NotFound or IllegalTransition."""
        return self._turn(id_, CampaignState.RUNNING)

    def reopen(self, id_: CampaignId) -> Standing:
        """Take a closure back, at any time: whoever was not told keeps the visit. Raises NotFound.

        Whoever was told has no visit any more; they are those whom `targets` still lists.
        """
        with self.transactions.transaction() as transaction:
            campaign = transaction.campaigns.get(id_, lock=True)
            if campaign.state is not CampaignState.REOPENED:
                transaction.campaigns.set_state(id_, CampaignState.REOPENED, self.clock.now())
                transaction.campaigns.reopen(id_)
            return _standing(transaction, transaction.directory.current(), id_)

    def tend(self) -> int:
        """Take in who booked at the very moment of closing, and note what is done; how many closures are running.

        Meant to be called now and then; several may.
        """
        with self.transactions.transaction() as transaction:
            running = transaction.campaigns.in_states((CampaignState.RUNNING,), MOST_LISTED)
        for campaign in running:
            self._tend(campaign.id)
        return len(running)

    def _tend(self, id_: CampaignId) -> None:
        now = self.clock.now()
        with self.transactions.transaction() as transaction:
            campaign = transaction.campaigns.get(id_, lock=True)
            if campaign.state is not CampaignState.RUNNING:
                return
            windows = tuple(campaign.closing.windows(transaction.directory.current()))
            transaction.campaigns.find(id_, windows, now)
            if transaction.campaigns.progress(id_).waiting == 0:
                transaction.campaigns.set_state(id_, CampaignState.DONE, now)

    def _turn(self, id_: CampaignId, state: CampaignState) -> Standing:
        now = self.clock.now()
        with self.transactions.transaction() as transaction:
            campaign = transaction.campaigns.get(id_, lock=True)
            if campaign.state in _OVER:
                raise IllegalTransition(_OVER[campaign.state])
            if campaign.state is not state:
                transaction.campaigns.set_state(id_, state, now)
                if state is CampaignState.STOPPED:
                    transaction.campaigns.hold(id_, now)
                else:
                    transaction.campaigns.release(id_)
            return _standing(transaction, transaction.directory.current(), id_)


def _standing(transaction: ClosingTransaction, directory: Directory, id_: CampaignId) -> Standing:
    return Standing(directory, transaction.campaigns.get(id_), transaction.campaigns.progress(id_))


def _closing(directory: Directory, wish: Wish, today: date) -> Closing:
    if not wish.name.strip():
        raise InvalidRequest("say what the closure is called", field="name")
    if wish.times is not None and not wish.times[0] < wish.times[1]:
        raise InvalidRequest("that ends before it begins", field="until")
    return Closing(
        name=wish.name.strip(),
        days=expanded(wish.on, wish.repeats, today),
        times=wish.times,
        location=directory.location(wish.location).id if wish.location else None,
        practitioner=directory.practitioner(wish.practitioner).id if wish.practitioner else None,
    )


def _zone(directory: Directory, closing: Closing) -> str:
    return directory.clinic.zone if closing.location is None else directory.location_of[closing.location].zone
