"""A stream of server-sent events: what is said in one conversation, as it is said."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from backend.chat.lines import Token, line_view, place_name
from backend.domain.errors import Unavailable
from backend.domain.ids import MessageId
from backend.domain.messaging.chat import Line, Look, Place
from backend.domain.messaging.delivery import DeliveryState

HEARTBEAT: Final = 15.0
UNRUNG: Final = 60.0
"""Seconds after which a stream looks though nobody rang: a ring may have been lost."""
WHILE_AWAITED: Final = 1.0
"""Seconds between looks while an answer is awaited: nobody rings when the answer is silence."""

BEAT: Final = b": beat\n\n"


def event(name: str, data: dict[str, Any], id_: str | None = None) -> bytes:
    """One server-sent event."""
    named = f"id: {id_}\n" if id_ else ""
    return f"event: {name}\n{named}data: {json.dumps(data)}\n\n".encode()


@dataclass
class Stream:
    """What one browser is told from `place` on; `look` reads what is new, `stopping` ends it."""

    address: str
    place: Place
    look: Callable[[str, Place], Look]
    token: Token
    stopping: Callable[[], bool]
    said: dict[MessageId, DeliveryState | None] = field(default_factory=dict)
    awaited: bool = False

    def events(self, bell: threading.Event) -> Iterator[bytes]:
        """Encoded events, each as soon as `bell` was set; a beat when there is none for a while.

        Ends when the database is away: the browser comes back and loses nothing.
        """
        yield event("ready", {})
        spoke, looked, rung = time.monotonic(), -UNRUNG, True
        while not self.stopping():
            news: list[bytes] = []
            now = time.monotonic()
            if rung or self.awaited or now - looked >= UNRUNG:
                looked = now
                bell.clear()
                try:
                    news = list(self._news())
                except Unavailable:
                    return
            if not news and now - spoke >= HEARTBEAT:
                news = [BEAT]
            if news:
                spoke = now
                yield b"".join(news)
            rung = bell.wait(WHILE_AWAITED if self.awaited else HEARTBEAT)

    def _news(self) -> Iterator[bytes]:
        while True:
            look = self.look(self.address, self.place)
            fresh = [line for line in look.lines if self.said.get(line.id, 0) != line.delivery]
            for line in fresh:
                last = line is look.lines[-1]
                yield self._tell(line, place_name(look.place) if last else None)
            stands = look.place.seq == self.place.seq
            self.place = look.place
            if stands or not fresh:
                break
        if look.awaited is not self.awaited:
            self.awaited = look.awaited
            yield event("typing", {"typing": look.awaited})

    def _tell(self, line: Line, place: str | None) -> bytes:
        known = line.id in self.said
        self.said[line.id] = line.delivery
        if known:
            return event("delivery", {"id": line.id.hex, "seq": line.seq, "state": str(line.delivery)}, place)
        return event("message", line_view(line, self.address, self.token), place)
