"""What providers tell about addresses: whether they can, and may, be written to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from backend.domain.messaging.ports import MessagingTransaction
from backend.domain.ports import Clock, Transactions
from channels.contracts import ContactUpdate, Standing

_OPT_OUT: Final[frozenset[Standing]] = frozenset({"blocked", "complained", "unsubscribed"})
_OPT_IN: Final[frozenset[Standing]] = frozenset({"unblocked", "resubscribed"})


@dataclass(frozen=True)
class Contacts:
    """Keeps what is known about addresses."""

    transactions: Transactions[MessagingTransaction]
    clock: Clock

    def update(self, update: ContactUpdate) -> bool:
        """Take a provider's word on an address; False when no such address is known."""
        with self.transactions.transaction() as transaction:
            found = transaction.conversations.find(update.channel, update.address)
            if found is not None and update.standing in _OPT_OUT | _OPT_IN:
                at = self.clock.now() if update.standing in _OPT_OUT else None
                transaction.conversations.set_opted_out(found.id, at)
            return found is not None
