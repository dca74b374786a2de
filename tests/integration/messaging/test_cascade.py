"""A message that certainly did not reach its person goes to their next address, and is never said twice."""

from __future__ import annotations

from uuid import UUID

import pytest

from backend.domain.handoff.machine import Reason
from backend.domain.messaging.records import Purpose, Words
from channels.contracts import ContactUpdate, DeliveryUpdate, Template
from channels.errors import DeadAddress, NoLookup, OptedOut, Rejected, SendError, UnknownOutcome, WindowClosed
from tests.conftest import SettableClock
from tests.integration.messaging.doubles import PATIENT, Desk


@pytest.fixture
def linked(desk: Desk, clock: SettableClock) -> Desk:
    """A person who wrote by SMS first and goes on by Telegram, having said hello on both."""
    desk.say("hello")
    clock.advance(minutes=1)
    desk.write("telegram", "hello", "4711", link=desk.frontdesk.linking.issue(desk.conversation()).token)
    for carrier in desk.carriers.values():
        carrier.sent.clear()
    return desk


def _remind(desk: Desk, text: str = "See you tomorrow.") -> UUID:
    """Words nobody waits for, at the address they would go to; sent."""
    with desk.frontdesk.database.transaction() as transaction:
        place = transaction.addresses.to_write_to(desk.conversation(), tuple(desk.carriers))
        assert place is not None
        message = transaction.messages.say(place, Words(text, Purpose.REMINDER), desk.frontdesk.clock.now())
    desk.frontdesk.delivery.relay(message)
    desk.work()
    return message


def _sent(desk: Desk) -> dict[str, list[str]]:
    return {name: carrier.texts for name, carrier in desk.carriers.items() if carrier.sent}


def _attempts(desk: Desk) -> list[tuple[object, ...]]:
    return desk.sql("SELECT channel, state, error_code FROM delivery_attempts ORDER BY at")


def _state(desk: Desk, message: UUID) -> object:
    return desk.sql(f"SELECT state FROM deliveries WHERE message_id = '{message}'")[0][0]


@pytest.mark.parametrize("error", [Rejected("400"), DeadAddress("no_chat"), OptedOut("403")])
def test_goes_to_the_next_address_when_it_was_refused_for_good(linked: Desk, error: SendError) -> None:
    linked.carriers["telegram"].failures = [error]
    message = _remind(linked)
    assert _sent(linked) == {"sms": ["See you tomorrow."]}
    assert _attempts(linked) == [("telegram", "failed", error.code)]
    assert _state(linked, message) == "accepted"


def test_goes_to_the_next_address_when_a_report_says_it_did_not_arrive(linked: Desk) -> None:
    message = _remind(linked)
    report = DeliveryUpdate(message.hex, "SM" + "1".zfill(32), "undelivered", "30003")
    for _ in range(3):
        assert linked.frontdesk.delivery.update(report)
        linked.work()
    assert _sent(linked) == {"telegram": ["See you tomorrow."], "sms": ["See you tomorrow."]}
    assert _attempts(linked) == [("telegram", "undelivered", "30003")]


def test_ends_where_it_is_when_there_is_no_other_address(desk: Desk) -> None:
    desk.carrier.failures = [Rejected("21211")]
    desk.say("hello")
    assert desk.sql("SELECT state FROM deliveries") == [("failed",)]
    assert _attempts(desk) == []


def test_ends_when_every_address_was_tried(linked: Desk) -> None:
    linked.carriers["telegram"].failures = [Rejected("400")]
    linked.carrier.failures = [Rejected("30005")]
    message = _remind(linked)
    assert _sent(linked) == {}
    assert _state(linked, message) == "failed"
    assert _attempts(linked) == [("telegram", "failed", "400")]


def test_stays_unknown_when_nobody_can_tell_what_became_of_it(linked: Desk) -> None:
    linked.carriers["telegram"].failures = [UnknownOutcome("ReadTimeout")]
    message = _remind(linked)
    linked.sql("UPDATE deliveries SET tried_at = now() - interval '20 minutes', due_at = now() WHERE state = 'pending'")
    linked.carriers["telegram"].failures = [UnknownOutcome("ReadTimeout")] * 3
    linked.due()
    assert _state(linked, message) == "unknown"
    assert _sent(linked) == {}


def test_holds_nothing_up_when_a_provider_cannot_be_asked(linked: Desk) -> None:
    linked.carriers["telegram"].failures = [UnknownOutcome("ReadTimeout")]
    message = _remind(linked)
    linked.sql("UPDATE deliveries SET due_at = now() WHERE state = 'pending'")
    linked.carriers["telegram"].failures = [NoLookup("no_lookup")]
    linked.due()
    assert _state(linked, message) == "unknown"
    assert _sent(linked) == {}


