"""Work that is due later: one thread keeps the time, a pool does what may take long."""

from __future__ import annotations

import heapq
import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from itertools import count

WORKERS = 32
log = logging.getLogger(__name__)


class Timetable:
    """Calls functions after a delay. ``close`` drops what is not due yet."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._order = count()
        self._due: list[tuple[float, int, Callable[[], None]]] = []
        self._lines: dict[str, deque[Callable[[], None]]] = {}
        self._closed = False
        self._pool = ThreadPoolExecutor(WORKERS, thread_name_prefix="carrier")
        self._thread = threading.Thread(target=self._run, name="carrier-timetable", daemon=True)
        self._thread.start()

    def after(self, seconds: float, work: Callable[[], None]) -> None:
        """Do this work in ``seconds``, beside other work."""
        if seconds <= 0:
            self._begin(work)
        else:
            self.in_turn(seconds, partial(self._begin, work))

    def in_turn(self, seconds: float, work: Callable[[], None]) -> None:
        """Do this work in ``seconds``, after everything that was due before. It must be quick and must not fail."""
        with self._changed:
            if not self._closed:
                heapq.heappush(self._due, (time.monotonic() + seconds, next(self._order), work))
                self._changed.notify()

    def in_line(self, line: str, work: Callable[[], None]) -> None:
        """Do this work beside other work, but not before what was asked for in the same line is done."""
        with self._changed:
            waiting = self._lines.get(line)
            if waiting is not None:
                waiting.append(work)
                return
            self._lines[line] = deque([work])
        self._begin(partial(self._serve, line))

    def close(self) -> None:
        """Stop; work under way may finish on its own."""
        with self._changed:
            self._closed = True
            self._due.clear()
            self._changed.notify()
        self._thread.join(timeout=2)
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _serve(self, line: str) -> None:
        with self._changed:
            work = self._lines[line].popleft()
        try:
            work()
        finally:
            with self._changed:
                more = bool(self._lines[line])
                if not more:
                    del self._lines[line]
            if more:
                self._begin(partial(self._serve, line))

    def _begin(self, work: Callable[[], None]) -> None:
        with self._changed:
            if not self._closed:
                self._pool.submit(work).add_done_callback(self._report)

    def _report(self, done: Future[None]) -> None:
        if not done.cancelled() and done.exception() is not None and not self._closed:
            log.error("work of the carrier failed", exc_info=done.exception())

    def _run(self) -> None:
        while True:
            with self._changed:
                if self._closed:
                    return
                wait = self._due[0][0] - time.monotonic() if self._due else None
                if wait is None or wait > 0:
                    self._changed.wait(wait)
                    continue
                work = heapq.heappop(self._due)[2]
            work()
