"""The carrier as one object: everything wired, nothing global."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime

from channels.sandbox.contents import ContentStore
from channels.sandbox.events import EventLog
from channels.sandbox.exchange import Exchange
from channels.sandbox.faults import FaultBook
from channels.sandbox.flights import Flights
from channels.sandbox.incoming import IncomingMessages
from channels.sandbox.ledger import Ledger
from channels.sandbox.mail_system import MailSystem
from channels.sandbox.outgoing import OutgoingMessages
from channels.sandbox.settings import SandboxSettings
from channels.sandbox.telegram_network import TelegramNetwork
from channels.sandbox.timetable import Timetable
from channels.sandbox.webhooks import WebhookCaller


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Carrier:
    """A running carrier. ``close`` ends its threads, its streams and the answers it holds back."""

    def __init__(self, settings: SandboxSettings, now: Callable[[], datetime] = _utc_now) -> None:
        self.settings = settings
        self.exchange = Exchange(
            settings,
            ledger=Ledger(settings.handsets),
            contents=ContentStore(now()),
            events=EventLog(),
            faults=FaultBook(),
            flights=Flights(),
            timetable=Timetable(),
            caller=WebhookCaller(settings.auth_token),
            now=now,
        )
        self.outgoing = OutgoingMessages(self.exchange)
        self.incoming = IncomingMessages(self.exchange, self.outgoing)
        self.telegram = TelegramNetwork(self.exchange, settings.telegram) if settings.telegram else None
        self.mail = MailSystem(self.exchange, settings.mail) if settings.mail else None
        self.ledger = self.exchange.ledger
        self.events = self.exchange.events
        self.faults = self.exchange.faults
        self.closing = threading.Event()

    def close(self) -> None:
        """Stop for good."""
        self.closing.set()
        self.events.close()
        self.exchange.timetable.close()
        self.exchange.caller.close()
        if self.telegram is not None:
            self.telegram.close()
        if self.mail is not None:
            self.mail.close()