def test_is_not_said_again_when_the_first_address_reports_after_all(linked: Desk) -> None:
    message = _remind(linked)
    first = "SM" + "1".zfill(32)
    linked.frontdesk.delivery.update(DeliveryUpdate(message.hex, first, "undelivered"))
    linked.frontdesk.delivery.update(DeliveryUpdate(message.hex, first, "delivered"))
    linked.work()
    assert _sent(linked) == {"telegram": ["See you tomorrow."]}
    assert _state(linked, message) == "delivered"


def test_keeps_what_the_next_address_reports_when_the_first_is_late(linked: Desk) -> None:
    message = _remind(linked)
    first = "SM" + "1".zfill(32)
    linked.frontdesk.delivery.update(DeliveryUpdate(message.hex, first, "undelivered"))
    linked.work()
    linked.frontdesk.delivery.update(DeliveryUpdate(message.hex, first, "sent"))
    assert _state(linked, message) == "accepted"


def test_goes_where_the_person_prefers_when_they_said_so(linked: Desk) -> None:
    linked.frontdesk.linking.prefer(linked.conversation(), "sms")
    _remind(linked)
    assert _sent(linked) == {"sms": ["See you tomorrow."]}


def test_leaves_out_addresses_that_cannot_or_may_not_be_written_to(linked: Desk) -> None:
    linked.frontdesk.contacts.update(ContactUpdate("telegram", "4711", "unreachable"))
    _remind(linked)
    assert _sent(linked) == {"sms": ["See you tomorrow."]}


def test_leaves_a_number_alone_everywhere_when_it_ended_messages(desk: Desk) -> None:
    desk.say("hello")
    desk.write("whatsapp", "hello", PATIENT)
    desk.say("STOP")
    with desk.frontdesk.database.transaction() as transaction:
        assert transaction.addresses.to_write_to(desk.conversation(), tuple(desk.carriers)) is None


def test_confirms_an_opt_out_nowhere_else_when_it_cannot_be_sent(linked: Desk) -> None:
    linked.carrier.failures = [Rejected("21610")]
    assert linked.say("STOP") == []
    assert _sent(linked) == {}


def test_goes_elsewhere_when_the_person_ended_messages_before_it_left(linked: Desk) -> None:
    with linked.frontdesk.database.transaction() as transaction:
        place = transaction.conversations.find("telegram", "4711")
        assert place is not None
        transaction.messages.say(place, Words("See you.", Purpose.REMINDER), linked.frontdesk.clock.now())
    linked.frontdesk.contacts.update(ContactUpdate("telegram", "4711", "blocked"))
    linked.due()
    assert _sent(linked) == {"sms": ["See you."]}


@pytest.mark.parametrize("ended_by", ["their words", "their carrier", "their carrier's refusal", "nobody knows"])
def test_is_sent_nowhere_when_the_person_said_that_they_want_no_more(linked: Desk, ended_by: str) -> None:
    with linked.frontdesk.database.transaction() as transaction:
        place = transaction.conversations.find("sms", PATIENT)
        assert place is not None
        message = transaction.messages.say(place, Words("See you.", Purpose.REMINDER), linked.frontdesk.clock.now())
    match ended_by:
        case "their words":
            linked.say("STOP")
        case "their carrier":
            linked.frontdesk.contacts.update(ContactUpdate("sms", PATIENT, "unsubscribed"))
        case "their carrier's refusal":
            linked.carrier.failures = [OptedOut("21610")]
        case _:
            linked.sql(f"UPDATE addresses SET opted_out_at = now() WHERE id = '{place.address_id}'")
    linked.due()
    assert "See you." not in [text for texts in _sent(linked).values() for text in texts]
    assert _state(linked, message) in {"canceled", "failed"}


def test_is_sent_nowhere_when_the_person_called_mail_of_ours_spam(desk: Desk, clock: SettableClock) -> None:
    desk.say("hello")
    clock.advance(minutes=1)
    desk.frontdesk.linking.add_address(desk.conversation(), "email", "jo@example.org")
    with desk.frontdesk.database.transaction() as transaction:
        place = transaction.conversations.find("email", "jo@example.org")
        assert place is not None
        transaction.messages.say(place, Words("See you.", Purpose.REMINDER), desk.frontdesk.clock.now())
    desk.frontdesk.contacts.update(ContactUpdate("email", "jo@example.org", "complained"))
    desk.due()
    assert "See you." not in [text for texts in _sent(desk).values() for text in texts]


