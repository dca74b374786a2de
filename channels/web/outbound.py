"""Sending to the widget: the message is in its conversation's thread already, so sending is ringing for its streams.

Delivered and read are reported by the browser, through the chat API.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

from channels.contracts import Capabilities, OutboundMessage, Progress, Receipt

WEB: Final = Capabilities("web", longest=4000, choices=10, label=80)


class WebOutbound:
    """Implements channels.contracts.Outbound; `ring` tells the open streams of an address to look."""

    def __init__(self, ring: Callable[[str], None]) -> None:
        self._ring = ring

    @property
    def capabilities(self) -> Capabilities:
        """Long texts, and a row of buttons under each."""
        return WEB

    def send(self, message: OutboundMessage) -> Receipt:
        """Ring for whoever looks at the thread; nobody may, and it waits there for the next visit."""
        self._ring(message.recipient)
        return Receipt(message.id, "sent")

    def find(self, message: OutboundMessage, since: datetime, known: frozenset[str]) -> Receipt | None:
        """None: sending again is ringing again, which never says anything twice."""
        return None

    def recall(self, provider_id: str) -> Progress:
        """Canceled: nobody has looked for it, and once it goes elsewhere the thread shows it no more."""
        return "canceled"
