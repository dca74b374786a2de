"""The web chat: what is new for a browser, and what it says has arrived."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from backend.domain.ids import ChoiceId
from backend.domain.messaging.chat import ChatTransaction, Look, Place
from backend.domain.messaging.delivery import DeliveryState
from backend.domain.messaging.ports import Tokens
from backend.domain.ports import Clock, Transactions
from backend.services.delivery import Delivery
from backend.services.posting import CHOICE
from channels.contracts import DeliveryUpdate, Progress

CHANNEL: Final = "web"
PAGE: Final = 100
_NOTHING: Final = Look((), Place(), awaited=False)
_END: Final = Place(2**62)


@dataclass(frozen=True)
class Chat:
    """Shows conversations to the browsers they are held with; an address is a session's."""

    transactions: Transactions[ChatTransaction]
    clock: Clock
    tokens: Tokens
    delivery: Delivery

    def look(self, address: str, since: Place) -> Look:
        """What is new at an address since a place; nothing as long as nobody wrote there. Raises Unavailable."""
        with self.transactions.statements() as transaction:
            conversation = transaction.conversations.find(CHANNEL, address)
            if conversation is None:
                return _NOTHING
            return transaction.chats.look(conversation, since, self.clock.now(), PAGE)

    def awaited(self, address: str) -> bool:
        """Whether an answer is being worked on for whoever wrote there."""
        return self.look(address, _END).awaited

    def label(self, address: str, token: str) -> str | None:
        """What the button says that was pressed there; None when it is none of that conversation's."""
        choice = self.tokens.read(CHOICE, token)
        with self.transactions.statements() as transaction:
            conversation = transaction.conversations.find(CHANNEL, address) if choice else None
            if conversation is None or choice is None:
                return None
            label = transaction.chats.label(conversation, ChoiceId(choice))
        return None if label is None else label.reveal()

    def shown(self, address: str, *, delivered: int, read: int) -> None:
        """Messages up to `delivered` are in the browser, and those up to `read` were looked at."""
        steps: tuple[tuple[int, Progress], ...] = ((read, "read"), (delivered, "delivered"))
        for until, progress in steps:
            with self.transactions.statements() as transaction:
                conversation = transaction.conversations.find(CHANNEL, address) if until else None
                if conversation is None:
                    continue
                messages = transaction.chats.unshown(conversation, until, DeliveryState(progress))
            for message in messages:
                self.delivery.update(DeliveryUpdate(message.hex, message.hex, progress))
