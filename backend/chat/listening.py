"""One listener a process for all its open streams: Valkey calls out an address, and the streams of it look.

Nothing is asked of the database for a stream to which nobody spoke. A call that was lost is made up for by the
streams, which look by themselves once a minute; when the listener was away, all of them look.
"""

from __future__ import annotations

import logging
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from redis import Redis
from redis.exceptions import RedisError

from channels.web.bell import RINGING

STREAMS: Final = 512
"""Open streams of one process: each has a thread of its own (see docs/adr/0020)."""
SESSION_STREAMS: Final = 8
PEER_STREAMS: Final = 64
_AGAIN_AFTER: Final = 1.0
_LOOK_UP: Final = 1.0

_log = logging.getLogger(__name__)


class NoRoom(Exception):
    """There are as many streams as there may be: here, of this session, or from this peer."""


class Listening:
    """The open streams of this process, by address."""

    def __init__(self, redis_url: str) -> None:
        self._url = redis_url
        self._lock = threading.Lock()
        self._streams: dict[str, set[threading.Event]] = {}
        self._peers: Counter[str] = Counter()
        self._number = 0
        self._thread: threading.Thread | None = None
        self._stopping = False

    @property
    def stopping(self) -> bool:
        """Whether streams are to end."""
        return self._stopping

    def stop(self) -> None:
        """End all streams within a second; may be called by a handler of a signal."""
        self._stopping = True

    @contextmanager
    def stream(self, address: str, peer: str) -> Iterator[threading.Event]:
        """An event that is set whenever something may be new at `address`; raises NoRoom."""
        bell = threading.Event()
        with self._lock:
            streams = self._streams.get(address, set())
            if self._number >= STREAMS or len(streams) >= SESSION_STREAMS or self._peers[peer] >= PEER_STREAMS:
                raise NoRoom
            self._streams[address] = streams | {bell}
            self._peers[peer] += 1
            self._number += 1
            if self._thread is None:
                self._thread = threading.Thread(target=self._listen, name="chat-listening", daemon=True)
                self._thread.start()
        try:
            yield bell
        finally:
            self._leave(address, peer, bell)

    def _leave(self, address: str, peer: str, bell: threading.Event) -> None:
        with self._lock:
            left = self._streams[address] - {bell}
            if left:
                self._streams[address] = left
            else:
                del self._streams[address]
            self._peers[peer] -= 1
            if not self._peers[peer]:
                del self._peers[peer]
            self._number -= 1

    def _listen(self) -> None:
        while not self._stopping:
            try:
                with Redis.from_url(self._url, socket_connect_timeout=2, health_check_interval=10) as redis:
                    self._hear(redis)
            except RedisError as error:
                _log.warning("Redis does not answer (%s): streams look by themselves meanwhile", type(error).__name__)
                threading.Event().wait(_AGAIN_AFTER)
        self._ring_all()

    def _hear(self, redis: Redis) -> None:
        with redis.pubsub() as calls:  # type: ignore[no-untyped-call]
            calls.subscribe(RINGING)
            while not self._stopping:
                call = calls.get_message(timeout=_LOOK_UP)
                if call is None:
                    continue
                if call["type"] == "message":
                    self._ring(call["data"].decode())
                else:
                    self._ring_all()

    def _ring(self, address: str) -> None:
        for bell in self._streams.get(address, ()):
            bell.set()

    def _ring_all(self) -> None:
        with self._lock:
            streams = list(self._streams.values())
        for bells in streams:
            for bell in bells:
                bell.set()
