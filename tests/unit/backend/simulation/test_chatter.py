"""Somebody who rambles on once when asked something, and answers the second time."""

from __future__ import annotations

from datetime import date

from backend.simulation.chatter import Chatter
from backend.simulation.dialogues import Chat

TODAY = date(2019, 3, 1)
ASKS_NAME = "May I have your full name, please?"


def chatter(*messages: str) -> Chatter:
    made = Chatter(Chat("own:chat", "Wilma", (), ("hello", *messages)), TODAY)
    assert made.opening() == "hello"
    return made


def test_question_is_answered_when_it_is_asked_again() -> None:
    wilma = chatter("did you see the rain?", "well then")

    assert [wilma.answer(ASKS_NAME), wilma.answer(ASKS_NAME), wilma.answer("Which day or time would you like?")] == [
        "did you see the rain?",
        "Wilma Quillfeather",
        "well then",
    ]


def test_what_is_open_is_answered_when_the_script_ends_and_then_goodbye_is_said() -> None:
    wilma = chatter()

    assert wilma.answer("Shall I book it? Reply 1 for yes, 2 for no.") == "yes"
    assert wilma.answer("Done, it is booked: ...") == "that is all, thank you, bye"
    assert wilma.answer("Goodbye, and take care.") is None


def test_chat_is_over_when_a_person_takes_over() -> None:
    wilma = chatter("and another thing")

    assert wilma.answer("I am passing you to the desk. A person will answer you here.") is None
