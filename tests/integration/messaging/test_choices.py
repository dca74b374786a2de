"""Buttons: a press is what its number would have said, once, here, and as long as it counts."""

from __future__ import annotations

import pytest

from backend.domain.handoff.machine import Reason
from backend.domain.messaging.records import Option
from channels.errors import Unreachable
from tests.conftest import SettableClock
from tests.integration.messaging.doubles import PATIENT, Desk

OFFERED = (Option("Tue 10:00 am", "1"), Option("Tue 2:20 pm", "2"))
STALE = "Those buttons are too old to count, so I did nothing. Please tell me again what you need."


@pytest.fixture
def offering(desk: Desk) -> Desk:
    """The desk whose engine offers two times with every answer."""
    desk.engine.options = OFFERED
    return desk


def _tokens(desk: Desk, channel: str = "telegram", which: int = -1) -> list[str]:
    return [choice.token for choice in desk.carriers[channel].sent[which].choices]


def _press(desk: Desk, token: str, sender: str = "4711", channel: str = "telegram") -> list[str]:
    return desk.write(channel, "Tue 2:20 pm", sender, choice=token)


def test_offers_buttons_where_a_channel_has_them_and_none_elsewhere(offering: Desk) -> None:
    offering.write("telegram", "book", "4711")
    offering.say("book")
    (sent,) = offering.carriers["telegram"].sent
    assert [choice.label for choice in sent.choices] == ["Tue 10:00 am", "Tue 2:20 pm"]
    assert all(len(choice.token) <= 64 and choice.token.isascii() for choice in sent.choices)
    assert offering.carrier.sent[0].choices == ()


def test_says_what_its_number_says_when_pressed(offering: Desk) -> None:
    offering.write("telegram", "book", "4711")
    assert _press(offering, _tokens(offering)[1]) == ["echo: 2"]
    thread = offering.frontdesk.handoffs.thread(offering.conversation("4711", "telegram"))
    assert thread[2].body.reveal() == "Tue 2:20 pm"
    assert [button.label.reveal() for button in thread[1].buttons] == ["Tue 10:00 am", "Tue 2:20 pm"]


def test_keeps_the_language_when_what_a_button_says_looks_like_another(offering: Desk) -> None:
    offering.engine.options = (Option("lun 7 dic 8:30 am", "1"), Option("mar 8 dic 9:00 am", "2"))
    offering.write("telegram", "necesito una cita para la próxima semana", "4711")
    offering.write("telegram", "lun 7 dic 8:30 am", "4711", choice=_tokens(offering)[0])
    place = offering.conversation("4711", "telegram")
    assert offering.sql(f"SELECT locale FROM conversations WHERE id = '{place}'") == [("es",)]


def test_does_nothing_and_says_so_when_pressed_again(offering: Desk) -> None:
    offering.engine.options = OFFERED
    offering.write("telegram", "book", "4711")
    first, second = _tokens(offering)
    offering.engine.options = ()
    assert _press(offering, first) == ["echo: 1"]
    assert _press(offering, first) == [STALE]
    assert _press(offering, second) == [STALE]
    assert [text for _, text, _ in offering.engine.asked] == ["book", "1"]


def test_does_nothing_when_newer_buttons_were_offered(offering: Desk) -> None:
    offering.write("telegram", "book", "4711")
    old = _tokens(offering)[0]
    offering.write("telegram", "later please", "4711")
    assert _press(offering, old) == [STALE]
    assert _press(offering, _tokens(offering, which=1)[0]) == ["echo: 1"]


def test_does_nothing_when_half_an_hour_is_over(offering: Desk, clock: SettableClock) -> None:
    offering.write("telegram", "book", "4711")
    clock.advance(minutes=31)
    assert _press(offering, _tokens(offering)[0]) == [STALE]


def test_does_nothing_when_it_was_offered_to_somebody_else(offering: Desk) -> None:
    offering.write("telegram", "book", "4711")
    offering.write("telegram", "hello", "4712")
    assert _press(offering, _tokens(offering, which=0)[0], sender="4712") == [STALE]
    assert _press(offering, _tokens(offering, which=0)[0]) == ["echo: 1"]


@pytest.mark.parametrize("forged", ["{other}{rest}", "{token}a", "{head}{last}", "x", "1", "\u00fc"])
def test_does_nothing_when_it_is_forged(offering: Desk, forged: str) -> None:
    offering.write("telegram", "book", "4711")
    token = _tokens(offering)[0]
    other, last = ("b" if letter == "a" else "a" for letter in (token[0], token[-1]))
    press = forged.format(token=token, other=other, rest=token[1:], head=token[:-1], last=last)
    assert _press(offering, press) == [STALE]


def test_counts_once_when_the_provider_repeats_itself(offering: Desk) -> None:
    offering.write("telegram", "book", "4711")
    token = _tokens(offering)[0]
    _press(offering, token)
    offering.received -= 1
    assert _press(offering, token) == []


def test_counts_still_when_the_engine_had_to_be_asked_again(offering: Desk) -> None:
    offering.write("telegram", "book", "4711")
    offering.engine.failing = 1
    assert _press(offering, _tokens(offering)[0]) == []
    offering.sql("UPDATE conversations SET retry_at = now()")
    offering.bells.turns.append(offering.conversation("4711", "telegram"))
    offering.work()
    assert offering.carriers["telegram"].texts[-1] == "echo: 1"


def test_has_the_same_tokens_when_it_is_sent_again(offering: Desk) -> None:
    offering.carriers["whatsapp"].failures = [Unreachable("ConnectError")]
    offering.write("whatsapp", "book", PATIENT)
    offering.sql("UPDATE deliveries SET due_at = now()")
    offering.due()
    assert _press(offering, _tokens(offering, "whatsapp")[0], PATIENT, "whatsapp") == ["echo: 1"]


def test_keeps_labels_sealed_when_stored(offering: Desk) -> None:
    offering.write("telegram", "book", "4711")
    labels = [label for (label,) in offering.sql("SELECT label FROM choices")]
    assert len(labels) == len(OFFERED)
    assert all(isinstance(label, bytes) and b"Tue" not in label for label in labels)


def test_stays_silent_when_staff_hold_the_conversation(offering: Desk) -> None:
    offering.write("telegram", "book", "4711")
    asked = offering.frontdesk.handoffs.request(offering.conversation("4711", "telegram"), Reason.PATIENT_ASKED)
    offering.frontdesk.handoffs.claim(asked.handoff.id, "Sam")
    offering.work()
    assert _press(offering, _tokens(offering, which=0)[0]) == []
