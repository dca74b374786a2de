"""Keeping to what each sender carries, together with all other workers, and letting a sender rest that fails.

What each process remembers of the senders is a second old at most; the tokens themselves are the database's.
"""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Final

from backend.domain.messaging.pacing import Paced, Sender
from backend.domain.ports import Transactions
from channels.errors import RateLimited, Refused, SendError, Unreachable

SECOND: Final = ":second"
"""What is added to a channel's name for its second sender."""
_REMEMBERED: Final = 1.0

_log = logging.getLogger(__name__)


@dataclass
class Pacing:
    """The senders of this installation. `rates`: messages a second that each carries, by name; safe in threads."""

    transactions: Transactions[Paced]
    rates: Mapping[str, float]
    _spent: Counter[str] = field(default_factory=Counter)
    _seen: dict[str, Sender] = field(default_factory=dict)
    _seen_at: float = -_REMEMBERED
    _lock: Lock = field(default_factory=Lock)

    def sender(self, name: str) -> Sender:
        """How a sender stands, as of a second ago."""
        with self._lock:
            fresh = time.monotonic() - self._seen_at < _REMEMBERED
            spent, self._spent = (self._spent, Counter()) if not fresh else (Counter(), self._spent)
            if not fresh:
                self._seen_at = time.monotonic()
        if not fresh:
            self._look(spent)
        return self._seen.get(name, Sender(1.0))

    def room(self) -> int:
        """How many messages that we start may leave now by all senders together, as of a second ago."""
        return sum(self.sender(name).room for name in self.rates)

    def grant(self, name: str, wanted: int) -> int:
        """Tokens for messages that we start, taken now."""
        if name not in self.rates:
            return wanted
        self.sender(name)
        with self.transactions.statements() as transaction:
            return transaction.senders.grant(name, wanted)

    def spent(self, name: str) -> None:
        """A message left that did not wait for a token."""
        with self._lock:
            self._spent[name] += 1

    def worked(self, name: str) -> None:
        """A sender carried a message."""
        if self._seen.get(name, Sender(1.0)).failures:
            with self.transactions.statements() as transaction:
                transaction.senders.works(name)
            self._forget()

    def failed(self, name: str, error: SendError) -> None:
        """Learn from what went wrong whether the sender has to rest: not from what is about one message alone."""
        if not isinstance(error, RateLimited | Unreachable | Refused):
            return
        self.sender(name)  # which sees to it that the store knows the sender
        with self.transactions.statements() as transaction:
            if isinstance(error, RateLimited):
                transaction.senders.pause(name, error.retry_after)
            else:
                transaction.senders.failed(name)
        self._forget()
        if not isinstance(error, RateLimited) and self.sender(name).broken:
            _log.error("%s: failed several times in a row (%s); only answers are tried for a while", name, error.code)

    def _forget(self) -> None:
        with self._lock:
            self._seen_at = -_REMEMBERED

    def _look(self, spent: Counter[str]) -> None:
        with self.transactions.statements() as transaction:
            if not self.rates.keys() <= self._seen.keys():
                transaction.senders.declare(self.rates)
            if spent:
                transaction.senders.spend(spent)
            self._seen = transaction.senders.all()
