"""Reports on reminders: counts only, nothing of a patient."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from backend.domain.ports import Clock, Transactions
from backend.domain.reminders.keeping import Keeping
from backend.domain.reminders.reports import Asked, By, Report, period, report
from backend.services.policies import For


@dataclass(frozen=True)
class Reports:
    """Counts what was said and what came of it."""

    transactions: Transactions[Keeping]
    clock: Clock

    def __call__(
        self, *, start: date | None = None, end: date | None = None, by: By = By.WEEK, whom: For | None = None
    ) -> Report:
        """A report on the days from `start` until before `end`; raises InvalidRequest, NotFound."""
        with self.transactions.transaction() as transaction:
            directory = transaction.directory.current()
            zone = directory.clinic.zone
            start, end = period(start, end, self.clock.now().astimezone(ZoneInfo(zone)).date())
            service, location = (whom or For()).scope(directory)
            asked = Asked(start, end, zone, by, service, location)
            figures = transaction.figures
            return report(asked, figures.messages(asked), figures.visits(asked), figures.openings(asked))
