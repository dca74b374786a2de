"""Doing in one transaction what many threads ask for at the same moment.

Whoever comes while nobody is at work does it for all that wait, in their own thread; the others wait for their
outcome. Alone, one waits for nobody; in a rush, a transaction is shared by all who came during the one before it, and
shortly after. What is asked for is done when the call returns, as if each had asked alone.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable, Sequence
from threading import Event, Lock
from typing import Final

from backend.domain.errors import Contended, Unavailable

GATHERED: Final = 0.01
"""Seconds in which more may join, once several have come at one moment: in a rush, that saves more than it takes."""
MOST: Final = 64
"""Of them in one transaction: enough to share its cost, few enough to be stored in milliseconds."""


class _Asked[Item, Outcome]:
    """What one thread asks for, and what came of it."""

    def __init__(self, item: Item) -> None:
        self.item = item
        self.outcome: Outcome | None = None
        self.error: Exception | None = None
        self.leads = False
        self.settled = Event()


class Together[Item, Outcome]:
    """Calls `work` with what several threads asked for; its outcomes are in the order of its items.

    Items of the same `key` never share a call, and keep their order. When `work` fails, each item is tried alone, so
    that nobody fails for another's sake; when it says that the database is away, all are told.
    """

    def __init__(self, work: Callable[[Sequence[Item]], Sequence[Outcome]], key: Callable[[Item], Hashable]) -> None:
        self._work = work
        self._key = key
        self._lock = Lock()
        self._waiting: list[_Asked[Item, Outcome]] = []
        self._led = False
        self._rush = False

    def __call__(self, item: Item) -> Outcome:
        """The outcome of an item; raises whatever `work` raised for it."""
        mine: _Asked[Item, Outcome] = _Asked(item)
        with self._lock:
            self._waiting.append(mine)
            leads, self._led = not self._led, True
        if not leads:
            mine.settled.wait()
            leads = mine.leads
        if leads:
            self._lead()
        if mine.error is not None:
            raise mine.error
        return mine.outcome  # type: ignore[return-value]  # settled without an error: there is one

    def _lead(self) -> None:
        """Do what waits, one's own first, and leave what has come meanwhile to the first who waits for it."""
        if self._rush:
            time.sleep(GATHERED)
        with self._lock:
            batch = self._next()
            self._rush = len(batch) > 1
        try:
            self._settle(batch)
        finally:
            with self._lock:
                self._led = bool(self._waiting)
                following = self._waiting[0] if self._waiting else None
            if following is not None:
                following.leads = True
                following.settled.set()
            for asked in batch:
                asked.settled.set()

    def _next(self) -> list[_Asked[Item, Outcome]]:
        batch: dict[Hashable, _Asked[Item, Outcome]] = {}
        left: list[_Asked[Item, Outcome]] = []
        for asked in self._waiting:
            key = self._key(asked.item)
            if key in batch or len(batch) == MOST:
                left.append(asked)
            else:
                batch[key] = asked
        self._waiting = left
        return list(batch.values())

    def _settle(self, batch: Sequence[_Asked[Item, Outcome]]) -> None:
        try:
            outcomes = self._work([asked.item for asked in batch])
        except Exception as error:  # noqa: BLE001  # handed to those who asked
            if len(batch) == 1 or (isinstance(error, Unavailable) and not isinstance(error, Contended)):
                for asked in batch:
                    asked.error = error
            else:
                for asked in batch:
                    self._settle([asked])
            return
        for asked, outcome in zip(batch, outcomes, strict=True):
            asked.outcome = outcome
