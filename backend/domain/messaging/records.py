"""What the rules of messaging work on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from backend.domain.handoff.machine import ConversationState, Priority, Reason
from backend.domain.ids import AddressId, AppointmentId, ChoiceId, ConversationId, HandoffId, KeyId, MessageId
from backend.domain.messaging.delivery import DeliveryState
from backend.domain.reminders.staleness import Told
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
    NOTICE = "notice"
    REMINDER = "reminder"
    OFFER = "offer"


ABOVE_STAFF = frozenset({Purpose.EMERGENCY, Purpose.CLAIMED, Purpose.GIVEN_BACK, Purpose.CLOSED, Purpose.CONSENT})
"""Said by the product even while staff hold the conversation."""


class Standing(StrEnum):
    """Whether an address can be reached, as far as anybody knows."""

    OK = "ok"
    BLOCKED = "blocked"
    UNREACHABLE = "unreachable"
    BOUNCED = "bounced"
    COMPLAINED = "complained"


class Source(StrEnum):
    """By whose word a person does, or does not, want to be written to."""

    PATIENT = "patient"
    CARRIER = "carrier"
    PROVIDER = "provider"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class Conversation:
    """Who is talked to, at one of their addresses, and who answers there.

    The address is where they wrote last, unless a promise says another.
    """

    id: ConversationId
    address_id: AddressId
    channel: str
    address: Sensitive[str]
    key: KeyId
    locale: str
    state: ConversationState
    claimed_by: str | None
    opted_out_at: datetime | None
    last_inbound_at: datetime | None


@dataclass(frozen=True, slots=True)
class Address:
    """One of the addresses of a conversation; `phone` when the provider vouches that it is a telephone number.

    `proven`: what comes from it is its owner's. A mail's sender is not, unless it answers ours.
    """

    id: AddressId
    conversation: ConversationId
    channel: str
    address: Sensitive[str]
    phone: bool
    proven: bool
    opted_out_at: datetime | None
    standing: Standing
    verified_at: datetime | None
    last_inbound_at: datetime | None

    @property
    def usable(self) -> bool:
        """Whether it may and can be written to."""
        return self.opted_out_at is None and self.standing is Standing.OK


@dataclass(frozen=True, slots=True)
class Option:
    """An answer that is offered: what a button says, and what somebody without buttons would type."""

    label: str
    says: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What the dialogue engine says, and the answers it offers; the text names them too, by number.

    `unclear`: it did not understand.
    """

    text: str
    options: tuple[Option, ...] = ()
    unclear: bool = False


@dataclass(frozen=True, slots=True)
class About:
    """The visit that a message is about, by what it answers, and the intent it is read with."""

    appointment: AppointmentId
    intent: str


@dataclass(frozen=True, slots=True)
class Button:
    """An offered answer under a message of ours."""

    id: ChoiceId
    label: Sensitive[str]


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file of text that goes with a message, for example an invitation."""

    filename: str
    media_type: str
    content: str


@dataclass(frozen=True, slots=True)
class Incoming:
    """A message as it arrived from a provider; `choice` is the button that was pressed, `replies_to` as in Turn."""

    provider: str
    provider_id: str
    body: Sensitive[str]
    attachments: int
    keyword: str | None
    at: datetime
    choice: ChoiceId | None = None
    replies_to: str | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """The oldest unanswered message of a leased conversation, at the address it came from; `attempt` counts from 1.

    `seq` orders it among all that was said there; `replies_to` is the provider's id of a message of ours that it
    quotes.
    """

    conversation: Conversation
    message: MessageId
    body: Sensitive[str]
    attachments: int
    keyword: str | None
    received_at: datetime
    attempt: int
    choice: ChoiceId | None = None
    seq: int = 0
    replies_to: str | None = None


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button of a message of ours, and what its number would have said."""

    message: MessageId
    says: str


DIALOGUE_REMEMBERS: Final = timedelta(hours=1)
"""After that the dialogue has forgotten what it asked."""


@dataclass(frozen=True, slots=True)
class LastWord:
    """What the dialogue or staff said last; `offers`: with answers to choose from."""

    seq: int
    author: Author
    body: Sensitive[str]
    at: datetime
    offers: bool

    def waits(self, at: datetime) -> bool:
        """Whether it asked something that whoever asked still remembers."""
        asks = self.author is Author.STAFF or self.offers or "?" in self.body.reveal()
        return asks and at - self.at <= DIALOGUE_REMEMBERS


@dataclass(frozen=True, slots=True)
class Words:
    """Something to be said to a patient; `options` may be answered until `until`."""

    text: str
    purpose: Purpose
    author: Author = Author.SYSTEM
    author_name: str | None = None
    urgent: bool = False
    options: tuple[Option, ...] = ()
    until: datetime | None = None
    subject: str | None = None
    enclosure: Enclosure | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    """A message on its way out, as a worker holds it.

    `tried_at` is set when an earlier attempt may have got through, `tried_for` seconds ago; `known` are the
    provider's ids of this conversation's other messages since then. `age` is in seconds. `told`: what it says of a
    visit, when it is a planned message. `zone`: of the visit's place, else the clinic's.
    """

    message: MessageId
    conversation: ConversationId
    address_id: AddressId
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
    locale: str
    last_inbound_at: datetime | None
    author_name: str | None = None
    buttons: tuple[Button, ...] = ()
    subject: Sensitive[str] | None = None
    enclosure: Enclosure | None = None
    told: Told | None = None
    zone: str | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    """A turn is over: whether more waits, and whether this worker holds the reply for sending."""

    more: bool
    sending: bool
    reply: MessageId | None
    buttons: tuple[Button, ...] = ()


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
    channel: str
    buttons: tuple[Button, ...] = ()


@dataclass(frozen=True, slots=True)
class Attempt:
    """How far a message got at one address."""

    channel: str
    address: Sensitive[str]
    state: DeliveryState
    provider_id: str | None
    error_code: str | None
    attempts: int
    began_at: datetime
    at: datetime


@dataclass(frozen=True, slots=True)
class Overdue:
    """A message that a provider took and never told of again."""

    message: MessageId
    channel: str
    provider_id: str


@dataclass(frozen=True, slots=True)
class Life:
    """A message from its writing on; `attempts` oldest first, the last one is where it is now."""

    id: MessageId
    conversation: ConversationId
    author: Author
    purpose: str | None
    at: datetime
    channel: str
    attempts: tuple[Attempt, ...]


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
