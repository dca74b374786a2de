"""Finding what is due and was not rung for: wake-ups get lost, workers die, retries come up."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from threading import Event, Thread
from typing import Final

from backend.domain.errors import Unavailable
from backend.domain.messaging.ports import MessagingTransaction
from backend.domain.ports import Transactions
from backend.services.leases import RENEWED_EVERY, Leases
from backend.services.reminding import BULK as BULK_DUE
from backend.services.reminding import REMINDERS as REMINDERS_DUE
from backend.services.reminding import Reminding
from backend.workers.chores import Chore, Chores
from backend.workers.jobs import Jobs
from backend.workers.wake import BULK, LANES, RELAY, REMINDERS, TURNS

EVERY: Final = 1.0
_BATCH: Final = 100

_log = logging.getLogger(__name__)


class Sweep:
    """A thread that looks once a second and renews this process's leases; beside it another, for the chores."""

    def __init__(
        self,
        transactions: Transactions[MessagingTransaction],
        leases: Leases,
        jobs: Jobs,
        chores: Sequence[Chore] = (),
        reminding: Reminding | None = None,
    ) -> None:
        self._transactions = transactions
        self._leases = leases
        self._jobs = jobs
        self._chores = Chores(chores)
        self._reminding = reminding
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
        self._chores.stop()

    def look(self) -> None:
        """One look: start whatever is due."""
        with self._transactions.statements() as transaction:
            messages = transaction.deliveries.due(_BATCH)
            conversations = transaction.conversations.due(_BATCH)
        for queue, ids in ((RELAY, messages), (TURNS, conversations)):
            for id_ in ids:
                if self._jobs.idle(id_):
                    self._jobs.start(queue, id_)
        self._lend_a_hand()

    def _run(self) -> None:
        while not self._stop.wait(EVERY):
            try:
                if self._is_due("leases", RENEWED_EVERY):
                    self._leases.renew()
                self.look()
                self._chores.begin()
            except Unavailable as unavailable:
                if not self._away:
                    _log.warning("sweep: %s; looking again every second", unavailable)
                self._away = True
            else:
                if self._away:
                    _log.warning("sweep: the database answers again")
                self._away = False

    def _lend_a_hand(self) -> None:
        """Say what nobody came for although it was due some seconds ago: nobody leads, or calls get lost."""
        for queue, priorities in ((REMINDERS, REMINDERS_DUE), (BULK, BULK_DUE)):
            lane = LANES[queue][0]
            if self._reminding is not None and self._jobs.idle(lane) and self._reminding.neglected(priorities):
                self._jobs.start(queue, lane)

    def _is_due(self, what: str, every: float) -> bool:
        now = time.monotonic()
        if now < self._due_at.get(what, 0.0):
            return False
        self._due_at[what] = now + every
        return True
