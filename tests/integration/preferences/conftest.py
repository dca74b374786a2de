"""What tests of wishes by text start from: a small clinic that is written to, and reminds."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest

from backend.domain.ids import ConversationId
from backend.domain.reminders.keeping import Preferences
from backend.domain.scheduling.records import Patient
from backend.services.reminding import BULK, REMINDERS
from channels.contracts import InboundMessage
from tests.conftest import ApiClient, SettableClock
from tests.integration.messaging.doubles import ABLE, CLINIC, Desk, Doorbells, HeldCarrier, ScriptedEngine
from tests.integration.small_clinic import PHONE, SmallClinic


@dataclass
class Telling:
    """The clinic, its desk, its clock and its API."""

    desk: Desk
    small: SmallClinic
    clock: SettableClock
    api: ApiClient

    def say(self, text: str, sender: str = PHONE) -> str:
        """What somebody is told who texts that, and the dialogue is not asked."""
        asked = len(self.desk.engine.asked)
        (said,) = self.desk.say(text, sender=sender)
        assert len(self.desk.engine.asked) == asked
        return said

    def kept(self, patient: Patient) -> Preferences:
        """What a patient wishes, in the database."""
        return self.desk.frontdesk.preferences.of(patient.id)

    def at(self, moment: str) -> None:
        """Make it that moment and say what is due then."""
        self.clock.set(datetime.fromisoformat(moment))
        while self.desk.frontdesk.reminding.say_due((*REMINDERS, *BULK)):
            pass
        self.desk.due()

    def reminders(self, channel: str = "sms") -> list[str]:
        """The reminders that left on a channel."""
        return [text for text in self.desk.carriers[channel].texts if text.startswith("Test Clinic: ")]

    def plan(self) -> dict[str, tuple[Any, ...]]:
        """State and reason of each planned message, by its kind."""
        rows = self.desk.sql("SELECT kind, state, reason FROM notifications ORDER BY revision")
        return {str(kind): (state, reason) for kind, state, reason in rows}

    def without(self, *channels: str) -> None:
        """Let the clinic not have these channels."""
        wired = dataclasses.replace(self.desk.frontdesk)
        kept = {name: one for name, one in self.desk.frontdesk.channels.items() if name not in channels}
        vars(wired).update(channels=kept, engine=self.desk.engine, wake=self.desk.bells)
        self.desk.frontdesk = wired

    def chat(self, text: str, session: str = "visitor-1") -> str:
        """What a visitor of the site is told who writes that."""
        self.desk.received += 1
        message = InboundMessage("web", "web", f"in{self.desk.received}", session, CLINIC, text)
        self.desk.frontdesk.inbox.receive(message)
        self.desk.work()
        with self.desk.frontdesk.database.transaction() as transaction:
            place = transaction.conversations.get(self.desk.conversation(session, "web"))
            return max(transaction.messages.thread(place, None, 50), key=lambda said: said.seq).body.reveal()

    def known_in_chat(self, patient: Patient, session: str = "visitor-1") -> None:
        """Let a visitor be known as a patient."""
        with self.desk.frontdesk.database.transaction() as transaction:
            transaction.patients.add_contact(patient, "other", f"web:{session}", "self", self.clock.now())

    def records(self, patient: Patient, system: str, value: str) -> None:
        """Write an address down that nobody has verified."""
        with self.desk.frontdesk.database.transaction() as transaction:
            transaction.patients.add_contact(patient, system, value, "self", None)

    def linked(self, channel: str, address: str, conversation: ConversationId) -> None:
        """Give a conversation an address more."""
        self.desk.frontdesk.linking.add_address(conversation, channel, address)


@pytest.fixture
def telling(small: SmallClinic, clock: SettableClock, api: ApiClient) -> Telling:
    """It is Monday, November 23, ten in the morning in New York; nobody has wished for anything."""
    wired = dataclasses.replace(small.frontdesk)
    carriers = {name: HeldCarrier(capabilities=able) for name, able in ABLE.items()}
    channels = {
        name: dataclasses.replace(small.frontdesk.channels[name], outbound=held) for name, held in carriers.items()
    } | {"web": small.frontdesk.channels["web"]}
    engine, bells = ScriptedEngine(), Doorbells()
    vars(wired).update(channels=channels, engine=engine, wake=bells)
    return Telling(Desk(wired, carriers["sms"], engine, bells, carriers), small, clock, api)
