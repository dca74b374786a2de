"""What a patient with a goal says: Dr. Ida Plumtree on Thursday 7 March at half past ten."""

from __future__ import annotations

from pathlib import Path

import pytest

from backend.simulation.dialogues import Booking, read
from backend.simulation.patient import NAMES, Patient
from tests.unit.backend.simulation.made import booking, refused, write

READ_BACK = "Dentist with {who}, {when}, Ashford, for Jo Reed. Shall I book it? Reply 1 for yes, 2 for no."
ASKS_NAME = "OK, {when}. I am keeping it for you.\nMay I have your full name, please?"


@pytest.fixture
def dialogue(tmp_path: Path) -> Booking:
    (found,) = read(write(tmp_path, booking()))
    assert isinstance(found, Booking)
    return found


@pytest.fixture
def patient(dialogue: Booking) -> Patient:
    made = Patient(dialogue, 0)
    assert made.opening() == "hiya, is there a dentist around ashford?"
    return made


def test_day_is_told_in_their_words_for_the_goal_and_not_for_what_they_dropped(patient: Patient) -> None:
    assert patient.answer("When would suit you?") == "sorry, make that the 7th"


def test_goal_is_picked_by_its_number_when_it_is_offered(patient: Patient) -> None:
    text = 'Thu 7 Mar, Dr. Ida Plumtree, Ashford:\n1) 9:00 am\n2) 10:30 am\nReply 1 or 2, or say "later".'

    assert patient.answer(text) == "2"


def test_time_is_told_when_the_day_is_right_and_no_offer_fits(patient: Patient) -> None:
    text = 'Thu 7 Mar, Dr. Ida Plumtree, Ashford:\n1) 9:00 am\n2) 9:30 am\nReply 1 or 2, or say "later".'

    assert patient.answer(text) == "ten thirty would do"


def test_practitioner_is_told_when_others_are_offered(patient: Patient) -> None:
    text = 'Thu 7 Mar, Tilly Grout, Ashford:\n1) 9:00 am\n2) 10:30 am\nReply 1 or 2, or say "later".'

    assert patient.answer(text) == "I would like to see Dr. Ida Plumtree"


def test_name_is_told_when_the_time_kept_is_the_goal(patient: Patient) -> None:
    assert patient.answer(ASKS_NAME.format(when="Thu 7 Mar at 10:30 am")) == NAMES[0]


def test_time_is_put_right_before_the_name_is_told_when_another_is_kept(patient: Patient) -> None:
    assert patient.answer(ASKS_NAME.format(when="Thu 7 Mar at 10:30 pm")) == "ten thirty would do"


def test_they_say_yes_as_they_did_when_the_goal_is_read_back(patient: Patient) -> None:
    text = READ_BACK.format(who="Dr. Ida Plumtree", when="Thu 7 Mar at 10:30 am")

    assert [patient.answer(text), patient.answer(text)] == ["spot on", "yes"]


@pytest.mark.parametrize(
    ("who", "when", "said"),
    [
        ("Dr. Ida Plumtree", "Thu 7 Mar at 9:00 am", "ten thirty would do"),
        ("Dr. Ida Plumtree", "Wed 6 Mar at 10:30 am", "sorry, make that the 7th"),
        ("Tilly Grout", "Thu 7 Mar at 10:30 am", "I would like to see Dr. Ida Plumtree"),
    ],
)
def test_they_never_say_yes_when_something_else_is_read_back(patient: Patient, who: str, when: str, said: str) -> None:
    text = READ_BACK.format(who=who, when=when)

    told = [patient.answer(text) for _ in range(5)]

    assert told[0] == said
    assert not {"yes", "spot on", "1"} & set(told)


def test_they_leave_when_the_wanted_time_is_taken_and_another_is_offered(tmp_path: Path) -> None:
    (found,) = read(write(tmp_path, booking(replayable=False, service_calls=[refused()])))
    assert isinstance(found, Booking)
    patient = Patient(found, 0)
    patient.opening()
    patient.answer("When would suit you?")
    day_only = 'Thu 7 Mar, Dr. Ida Plumtree, Ashford:\n1) 9:00 am\n2) 9:30 am\nReply 1 or 2, or say "later".'
    patient.answer(day_only)
    before = patient.was_offered_another

    told = patient.answer(
        "Nothing is free just then. The nearest I have:\nThu 7 Mar, Dr. Ida Plumtree, Ashford:\n1) 10:15 am"
        '\n2) 10:45 am\nReply 1 or 2, or say "later".'
    )

    assert told == "nah, leave it"
    assert (before, patient.was_offered_another) == (False, True)
    assert patient.answer("OK, I have not booked it.\nWhen would suit you?") is None


def test_conversation_is_over_when_a_person_takes_over(patient: Patient) -> None:
    assert patient.answer("Of course. I have asked the desk to take over; a person will answer you here.") is None
