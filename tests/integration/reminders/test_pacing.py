"""Senders carry what they can: tokens, pauses, failures in a row, and a second sender that steps in."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

import pytest

from backend.bootstrap import Frontdesk
from backend.domain.ids import ConversationId
from backend.domain.messaging.records import Purpose, Words
from backend.services.pacing import SECOND, Pacing
from channels.errors import RateLimited, Refused, SendError, UnknownOutcome, Unreachable
from tests.integration.messaging.doubles import HeldCarrier
from tests.integration.reminders.conftest import Remembering

SMS, OTHER = "sms", "sms" + SECOND


def paced(clinic: Remembering, rates: Mapping[str, float]) -> Pacing:
    """The clinic with senders that carry so much."""
    frontdesk = clinic.frontdesk
    pacing = Pacing(frontdesk.database, rates)
    wired = {name: vars(frontdesk)[name] for name in ("channels", "wake")}
    clinic.small.frontdesk = dataclasses.replace(frontdesk)
    vars(clinic.frontdesk).update(wired, pacing=pacing)
    return pacing


def with_second(clinic: Remembering) -> HeldCarrier:
    """Give texts a second sender."""
    second, channels = HeldCarrier(), clinic.frontdesk.channels
    sms = dataclasses.replace(channels["sms"], second=second)
    vars(clinic.frontdesk)["channels"] = {**channels, "sms": sms}
    return second


def book(clinic: Remembering, number: int) -> None:
    for place in range(number):
        start = f"2026-12-01T{9 + place // 2:02}:{place % 2 * 30:02}:00-05:00"
        clinic.small.book(clinic.api, clinic.small.patient(f"Ada{place}", phone=f"+1202555{place:04}"), start)


def reply(clinic: Remembering, phone: str = "+12025550999") -> None:
    """An answer to a patient leaves, or is tried."""
    conversation = clinic.small.conversation(phone)
    frontdesk = clinic.frontdesk
    with frontdesk.database.transaction() as transaction:
        place = transaction.conversations.get(ConversationId(conversation))
        message = transaction.messages.say(place, Words("an answer", Purpose.REPLY), frontdesk.clock.now())
    frontdesk.delivery.relay(message)


def test_only_so_many_leave_as_there_are_tokens(clinic: Remembering) -> None:
    paced(clinic, {SMS: 3.0, "email": 1.0})
    book(clinic, 9)
    clinic.frontdesk.reminding.say_due((0, 1))
    assert len(clinic.texts()) == 3
    assert clinic.sql("SELECT count(*) FROM notifications WHERE reason = 'sender_busy' AND due_at > settled_at") == [
        (0,)
    ]
    clinic.sql("UPDATE senders SET refilled_at = refilled_at - interval '1 hour'")
    clinic.frontdesk.pacing.failed(SMS, RateLimited("20429", 0.0))  # forget what was seen
    clinic.later(minutes=1)
    assert len(clinic.texts()) >= 6


def test_other_senders_go_on_when_one_cannot_carry_all(clinic: Remembering) -> None:
    paced(clinic, {SMS: 1.0, "email": 50.0})
    book(clinic, 8)
    patient = clinic.small.patient("Zoe")
    with clinic.frontdesk.database.transaction() as transaction:
        transaction.patients.add_contact(patient, "email", "zoe@example.org", "self", None)
    clinic.small.book(clinic.api, patient, "2026-12-01T16:00:00-05:00")
    for _ in range(3):
        clinic.frontdesk.reminding.say_due((0, 1), 4)
    assert len(clinic.texts("email")) == 1
    assert 1 <= len(clinic.texts()) <= 3
    assert clinic.sql("SELECT count(*) > 3 FROM notifications WHERE reason = 'sender_busy'") == [(True,)]


def test_answers_never_wait_and_count_when_there_are_no_tokens(clinic: Remembering) -> None:
    pacing = paced(clinic, {SMS: 1.0})
    for number in range(3):
        reply(clinic, f"+1202555090{number}")
    assert len(clinic.texts()) == 3
    pacing.failed(SMS, RateLimited("20429", 0.0))
    assert pacing.sender(SMS).tokens < -1
    book(clinic, 1)
    clinic.frontdesk.reminding.say_due((0, 1))
    assert len(clinic.texts()) == 3


def test_sender_rests_when_its_provider_says_so_and_answers_are_still_sent(clinic: Remembering) -> None:
    book(clinic, 6)
    clinic.carriers["sms"].failures.append(RateLimited("20429", 120.0))
    clinic.work()
    before = len(clinic.texts())
    assert clinic.frontdesk.pacing.sender(SMS).shut_for > 100
    clinic.overdue()
    clinic.work()
    assert len(clinic.texts()) == before
    reply(clinic)
    assert clinic.texts()[-1] == "an answer"
    clinic.sql("UPDATE senders SET paused_until = NULL")
    clinic.frontdesk.pacing.failed(SMS, RateLimited("20429", 0.0))
    clinic.overdue()
    clinic.later(minutes=10)
    clinic.overdue()
    clinic.work()
    assert len(set(clinic.texts())) == 7
    assert len(clinic.texts()) == 7


def test_sender_is_shut_when_it_fails_in_a_row_and_opens_with_the_one_that_tries_it(clinic: Remembering) -> None:
    pacing = clinic.frontdesk.pacing
    for _ in range(5):
        pacing.failed(SMS, Refused("20003"))
    assert pacing.sender(SMS).shut
    clinic.sql("UPDATE senders SET paused_until = now() + interval '5 minutes' WHERE name = 'sms'")
    book(clinic, 4)
    clinic.work()
    assert clinic.texts() == []
    clinic.sql("UPDATE senders SET paused_until = now() - interval '1 second' WHERE name = 'sms'")
    pacing.failed(OTHER, RateLimited("20429", 0.0))
    assert pacing.grant(SMS, 10) == 1
    assert pacing.grant(SMS, 10) == 0
    pacing.worked(SMS)
    assert pacing.grant(SMS, 4) == 4


@pytest.mark.parametrize("error", [Unreachable("ConnectError"), Refused("21606")])
def test_second_sender_steps_in_when_the_first_certainly_did_not_take_it(clinic: Remembering, error: SendError) -> None:
    second = with_second(clinic)
    clinic.carriers["sms"].failures.append(error)
    book(clinic, 1)
    clinic.work()
    assert (len(clinic.texts()), len(second.sent)) == (0, 1)
    assert clinic.sql("SELECT state, error_code FROM deliveries") == [("accepted", None)]


def test_second_sender_is_not_used_when_nobody_knows_whether_the_first_took_it(clinic: Remembering) -> None:
    second = with_second(clinic)
    clinic.carriers["sms"].failures.append(UnknownOutcome("ReadTimeout"))
    clinic.carriers["sms"].swallowed = True
    book(clinic, 1)
    clinic.work()
    clinic.overdue()
    clinic.work()
    assert (len(clinic.texts()), len(second.sent)) == (1, 0)
    assert clinic.sql("SELECT state FROM deliveries") == [("sent",)]


def test_message_is_found_when_the_second_sender_took_it_and_nobody_said_so(clinic: Remembering) -> None:
    second = with_second(clinic)
    second.failures.append(UnknownOutcome("ReadTimeout"))
    second.swallowed = True
    clinic.carriers["sms"].failures.append(Unreachable("ConnectError"))
    book(clinic, 1)
    clinic.work()
    clinic.overdue()
    clinic.work()
    assert (len(clinic.texts()), len(second.sent)) == (0, 1)
    assert clinic.sql("SELECT state FROM deliveries") == [("sent",)]


def test_second_sender_carries_everything_when_the_first_is_shut(clinic: Remembering) -> None:
    second = with_second(clinic)
    for _ in range(5):
        clinic.frontdesk.pacing.failed(SMS, Refused("20003"))
    book(clinic, 3)
    clinic.work()
    assert (len(clinic.texts()), len(second.sent)) == (0, 3)


def test_tokens_are_shared_when_several_processes_take_them(frontdesk: Frontdesk) -> None:
    several = [Pacing(frontdesk.database, {"shared": 10.0}) for _ in range(3)]
    assert sum(one.grant("shared", 7) for one in several) in (10, 11)
