"""What both directions of the carrier share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from channels.sandbox.contents import ContentStore
from channels.sandbox.events import EventLog
from channels.sandbox.faults import FaultBook
from channels.sandbox.flights import Flights
from channels.sandbox.ledger import Ledger
from channels.sandbox.messages import Message, handset_view
from channels.sandbox.numbers import TELEGRAM, WHATSAPP
from channels.sandbox.settings import SandboxSettings
from channels.sandbox.timetable import Timetable
from channels.sandbox.webhooks import Caller


@dataclass(frozen=True, slots=True)
class Exchange:
    """The state and the means of one carrier; ``now`` gives aware UTC."""

    settings: SandboxSettings
    ledger: Ledger
    contents: ContentStore
    events: EventLog
    faults: FaultBook
    flights: Flights
    timetable: Timetable
    caller: Caller
    now: Callable[[], datetime]

    def announce(self, message: Message) -> None:
        """Keep a new message and show it."""
        self.ledger.add(message)
        self.events.publish("message", handset_view(message))

    def change(self, sid: str, **changes: object) -> bool:
        """Change a message that is still known, and show it; False when it is not."""
        changed = self.ledger.change(sid, self.now(), **changes)
        if changed is not None:
            self.events.publish("status", handset_view(changed))
        return changed is not None

    def reach(self, address: str, work: Callable[[], None]) -> None:
        """Do quick work at a telephone, once it can be reached; text, WhatsApp and Telegram are on the same device."""
        self.flights.reach(device_of(address), work)


def device_of(address: str) -> str:
    """The telephone an address is on."""
    return address.removeprefix(WHATSAPP).removeprefix(TELEGRAM)
