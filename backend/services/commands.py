"""What commands of booking share: trying again when others were in the way, and doing each thing once."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Final

from backend.domain.errors import Contended
from backend.domain.scheduling.ports import Booking
from backend.domain.scheduling.records import CommandKey

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

    def within(self, scope: str) -> CommandKey:
        """The key as it is kept: the same key of another scope is another key."""
        return CommandKey(scope, self.key, self.request)

    def done_before(self, transaction: Booking, scope: str, response: Mapping[str, str]) -> Mapping[str, str] | None:
        """What the command answered with when it was carried out before; None when this is the first time."""
        return transaction.idempotency.claim(self.within(scope), response)


def carry_out[T, R](begin: Callable[[], AbstractContextManager[T]], command: Callable[[T], R]) -> R:
    """One command in one transaction, from the start again when others were in the way; raises Contended at last."""
    for _ in range(ATTEMPTS - 1):
        try:
            with begin() as transaction:
                return command(transaction)
        except Contended:
            continue
    with begin() as transaction:
        return command(transaction)
