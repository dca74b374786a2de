"""What every channel promises, held against each of them; what a channel has no notion of, it says with the reason."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from channels.contracts import Choice, DeliveryUpdate, Event, InboundMessage, OutboundMessage, Recalling, Receipt
from channels.errors import (
    DeadAddress,
    Forged,
    Malformed,
    OptedOut,
    RateLimited,
    Refused,
    Rejected,
    SendError,
    UnknownOutcome,
    Unreachable,
)
from tests.contracts.contract import RETRY_AFTER, Fault, How, Notion, Peer, Recorded, Subject, until
from tests.contracts.subjects import SUBJECTS

pytestmark = pytest.mark.enable_socket

PAYLOADS = Path(__file__).parents[1] / "payloads"
ID = "0190b8a2c4d47e8f9a0b1c2d3e4f50"
WORDS = "Shall I book Tuesday at 2:20 pm?"
NOT_A_WEBHOOK = [
    b"",
    b"\x00",
    b"\xff\xfe\xfd",
    b"{",
    b"null",
    b"[[]]",
    b'{"update_id": "1", "message": 7, "raw": 7, "Body": [], "id": {}}',
    b"=&=&%&%ZZ",
    b"MessageSid=%0d%0a&From=%00&To=&MessageStatus=7",
    b"[" * 20_000,
    b"\xf0\x9f\x92" * 1000,
]


def subjects(*notions: Notion) -> pytest.MarkDecorator:
    """Those who have all of these notions."""
    return pytest.mark.parametrize(
        "subject", [one for one in SUBJECTS if not one.lacks.keys() & set(notions)], ids=repr
    )


def recorded(*, wanted: Callable[[Recorded], bool] = lambda _: True) -> pytest.MarkDecorator:
    """Every recorded webhook, with its channel."""
    cases = [
        pytest.param(subject, case, id=f"{subject.name}-{case.name}")
        for subject in SUBJECTS
        for case in subject.recorded()
        if wanted(case)
    ]
    return pytest.mark.parametrize(("subject", "case"), cases)


def outgoing(peer: Peer, body: str = WORDS, number: int = 61, **more: Any) -> OutboundMessage:
    return OutboundMessage(f"{ID}{number:02x}", peer.patient, body, **more)


def attempted(subject: Subject, fault: Fault, how: How = "well") -> SendError:
    """What sending raises under a fault."""
    with subject.peer() as peer, failing(peer, fault, how) as (error, _):
        return error


@contextmanager
def failing(peer: Peer, fault: Fault | None, how: How = "well") -> Iterator[tuple[SendError, Callable[[], Any]]]:
    """A failed sending, and a look-up of what became of it."""
    if fault:
        peer.order(fault)
    message, since = outgoing(peer), datetime.now(UTC)
    with peer.outbound(how) as outbound:
        with pytest.raises(SendError) as raised:
            outbound.send(message)
        shown = f"{raised.value} {raised.value!r} {raised.value.__cause__!r}"
        assert peer.patient not in shown
        assert WORDS not in shown
        yield raised.value, lambda: outbound.find(message, since, frozenset())


def told(peer: Peer) -> list[Event]:
    """Everything the provider has told so far."""
    return [event for webhook in list(peer.webhooks) for event in peer.read(webhook)]


def squeezed(text: str) -> str:
    return "".join(text.split())


# What comes in.


@recorded()
def test_recorded_webhook_says_what_its_table_says_when_it_is_read(subject: Subject, case: Recorded) -> None:
    if case.malformed is not None:
        with pytest.raises(Malformed) as refusal:
            subject.read(case.webhook)
        assert refusal.value.field == case.malformed
        return
    events = subject.read(case.webhook)

    assert [type(event).__name__ for event in events] == [said["event"] for said in case.says]
    for event, said in zip(events, case.says, strict=True):
        assert {name: getattr(event, name) for name in said if name != "event"} == {
            name: value for name, value in said.items() if name != "event"
        }
        assert not isinstance(event, InboundMessage) or (event.channel == subject.name and event.provider_id)
    assert subject.read(case.webhook) == events  # providers repeat themselves: the ids must not change


@subjects("webhooks")
def test_every_payload_is_in_the_table_when_one_is_recorded(subject: Subject) -> None:
    kinds = {said["event"] for case in subject.recorded() for said in case.says}

    assert (PAYLOADS / subject.name).is_dir()
    assert "InboundMessage" in kinds
    assert any(case.malformed for case in subject.recorded())
    assert ("DeliveryUpdate" in kinds) or "reports" in subject.lacks


@recorded()
def test_webhook_is_forged_when_it_is_not_signed_by_the_provider(subject: Subject, case: Recorded) -> None:
    for forged in (*subject.forged(case.webhook), dataclasses.replace(case.webhook, headers={})):
        with pytest.raises(Forged):
            subject.read(forged)
    garbled = dict.fromkeys(case.webhook.headers, "\u00fc\udce4")
    with pytest.raises(Forged):
        subject.read(dataclasses.replace(case.webhook, headers=garbled))


@subjects("webhooks", "signed bodies")
def test_webhook_is_forged_when_its_body_was_altered(subject: Subject) -> None:
    for case in subject.recorded():
        body = case.webhook.body
        for altered in (body + b"&a=1", body[1:], body.replace(b"1", b"2", 1) + b"x", b""):
            with pytest.raises(Forged):
                subject.read(dataclasses.replace(case.webhook, body=altered))


@subjects("webhooks", "structure")
@pytest.mark.parametrize("body", NOT_A_WEBHOOK, ids=lambda body: repr(body[:12]))
def test_webhook_is_malformed_when_its_provider_signs_nonsense(subject: Subject, body: bytes) -> None:
    for like in {case.webhook.target: case.webhook for case in subject.recorded()}.values():
        with pytest.raises(Malformed) as refusal:
            subject.read(subject.signed(body, like))
        assert refusal.value.field
        assert refusal.value.field.isprintable()


@subjects("webhooks")
@pytest.mark.parametrize("body", NOT_A_WEBHOOK, ids=lambda body: repr(body[:12]))
def test_nothing_is_said_when_its_provider_signs_nonsense(subject: Subject, body: bytes) -> None:
    try:
        assert list(subject.read(subject.signed(body, subject.recorded()[0].webhook))) == []
    except Malformed:
        return
    assert "structure" in subject.lacks


@recorded(wanted=lambda case: case.malformed is None)
def test_webhook_is_read_or_malformed_when_it_is_cut_short(subject: Subject, case: Recorded) -> None:
    body = case.webhook.body
    for end in range(0, len(body), max(1, len(body) // 24)):
        try:
            events = subject.read(subject.signed(body[:end], case.webhook))
        except Malformed:
            continue
        assert all(isinstance(event, Event.__value__) for event in events)


@recorded(wanted=lambda case: any(said["event"] != "DeliveryUpdate" for said in case.says))
def test_no_address_and_no_word_shows_when_an_event_is_printed(subject: Subject, case: Recorded) -> None:
    shown = repr(case.webhook)
    for event in subject.read(case.webhook):
        shown += repr(event) + str(event)
        for name in ("sender", "recipient", "phone", "address", "body"):
            value = getattr(event, name, None)
            assert not value or len(value) < 4 or value not in shown
    assert repr(case.webhook.body)[2:-1] not in shown or not case.webhook.body


@subjects("webhooks", "a provider")
def test_what_a_person_writes_comes_in_and_can_be_answered_when_they_write(subject: Subject) -> None:
    with subject.peer() as peer, peer.outbound() as outbound:
        peer.write("can I come on Tuesday?\nniño 😀")
        (event,) = peer.read(until(lambda: peer.webhooks)[0])
        assert isinstance(event, InboundMessage)
        assert (event.channel, event.sender) == (subject.name, peer.patient)
        assert event.body.strip() == "can I come on Tuesday?\nniño 😀"
        assert (event.phone == peer.patient) is ("phones" not in subject.lacks)

        outbound.send(dataclasses.replace(outgoing(peer), recipient=event.sender, thread=None))
        (arrived,) = until(peer.arrived)
    assert WORDS in arrived.body


# What goes out.


@subjects()
def test_channel_knows_itself_when_it_is_asked(subject: Subject) -> None:
    with subject.peer() as peer, peer.outbound() as outbound:
        able = outbound.capabilities

    assert able.channel == subject.name
    assert able.longest >= 300
    assert (able.choices > 0) is (able.label > 0) is ("buttons" not in subject.lacks)
    assert isinstance(outbound, Recalling) is ("recall" not in subject.lacks)
    assert able.reports is ("reports" not in subject.lacks)
    assert all(reason.endswith(".") and " " in reason for reason in subject.lacks.values())


@subjects()
def test_message_has_a_receipt_and_arrives_once_when_it_is_sent(subject: Subject) -> None:
    with subject.peer() as peer, peer.outbound() as outbound:
        receipt = outbound.send(outgoing(peer))
        arrived = until(peer.arrived)

    assert receipt.provider_id
    assert receipt.progress in ("accepted", "sent")
    assert len(arrived) == 1
    assert "a provider" in subject.lacks or WORDS in arrived[0].body


@subjects("webhooks", "reports", "a provider")
def test_reports_are_about_our_message_when_it_was_delivered(subject: Subject) -> None:
    with subject.peer() as peer, peer.outbound() as outbound:
        receipt = outbound.send(outgoing(peer))
        until(lambda: any(getattr(event, "progress", "") == "delivered" for event in told(peer)))
        updates = [event for event in told(peer) if isinstance(event, DeliveryUpdate)]
    assert {(update.message_id, update.provider_id) for update in updates} == {(outgoing(peer).id, receipt.provider_id)}


@subjects("recall", "reports", "a provider")
def test_message_that_arrived_is_not_called_back_when_it_is_recalled(subject: Subject) -> None:
    with subject.peer() as peer, peer.outbound() as outbound:
        receipt = outbound.send(outgoing(peer))
        until(lambda: any(getattr(event, "progress", "") == "delivered" for event in told(peer)))
        assert isinstance(outbound, Recalling)
        assert outbound.recall(receipt.provider_id) == "delivered"


@subjects("a provider")
def test_each_message_arrives_once_when_threads_send_at_once(subject: Subject) -> None:
    with subject.peer() as peer, peer.outbound() as outbound:
        bodies = [f"Message number {number} of many." for number in range(10, 34)]
        messages = [outgoing(peer, body, number) for number, body in enumerate(bodies)]
        with ThreadPoolExecutor(8) as threads:
            receipts = list(threads.map(outbound.send, messages))
        until(lambda: len(peer.arrived()) == len(bodies))
        arrived = sorted(line.body for line in peer.arrived())
    assert len({receipt.provider_id for receipt in receipts}) == len(bodies)
    assert all(body in line for body, line in zip(bodies, arrived, strict=True))


@subjects("a provider")
def test_longest_message_arrives_whole_when_it_is_sent(subject: Subject) -> None:
    with subject.peer() as peer, peer.outbound() as outbound:
        longest = outbound.capabilities.longest
        body = "".join(f"This is sentence {number}. " for number in range(longest // 18))[: longest - 1].strip() + "!"
        outbound.send(outgoing(peer, body))
        until(peer.arrived)
        assert squeezed(body) in squeezed("".join(line.body for line in peer.arrived()))


@subjects("a provider")
def test_message_is_whole_or_rejected_when_it_is_too_long(subject: Subject) -> None:
    with subject.peer() as peer, peer.outbound() as outbound:
        body = "word " * (outbound.capabilities.longest // 5) + "and more words"
        try:
            outbound.send(outgoing(peer, body))
        except Rejected:
            assert peer.arrived() == []
        else:
            assert squeezed(body) in squeezed("".join(line.body for line in until(peer.arrived)))


@subjects("a provider")
def test_choices_are_buttons_or_stay_numbers_when_they_are_sent(subject: Subject) -> None:
    with subject.peer() as peer, peer.outbound() as outbound:
        number = outbound.capabilities.choices or 3
        choices = tuple(Choice(f"Day {n}, 2:20 pm", f"{n:052x}") for n in range(1, number + 1))
        body = "Which one?\n" + "\n".join(f"{n}. {choice.label}" for n, choice in enumerate(choices, 1))
        outbound.send(outgoing(peer, body, choices=choices))
        (arrived,) = until(peer.arrived)

    assert squeezed(body) in squeezed(arrived.body)
    assert arrived.buttons == (() if "buttons" in subject.lacks else tuple(choice.label for choice in choices))


@subjects("buttons", "webhooks")
def test_token_comes_back_when_a_button_is_pressed(subject: Subject) -> None:
    choices = (Choice("Tuesday", "t" * 52), Choice("Wednesday", "w" * 52))
    with subject.peer() as peer, peer.outbound() as outbound:
        outbound.send(outgoing(peer, "Which day?\n1. Tuesday\n2. Wednesday", choices=choices))
        until(peer.arrived)
        peer.press("Wednesday")
        (event,) = until(lambda: [event for event in told(peer) if isinstance(event, InboundMessage)])

    assert (event.choice, event.body, event.sender) == ("w" * 52, "Wednesday", peer.patient)


# What goes wrong.


@subjects("a provider")
def test_nothing_was_sent_and_may_be_sent_again_when_nobody_answers(subject: Subject) -> None:
    with subject.peer() as peer, failing(peer, None, "to nobody") as (error, _):
        assert isinstance(error, Unreachable)
        assert error.retryable


@subjects("credentials")
def test_somebody_is_told_when_the_provider_does_not_know_us(subject: Subject) -> None:
    with subject.peer() as peer, failing(peer, None, "as a stranger") as (error, _):
        assert isinstance(error, Refused)
        assert (error.retryable, error.loggable) == (True, True)


@subjects("rate limits")
def test_message_waits_when_the_provider_says_it_was_too_many(subject: Subject) -> None:
    error = attempted(subject, "rate limited")

    assert isinstance(error, RateLimited)
    assert error.retryable
    assert error.retry_after > 0
    assert "a time to wait" in subject.lacks or error.retry_after == RETRY_AFTER


@subjects("a provider")
def test_nothing_is_said_about_the_person_when_the_provider_is_in_trouble(subject: Subject) -> None:
    assert not isinstance(attempted(subject, "in trouble"), Rejected | OptedOut)


@subjects("opt-outs")
def test_person_has_opted_out_when_the_provider_says_so(subject: Subject) -> None:
    error = attempted(subject, "opted out")

    assert isinstance(error, OptedOut)
    assert not error.retryable


@subjects("dead addresses")
def test_address_is_dead_when_the_provider_says_so(subject: Subject) -> None:
    error = attempted(subject, "dead address")

    assert isinstance(error, DeadAddress)
    assert not error.retryable


@subjects("a provider")
def test_nobody_claims_to_know_when_the_answer_never_came(subject: Subject) -> None:
    with subject.peer() as peer, failing(peer, "slow after accepting", "impatiently") as (error, look_up):
        assert isinstance(error, UnknownOutcome)
        assert not error.retryable
        if "look-up" in subject.lacks:
            with pytest.raises(UnknownOutcome):
                look_up()
        else:
            assert isinstance(look_up(), Receipt)
        assert len(peer.arrived()) == 1


@subjects("look-up", "a provider")
def test_look_up_finds_nothing_when_nothing_was_sent(subject: Subject) -> None:
    with subject.peer() as peer, peer.outbound() as outbound:
        since, sent = datetime.now(UTC), outbound.send(outgoing(peer))

        assert outbound.find(outgoing(peer, "Other words entirely.", 62), since, frozenset()) is None
        assert outbound.find(outgoing(peer), since, frozenset({sent.provider_id})) is None
