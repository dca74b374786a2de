"""What is done now and then, beside the work that somebody waits for."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from threading import Lock
from traceback import extract_tb

from backend.domain.errors import Unavailable

type Chore = tuple[float, Callable[[], object]]
"""What is done now and then, and how many seconds apart."""

_log = logging.getLogger(__name__)


class Chores:
    """Does chores one after another on a thread of its own; none of them holds up whoever calls `begin`."""

    def __init__(self, chores: Sequence[Chore], name: str = "chore") -> None:
        self._chores = chores
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=name)
        self._under_way: dict[int, Future[object]] = {}
        self._due_at: dict[int, float] = {}
        self._lock = Lock()
        self._stopped = False

    def begin(self) -> None:
        """Begin what is due and not under way; a chore that fails is noted and comes up again."""
        now = time.monotonic()
        with self._lock:
            for number, (every, chore) in enumerate(self._chores if not self._stopped else ()):
                before = self._under_way.get(number)
                if (before is None or before.done()) and now >= self._due_at.get(number, 0.0):
                    self._due_at[number] = now + every
                    self._under_way[number] = self._thread.submit(chore)
                    self._under_way[number].add_done_callback(_noted)

    def stop(self) -> None:
        """Begin no more."""
        with self._lock:
            self._stopped = True
        self._thread.shutdown(wait=False, cancel_futures=True)


def _noted(done: Future[object]) -> None:
    """Say that a chore failed, and where; that the database is away is said by whoever looks for work.

    What the error says is left out: it may quote a patient.
    """
    error = None if done.cancelled() else done.exception()
    if error is not None and not isinstance(error, Unavailable):
        at = extract_tb(error.__traceback__)[-1]
        _log.error("a chore failed: %s in %s, line %s", type(error).__name__, Path(at.filename).name, at.lineno)
