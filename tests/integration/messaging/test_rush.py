"""Many webhooks at one moment leave what they would have left one after another."""

from __future__ import annotations

import random
import threading
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

from backend.domain.ids import MessageId
from backend.domain.messaging.delivery import DeliveryState
from backend.domain.messaging.records import Purpose, Report, Words
from channels.contracts import DeliveryUpdate, InboundMessage, Progress
from tests.integration.messaging.doubles import CLINIC, Desk

PEOPLE = [f"+1500555{number:04d}" for number in range(200, 224)]


def _message(sender: str, sid: str, channel: str = "sms") -> InboundMessage:
    return InboundMessage(channel, "twilio", sid, sender, CLINIC, "are you open?", phone=sender)


def _said(desk: Desk) -> list[MessageId]:
    now = desk.frontdesk.clock.now()
    with desk.frontdesk.database.transaction() as transaction:
        places = [transaction.conversations.open("sms", number, number) for number in PEOPLE]
        said = [transaction.messages.say(place, Words("Hello", Purpose.REPLY), now) for place in places]
    desk.sql("UPDATE deliveries SET state = 'accepted', provider_id = 'SM' || message_id")
    return said


def _at_once(*calls: tuple[object, ...]) -> list[object]:
    barrier = threading.Barrier(len(calls))

    def call(act: object, *given: object) -> object:
        barrier.wait(10)
        assert callable(act)
        return act(*given)

    with ThreadPoolExecutor(len(calls)) as threads:
        return [asked.result() for asked in [threads.submit(call, *one) for one in calls]]


def test_stores_each_message_once_when_new_and_known_people_write_twice_at_one_moment(desk: Desk) -> None:
    for number in PEOPLE[::2]:
        desk.text("hello", sender=number)
    desk.bells.turns.clear()
    calls = [(desk.frontdesk.inbox.receive, _message(number, f"SM{number}")) for number in PEOPLE for _ in range(2)]
    random.Random(4).shuffle(calls)
    new = _at_once(*calls)
    assert sum(map(bool, new)) == len(PEOPLE)
    rows = desk.sql("SELECT provider_id FROM messages WHERE provider_id LIKE 'SM+%%'")
    assert sorted(rows) == sorted((f"SM{number}",) for number in PEOPLE)
    assert len(set(desk.bells.turns)) == len(desk.bells.turns) == len(PEOPLE)


def test_makes_one_conversation_when_a_telephone_writes_first_by_two_channels_at_once(desk: Desk) -> None:
    calls = [
        (desk.frontdesk.inbox.receive, _message(number, f"{channel}{number}", channel))
        for number in PEOPLE
        for channel in ("sms", "whatsapp")
    ]
    assert all(_at_once(*calls))
    assert desk.sql("SELECT count(*) FROM conversations") == [(len(PEOPLE),)]
    assert desk.sql("SELECT count(*) FROM addresses") == [(2 * len(PEOPLE),)]
    assert desk.sql("SELECT count(*) FROM messages") == [(2 * len(PEOPLE),)]


def test_two_processes_are_not_in_each_others_way_when_providers_repeat_to_both(desk: Desk) -> None:
    inbox, known = desk.frontdesk.inbox, []
    for number in PEOPLE:
        desk.text("hello", sender=number)
        known.append(number)
    messages = [_message(number, f"SM{number}") for number in PEOPLE]
    backwards = messages[::-1]
    for _ in range(5):
        one, other = _at_once((inbox._receive_known, messages), (inbox._receive_known, backwards))
        assert isinstance(one, list)
        assert isinstance(other, list)
        taken = [stored[1] is not None for stored in one], [stored[1] is not None for stored in other][::-1]
        assert all(first != second for first, second in zip(*taken, strict=True))
        desk.sql("DELETE FROM messages WHERE provider_id LIKE 'SM+%%'")


def test_answers_go_where_each_wrote_last_when_messages_come_together(desk: Desk) -> None:
    for number in PEOPLE:
        desk.text("hello", sender=number)
        desk.frontdesk.inbox.receive(_message(number, f"first{number}", "whatsapp"))
        desk.text("hello", sender=number)
    desk.frontdesk.inbox._receive_known([_message(number, f"WA{number}", "whatsapp") for number in PEOPLE])
    rows = desk.sql("SELECT a.channel FROM conversations c JOIN addresses a ON a.id = c.address_id")
    assert set(rows) == {("whatsapp",)}


def test_reports_move_forward_only_when_all_states_come_at_one_moment(desk: Desk) -> None:
    said = _said(desk)
    states: list[Progress] = ["sent", "delivered", "accepted", "read", "sent"]
    calls = [
        (desk.frontdesk.delivery.update, DeliveryUpdate(message.hex, f"SM{message}", state))
        for message in said
        for state in states
    ]
    random.Random(5).shuffle(calls)
    for start in range(0, len(calls), 40):
        assert all(_at_once(*calls[start : start + 40]))
    assert set(desk.sql("SELECT state FROM deliveries")) == {("read",)}


def test_reports_of_one_call_are_each_judged_alone_when_they_differ(desk: Desk) -> None:
    said = _said(desk)
    desk.sql(f"UPDATE deliveries SET state = 'delivered' WHERE message_id = '{said[1]}'")
    nobody = MessageId(uuid4())
    reports = [
        Report(said[0], f"SM{said[0]}", DeliveryState.SENT, None),
        Report(said[1], f"SM{said[1]}", DeliveryState.SENT, None),
        Report(nobody, "SMnobody", DeliveryState.DELIVERED, None),
        Report(said[2], f"SM{said[2]}", DeliveryState.READ, None),
    ]
    with desk.frontdesk.database.transaction() as transaction:
        assert transaction.deliveries.report(*reports) == [True, True, False, True]
    found = {row[0]: row[1] for row in desk.sql("SELECT message_id, state FROM deliveries")}
    assert [found[message] for message in said[:4]] == ["sent", "delivered", "read", "accepted"]
    assert desk.sql("SELECT message_id, state FROM early_reports") == [(nobody, "delivered")]
