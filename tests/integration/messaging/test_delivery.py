from __future__ import annotations

import itertools
import random
from uuid import UUID

import pytest

from backend.domain.errors import NotFound
from backend.domain.ids import MessageId
from backend.identifiers import new_id
from channels.contracts import DeliveryUpdate, Progress
from channels.errors import (
    OptedOut,
    RateLimited,
    Refused,
    Rejected,
    SendError,
    UnknownOutcome,
    Unreachable,
)
from tests.integration.messaging.doubles import Desk


def _states(desk: Desk) -> list[object]:
    return [row[0] for row in desk.sql("SELECT state FROM deliveries ORDER BY seq")]


def _reply(desk: Desk) -> MessageId:
    (row,) = desk.sql("SELECT message_id FROM deliveries")
    assert isinstance(row[0], UUID)
    return MessageId(row[0])


def _due(desk: Desk) -> None:
    desk.sql("UPDATE deliveries SET due_at = now() WHERE state = 'pending'")
    desk.sql("UPDATE deliveries SET lease_until = now() - interval '1 s' WHERE state = 'sending'")
    with desk.frontdesk.database.transaction() as transaction:
        for message in transaction.deliveries.due(10):
            desk.bells.relay(message)
    desk.work()


@pytest.mark.parametrize("error", [Unreachable("ConnectError"), Refused("20003"), RateLimited("20429", 7.0)])
def test_tries_again_without_looking_when_nothing_was_sent(desk: Desk, error: SendError) -> None:
    desk.carrier.failures = [error]
    desk.say("hello")
    assert _states(desk) == ["pending"]
    _due(desk)
    assert desk.carrier.texts == ["echo: hello"]
    assert desk.carrier.looked == 0
    assert _states(desk) == ["accepted"]


def test_waits_as_long_as_asked_when_there_were_too_many_requests(desk: Desk) -> None:
    desk.carrier.failures = [RateLimited("20429", 7.0)]
    desk.say("hello")
    ((wait,),) = desk.sql("SELECT extract(epoch FROM due_at - now()) FROM deliveries")
    assert 5 < float(str(wait)) <= 7


@pytest.mark.parametrize("swallowed", [True, False], ids=["it had got through", "it had not"])
def test_sends_once_when_an_outcome_was_unclear(desk: Desk, swallowed: bool) -> None:
    desk.carrier.failures, desk.carrier.swallowed = [UnknownOutcome("ReadTimeout")], swallowed
    desk.say("hello")
    assert _states(desk) == ["pending"]
    _due(desk)
    assert desk.carrier.texts == ["echo: hello"]
    assert desk.carrier.looked == 1
    assert desk.sql("SELECT provider_id FROM deliveries") == [("SM" + "1".zfill(32),)]


@pytest.mark.parametrize("swallowed", [True, False], ids=["after the send", "before the send"])
def test_sends_once_when_a_worker_died_in_mid_send(desk: Desk, swallowed: bool) -> None:
    class Killed(BaseException):
        pass

    def die() -> None:
        desk.carrier.before_send = lambda: None
        if swallowed:
            desk.carrier.send(outgoing[0])
        raise Killed

    desk.say("hello")
    outgoing = list(desk.carrier.sent)
    desk.carrier.sent.clear()
    desk.sql("DELETE FROM deliveries; DELETE FROM messages")
    desk.carrier.before_send = die
    desk.text("hello", sid="again")
    with pytest.raises(Killed):
        desk.work()
    assert _states(desk) == ["sending"]
    _due(desk)
    assert desk.carrier.texts == ["echo: hello"]
    assert desk.carrier.looked == 1


def test_is_not_taken_for_another_when_the_same_was_said_before(desk: Desk) -> None:
    desk.say("hello")
    desk.carrier.failures = [UnknownOutcome("ReadTimeout")]
    desk.say("hello")
    _due(desk)
    assert desk.carrier.texts == ["echo: hello", "echo: hello"]
    assert desk.sql("SELECT count(DISTINCT provider_id) FROM deliveries") == [(2,)]


