"""Taking in what patients write: stored once, then acknowledged, then answered by a turn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from backend.domain.handoff.machine import Reason
from backend.domain.ids import MessageId
from backend.domain.messaging.language import Language, spoken
from backend.domain.messaging.ports import Letterheads, MessagingTransaction
from backend.domain.messaging.records import Author, Conversation, Incoming, Purpose, Words
from backend.domain.ports import Clock, Transactions, Wake
from backend.domain.sensitive import Sensitive
from backend.domain.triage.lexicon import Alarm, Lexicons
from backend.services.handing_over import ask_for_a_person
from backend.services.wording import emergency
from channels.contracts import InboundMessage

_NOTED: Final = "lexicon"


@dataclass(frozen=True)
class Inbox:
    """Receives messages of every channel."""

    transactions: Transactions[MessagingTransaction]
    clock: Clock
    wake: Wake
    letterheads: Letterheads
    lexicons: Callable[[], Lexicons]

    def receive(self, message: InboundMessage) -> bool:
        """Store a message for its turn, once; False when it was there already. Raises Unavailable: then do not ack.

        An emergency is answered here, in the same transaction: not after the turns before it, whoever holds the
        conversation, and whether or not the dialogue engine lives.
        """
        alarm = self.lexicons().find(message.body)
        incoming = Incoming(
            provider=message.provider,
            provider_id=message.provider_id,
            body=Sensitive(message.body),
            attachments=message.attachments,
            keyword=message.keyword,
            at=self.clock.now(),
        )
        if alarm is not None:
            return self._receive_emergency(message, incoming, alarm)
        with self.transactions.statements() as transaction:
            conversation = transaction.conversations.find(message.channel, message.sender)
            received = transaction.messages.receive(conversation, incoming) if conversation else None
        if conversation is None:
            with self.transactions.transaction() as transaction:
                conversation = transaction.conversations.open(message.channel, message.sender)
                received = transaction.messages.receive(conversation, incoming)
        if received is not None:
            self.wake.turn(conversation.id)
        return received is not None

    def _receive_emergency(self, message: InboundMessage, incoming: Incoming, alarm: Alarm) -> bool:
        with self.transactions.transaction() as transaction:
            conversation = transaction.conversations.open(message.channel, message.sender)
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
        locked = transaction.conversations.lock(conversation.id)
        ask_for_a_person(transaction, locked, Reason.EMERGENCY, actor="system", at=now, note=f"{_NOTED}: {alarm.kind}")
        transaction.conversations.set_language(locked.id, language)
        text = emergency(alarm, language, self.letterheads.letterhead())
        words = Words(text, Purpose.EMERGENCY, Author.SYSTEM, urgent=True)
        return transaction.messages.say(locked, words, now)
