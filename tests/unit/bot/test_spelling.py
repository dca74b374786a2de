"""How text messages are spelt."""

from __future__ import annotations

import pytest

from bot.spelling import normalise, slips


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("tmrw", "tomorrow"), ("appt", "appointment"), ("appoinment", "appointment"), ("dermatoligst", "dermatologist"),
        ("Can't", "cant"), ("plz", "please"), ("yesss", "yes"), ("wendesday", "wednesday"), ("cancle", "cancel"),
        ("q", "que"), ("xfa", "por favor"), ("tb", "tambien"), ("mñn", "manana"), ("mañana", "manana"),
        ("Cuándo", "cuando"),
    ],
)  # fmt: skip
def test_a_slip_is_undone_when_the_word_matters(written: str, meant: str) -> None:
    assert normalise(written) == meant


@pytest.mark.parametrize(
    "word", ["other", "weeks", "worse", "sound", "late", "3pm", "10:30", "ana", "ya", "y", "tarde", "martes", "hora"]
)
def test_a_word_is_left_alone_when_it_is_one(word: str) -> None:
    assert normalise(word) == word


def test_slips_count_letters_swapped_as_one() -> None:
    assert slips("wendesday", "wednesday", 2) == 1
    assert slips("abc", "xyz", 1) == 2
