"""A conversation as a browser sees it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from backend.domain.ids import ChoiceId, MessageId
from backend.domain.messaging.delivery import DeliveryState
from backend.domain.messaging.ports import MessagingTransaction
from backend.domain.messaging.records import Author, Conversation
from backend.domain.sensitive import Sensitive


@dataclass(frozen=True, slots=True)
class Place:
    """How far a browser has seen: the highest sequence number, and when that was (seconds, the database's clock).

    A message may appear late under a number long passed, because it waited or was to leave elsewhere first: the
    moment finds it.
    """

    seq: int = 0
    moment: float = 0.0


@dataclass(frozen=True, slots=True)
class ShownButton:
    """A button under a message; `open` while it may be pressed."""

    id: ChoiceId
    label: Sensitive[str]
    open: bool


@dataclass(frozen=True, slots=True)
class Line:
    """What was said, by whom; `provider_id` of what a browser sent, `delivery` of what was sent to it."""

    id: MessageId
    seq: int
    author: Author
    author_name: str | None
    body: Sensitive[str]
    at: datetime
    provider_id: str | None
    delivery: DeliveryState | None
    buttons: tuple[ShownButton, ...] = ()


@dataclass(frozen=True, slots=True)
class Look:
    """What is new at an address since a place; `awaited` while an answer is being worked on."""

    lines: tuple[Line, ...]
    place: Place
    awaited: bool


class Chats(Protocol):
    """Conversations as browsers see them, of one transaction; a conversation is at its address on the web."""

    def look(self, conversation: Conversation, since: Place, at: datetime, limit: int) -> Look:
        """What was said to and from the address since a place, oldest first; from the beginning, the latest."""
        ...

    def label(self, conversation: Conversation, choice: ChoiceId) -> Sensitive[str] | None:
        """What a button of the conversation says; None when it has no such button."""
        ...

    def unshown(self, conversation: Conversation, until: int, state: DeliveryState) -> list[MessageId]:
        """Messages to the address up to a sequence number that are not known to have got as far as `state`."""
        ...


class ChatTransaction(MessagingTransaction, Protocol):
    """What one transaction of the chat works on."""

    @property
    def chats(self) -> Chats:
        """Conversations as browsers see them."""
        ...
