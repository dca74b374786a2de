"""What the rules need from outside, as protocols that store, crypto and workers implement."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from backend.domain.ids import KeyId
from backend.domain.sensitive import Sensitive


class Clock(Protocol):
    """The only source of now."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        ...


@dataclass(frozen=True, slots=True)
class Where:
    """The place a ciphertext belongs to; moved anywhere else it does not open.

    `key` is the data key of the person (patient or conversation) whom the value is about.
    """

    table: str
    column: str
    row: UUID
    key: KeyId


class Keyring(Protocol):
    """Where wrapped data keys are kept (one transaction's view)."""

    def add(self, key: KeyId, wrapped: bytes, master_version: int) -> None:
        """Keep a new wrapped key."""
        ...

    def find(self, key: KeyId) -> tuple[bytes, int] | None:
        """The wrapped key and the version of the master key that wrapped it; None when erased or unknown."""
        ...


class Vault(Protocol):
    """Seals and opens values of patients; finds by blind index."""

    def new_key(self, keyring: Keyring) -> KeyId:
        """Make, wrap and keep a data key for one more person."""
        ...

    def seal(self, keyring: Keyring, plain: str, where: Where) -> bytes:
        """Ciphertext of `plain` that opens only at `where`."""
        ...

    def open(self, keyring: Keyring, sealed: bytes, where: Where) -> Sensitive[str]:
        """What was sealed; raises Tampered when it does not belong at `where`."""
        ...

    def index(self, value: str, table: str, column: str) -> bytes:
        """Keyed digest (32 bytes) of an already normalised value, equal for equal values of one column."""
        ...


class Wake(Protocol):
    """Tells a worker that there is something to do; losing a call delays work and never loses it."""

    def turn(self, conversation: UUID) -> None:
        """A conversation has an unanswered message."""
        ...

    def relay(self, delivery: UUID) -> None:
        """A delivery is due."""
        ...


class Leaderships(Protocol):
    """What only one process does at a time."""

    def take(self, role: str, owner: UUID, seconds: float) -> bool:
        """Take or keep a role; False while another has it, who has not been silent for as many seconds."""
        ...

    def leave(self, role: str, owner: UUID) -> None:
        """Give a role up."""
        ...


class Leading(Protocol):
    """One transaction in which a role may be taken."""

    @property
    def leaderships(self) -> Leaderships:
        """Who does what."""
        ...


class Transactions[T](Protocol):
    """Opens transactions; one command is one transaction."""

    def transaction(self) -> AbstractContextManager[T]:
        """Commits at the end of the block, rolls back when it raises."""
        ...

    def statements(self) -> AbstractContextManager[T]:
        """Each statement commits by itself: for a command that is one statement, and for reading."""
        ...
