"""Reading dialogue files."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from backend.simulation.dialogues import Booking, Chat, Person, Taken, UnreadableDialogues, read
from tests.unit.backend.simulation.made import booking, chat, refused, write

GOAL = datetime.fromisoformat("2019-03-07T10:30")


def test_goal_and_people_are_read_when_a_dialogue_ended_in_a_booking(tmp_path: Path) -> None:
    (found,) = read(write(tmp_path, booking()))

    assert isinstance(found, Booking)
    assert (found.goal.practitioner, found.goal.start) == ("Dr. Ida Plumtree", GOAL)
    assert found.people == (Person("Dr. Ida Plumtree", None, "Ashford"),)
    assert found.is_free
    assert [dict(words.told) for words in found.words][2:4] == [{"date": "2019-03-06"}, {"date": "2019-03-07"}]


def test_somebody_offered_and_declined_belongs_to_the_clinic(tmp_path: Path) -> None:
    row = booking()
    row["turns"][1]["system_before"]["acts"] = ["OFFER(dentist_name=Tilly Grout)", "OFFER(city=Bexhill)"]

    (found,) = read(write(tmp_path, row))

    assert isinstance(found, Booking)
    assert Person("Tilly Grout", None, "Bexhill") in found.people


def test_goal_is_taken_when_the_other_side_could_not_book_it(tmp_path: Path) -> None:
    (found,) = read(write(tmp_path, booking(replayable=False, service_calls=[refused()])))

    assert isinstance(found, Booking)
    assert not found.is_free
    assert found.taken == (Taken("Dr. Ida Plumtree", GOAL),)


def test_an_earlier_wish_is_taken_and_the_goal_is_free_when_the_second_attempt_was_booked(tmp_path: Path) -> None:
    (found,) = read(write(tmp_path, booking(service_calls=[refused("09:00"), refused()])))

    assert isinstance(found, Booking)
    assert found.taken == (Taken("Dr. Ida Plumtree", GOAL.replace(hour=9, minute=0)),)


def test_dialogues_without_an_end_or_of_other_trades_are_left_out(tmp_path: Path) -> None:
    no_end = booking(replayable=False)
    stylist = booking(goal={**booking()["goal"], "provider_kind": "hair_stylist"})

    assert read(write(tmp_path, no_end, stylist)) == []


def test_messages_name_and_doctors_are_read_when_it_is_a_chat(tmp_path: Path) -> None:
    assert read(write(tmp_path, chat("hello", "  ", "is Dr. Plumtree in?"))) == [
        Chat("own:chat", "Wilma", ("Plumtree",), ("hello", "is Dr. Plumtree in?"))
    ]


@pytest.mark.parametrize("content", ["{", '{"a": 1}', '[{"answer_bank": {}}]'])
def test_a_file_of_another_form_is_refused(tmp_path: Path, content: str) -> None:
    file = tmp_path / "other.json"
    file.write_text(content, encoding="utf-8")

    with pytest.raises(UnreadableDialogues):
        read(file)
