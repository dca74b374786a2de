"""Removing what booking leaves behind: expired holds, old offers, keys that nobody repeats any more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from backend.domain.ports import Clock, Transactions
from backend.domain.scheduling.ports import Booking

HOLDS_KEPT: Final = timedelta(hours=1)  # an expired hold may still be taken up by its holder
OFFERS_KEPT: Final = timedelta(days=2)
KEYS_KEPT_DAYS: Final = 30
AT_ONCE: Final = 1000


@dataclass(frozen=True)
class TidyUp:
    """Removes a bounded number of rows; meant to be called now and then."""

    transactions: Transactions[Booking]
    clock: Clock

    def __call__(self) -> int:
        """Remove what is too old; how many rows there were."""
        now = self.clock.now()
        with self.transactions.transaction() as transaction:
            holds = transaction.slots.sweep(now - HOLDS_KEPT, AT_ONCE)
            offers = transaction.offers.sweep(now - OFFERS_KEPT, AT_ONCE)
            return holds + offers + transaction.idempotency.sweep(KEYS_KEPT_DAYS, AT_ONCE)
