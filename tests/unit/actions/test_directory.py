"""Finding the clinic's names in what patients write."""

from __future__ import annotations

import pytest

from actions.directory import Directory, Entry

DIRECTORY = Directory(
    services=(
        Entry("checkup", "General check-up", ("checkup", "doctor", "gp")),
        Entry("eye-exam", "Eye exam", ("eye doctor", "optician")),
        Entry("dental-cleaning", "Dental cleaning", ("dentist", "cleaning")),
    ),
    practitioners=(
        Entry("dr-felix-tanaka-moore", "Dr. Felix Tanaka-Moore", ("dr. moore",)),
        Entry("nurse-dana-whitlock", "Dana Whitlock, RN", ("the nurse", "nurse")),
    ),
    locations=(Entry("maple-park", "Maple Park", ("uptown",)), Entry("harbor", "Harbor", ("main office",))),
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("i need the dentist", ["dental-cleaning"]), ("dentst pls", ["dental-cleaning"]),
        ("an eye doctor", ["eye-exam"]),
        ("checkups", ["checkup"]), ("see a doctor", ["checkup"]), ("tuesday", []),
    ],
)  # fmt: skip
def test_a_service_is_found_by_its_names(text: str, found: list[str]) -> None:
    assert [entry.id for entry in DIRECTORY.find_services(text)] == found


def test_doctor_alone_names_no_service_when_only_names_count() -> None:
    assert DIRECTORY.find_services("other doctor", named_only=True) == []
    assert [entry.id for entry in DIRECTORY.find_services("eye doctor", named_only=True)] == ["eye-exam"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("dr moore on friday", ["dr-felix-tanaka-moore"]), ("with whitlock", ["nurse-dana-whitlock"]),
        ("the nurse please", ["nurse-dana-whitlock"]), ("the second", []), ("for my son Felix", []),
    ],
)  # fmt: skip
def test_a_practitioner_is_found_by_title_or_family_name(text: str, found: list[str]) -> None:
    assert [entry.id for entry in DIRECTORY.find_practitioners(text)] == found


def test_an_initial_at_the_end_of_a_name_names_nobody() -> None:
    directory = Directory((), (Entry("barrow-ines-a", "Barrow Ines A"),), ())

    assert directory.find_practitioners("i need a dentist") == []
    assert [entry.id for entry in directory.find_practitioners("with barrow ines a")] == ["barrow-ines-a"]


def test_a_place_is_found_without_its_vague_words() -> None:
    assert [entry.id for entry in DIRECTORY.find_locations("the maple park clinic")] == ["maple-park"]
    assert DIRECTORY.find_locations("at the office") == []
