"""Taking in what patients write: stored once, then acknowledged, then answered by a turn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from backend.domain.handoff.machine import Reason
from backend.domain.ids import ChoiceId, MessageId
from backend.domain.messaging.language import Language, spoken
from backend.domain.messaging.ports import Letterheads, MessagingTransaction, Tokens
from backend.domain.messaging.records import Author, Conversation, Incoming, Purpose, Words
from backend.domain.ports import Clock, Transactions, Wake
from backend.domain.sensitive import Sensitive
from backend.domain.triage.lexicon import Alarm, Lexicons
from backend.services.handing_over import ask_for_a_person
from backend.services.linking import Linking
from backend.services.posting import CHOICE
from backend.services.together import Together
from backend.services.wording import emergency
from channels.contracts import InboundMessage

NOTHING: Final = UUID(int=0)
"""A button that does not exist: what a forged token names."""

_NOTED: Final = "lexicon"

type Stored = tuple[Conversation, MessageId | None]
"""Where a message belongs, and its id when it was new."""


@dataclass(frozen=True)
class Inbox:
    """Receives messages of every channel."""

    transactions: Transactions[MessagingTransaction]
    clock: Clock
    wake: Wake
    letterheads: Letterheads
    lexicons: Callable[[], Lexicons]
    tokens: Tokens
    linking: Linking
    known: Together[InboundMessage, Stored | None] = field(init=False)

    def __post_init__(self) -> None:
        """Messages of one moment are stored together."""
        by_sender = Together(self._receive_known, key=lambda message: (message.channel, message.sender))
        object.__setattr__(self, "known", by_sender)

    def receive(self, message: InboundMessage) -> bool:
        """Store a message for its turn, once; False when it was there already. Raises Unavailable: then do not ack.

        An emergency is answered here, in the same transaction: not after the turns before it, whoever holds the
        conversation, and whether or not the dialogue engine lives.
        """
        alarm = self.lexicons().find(message.body)
        if alarm is not None:
            return self._receive_emergency(message, alarm)
        if self.linking.needed(message):
            with self.transactions.transaction() as transaction:
                place, keyword = self.linking.place(transaction, message)
                received = transaction.messages.receive(place, self._incoming(message, keyword))
            return self._ring(place, received)
        stored = self.known(message)
        if stored is None:
            with self.transactions.transaction() as transaction:
                place = transaction.conversations.open(message.channel, message.sender, message.phone)
                stored = place, transaction.messages.receive(place, self._incoming(message, message.keyword))
        return self._ring(*stored)

    def _receive_known(self, messages: Sequence[InboundMessage]) -> list[Stored | None]:
        """Store messages from addresses that are known; None for those that are not."""
        with self.transactions.statements() as transaction:
            places = transaction.conversations.find_all([(message.channel, message.sender) for message in messages])
            incoming = [
                (place, self._incoming(message, message.keyword))
                for place, message in zip(places, messages, strict=True)
                if place is not None
            ]
            received = iter(transaction.messages.receive_all(incoming)) if incoming else iter(())
        return [None if place is None else (place, next(received)) for place in places]

    def _incoming(self, message: InboundMessage, keyword: str | None) -> Incoming:
        choice = None if message.choice is None else self.tokens.read(CHOICE, message.choice) or NOTHING
        return Incoming(
            provider=message.provider,
            provider_id=message.provider_id,
            body=Sensitive(message.body),
            attachments=message.attachments,
            keyword=keyword,
            at=self.clock.now(),
            choice=None if choice is None else ChoiceId(choice),
            replies_to=message.replies_to,
        )

    def _ring(self, conversation: Conversation, received: MessageId | None) -> bool:
        if received is not None:
            self.wake.turn(conversation.id)
        return received is not None

    def _receive_emergency(self, message: InboundMessage, alarm: Alarm) -> bool:
        with self.transactions.transaction() as transaction:
            conversation, keyword = self.linking.place(transaction, message)
            incoming = self._incoming(message, keyword)
            received = transaction.messages.receive(conversation, incoming, processed=True)
            language = spoken(message.body, alarm.language).language
            urgent = self._answer_emergency(transaction, conversation, alarm, language) if received else None
        if urgent is not None:
            self.wake.relay(urgent)
        return received is not None

    def _answer_emergency(
        self, transaction: MessagingTransaction, conversation: Conversation, alarm: Alarm, language: Language
    ) -> MessageId:
        now = self.clock.now()
        locked = transaction.conversations.lock(conversation.id, conversation.address_id)
        ask_for_a_person(transaction, locked, Reason.EMERGENCY, actor="system", at=now, note=f"{_NOTED}: {alarm.kind}")
        transaction.conversations.set_language(locked.id, language)
        text = emergency(alarm, language, self.letterheads.letterhead())
        words = Words(text, Purpose.EMERGENCY, Author.SYSTEM, urgent=True)
        return transaction.messages.say(locked, words, now)
