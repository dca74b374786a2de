"""What happens at the carrier, as a stream that any number of pages can follow."""

from __future__ import annotations

import json
import threading
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from channels.sandbox.messages import JsonObject

KEPT = 2000
HEARTBEAT_SECONDS = 15.0


@dataclass(frozen=True, slots=True)
class Event:
    """``kind`` is message (a new one) or status (a change of one)."""

    sequence: int
    kind: str
    data: JsonObject

    def encoded(self) -> str:
        """The event in the text/event-stream format."""
        return f"event: {self.kind}\nid: {self.sequence}\ndata: {json.dumps(self.data)}\n\n"


class EventLog:
    """The last events, and a way to wait for the next ones. Safe to use from several threads."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._events: deque[Event] = deque(maxlen=KEPT)
        self._sequence = 0
        self._closed = False

    def publish(self, kind: str, data: JsonObject) -> None:
        """Tell everybody who follows."""
        with self._changed:
            self._sequence += 1
            self._events.append(Event(self._sequence, kind, data))
            self._changed.notify_all()

    def follow(self) -> Iterator[str]:
        """Encoded events from now on, with a comment every 15 seconds so that a dead connection is noticed."""
        with self._changed:
            seen = self._sequence
        return self._stream(seen)

    def close(self) -> None:
        """End every stream."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _stream(self, seen: int) -> Iterator[str]:
        yield "retry: 1000\n\n"  # the first bytes open the page's EventSource at once
        while True:
            with self._changed:
                self._changed.wait_for(partial(self._is_news, seen), HEARTBEAT_SECONDS)
                if self._closed:
                    return
                fresh = [event for event in self._events if event.sequence > seen]
            for event in fresh:
                seen = event.sequence
                yield event.encoded()
            if not fresh:
                yield ": still here\n\n"

    def _is_news(self, seen: int) -> bool:
        return self._closed or self._sequence > seen
