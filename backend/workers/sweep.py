"""Finding what is due and was not rung for: wake-ups get lost, workers die, retries come up."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
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
    """A thread that looks once a second and renews this process's leases; beside it another, for the chores."""

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
        self._chore_thread = ThreadPoolExecutor(1, thread_name_prefix="chore")
        self._under_way: dict[int, Future[object]] = {}
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
        self._chore_thread.shutdown(wait=False, cancel_futures=True)

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
                self._do_chores()
            except Unavailable as unavailable:
                if not self._away:
                    _log.warning("sweep: %s; looking again every second", unavailable)
                self._away = True
            else:
                if self._away:
                    _log.warning("sweep: the database answers again")
                self._away = False

    def _do_chores(self) -> None:
        """Begin what is due and not under way; a chore that fails is noted and comes up again."""
        for number, (every, chore) in enumerate(self._chores):
            before = self._under_way.get(number)
            if (before is None or before.done()) and self._is_due(f"chore {number}", every):
                self._under_way[number] = self._chore_thread.submit(chore)
                self._under_way[number].add_done_callback(_noted)

    def _is_due(self, what: str, every: float) -> bool:
        now = time.monotonic()
        if now < self._due_at.get(what, 0.0):
            return False
        self._due_at[what] = now + every
        return True


def _noted(done: Future[object]) -> None:
    """Say that a chore failed; that the database is away is said by the look."""
    error = None if done.cancelled() else done.exception()
    if error is not None and not isinstance(error, Unavailable):
        _log.error("a chore failed: %s", type(error).__name__)
