"""Finding what is due and was not rung for: wake-ups get lost, workers die, retries come up."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from threading import Event, Thread
from typing import Final

from backend.domain.errors import Unavailable
from backend.domain.messaging.ports import MessagingTransaction
from backend.domain.ports import Transactions
from backend.services.leases import RENEWED_EVERY, Leases
from backend.workers.jobs import Jobs
from backend.workers.wake import RELAY, TURNS

EVERY: Final = 1.0
_BATCH: Final = 100

type Chore = tuple[float, Callable[[], object]]
"""What is done now and then, and how many seconds apart."""

_log = logging.getLogger(__name__)


class Sweep:
    """A thread that looks once a second; it also renews this process's leases and does the chores."""

    def __init__(
        self,
        transactions: Transactions[MessagingTransaction],
        leases: Leases,
        jobs: Jobs,
        chores: Sequence[Chore] = (),
    ) -> None:
        self._transactions = transactions
        self._leases = leases
        self._jobs = jobs
        self._chores = chores
        self._stop = Event()
        self._thread = Thread(target=self._run, name="sweep", daemon=True)
        self._away = False
        self._due_at: dict[str, float] = {}

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End after the look that is under way; leases are renewed no longer."""
        self._stop.set()
        self._thread.join(timeout=5)

    def look(self) -> None:
        """One look: start whatever is due."""
        with self._transactions.statements() as transaction:
            messages = transaction.deliveries.due(_BATCH)
            conversations = transaction.conversations.due(_BATCH)
        for queue, ids in ((RELAY, messages), (TURNS, conversations)):
            for id_ in ids:
                if self._jobs.idle(id_):
                    self._jobs.start(queue, id_)

    def _run(self) -> None:
        while not self._stop.wait(EVERY):
            try:
                if self._is_due("leases", RENEWED_EVERY):
                    self._leases.renew()
                self.look()
                for number, (every, chore) in enumerate(self._chores):
                    if self._is_due(f"chore {number}", every):
                        chore()
            except Unavailable as unavailable:
                if not self._away:
                    _log.warning("sweep: %s; looking again every second", unavailable)
                self._away = True
            else:
                if self._away:
                    _log.warning("sweep: the database answers again")
                self._away = False

    def _is_due(self, what: str, every: float) -> bool:
        now = time.monotonic()
        if now < self._due_at.get(what, 0.0):
            return False
        self._due_at[what] = now + every
        return True
