"""Taking in what patients write: stored once, then acknowledged, then answered by a turn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
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
from backend.services.wording import emergency
from channels.contracts import InboundMessage

NOTHING: Final = UUID(int=0)
"""A button that does not exist: what a forged token names."""

_NOTED: Final = "lexicon"


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
        incoming = self._incoming(message, message.keyword)
        with self.transactions.statements() as transaction:
            conversation = transaction.conversations.find(message.channel, message.sender)
            received = transaction.messages.receive(conversation, incoming) if conversation else None
        if conversation is None:
            with self.transactions.transaction() as transaction:
                conversation = transaction.conversations.open(message.channel, message.sender, message.phone)
                received = transaction.messages.receive(conversation, incoming)
        return self._ring(conversation, received)

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
