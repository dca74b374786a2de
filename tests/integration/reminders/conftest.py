"""A small clinic that writes to its patients over carriers that tests hold in their hands."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest

from backend.bootstrap import Frontdesk
from backend.domain.ids import ConversationId, MessageId
from backend.services.reminding import BULK, REMINDERS
from tests.conftest import ApiClient, SettableClock
from tests.integration.messaging.doubles import ABLE, Doorbells, HeldCarrier
from tests.integration.small_clinic import SmallClinic, small_clinic

TUESDAY = "2026-12-01T10:00:00-05:00"


@dataclass
class Remembering:
    """The clinic, its carriers by channel, its clock and its API."""

    small: SmallClinic
    carriers: dict[str, HeldCarrier]
    bells: Doorbells
    clock: SettableClock
    api: ApiClient

    @property
    def frontdesk(self) -> Frontdesk:
        """The product."""
        return self.small.frontdesk

    def at(self, moment: str) -> None:
        """Make it that moment and say what is due then; all of it."""
        self.clock.set(datetime.fromisoformat(moment))
        self.work()

    def work(self) -> None:
        """What workers do: say what is due, then send what waits."""
        while self.frontdesk.reminding.say_due((*REMINDERS, *BULK)):
            pass
        while True:
            with self.frontdesk.database.transaction() as transaction:
                due = transaction.deliveries.due(100)
            if not due:
                return
            for message in due:
                self.frontdesk.delivery.relay(MessageId(message))

    def texts(self, channel: str = "sms") -> list[str]:
        """What was sent on a channel."""
        return self.carriers[channel].texts

    def plan(self) -> dict[str, tuple[str, str | None]]:
        """State and reason of the last notification of each kind."""
        rows = self.sql("SELECT kind, state, reason FROM notifications ORDER BY revision")
        return {str(kind): (str(state), reason) for kind, state, reason in rows}

    def sql(self, statement: str) -> list[tuple[Any, ...]]:
        """What a statement finds, or nothing for one that changes rows."""
        with self.frontdesk.database.engine.begin() as connection:
            result = connection.exec_driver_sql(statement)
            return [tuple(row) for row in result] if result.returns_rows else []

    def conversation(self, phone: str) -> ConversationId:
        """The conversation by text with a number."""
        with self.frontdesk.database.transaction() as transaction:
            found = transaction.conversations.find("sms", phone)
        assert found is not None
        return found.id

    def overdue(self) -> None:
        """Let put-off deliveries be due now."""
        self.sql("UPDATE deliveries SET due_at = now() WHERE state = 'pending'")

    def later(self, **parts: float) -> None:
        """Move the clock on and say what is due then."""
        self.clock.set(self.clock.now() + timedelta(**parts))
        self.work()


@pytest.fixture
def clinic(frontdesk: Frontdesk, clock: SettableClock, api: ApiClient) -> Remembering:
    """The small clinic on held carriers; its API is the product's."""
    wired = dataclasses.replace(frontdesk)
    carriers = {name: HeldCarrier(capabilities=able) for name, able in ABLE.items()}
    channels = {name: dataclasses.replace(frontdesk.channels[name], outbound=held) for name, held in carriers.items()}
    bells = Doorbells()
    vars(wired).update(channels=channels, wake=bells)
    return Remembering(small_clinic(wired), carriers, bells, clock, api)
