"""Planning what is missing: visits that came by an import, or were planned by a policy that has changed since."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Protocol
from uuid import UUID

from backend.domain.errors import NotFound
from backend.domain.ids import AppointmentId
from backend.domain.ports import Clock, Transactions
from backend.domain.reminders.missing import Plans, missing, shifted
from backend.domain.scheduling.ports import Directories

A_PAGE: Final = 300
EVERY: Final = 2.0
_AGAIN_AFTER: Final = 30
"""So many looks after the last visit, all are looked at once more."""


class Planning(Protocol):
    """What one transaction works on."""

    @property
    def plans(self) -> Plans:
        """Plans of visits to come."""
        ...

    @property
    def directory(self) -> Directories:
        """The clinic's configuration."""
        ...


@dataclass
class PlanMissing:
    """Goes through all visits to come, a page at a time, and from the first again when the configuration changes."""

    transactions: Transactions[Planning]
    clock: Clock
    _after: tuple[datetime, AppointmentId] | None = None
    _version: UUID | None = None
    _rest: int = field(default=0)

    def __call__(self) -> int:
        """Plan what one page of visits misses; how many messages there were."""
        now = self.clock.now()
        with self.transactions.transaction() as transaction:
            try:
                directory = transaction.directory.current()
            except NotFound:
                return 0
            if directory.version != self._version:
                self._version, self._after, self._rest = directory.version, None, 0
            if self._rest:
                self._rest -= 1
                return 0
            page = transaction.plans.ahead(now, self._after, A_PAGE)
            found = [
                (visit, directory.reminders.of(visit.service, visit.location), directory.location_of[visit.location])
                for visit in page
            ]
            adding = [one for visit, policy, place in found for one in missing(visit, policy, place.zone, now)]
            moving = [one for visit, policy, place in found for one in shifted(visit, policy, place.zone, now)]
            if adding:
                transaction.plans.add(adding, now)
            if moving:
                transaction.plans.shift(moving)
        full = len(page) == A_PAGE
        self._after = (page[-1].starts_at, page[-1].id) if full else None
        self._rest = 0 if full else _AGAIN_AFTER
        return len(adding) + len(moving)
