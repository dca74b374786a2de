"""Short answers, read from their words."""

from __future__ import annotations

import pytest

from actions.directory import rules_out
from actions.hearing import Heard


@pytest.mark.parametrize(
    "text",
    ["yes", "Yes please", "y", "ok", "yep thats fine", "sure, go ahead", "book it", "perfect thanks", "Correct!"],
)
def test_a_yes_is_heard_when_it_is_one(text: str) -> None:
    assert Heard(text).is_yes()
    assert not Heard(text).is_no()


@pytest.mark.parametrize(
    "text",
    ["no", "No thanks", "nope", "not that one", "no, that's wrong", "Don't",
     "No. Thanks for your help", "nope, thank you so much", "no it's ok, I appreciate it", "no I'm good thanks"],
)  # fmt: skip
def test_a_no_is_heard_when_it_is_one(text: str) -> None:
    assert Heard(text).is_no()
    assert not Heard(text).is_yes()


@pytest.mark.parametrize("text", ["no, wednesday", "yes but at 4", "no the other doctor"])
def test_a_correction_is_neither_yes_nor_no(text: str) -> None:
    assert not Heard(text).is_yes()
    assert not Heard(text).is_no()


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("2", 2), ("2.", 2), ("#3", 3), ("option 1", 1), ("number two please", 2),
        ("the second", 2), ("the first one", 1),
        ("the later one", 3), ("make it the early one", 1),
        ("1 hurry pls", 1), ("the 2 porfa", 2), ("la segunda, please", 2),
        ("oh how kind, the second one would suit me best since my choir sings before that", 2),
        ("the first one and don't you dare lose it again", 1),
        ("pues entonces si no le molesta prefiero la tercera porque salgo tarde", 3),
        ("I'll take the 3rd", 3), ("last one", 3), ("the middle one", 2), ("any of them", 1), ("lets go with 1", 1),
    ],
)  # fmt: skip
def test_a_pick_is_heard_when_three_are_listed(text: str, number: int) -> None:
    assert Heard(text).number(3) == number


@pytest.mark.parametrize(
    "text",
    ["not the second one", "the first one doesn't work for me", "i can't make the first", "la primera no me sirve",
     "the first one i saw was rude and this is the second time i write", "4", "2 pm", "at 3", "the 10th", "tuesday",
     "yes", "first thing in the morning", "1.5.1980"],
)  # fmt: skip
def test_no_pick_is_heard_when_it_is_something_else(text: str) -> None:
    assert Heard(text).number(3) is None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("something later", "later"), ("earlier please", "earlier"), ("too late for me", "earlier"),
        ("too early", "later"),
        ("any other day", "other_day"), ("other doctor", "doctor"),
        ("is there someone else", "doctor"),
        ("another location", "place"), ("none of these", "other"), ("what else do you have", "other"),
        ("tuesday", None),
    ],
)  # fmt: skip
def test_what_else_is_wanted_is_heard(text: str, kind: str | None) -> None:
    assert Heard(text).alternative() == kind


@pytest.mark.parametrize(
    "text",
    ["stop", "actually cancel", "never mind", "forget it", "cancel that please", "no, leave it",
     "No, thanks. That will be all!", "nothing else, that's all for today", "thanks so much, I'm all set",
     "forget it, gracias", "olvidelo please"],
)  # fmt: skip
def test_a_stop_is_heard_when_nothing_else_is_said(text: str) -> None:
    assert Heard(text).is_stop()


@pytest.mark.parametrize(
    "text", ["cancel my appointment", "stop by the clinic", "cancel friday", "don't cancel", "yes that's all", "thanks"]
)
def test_no_stop_is_heard_when_more_is_said(text: str) -> None:
    assert not Heard(text).is_stop()


@pytest.mark.parametrize(
    ("text", "relative"),
    [
        ("one for my son", ("child", "son")), ("my little boy needs a checkup", ("child", "boy")),
        ("for my mother-in-law", ("parent", "mother-in-law")), ("it's not for me", ("other", "")), ("for me", None),
        ("can my wife come too", None), ("may i bring my husband", None), ("for my son too", ("child", "son")),
    ],
)  # fmt: skip
def test_whom_a_visit_is_for_is_heard(text: str, relative: tuple[str, str] | None) -> None:
    assert Heard(text).relative() == relative


@pytest.mark.parametrize(
    ("text", "answer"), [("1", True), ("2", False), ("2.", False), ("yes", True), ("the second", None)]
)
def test_a_read_back_is_answered_by_number_or_word(text: str, answer: bool | None) -> None:
    assert Heard(text).yes_or_no() is answer


@pytest.mark.parametrize("text", ["both", "1 and 2", "all of them", "cancel all", "book both please", "1, 2"])
def test_several_picks_at_once_are_heard(text: str) -> None:
    assert Heard(text).wants_all()


@pytest.mark.parametrize(
    "text", ["you idiots never answer the phone", "this sucks", "nobody picks up", "WTF", "this is bullsh*t"]
)
def test_upset_words_are_heard(text: str) -> None:
    assert Heard(text).is_rude()


def test_not_knowing_is_no_refusal_when_the_classifier_takes_it_for_one() -> None:
    assert not Heard("i dont know", "deny", 0.9).is_no()


@pytest.mark.parametrize(
    ("text", "out"),
    [
        ("not with dr amberley", True), ("anyone but amberley", True), ("someone other than Dr. Amberley", True),
        ("no, dr amberley", False), ("with dr amberley, not at 3", False),
    ],
)  # fmt: skip
def test_a_doctor_who_is_ruled_out_is_not_the_one_wished_for(text: str, out: bool) -> None:
    assert rules_out(text, "Dr. Ruth Amberley") is out


@pytest.mark.parametrize(
    "text",
    ["my neighbour came to you last year and my husband says i squint", "my sister recommended you",
     "our son told me to get my eyes checked", "mi vecina me recomendo la clinica", "mi esposo dice que tengo que ir"],
)  # fmt: skip
def test_a_relative_is_not_the_patient_when_they_only_come_into_the_story(text: str) -> None:
    assert Heard(text).relative() is None


@pytest.mark.parametrize(
    "text", ["my daughter says her ear hurts", "my wife told me it is for my son", "mi hija dice que le duele el oido"]
)
def test_a_relative_is_the_patient_when_it_is_they_who_come(text: str) -> None:
    kind, _ = Heard(text).relative() or ("", "")
    assert kind == "child"


def test_a_long_yes_is_heard_when_it_holds_nothing_back() -> None:
    warm = "yes dear, that would be lovely, thank you so much"
    assert Heard(warm, "affirm", 0.9).is_yes()
    assert not Heard(warm, "affirm", 0.3).is_yes()
    for more in (
        "yes dear, that would be lovely but for my husband",
        "yes lovely, if it is with the same doctor as before",
    ):
        assert not Heard(more, "affirm", 0.9).is_yes()


def test_a_question_is_passed_over_when_it_is_called_nobodys_business() -> None:
    assert Heard("thats none of your business").is_skip()
    assert Heard("thats none of your business").alternative() is None
