"""How fast a sender may go with what we start, and when it has to rest: the words between the rules and the store.

A sender is a channel, or the second sender of one. It has tokens, refilled all the time; each message takes one. What
answers a patient never waits and counts all the same, so tokens may run into debt. A sender that the provider told to
wait, or that failed several times in a row, is shut for a while; then one message tries it, and its success opens it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Protocol

BROKEN_AFTER: Final = 5
"""So many failures in a row shut a sender."""
SHUT_FOR: Final = 20.0
LONGEST_SHUT: Final = 5 * 60.0
PROBED_EVERY: Final = 5.0
"""So many seconds after one message tried a sender that was shut, the next may, if nothing was heard of it."""


@dataclass(frozen=True, slots=True)
class Sender:
    """How a sender stands: tokens it has now, for how many seconds it is shut, how often it failed in a row."""

    tokens: float
    shut_for: float = 0.0
    failures: int = 0

    @property
    def shut(self) -> bool:
        """Whether nothing that we start may leave by it now."""
        return self.shut_for > 0

    @property
    def broken(self) -> bool:
        """Whether it failed too often in a row, and has not been found to work since."""
        return self.failures >= BROKEN_AFTER

    @property
    def room(self) -> int:
        """How many messages that we start may leave by it now."""
        if self.shut:
            return 0
        return 1 if self.broken else max(0, int(self.tokens))


class Senders(Protocol):
    """Senders in one transaction, by the database's clock."""

    def declare(self, rates: Mapping[str, float]) -> None:
        """Say how many messages a second each sender carries."""
        ...

    def grant(self, name: str, wanted: int) -> int:
        """Take up to so many tokens; how many there were. Of a broken sender that may be tried again: one."""
        ...

    def spend(self, numbers: Mapping[str, int]) -> None:
        """Take tokens for what has left already."""
        ...

    def pause(self, name: str, seconds: float) -> None:
        """Shut a sender for a while, because its provider said so."""
        ...

    def failed(self, name: str) -> None:
        """Count a failure; too many in a row shut the sender, for longer each time."""
        ...

    def works(self, name: str) -> None:
        """It carried a message: it is open, and its failures are forgotten."""
        ...

    def all(self) -> dict[str, Sender]:
        """How all senders stand."""
        ...


class Paced(Protocol):
    """One transaction of pacing."""

    @property
    def senders(self) -> Senders:
        """Senders."""
        ...
