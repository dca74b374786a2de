"""Which conversation a message belongs to when its address alone does not say, and links from one to another channel.

A telephone number joins by itself (SMS and WhatsApp of one number are one telephone). A chat or a browser joins by a
one-time link that the person got in the conversation, or by a number its provider vouches for. A mail's sender is
whoever its writer says it is, so a mail joins only as an answer to ours: the address it was sent to has a token.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from backend.domain.errors import IllegalTransition
from backend.domain.ids import AddressId, ConversationId, LinkId
from backend.domain.messaging.ports import MessagingTransaction, Tokens
from backend.domain.messaging.records import Address, Conversation
from backend.domain.messaging.turns import LINKED, NOT_LINKED
from backend.domain.ports import Clock, Transactions
from backend.services.posting import THREAD
from channels.contracts import InboundMessage

LINK: Final = "link"
OPEN_FOR: Final = timedelta(minutes=30)
UNPROVEN: Final = frozenset({"email"})
"""Channels on which anybody may write under anybody's address."""
NUMBERED: Final = frozenset({"sms", "whatsapp"})
"""Channels that prove a number by themselves: theirs is never moved by a link somebody else may have made."""


@dataclass(frozen=True)
class Link:
    """A one-time link to a conversation."""

    token: str
    expires_at: datetime


@dataclass(frozen=True)
class Linking:
    """Makes links, and finds where messages that bring one belong."""

    transactions: Transactions[MessagingTransaction]
    clock: Clock
    tokens: Tokens

    def issue(self, conversation: ConversationId) -> Link:
        """A link by which the person goes on elsewhere, within half an hour and once.

        Raises NotFound, and IllegalTransition for a conversation that knows no telephone number: whoever joins it
        would gain nothing and could be listened to.
        """
        now = self.clock.now()
        with self.transactions.transaction() as transaction:
            found = transaction.conversations.get(conversation)
            if not any(one.phone and one.usable for one in transaction.addresses.of(found.id)):
                raise IllegalTransition("only a conversation with a telephone number can be gone on with elsewhere")
            id_ = transaction.links.add(found.id, now, now + OPEN_FOR)
        return Link(self.tokens.issue(LINK, id_), now + OPEN_FOR)

    def add_address(self, conversation: ConversationId, channel: str, address: str) -> Conversation:
        """Give a conversation an address that its person named there; the conversation at it. Raises NotFound."""
        with self.transactions.transaction() as transaction:
            locked = transaction.conversations.lock(conversation)
            return transaction.addresses.add(locked, channel, address, self.clock.now())

    def addresses(self, conversation: ConversationId) -> list[Address]:
        """Where a conversation's person may be reached, the address used last first; raises NotFound."""
        with self.transactions.transaction() as transaction:
            return transaction.addresses.of(transaction.conversations.get(conversation).id)

    def prefer(self, conversation: ConversationId, channel: str | None) -> None:
        """Write to a person first on a channel they prefer; None: wherever they wrote last. Raises NotFound."""
        with self.transactions.transaction() as transaction:
            transaction.conversations.set_preferred(transaction.conversations.lock(conversation).id, channel)

    @staticmethod
    def needed(message: InboundMessage) -> bool:
        """Whether more than the address of a message says where it belongs."""
        says = (message.link, message.thread, message.phone)
        return message.channel not in NUMBERED and (any(says) or message.channel in UNPROVEN)

    def place(self, transaction: MessagingTransaction, message: InboundMessage) -> tuple[Conversation, str | None]:
        """The conversation a message belongs to, at its sender's address, and the keyword it is kept with."""
        conversations = transaction.conversations
        if message.thread is not None:
            answered = self._answered(transaction, message)
            if answered is not None:
                return answered, message.keyword
        if message.link is not None and message.channel not in NUMBERED:
            linked = self._linked(transaction, message)
            if linked is not None:
                return linked, LINKED
            return conversations.open(message.channel, message.sender, message.phone), message.keyword or NOT_LINKED
        if message.phone is not None and message.channel not in NUMBERED:
            shared = conversations.with_phone(message.phone)
            if shared is not None:
                return self._joined(transaction, shared.id, message), LINKED
        proven = message.channel not in UNPROVEN
        return conversations.open(message.channel, message.sender, message.phone, proven=proven), message.keyword

    def _linked(self, transaction: MessagingTransaction, message: InboundMessage) -> Conversation | None:
        now = self.clock.now()
        id_ = self.tokens.read(LINK, message.link or "")
        target = transaction.links.use(LinkId(id_), now) if id_ else None
        if target is None:
            return None
        return self._joined(transaction, target, message)

    def _joined(
        self, transaction: MessagingTransaction, target: ConversationId, message: InboundMessage
    ) -> Conversation:
        locked = transaction.conversations.lock(target)
        return transaction.addresses.add(locked, message.channel, message.sender, self.clock.now())

    def _answered(self, transaction: MessagingTransaction, message: InboundMessage) -> Conversation | None:
        """The conversation of the mail that is answered, if whom we wrote to answers; anybody may end messages."""
        id_ = self.tokens.read(THREAD, message.thread or "")
        place = transaction.conversations.at(AddressId(id_)) if id_ else None
        if place is None or place.channel != message.channel:
            return None
        if place.address.reveal().casefold() != message.sender.casefold():
            return place if message.keyword == "stop" else None
        transaction.addresses.prove(place.address_id, self.clock.now())
        return place