def test_stays_unknown_when_nobody_can_tell_for_long(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.carrier.failures, desk.carrier.swallowed = [UnknownOutcome("ReadTimeout")], True
    desk.say("hello")

    def blind(*_: object) -> None:
        raise Unreachable("ConnectError")

    monkeypatch.setattr(desk.carrier, "find", blind)
    _due(desk)
    assert _states(desk) == ["pending"]
    desk.sql("UPDATE deliveries SET tried_at = now() - interval '20 minutes'")
    _due(desk)
    assert _states(desk) == ["unknown"]
    _due(desk)
    assert desk.carrier.texts == ["echo: hello"]


def test_gives_up_when_the_provider_rejects(desk: Desk) -> None:
    desk.carrier.failures = [Rejected("21211")]
    desk.say("hello")
    assert desk.sql("SELECT state, error_code FROM deliveries") == [("failed", "21211")]


def test_gives_up_when_a_message_is_hours_old(desk: Desk) -> None:
    desk.carrier.failures = [Unreachable("ConnectError")]
    desk.say("hello")
    desk.sql("UPDATE deliveries SET created_at = now() - interval '5 hours'")
    _due(desk)
    assert desk.sql("SELECT state, error_code FROM deliveries") == [("failed", "too_old")]


def test_remembers_when_the_provider_says_a_person_opted_out(desk: Desk) -> None:
    desk.carrier.failures = [OptedOut("21610")]
    desk.say("hello")
    assert desk.sql("SELECT opted_out_at IS NOT NULL FROM addresses") == [(True,)]
    assert desk.say("hello again") == []
    assert desk.say("START") != []


def test_calls_it_an_emergency_when_a_person_opted_out(desk: Desk) -> None:
    desk.say("STOP")
    (sent,) = desk.say("i cant breathe")
    assert "911" in sent
    assert desk.sql("SELECT reason FROM handoffs") == [("emergency",)]


def test_keeps_the_order_when_the_first_has_to_wait(desk: Desk) -> None:
    desk.carrier.failures = [RateLimited("20429", 30.0)]
    desk.say("one")
    desk.say("two")
    desk.say("three")
    assert _states(desk) == ["pending", "pending", "pending"]
    desk.sql("UPDATE deliveries SET due_at = now()")
    with desk.frontdesk.database.transaction() as transaction:
        due = transaction.deliveries.due(10)
    assert len(due) == 1
    desk.bells.relay(due[0])
    desk.work()
    assert desk.carrier.texts == ["echo: one", "echo: two", "echo: three"]


def test_lets_an_emergency_pass_when_others_wait(desk: Desk) -> None:
    desk.carrier.failures = [RateLimited("20429", 30.0)]
    desk.say("one")
    (sent,) = desk.say("i cant breathe")
    assert "911" in sent


PROGRESSES: list[Progress] = ["accepted", "sent", "delivered"]


@pytest.mark.parametrize("order", list(itertools.permutations(PROGRESSES)))
def test_ends_delivered_when_reports_come_in_any_order_and_twice(desk: Desk, order: tuple[Progress, ...]) -> None:
    desk.say("hello")
    reports = list(order) * 2
    random.Random(4).shuffle(reports)
    for progress in [*order, *reports]:
        assert desk.frontdesk.delivery.update(DeliveryUpdate(_reply(desk).hex, "SM1", progress))
    assert _states(desk) == ["delivered"]


def test_keeps_the_report_when_it_is_faster_than_the_answer_to_the_request(desk: Desk) -> None:
    desk.carrier.before_send = lambda: desk.frontdesk.delivery.update(
        DeliveryUpdate(_reply(desk).hex, "SM" + "1".zfill(32), "delivered")
    )
    desk.say("hello")
    assert desk.sql("SELECT state, provider_id IS NOT NULL, lease_owner FROM deliveries") == [("delivered", True, None)]


def test_keeps_the_report_when_its_message_is_not_there_yet(desk: Desk) -> None:
    unborn = new_id()
    assert not desk.frontdesk.delivery.update(DeliveryUpdate(unborn.hex, "SM1", "delivered"))
    assert not desk.frontdesk.delivery.update(DeliveryUpdate(unborn.hex, "SM1", "delivered"))
    desk.frontdesk.delivery.reconcile()
    assert desk.sql("SELECT count(*) FROM early_reports") == [(1,)]
    desk.say("hello")
    desk.sql(f"UPDATE early_reports SET message_id = '{_reply(desk)}'")
    desk.frontdesk.delivery.reconcile()
    assert _states(desk) == ["delivered"]
    assert desk.sql("SELECT count(*) FROM early_reports") == [(0,)]


def test_finds_nothing_when_a_report_is_about_no_message_of_ours(desk: Desk) -> None:
    with pytest.raises(NotFound):
        desk.frontdesk.delivery.update(DeliveryUpdate("nonsense", "SM1", "sent"))


def test_shows_the_reason_when_a_message_was_not_delivered(desk: Desk) -> None:
    desk.say("hello")
    desk.frontdesk.delivery.update(DeliveryUpdate(_reply(desk).hex, "SM1", "undelivered", "30003"))
    desk.frontdesk.delivery.update(DeliveryUpdate(_reply(desk).hex, "SM1", "sent"))
    assert desk.sql("SELECT state, error_code FROM deliveries") == [("undelivered", "30003")]
