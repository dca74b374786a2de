"""Confirmations by mail, from the history of appointments to the relay."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from icalendar import Calendar

from backend.bootstrap import Frontdesk
from backend.domain.ids import ConversationId, MessageId
from backend.domain.messaging.records import Source
from channels.contracts import Capabilities, Channel, OutboundMessage
from tests.conftest import ApiClient
from tests.integration.messaging.doubles import HeldCarrier
from tests.integration.small_clinic import PHONE, SmallClinic

ANA = "ana@example.org"
START = "2026-12-01T14:20:00-05:00"


@dataclass
class Confirming:
    """A visit booked in a conversation that also has a mail address, and the mails that leave."""

    frontdesk: Frontdesk
    relay: HeldCarrier
    conversation: ConversationId
    appointment: str
    post: Callable[..., object]

    def mails(self) -> list[OutboundMessage]:
        """The mails that one round of the chore makes leave."""
        before = len(self.relay.sent)
        assert self.frontdesk.invitations is not None
        self.frontdesk.invitations()
        with self.frontdesk.database.statements() as transaction:
            due = transaction.deliveries.due(10)
        for message in due:
            self.frontdesk.delivery.relay(MessageId(message))
        return self.relay.sent[before:]

    def leave(self) -> None:
        """The person wants no more mail."""
        with self.frontdesk.database.transaction() as transaction:
            place = transaction.conversations.find("email", ANA)
            assert place is not None
            transaction.addresses.opt_out(place, Source.LINK, None, self.frontdesk.clock.now())

    def speak_spanish(self) -> None:
        """The person writes in Spanish."""
        with self.frontdesk.database.transaction() as transaction:
            transaction.conversations.set_language(self.conversation, "es")


@pytest.fixture
def visit(small: SmallClinic, api: ApiClient) -> Confirming:
    booked = small.book(api, small.patient(phone=PHONE), START, location="east")
    conversation = small.conversation()
    wired = dataclasses.replace(small.frontdesk)
    relay = HeldCarrier(capabilities=Capabilities("email", 20_000, attachments=True, reports=False))
    vars(wired).update(channels={"email": Channel("email", relay)})
    with wired.database.transaction() as transaction:
        place = transaction.conversations.get(conversation)
        transaction.addresses.add(place, "email", ANA, wired.clock.now())
        transaction.connection.exec_driver_sql("UPDATE appointments SET conversation_id = %s", (conversation,))
    return Confirming(wired, relay, conversation, booked["id"], api.post)


def event_of(mail: OutboundMessage) -> tuple[str, dict[str, str]]:
    """The method of a mail's invitation, and its event's properties as text."""
    assert mail.attachment is not None
    calendar = Calendar.from_ical(mail.attachment.content)
    assert isinstance(calendar, Calendar)
    (event,) = calendar.events
    return str(calendar["METHOD"]), {name: _plain(event[name].to_ical()) for name in event}


def _plain(value: bytes | str) -> str:
    return value.decode() if isinstance(value, bytes) else value


def test_confirmation_leaves_once_when_a_visit_is_booked(visit: Confirming) -> None:
    (mail,) = visit.mails()
    method, event = event_of(mail)

    assert (mail.recipient, mail.subject) == (ANA, "Your visit at Test Clinic")
    assert mail.body == (
        "Your visit at Test Clinic is booked.\n\nTuesday, December 1, 2026, 2:20 pm\nEast, 1 East Street"
    )
    assert (method, event["SEQUENCE"], event["STATUS"], event["SUMMARY"]) == (
        "REQUEST", "1", "CONFIRMED", "Visit at Test Clinic",
    )  # fmt: skip
    assert event["DTSTART"] == "20261201T142000"
    assert visit.mails() == []


def test_same_visit_is_meant_when_it_is_moved_and_called_off(visit: Confirming) -> None:
    booked = event_of(visit.mails()[0])
    visit.post(f"/appointments/{visit.appointment}/reschedule", {"start": "2026-12-02T09:00:00-05:00"})
    (moved,) = visit.mails()
    visit.post(f"/appointments/{visit.appointment}/cancel", {})
    (cancelled,) = visit.mails()

    assert "has a new time" in moved.body
    assert "Wednesday, December 2, 2026, 9:00 am" in moved.body
    assert "is cancelled" in cancelled.body
    events = [booked, event_of(moved), event_of(cancelled)]
    assert [method for method, _ in events] == ["REQUEST", "REQUEST", "CANCEL"]
    assert [event["SEQUENCE"] for _, event in events] == ["1", "2", "3"]
    assert len({event["UID"] for _, event in events}) == 1


def test_only_the_last_change_is_told_when_there_were_several(visit: Confirming) -> None:
    visit.post(f"/appointments/{visit.appointment}/cancel", {})

    assert [event_of(mail)[0] for mail in visit.mails()] == ["CANCEL"]


def test_confirmation_is_in_spanish_when_the_patient_is(visit: Confirming) -> None:
    visit.speak_spanish()
    (mail,) = visit.mails()

    assert mail.subject == "Su visita en Test Clinic"
    assert "martes 1 de diciembre de 2026, 2:20 pm" in mail.body


def test_nothing_is_written_when_the_person_wants_no_mail(visit: Confirming) -> None:
    visit.leave()

    assert visit.mails() == []
