"""The messages of the carrier, in memory and bounded."""

from __future__ import annotations

import threading
from collections import OrderedDict, deque
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from itertools import islice

from channels.sandbox.messages import Direction, Message, Status

MESSAGES_A_HANDSET = 1000
HANDSETS = 5000
WAITING = frozenset({Status.ACCEPTED, Status.QUEUED})


class Ledger:
    """Every message, found by SID or by telephone. Safe to use from several threads.

    The last 1,000 messages of a telephone are kept, and so many telephones, used last.
    """

    def __init__(self, handsets: int = HANDSETS) -> None:
        self._most = handsets
        self._lock = threading.Lock()
        self._messages: OrderedDict[str, Message] = OrderedDict()
        self._handsets: OrderedDict[str, deque[str]] = OrderedDict()
        self._opted_out: set[str] = set()
        self._wrote: dict[str, datetime] = {}

    def add(self, message: Message) -> None:
        """Keep a new message."""
        with self._lock:
            self._messages[message.sid] = message
            thread = self._handsets.setdefault(message.handset, deque())
            self._handsets.move_to_end(message.handset)
            thread.append(message.sid)
            if len(thread) > MESSAGES_A_HANDSET:
                del self._messages[thread.popleft()]
            if len(self._handsets) > self._most:
                forgotten, sids = self._handsets.popitem(last=False)
                self._wrote.pop(forgotten, None)
                for sid in sids:
                    del self._messages[sid]

    def change(self, sid: str, at: datetime, **changes: object) -> Message | None:
        """Replace fields of a message; None when it has been forgotten or canceled meanwhile."""
        with self._lock:
            message = self._messages.get(sid)
            if message is None or message.status is Status.CANCELED:
                return None
            changed = replace(message, updated_at=at, **changes)  # type: ignore[arg-type]  # dataclass fields by name
            self._messages[sid] = changed
            return changed

    def cancel(self, sid: str, at: datetime) -> Message | None:
        """Cancel a message that waits in the queue; None when it is too late."""
        with self._lock:
            message = self._messages[sid]
            if message.direction is Direction.INBOUND or message.status not in WAITING:
                return None
            canceled = replace(message, updated_at=at, status=Status.CANCELED)
            self._messages[sid] = canceled
            return canceled

    def find(self, sid: str) -> Message | None:
        """The message with this SID that the account may see."""
        with self._lock:
            message = self._messages.get(sid)
        return message if message is not None and message.listed else None

    def search(self, matches: Callable[[Message], bool], *, handset: str | None = None) -> Iterator[Message]:
        """The account's messages that match, newest first; ``handset`` narrows the search to one telephone."""
        with self._lock:
            if handset is None:
                found = list(self._messages.values())
            else:
                found = [self._messages[sid] for sid in self._handsets.get(handset, ())]
        return (message for message in reversed(found) if message.listed and matches(message))

    def thread(self, handset: str) -> list[Message]:
        """Everything on one telephone, oldest first, the carrier's own answers included."""
        with self._lock:
            return [self._messages[sid] for sid in self._handsets.get(handset, ())]

    def handsets(self, limit: int = 100) -> list[str]:
        """The telephones used last, newest first."""
        with self._lock:
            return list(islice(reversed(self._handsets), limit))

    def opt_out(self, handset: str) -> bool:
        """Stop texts to a telephone; False when they were stopped before."""
        with self._lock:
            fresh = handset not in self._opted_out
            self._opted_out.add(handset)
            return fresh

    def opt_in(self, handset: str) -> bool:
        """Allow texts to a telephone again; False when they were allowed."""
        with self._lock:
            fresh = handset in self._opted_out
            self._opted_out.discard(handset)
            return fresh

    def is_opted_out(self, handset: str) -> bool:
        """Whether a telephone has stopped its texts."""
        with self._lock:
            return handset in self._opted_out

    def wrote(self, handset: str, at: datetime | None) -> None:
        """When a telephone wrote to the clinic last; None: as if it never had."""
        with self._lock:
            if at is None:
                self._wrote.pop(handset, None)
            else:
                self._wrote[handset] = at

    def last_wrote(self, handset: str) -> datetime | None:
        """When a telephone wrote to the clinic last."""
        with self._lock:
            return self._wrote.get(handset)
