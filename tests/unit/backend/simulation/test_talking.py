"""A conversation by telephone, with the sandbox carrier in this process and a clinic that answers by TwiML."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from backend.simulation import talking
from backend.simulation.handset import Handset
from backend.simulation.talking import Talk, talk
from tests.contracts.running import recording_clinic, running_carrier, settings_for

pytestmark = pytest.mark.enable_socket


class Parrot:
    """Says the same until its words run out."""

    def __init__(self, times: int) -> None:
        self.words: Iterator[str] = iter(["polly wants a visit"] * times)

    def opening(self) -> str:
        return "hello"

    def answer(self, text: str) -> str | None:
        return next(self.words, None)


def talked(times: int, answers: list[str]) -> Talk:
    with recording_clinic() as clinic, running_carrier(settings_for(clinic.url)) as (_, url):
        clinic.answers = [(200, "text/xml", f"<Response><Message>{text}</Message></Response>") for text in answers]
        return talk(Handset(url, "+14155550100", looks_every=0.01), Parrot(times), most_turns=5)


def test_everything_said_is_kept_when_the_patient_has_no_more_to_say() -> None:
    told = talked(1, ["Hello!", "Which day?"])

    assert told.lines == [
        ("patient", "hello"),
        ("clinic", "Hello!"),
        ("patient", "polly wants a visit"),
        ("clinic", "Which day?"),
    ]
    assert (told.trouble, told.turns) == (None, 2)


def test_talk_is_a_loop_when_the_clinic_says_the_same_three_times_running() -> None:
    assert talked(9, ["Hello!", "Which day?", "Which day?", "Which day?"]).trouble == "loop"


def test_talk_is_too_long_after_the_most_turns() -> None:
    told = talked(9, ["one", "two", "three", "four", "five"])

    assert (told.trouble, told.turns) == ("too long", 5)


def test_talk_breaks_off_when_no_answer_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(talking, "ANSWER_SECONDS", 0.05)

    assert talked(9, []).trouble == "no answer"
