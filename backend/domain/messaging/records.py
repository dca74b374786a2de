"""What the rules of messaging work on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from backend.domain.handoff.machine import ConversationState, Priority, Reason
from backend.domain.ids import ConversationId, HandoffId, KeyId, MessageId
from backend.domain.messaging.delivery import DeliveryState
from backend.domain.sensitive import Sensitive


class Author(StrEnum):
    """Who said something."""

    PATIENT = "patient"
    BOT = "bot"
    STAFF = "staff"
    SYSTEM = "system"


class Purpose(StrEnum):
    """Why something was said to a patient."""

    REPLY = "reply"
    EMERGENCY = "emergency"
    HOLDING = "holding"
    WAITING = "waiting"
    APOLOGY = "apology"
    UNREADABLE = "unreadable"
    CLAIMED = "claimed"
    GIVEN_BACK = "given_back"
    CLOSED = "closed"
    CONSENT = "consent"


ABOVE_STAFF = frozenset({Purpose.EMERGENCY, Purpose.CLAIMED, Purpose.GIVEN_BACK, Purpose.CLOSED, Purpose.CONSENT})
"""Said by the product even while staff hold the conversation."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """A patient's address on a channel and who answers there."""

    id: ConversationId
    channel: str
    address: Sensitive[str]
    key: KeyId
    locale: str
    state: ConversationState
    claimed_by: str | None
    opted_out_at: datetime | None
    last_inbound_at: datetime | None


@dataclass(frozen=True, slots=True)
class Incoming:
    """A message as it arrived from a provider."""

    provider: str
    provider_id: str
    body: Sensitive[str]
    attachments: int
    keyword: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Turn:
    """The oldest unanswered message of a leased conversation; `attempt` counts from 1."""

    conversation: Conversation
    message: MessageId
    body: Sensitive[str]
    attachments: int
    keyword: str | None
    received_at: datetime
    attempt: int


@dataclass(frozen=True, slots=True)
class Words:
    """Something to be said to a patient."""

    text: str
    purpose: Purpose
    author: Author = Author.SYSTEM
    author_name: str | None = None
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Letter:
    """A message on its way out, as a worker holds it.

    `tried_at` is set when an earlier attempt may have got through, `tried_for` seconds ago; `known` are the
    provider's ids of this conversation's other messages since then. `age` is in seconds.
    """

    message: MessageId
    conversation: ConversationId
    channel: str
    address: Sensitive[str]
    body: Sensitive[str]
    author: Author
    purpose: Purpose
    attempts: int
    tried_at: datetime | None
    tried_for: float
    age: float
    state: ConversationState
    opted_out: bool
    known: frozenset[str]


@dataclass(frozen=True, slots=True)
class Answered:
    """A turn is over: whether more waits, and whether this worker holds the reply for sending."""

    more: bool
    sending: bool
    reply: MessageId | None


@dataclass(frozen=True, slots=True)
class Said:
    """A line of a transcript."""

    id: MessageId
    seq: int
    author: Author
    author_name: str | None
    purpose: str | None
    body: Sensitive[str]
    attachments: int
    at: datetime
    delivery: DeliveryState | None


@dataclass(frozen=True, slots=True)
class Handoff:
    """A person is, or was, needed in a conversation."""

    id: HandoffId
    conversation: ConversationId
    channel: str
    state: str
    reason: Reason
    priority: Priority
    note: Sensitive[str] | None
    claimed_by: str | None
    opened_at: datetime
    claimed_at: datetime | None
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Report:
    """A provider's word on a message of ours."""

    message: MessageId
    provider_id: str
    state: DeliveryState
    error_code: str | None


type LeaseOwner = UUID
