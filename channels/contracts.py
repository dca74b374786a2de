"""What a channel takes and gives; every channel speaks in these shapes and in no provider's.

Addresses and bodies are a patient's: they are left out of every representation.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

type Progress = Literal["accepted", "sent", "delivered", "read", "undelivered", "failed", "canceled"]
type Keyword = Literal["stop", "start", "help"]


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a channel can carry: `longest` characters in one message."""

    channel: str
    longest: int
    attachments: bool = False


@dataclass(frozen=True, slots=True)
class InboundMessage:
    """What a patient wrote. `keyword` is set when the provider itself acted on it (and answered it)."""

    channel: str
    provider: str
    provider_id: str
    sender: str = field(repr=False)
    recipient: str = field(repr=False)
    body: str = field(repr=False)
    attachments: int = 0
    keyword: Keyword | None = None


@dataclass(frozen=True, slots=True)
class OutboundMessage:
    """What is to be sent; `id` is ours and comes back with every report."""

    id: str
    recipient: str = field(repr=False)
    body: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Receipt:
    """The provider has the message, under its own id."""

    provider_id: str
    progress: Progress


@dataclass(frozen=True, slots=True)
class DeliveryUpdate:
    """A report on a message, under our id; reports come late, twice and out of order."""

    message_id: str
    provider_id: str
    progress: Progress
    error_code: str | None = None


class Outbound(Protocol):
    """Sends over one channel."""

    @property
    def capabilities(self) -> Capabilities:
        """What it can carry."""
        ...

    def send(self, message: OutboundMessage) -> Receipt:
        """Hand a message over once; raises SendError."""
        ...

    def find(self, message: OutboundMessage, since: datetime, known: frozenset[str]) -> Receipt | None:
        """The message at the provider when an earlier `send` since then got through after all.

        `known` are provider ids of other messages, which it cannot be. Raises SendError when nobody can say.
        """
        ...
