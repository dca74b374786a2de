"""What both directions of the carrier share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from channels.sandbox.events import EventLog
from channels.sandbox.faults import FaultBook
from channels.sandbox.ledger import Ledger
from channels.sandbox.messages import Message, handset_view
from channels.sandbox.settings import SandboxSettings
from channels.sandbox.timetable import Timetable
from channels.sandbox.webhooks import Caller


@dataclass(frozen=True, slots=True)
class Exchange:
    """The state and the means of one carrier; ``now`` gives aware UTC."""

    settings: SandboxSettings
    ledger: Ledger
    events: EventLog
    faults: FaultBook
    timetable: Timetable
    caller: Caller
    now: Callable[[], datetime]

    def announce(self, message: Message) -> None:
        """Keep a new message and show it."""
        self.ledger.add(message)
        self.events.publish("message", handset_view(message))

    def change(self, sid: str, **changes: object) -> None:
        """Change a message that is still known, and show it."""
        changed = self.ledger.change(sid, self.now(), **changes)
        if changed is not None:
            self.events.publish("status", handset_view(changed))
