"""What a channel takes and gives; every channel speaks in these shapes and in no provider's.

A channel is a folder: `inbound.py` reads what a provider's webhook says, `outbound.py` sends, `status.py` has the
provider's words for how far a message got. docs/add-a-channel.md shows how to add one.

Addresses and bodies are a patient's: they are left out of every representation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal, Protocol, runtime_checkable

type Progress = Literal["accepted", "sent", "delivered", "read", "undelivered", "failed", "canceled"]
type Keyword = Literal["stop", "start", "help"]
type Markup = Literal["plain", "html"]
type Standing = Literal["blocked", "unblocked", "unreachable", "bounced", "complained", "unsubscribed", "resubscribed"]


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a channel can carry.

    `longest`: characters in one message. `choices`: buttons under one message, `label`: characters on one of them.
    `window`: how long after the person's last message free text may be sent; outside it only a template.
    `reports`: whether the provider tells when a message was delivered.
    """

    channel: str
    longest: int
    choices: int = 0
    label: int = 0
    attachments: bool = False
    window: timedelta | None = None
    markup: Markup = "plain"
    reports: bool = True


@dataclass(frozen=True, slots=True)
class Choice:
    """A button: what it says, and the opaque token that comes back when it is pressed (at most 64 ASCII bytes)."""

    label: str
    token: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a message, for example an invitation."""

    filename: str
    media_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Template:
    """A message the provider has approved beforehand, by its provider's name, and what fills its places 1, 2, ..."""

    name: str
    variables: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class InboundMessage:
    """What a patient wrote or pressed.

    `sender`: the address to answer to; `phone`: the telephone number (E.164) the provider vouches for, where it has
    one. `keyword` is set when the provider itself acted on the message (and answered it). `choice` is the token of a
    button that was pressed; `body` is then what the button said. `link` is a one-time token by which the person says
    who they are. `thread` is the token of the conversation the person answers in, where the channel carries one.
    `replies_to` is the provider's id of the message of ours that the person quoted or answered, as a receipt has it.
    """

    channel: str
    provider: str
    provider_id: str
    sender: str = field(repr=False)
    recipient: str = field(repr=False)
    body: str = field(repr=False)
    attachments: int = 0
    keyword: Keyword | None = None
    phone: str | None = field(default=None, repr=False)
    choice: str | None = field(default=None, repr=False)
    link: str | None = field(default=None, repr=False)
    thread: str | None = field(default=None, repr=False)
    replies_to: str | None = None


@dataclass(frozen=True, slots=True)
class OutboundMessage:
    """What is to be sent; `id` is ours and comes back with every report.

    `author` is the name of the member of staff who wrote it. `template` is sent in place of `body`. `thread` is what
    must come back in an answer's `thread`; `unsubscribe` is the one-click address by which the person can end this.
    """

    id: str
    recipient: str = field(repr=False)
    body: str = field(repr=False)
    choices: tuple[Choice, ...] = ()
    locale: str = "en"
    author: str | None = None
    subject: str | None = field(default=None, repr=False)
    attachment: Attachment | None = None
    template: Template | None = None
    thread: str | None = field(default=None, repr=False)
    unsubscribe: str | None = field(default=None, repr=False)


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


@dataclass(frozen=True, slots=True)
class ContactUpdate:
    """Whether an address can and may be written to has changed, by the provider's word."""

    channel: str
    address: str = field(repr=False)
    standing: Standing
    code: str | None = None


type Event = InboundMessage | DeliveryUpdate | ContactUpdate


@dataclass(frozen=True, slots=True)
class Webhook:
    """A provider's request as it came: `target` is the request line's, undecoded; header names are lower case."""

    target: str
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """What a provider wants to read once its webhook is stored."""

    body: str = ""
    media_type: str = "text/plain"
    status: int = 204


class Inbound(Protocol):
    """Reads a channel's webhooks."""

    @property
    def acknowledgement(self) -> Acknowledgement:
        """What to answer."""
        ...

    def read(self, webhook: Webhook) -> Sequence[Event]:
        """What a webhook says; empty when nothing of interest. Raises Forged or Malformed."""
        ...


class Outbound(Protocol):
    """Sends over one channel; safe to use from several threads."""

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


@runtime_checkable
class Recalling(Protocol):
    """An Outbound that can also stop a message which has not left the provider yet."""

    def recall(self, provider_id: str) -> Progress:
        """Stop a message if that is still possible; how far it is then: "canceled" when it was. Raises SendError."""
        ...


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel, wired: `inbound` is None where what patients write does not come by webhook.

    `template` is the approved one for a message outside the window: its place 1 is the clinic's name, 2 the text.
    `second` sends in place of `outbound` when that one is out of order.
    """

    name: str
    outbound: Outbound
    inbound: Inbound | None = None
    template: str | None = None
    second: Outbound | None = None
