"""Names of persons as patients give them."""

from __future__ import annotations

import pytest

from actions.names import person_name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("its maria dolores o'brien-smith", ("Maria Dolores", "O'Brien-Smith")),
        ("my name is john smith", ("John", "Smith")),
        ("Jane Doe", ("Jane", "Doe")),
        ("doe, jane", ("Jane", "Doe")),
        ("hi this is bob jones, need a checkup", ("Bob", "Jones")),
        ("im Ana de la Cruz and i need an appointment", ("Ana", "de la Cruz")),
        ("jan van der berg", ("Jan", "van der Berg")),
        ("first name ana last name diaz", ("Ana", "Diaz")),
        ("mary mcdonald, dob 3/4/80", ("Mary", "McDonald")),
        ("for my son Leo Park", ("Leo", "Park")),
        ("John A. Smith", ("John A", "Smith")),
        ("MARIA GARCIA", ("Maria", "Garcia")),
        ("josé garcía", ("José", "García")),
        ("sean o’neill please", ("Sean", "O'Neill")),
        ("june may", None),
        ("Theresa May", ("Theresa", "May")),
        ("john s m i t h", ("John", "Smith")),
        ("smith s-m-i-t-h", ("Smith", "")),
        ("m-a-r-i-a lopez", ("Maria", "Lopez")),
        ("t for tango i m", ("Tim", "")),
        ("maria", ("Maria", "")),
        ("李小龙", ("李小龙", "")),
    ],
)
def test_name_is_taken_when_one_is_given(text: str, name: tuple[str, str] | None) -> None:
    assert person_name(text) == name


@pytest.mark.parametrize(
    "text",
    ["", "yes", "no thanks", "tomorrow at 3", "i want to book", "i'm free tuesday", "i am in pain", "what for?",
     "do you need my name", "dr lee", "looking for a dentist", "555 1234", "it hurts", "🙂",
     "2 pm please", "quarter past 2", "earliest", "runny nose", "Headache and fever"],
)  # fmt: skip
def test_no_name_is_taken_when_the_text_says_something_else(text: str) -> None:
    assert person_name(text) is None
