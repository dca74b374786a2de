"""Faults on demand: what should go wrong, for which telephone, how often."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import count

from channels.sandbox.messages import JsonObject


class FaultKind(StrEnum):
    """What can go wrong.

    The first group answers a create request, the second shapes the status callbacks, the third the webhook of an
    message from a telephone.
    """

    RATE_LIMITED = "rate_limited"  # 429, 20429, Retry-After: `seconds`
    SERVER_ERROR = "server_error"  # 500, 20500, nothing accepted
    OPTED_OUT = "opted_out"  # 400, 21610
    REFUSED = "refused"  # 400, `error_code`
    TIMEOUT_AFTER_ACCEPT = "timeout_after_accept"  # accepted and sent on, but the answer waits for `seconds`
    CALLBACKS_EARLY = "callbacks_early"  # the first callback arrives before the answer to the create request

    CALLBACKS_LATE = "callbacks_late"  # by `seconds`
    CALLBACKS_TWICE = "callbacks_twice"
    CALLBACKS_OUT_OF_ORDER = "callbacks_out_of_order"  # last state first
    CALLBACKS_LOST = "callbacks_lost"
    UNDELIVERED = "undelivered"  # ends in undelivered with `error_code`
    FAILED = "failed"  # ends in failed with `error_code`
    STUCK = "stuck"  # never leaves the queue; it can still be canceled

    WEBHOOK_TWICE = "webhook_twice"  # the same MessageSid is posted a second time
    WEBHOOK_LATE = "webhook_late"  # by `seconds`
    WEBHOOK_LOST = "webhook_lost"  # the clinic never hears of it


DEFAULT_SECONDS = {
    FaultKind.RATE_LIMITED: 1.0,
    FaultKind.TIMEOUT_AFTER_ACCEPT: 30.0,
    FaultKind.CALLBACKS_LATE: 5.0,
    FaultKind.WEBHOOK_LATE: 5.0,
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One order: this goes wrong for ``handset`` (None: anybody), ``remaining`` times (None: until withdrawn)."""

    id: int
    kind: FaultKind
    handset: str | None = None
    remaining: int | None = 1
    seconds: float = 0.0
    error_code: int = 30003

    def view(self) -> JsonObject:
        """The fault as the control interface shows it."""
        return {
            "id": self.id,
            "kind": self.kind.value,
            "handset": self.handset,
            "remaining": self.remaining,
            "seconds": self.seconds,
            "error_code": self.error_code,
        }


class FaultBook:
    """The faults in force. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ids = count(1)
        self._faults: dict[int, Fault] = {}

    def order(
        self,
        kind: FaultKind,
        *,
        handset: str | None = None,
        times: int | None = 1,
        seconds: float | None = None,
        error_code: int = 30003,
    ) -> Fault:
        """Put a fault in force."""
        with self._lock:
            delay = DEFAULT_SECONDS.get(kind, 0.0) if seconds is None else seconds
            fault = Fault(next(self._ids), kind, handset, times, delay, error_code)
            self._faults[fault.id] = fault
            return fault

    def take(self, kinds: Iterable[FaultKind], handset: str) -> dict[FaultKind, Fault]:
        """Use up one turn of the oldest fault of each kind that applies to this telephone."""
        wanted = frozenset(kinds)
        taken: dict[FaultKind, Fault] = {}
        with self._lock:
            for fault in list(self._faults.values()):
                if fault.kind not in wanted or fault.kind in taken or fault.handset not in {None, handset}:
                    continue
                taken[fault.kind] = fault
                self._spend(fault)
        return taken

    def in_force(self) -> list[Fault]:
        """All faults, oldest first."""
        with self._lock:
            return list(self._faults.values())

    def withdraw(self, fault_id: int | None = None) -> int:
        """Take one fault back, or all of them; the number taken back."""
        with self._lock:
            if fault_id is not None:
                return 0 if self._faults.pop(fault_id, None) is None else 1
            withdrawn = len(self._faults)
            self._faults.clear()
            return withdrawn

    def _spend(self, fault: Fault) -> None:
        if fault.remaining is None:
            return
        if fault.remaining == 1:
            del self._faults[fault.id]
        else:
            self._faults[fault.id] = replace(fault, remaining=fault.remaining - 1)
