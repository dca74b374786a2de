"""Leases of this process: what it is working on, and for how long others keep off.

A lease is short and renewed while its work goes on, so that the work of a process that died is taken up again within
seconds. It is a row in the database; this keeps the owners that are alive.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Final
from uuid import UUID, uuid4

from backend.domain.messaging.ports import MessagingTransaction
from backend.domain.messaging.records import LeaseOwner
from backend.domain.ports import Transactions

SECONDS: Final = 6.0
RENEWED_EVERY: Final = 2.0


class Leases:
    """The lease owners of this process; safe to use from several threads."""

    def __init__(self, transactions: Transactions[MessagingTransaction]) -> None:
        self._transactions = transactions
        self._owners: set[UUID] = set()
        self._lock = Lock()

    @contextmanager
    def owner(self) -> Iterator[LeaseOwner]:
        """An owner whose leases are renewed until the end of the block."""
        owner = uuid4()
        with self._lock:
            self._owners.add(owner)
        try:
            yield owner
        finally:
            with self._lock:
                self._owners.discard(owner)

    def renew(self) -> None:
        """Renew what is being worked on; to be called every couple of seconds."""
        with self._lock:
            owners = list(self._owners)
        if owners:
            with self._transactions.statements() as transaction:
                transaction.conversations.renew(owners, SECONDS)
                transaction.deliveries.renew(owners, SECONDS)
