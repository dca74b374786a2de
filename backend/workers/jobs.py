"""What a wake-up makes a worker do. A job is an id; whether there is anything to do is asked of the database."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Collection
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from threading import Lock, Semaphore
from typing import Final
from uuid import UUID

from backend.domain.errors import FrontdeskError
from backend.domain.ids import ConversationId, MessageId
from backend.services.conversations import Conversations
from backend.services.delivery import Delivery
from backend.services.reminding import BULK as BULK_DUE
from backend.services.reminding import REMINDERS as REMINDERS_DUE
from backend.services.reminding import Reminding
from backend.workers.wake import BULK, RELAY, REMINDERS, TURNS

THREADS: Final = 8
HELPING: Final = 2
"""So many of a process's threads say what is due of our own accord."""
HELPED_FOR: Final = 2.0

_log = logging.getLogger(__name__)


class Jobs:
    """Does what is due on a few threads: a turn mostly waits for others, and a slow one must not stop the rest."""

    def __init__(
        self,
        conversations: Conversations,
        delivery: Delivery,
        threads: int = THREADS,
        reminding: Reminding | None = None,
    ) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="job")
        self._room = Semaphore(threads * 4)
        self._at_it: set[UUID] = set()
        self._again: set[UUID] = set()
        self._lock = Lock()
        self._closing = False
        self._handlers: dict[str, Callable[[UUID], object]] = {
            TURNS: lambda id_: conversations.take_turns(ConversationId(id_)),
            RELAY: lambda id_: delivery.relay(MessageId(id_)),
            REMINDERS: lambda _: self._help(REMINDERS_DUE),
            BULK: lambda _: self._help(BULK_DUE),
        }
        self._reminding = reminding
        self._helping = Semaphore(HELPING)

    def start(self, queue: str, id_: UUID) -> None:
        """Do what a queue's job asks for, once more when it is being done; blocks while too much is waiting already.

        Does nothing while closing.
        """
        self._room.acquire()
        with self._lock:
            if self._closing or id_ in self._at_it:
                self._again.add(id_)
                self._room.release()
                return
            self._at_it.add(id_)
            future = self._pool.submit(self._handlers[queue], id_)
        future.add_done_callback(partial(self._ended, queue, id_))

    def idle(self, id_: UUID) -> bool:
        """Whether nobody in this process is at it; the sweep leaves alone what somebody is at."""
        with self._lock:
            return id_ not in self._at_it

    def close(self) -> None:
        """Finish what was started, then stop."""
        with self._lock:
            self._closing = True
        self._pool.shutdown(wait=True)

    def _help(self, priorities: Collection[int]) -> None:
        """Say what is due for a while, unless enough of this process's threads do: the rest is for patients' turns.

        Whatever is due after that is called for again.
        """
        if self._reminding is None or not self._helping.acquire(blocking=False):
            return
        try:
            until = time.monotonic() + HELPED_FOR
            while self._reminding.say_due(priorities) and time.monotonic() < until and not self._closing:
                pass
        finally:
            self._helping.release()

    def _ended(self, queue: str, id_: UUID, done: Future[object]) -> None:
        """Whatever failed is still due in the database: the sweep comes back to it."""
        error = done.exception()
        if isinstance(error, FrontdeskError):
            _log.warning("%s %s put off: %s", queue, id_.hex, error)
        elif error is not None:
            _log.error("%s %s failed", queue, id_.hex, exc_info=error)
        with self._lock:
            if id_ in self._again and not self._closing:
                self._again.discard(id_)
                once_more = self._pool.submit(self._handlers[queue], id_)
            else:
                self._at_it.discard(id_)
                self._room.release()
                return
        once_more.add_done_callback(partial(self._ended, queue, id_))
