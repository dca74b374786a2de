"""The entities of messages, in both languages, with and without a directory."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from actions.directory import Directory, Entry
from actions.reading import entities

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
DIRECTORY = Directory(
    services=(
        Entry("dermatology", "Dermatology visit", ("derm", "skin doctor", "rash")),
        Entry("mirror-therapy", "Mirror workshop", ("mirrors",)),
    ),
    practitioners=(Entry("dr-asha-patel", "Dr. Asha Patel"), Entry("dr-imogen-sallow", "Dr. Imogen Sallow")),
    locations=(Entry("harbor", "Harbor", ("downtown office", "main office")),),
)


def read(text: str, **given: Any) -> list[tuple[str, str]]:
    return [(one["entity"], one["value"]) for one in entities(text, NOW, "UTC", **given)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("dr okoro on tuesday", [("practitioner", "dr okoro"), ("when", "tuesday")]),
        ("Dr.Okoro pls", [("practitioner", "Dr.Okoro")]),
        ("can dr k see me", [("practitioner", "dr k")]),
        ("Dr. May on May 4", [("practitioner", "Dr. May"), ("when", "May 4")]),
        ("with varga tomorrow", [("practitioner", "varga"), ("when", "tomorrow")]),
        ("my therapist Odile please", [("service", "therapist"), ("practitioner", "Odile")]),
        ("a dentist named Rosa Q Lindt", [("service", "dentist"), ("practitioner", "Rosa Q Lindt")]),
        ("is Birch Lane Dental open", [("practitioner", "Birch Lane Dental")]),
        ("anyone but dr okoro", []),
        ("not with dr okoro", []),
        ("I need a doctor. Will it take long", [("service", "doctor")]),
        ("dr appointment", [("service", "dr")]),
    ],
)  # fmt: skip
def test_practitioners_are_found_by_title_and_frame(text: str, found: list[tuple[str, str]]) -> None:
    assert [one for one in read(text) if one[0] != "service" or one in found] == found


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("its maria lopez", "maria lopez"), ("I'm April", "April"), ("Hi, this is Odile", "Odile"),
        ("under the name of tove berg", "tove berg"), ("my son theo needs a visit", "theo"),
        ("it's page gwynn speaking", "page gwynn"), ("Odile Varga here", "Odile Varga"),
        ("cancel the booking for murat", "murat"), ("soy ana", "ana"), ("me llamo Luis Ortega", "Luis Ortega"),
        ("a nombre de juan perez", "juan perez"), ("Tove Berg", "Tove Berg"),
    ],
)  # fmt: skip
def test_a_patient_is_found_where_a_name_is_announced(text: str, name: str) -> None:
    assert ("person_name", name) in read(text)


@pytest.mark.parametrize(
    "text",
    [
        "im running late", "i'm sick", "this is urgent", "its fine", "i am grateful", "for my daughter",
        "I'm Still Waiting", "with insurance", "in pain", "in person", "the third cold", "how are you today",
        "the 2nd one works", "no, me duele mucho", "estoy enferma", "con seguro",
    ],
)  # fmt: skip
def test_everyday_words_are_no_entities(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a dermatologist in san pablo", [("service", "dermatologist"), ("location", "san pablo")]),
        ("In Maple Grove", [("location", "Maple Grove")]),
        ("dentst pls", [("service", "dentst")]),
        ("get my eyes checked", [("service", "eyes checked")]),
        ("una limpieza dental", [("service", "limpieza dental")]),
        ("my knee hurts", []),
        ("a different doctor", []),
    ],
)
def test_services_and_places_need_no_directory(text: str, found: list[tuple[str, str]]) -> None:
    assert read(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("dr patell", ("practitioner", "dr patell")), ("patel", ("practitioner", "patel")),
        ("derm", ("service", "derm")), ("skin doctor", ("service", "skin doctor")),
        ("the mirrors", ("service", "mirrors")), ("downtown office", ("location", "downtown office")),
    ],
)  # fmt: skip
def test_names_of_the_clinic_come_from_its_directory(text: str, found: tuple[str, str]) -> None:
    assert read(text, directory=DIRECTORY) == [found]


@pytest.mark.parametrize("text", ["it hurts when i swallow", "show the main menu", "i have a rash"])
def test_words_near_to_names_of_the_clinic_name_nothing(text: str) -> None:
    assert read(text, directory=DIRECTORY) == []


@pytest.mark.parametrize(
    ("question", "text", "found"),
    [
        ("May I have your full name?", "varga", ("person_name", "varga")),
        ("Which doctor would you like to see?", "varga please", ("practitioner", "varga")),
        ("Which city?", "Pine Hollow", ("location", "Pine Hollow")),
        ("Dr. Silva or Dr. Osei?", "let's do osei", ("practitioner", "osei")),
        ("And your date of birth?", "4/7/85", ("date_of_birth", "4/7/85")),
    ],
)
def test_a_bare_name_is_what_was_asked_for(question: str, text: str, found: tuple[str, str]) -> None:
    assert found in read(text, question=question)


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("move thursday's visit with Ola. Make it 10 am on friday", ["thursday", "10 am on friday"]),
        ("today at 9", ["today at 9"]),
        ("monday or tuesday afternoon", ["monday or tuesday afternoon"]),
        ("as soon as possible", ["as soon as possible"]),
        ("same day as my son", ["same day as my"]),
        ("el martes por la tarde", ["martes por la tarde"]),
        ("i was there yesterday", []),
    ],
)
def test_a_time_is_one_contiguous_expression(text: str, times: list[str]) -> None:
    language = "es" if text.startswith("el ") else "en"
    assert [value for name, value in read(text, language=language) if name == "when"] == times


def test_a_date_of_years_ago_is_one_of_birth() -> None:
    assert read("4 May 1980") == [("date_of_birth", "4 May 1980")]
    assert read("Tue, 4 May 2021") != [("date_of_birth", "Tue, 4 May 2021")]


def test_a_telephone_number_is_no_time() -> None:
    assert read("call 207-555-0133") == [("phone", "207-555-0133")]


def test_nothing_is_named_in_a_message_that_is_not_for_us() -> None:
    assert read("a table for two at 5 with Ola", intent="out_of_scope") == []


def test_a_doctor_who_was_seen_is_no_visit_when_the_question_is_medical() -> None:
    assert read("what did my doctor mean", intent="medical_question") == []


def test_the_tagger_adds_names_that_no_rule_knows() -> None:
    tagged = [
        {"entity": "practitioner", "start": 2, "end": 13},
        {"entity": "when", "start": 14, "end": 19},
        {"entity": "practitioner", "start": 20, "end": 24},
    ]
    assert read("a aurora velk xyzzy thus", tagged=tagged) == [("practitioner", "aurora velk")]


def test_places_in_the_text_are_those_of_the_text_itself() -> None:
    text = "¿puede la Dra. Ibáñez el viernes?"
    for one in entities(text, NOW, "UTC", language="es"):
        assert text[one["start"] : one["end"]] == one["value"]
