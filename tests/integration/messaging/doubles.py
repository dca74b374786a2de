"""A carrier, a dialogue engine and a doorbell that tests hold in their hands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from backend.bootstrap import Frontdesk
from backend.domain.ids import ConversationId, MessageId
from backend.domain.messaging.dialogue import DialogueUnavailable
from backend.domain.messaging.language import Spoken
from backend.domain.messaging.records import About, Answer, Option
from backend.domain.sensitive import Sensitive
from channels.contracts import Capabilities, InboundMessage, Keyword, OutboundMessage, Progress, Receipt
from channels.errors import SendError

ABLE = {
    "sms": Capabilities("sms", 1600),
    "whatsapp": Capabilities("whatsapp", 1600, choices=10, label=20, window=timedelta(hours=24)),
    "telegram": Capabilities("telegram", 4096, choices=10, label=64, reports=False),
    "email": Capabilities("email", 20000, attachments=True, reports=False),
}
PATIENT = "+15005550101"
CLINIC = "+15005550006"


@dataclass
class HeldCarrier:
    """Implements channels.contracts.Outbound; `failures` are raised by the next sends, in order.

    A failure with `swallowed` raises after the message was taken, as a timeout does.
    """

    sent: list[OutboundMessage] = field(default_factory=list)
    failures: list[SendError] = field(default_factory=list)
    swallowed: bool = False
    looked: int = 0
    recalled: list[str] = field(default_factory=list)
    recall_finds: Progress = "canceled"
    capabilities: Capabilities = field(default_factory=lambda: Capabilities("sms", 1600))
    before_send: Callable[[], object] = lambda: None

    def send(self, message: OutboundMessage) -> Receipt:
        """Take a message, or fail as told."""
        self.before_send()
        if self.failures:
            error = self.failures.pop(0)
            if self.swallowed:
                self.sent.append(message)
            raise error
        self.sent.append(message)
        return Receipt(_sid(len(self.sent)), "accepted")

    def find(self, message: OutboundMessage, since: datetime, known: frozenset[str]) -> Receipt | None:
        """Look among what was taken."""
        self.looked += 1
        for number, sent in enumerate(self.sent, 1):
            same = sent.recipient == message.recipient and sent.body == message.body
            if same and _sid(number) not in known:
                return Receipt(_sid(number), "sent")
        return None

    def recall(self, provider_id: str) -> Progress:
        """Stop a message, or say how far it is, as told."""
        self.recalled.append(provider_id)
        return self.recall_finds

    @property
    def texts(self) -> list[str]:
        """The bodies, in the order in which they left."""
        return [message.body for message in self.sent]


def _sid(number: int) -> str:
    return f"SM{number:032x}"


@dataclass
class ScriptedEngine:
    """Implements DialogueEngine: echoes, or fails `failing` times; `meanwhile` happens while it thinks."""

    failing: int = 0
    asked: list[tuple[UUID, str, int]] = field(default_factory=list)
    spoken: list[Spoken] = field(default_factory=list)
    about: list[About | None] = field(default_factory=list)
    options: tuple[Option, ...] = ()
    unclear: bool = False
    meanwhile: Callable[[], object] = lambda: None

    def answer(
        self,
        conversation: ConversationId,
        message: MessageId,
        text: Sensitive[str],
        received_at: datetime,
        attempt: int,
        spoken: Spoken,
        about: About | None = None,
    ) -> Answer:
        """Say `echo: ` and what was said, with the options it was given."""
        self.about.append(about)
        self.asked.append((message, text.reveal(), attempt))
        self.spoken.append(spoken)
        self.meanwhile()
        if self.failing:
            self.failing -= 1
            raise DialogueUnavailable("as told")
        return Answer(f"echo: {text.reveal()}", self.options, self.unclear)


@dataclass
class Doorbells:
    """Implements Wake: keeps what was rung for, and does it when told."""

    turns: list[UUID] = field(default_factory=list)
    relays: list[UUID] = field(default_factory=list)

    def turn(self, conversation: UUID) -> None:
        """Keep it."""
        self.turns.append(conversation)

    def relay(self, delivery: UUID) -> None:
        """Keep it."""
        self.relays.append(delivery)


@dataclass
class Desk:
    """The product on real stores, with a held carrier and a scripted engine."""

    frontdesk: Frontdesk
    carrier: HeldCarrier
    engine: ScriptedEngine
    bells: Doorbells
    carriers: dict[str, HeldCarrier] = field(default_factory=dict)
    received: int = 0

    def text(
        self,
        body: str,
        *,
        sender: str = PATIENT,
        attachments: int = 0,
        sid: str | None = None,
        keyword: Keyword | None = None,
    ) -> bool:
        """A patient's text arrives at the webhook."""
        self.received += 1
        sid = sid or f"SMin{self.received:030x}"
        message = InboundMessage("sms", "twilio", sid, sender, CLINIC, body, attachments, keyword, phone=sender)
        return self.frontdesk.inbox.receive(message)

    def write(self, channel: str, body: str, sender: str, **more: Any) -> list[str]:
        """A message arrives on a channel; everything that is sent on it because of that."""
        before = len(self.carriers[channel].sent)
        self.received += 1
        more.setdefault("phone", sender if channel in ("sms", "whatsapp") else None)
        message = InboundMessage(channel, channel, f"in{self.received}", sender, CLINIC, body, **more)
        self.frontdesk.inbox.receive(message)
        self.work()
        return self.carriers[channel].texts[before:]

    def due(self) -> None:
        """Send what is due, as the sweep would."""
        with self.frontdesk.database.transaction() as transaction:
            self.bells.relays += transaction.deliveries.due(10)
        self.work()

    def work(self) -> None:
        """Answer every doorbell, as a worker would."""
        while self.bells.turns or self.bells.relays:
            while self.bells.relays:
                self.frontdesk.delivery.relay(MessageId(self.bells.relays.pop(0)))
            if self.bells.turns:
                self.frontdesk.conversations.take_turns(ConversationId(self.bells.turns.pop(0)))

    def say(self, body: str, *, sender: str = PATIENT, keyword: Keyword | None = None) -> list[str]:
        """A patient's text and everything that is sent because of it."""
        before = len(self.carrier.sent)
        self.text(body, sender=sender, keyword=keyword)
        self.work()
        return self.carrier.texts[before:]

    def conversation(self, sender: str = PATIENT, channel: str = "sms") -> ConversationId:
        """The conversation with a patient."""
        with self.frontdesk.database.transaction() as transaction:
            found = transaction.conversations.find(channel, sender)
        assert found is not None
        return found.id

    def sql(self, statement: str) -> list[tuple[object, ...]]:
        """What a statement finds, or nothing for one that changes rows."""
        with self.frontdesk.database.engine.begin() as connection:
            result = connection.exec_driver_sql(statement)
            return [tuple(row) for row in result] if result.returns_rows else []
