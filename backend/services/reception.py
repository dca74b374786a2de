"""Whatever a channel takes in goes to whom it concerns: messages, reports on ours, news of an address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never

from backend.services.contacts import Contacts
from backend.services.delivery import Delivery
from backend.services.inbox import Inbox
from channels.contracts import ContactUpdate, DeliveryUpdate, Event, InboundMessage


@dataclass(frozen=True)
class Reception:
    """Takes the events of every channel; each is stored when `take` returns, and may be acknowledged then."""

    inbox: Inbox
    delivery: Delivery
    contacts: Contacts

    def take(self, event: Event) -> bool:
        """Store one event; False when it told nothing new. Raises NotFound, or Unavailable: then do not acknowledge."""
        match event:
            case InboundMessage():
                return self.inbox.receive(event)
            case DeliveryUpdate():
                return self.delivery.update(event)
            case ContactUpdate():
                return self.contacts.update(event)
            case _:
                assert_never(event)