def test_is_not_sent_elsewhere_when_staff_took_over(linked: Desk) -> None:
    with linked.frontdesk.database.transaction() as transaction:
        place = transaction.conversations.get(linked.conversation())
        transaction.messages.say(place, Words("See you.", Purpose.REMINDER), linked.frontdesk.clock.now())
    asked = linked.frontdesk.handoffs.request(linked.conversation(), Reason.PATIENT_ASKED)
    linked.frontdesk.handoffs.claim(asked.handoff.id, "Sam")
    linked.due()
    assert "See you." not in [text for texts in _sent(linked).values() for text in texts]


class TestNothingIsHeard:
    """A message that a provider took and never told of again: asked after, stopped if possible, then sent elsewhere."""

    def _ask_after(self, desk: Desk, message: UUID, minutes: int = 11) -> None:
        silence = f"now() - interval '{minutes} minutes'"
        desk.sql(f"UPDATE deliveries SET updated_at = {silence} WHERE message_id = '{message}'")
        desk.frontdesk.ask_after()
        desk.work()

    def test_goes_elsewhere_when_it_could_be_stopped(self, linked: Desk) -> None:
        message = _remind(linked)
        self._ask_after(linked, message)
        assert _attempts(linked)[-1] == ("telegram", "canceled", None)
        assert linked.carrier.texts == ["See you tomorrow."]
        assert _state(linked, message) == "accepted"

    def test_stays_when_it_had_left_already(self, linked: Desk) -> None:
        linked.carriers["telegram"].recall_finds = "sent"
        message = _remind(linked)
        self._ask_after(linked, message)
        linked.frontdesk.ask_after()
        assert linked.carriers["telegram"].recalled.count("SM" + "1".zfill(32)) == 1
        assert (_state(linked, message), linked.carrier.texts) == ("sent", [])

    def test_learns_that_it_arrived_when_the_report_was_lost(self, linked: Desk) -> None:
        linked.carriers["telegram"].recall_finds = "delivered"
        message = _remind(linked)
        self._ask_after(linked, message)
        assert (_state(linked, message), linked.carrier.texts) == ("delivered", [])

    def test_is_left_alone_when_it_left_lately_or_has_nowhere_to_go(self, linked: Desk) -> None:
        message = _remind(linked)
        self._ask_after(linked, message, minutes=9)
        assert _state(linked, message) == "accepted"
        linked.say("STOP")
        self._ask_after(linked, message)
        assert _state(linked, message) == "accepted"


class TestTheWindow:
    """WhatsApp takes free text for a day after the person wrote."""

    def test_sends_the_template_when_it_is_closed(self, desk: Desk, clock: SettableClock) -> None:
        desk.write("whatsapp", "hello", PATIENT)
        clock.advance(hours=25)
        _remind_on_whatsapp(desk)
        sent = desk.carriers["whatsapp"].sent[-1]
        assert sent.template == Template("HX" + "0" * 32, ("Harbor Clinic", "See you."))

    def test_sends_free_text_when_it_is_open(self, desk: Desk, clock: SettableClock) -> None:
        desk.write("whatsapp", "hello", PATIENT)
        clock.advance(hours=23)
        _remind_on_whatsapp(desk)
        assert desk.carriers["whatsapp"].sent[-1].template is None

    def test_sends_the_template_when_the_provider_says_it_is_closed(self, desk: Desk) -> None:
        desk.write("whatsapp", "hello", PATIENT)
        desk.carriers["whatsapp"].failures = [WindowClosed("63016")]
        _remind_on_whatsapp(desk)
        assert desk.carriers["whatsapp"].sent[-1].template is not None

    def test_goes_by_sms_when_the_template_is_refused_too(self, desk: Desk) -> None:
        desk.say("hello")
        desk.write("whatsapp", "hello", PATIENT)
        desk.carriers["whatsapp"].failures = [WindowClosed("63016"), Rejected("63040")]
        _remind_on_whatsapp(desk)
        assert desk.carrier.texts[-1] == "See you."


def _remind_on_whatsapp(desk: Desk) -> None:
    with desk.frontdesk.database.transaction() as transaction:
        place = transaction.conversations.find("whatsapp", PATIENT)
        assert place is not None
        transaction.messages.say(place, Words("See you.", Purpose.REMINDER), desk.frontdesk.clock.now())
    desk.due()
