"""What commands of booking share: trying again when others were in the way, and doing each thing once."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from backend.domain.errors import Contended
from backend.domain.ports import Transactions
from backend.domain.scheduling.ports import Booking

ATTEMPTS: Final = 6
SERVICE: Final = "service"


@dataclass(frozen=True, slots=True)
class Once:
    """The caller's key for one command, and what was asked; the same key for something else is refused."""

    key: str
    request: str

    @classmethod
    def of(cls, key: str, **asked: object) -> Once:
        """Of the parts of a request."""
        return cls(key, json.dumps(asked, sort_keys=True, default=str, ensure_ascii=False))

    def done_before(self, transaction: Booking, scope: str, response: Mapping[str, str]) -> Mapping[str, str] | None:
        """What the command answered with when it was carried out before; None when this is the first time."""
        return transaction.idempotency.claim(scope, self.key, self.request, response)


def carry_out[T, R](transactions: Transactions[T], command: Callable[[T], R]) -> R:
    """One command in one transaction, from the start again when others were in the way; raises Contended at last."""
    for _ in range(ATTEMPTS - 1):
        try:
            with transactions.transaction() as transaction:
                return command(transaction)
        except Contended:
            continue
    with transactions.transaction() as transaction:
        return command(transaction)
