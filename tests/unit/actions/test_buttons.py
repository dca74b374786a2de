"""A button and the number in the text are one thing: what is pressed is what would have been typed."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as some

from actions.phrases import PHRASES
from actions.wording import TONGUES, brief, entries, numbered
from bot.buttons import MOST, buttons
from tests.unit.actions.chatting import Chat
from tests.unit.actions.clinic_double import ClinicDouble, monday_morning

ROOT = Path(__file__).resolve().parents[3]
DOMAIN: dict[str, Any] = yaml.safe_load((ROOT / "domain.yml").read_text())
ANN = {"id": "p-ann", "first_name": "Ann"}
BEN = {"id": "p-ben", "first_name": "Ben"}
FITS = 20
OFFER = {"start": "2026-12-01T19:00:00+00:00", "zone": "America/New_York"}
FILLED = {
    "offers": [OFFER],
    "appointments": [OFFER],
    "option_list": "1) book a visit",
    "service_list": "1) General checkup",
    "patient_list": "1) Ann",
    "patient_question": "which",
}


def chat(*people: dict[str, str], visits: int = 0) -> Chat:
    clinic = ClinicDouble(monday_morning(), people=list(people))
    for number in range(visits):
        clinic.visit(monday_morning() + timedelta(days=1 + number, hours=7), service=1)
    return Chat(clinic)


def under(talk: Chat, language: str = "en") -> list[str]:
    """The buttons under the last question, each with its number."""
    return [f"{one['payload']} {one['title']}" for one in buttons(talk.said[-1]["response"], talk.slots, language)]


def test_times_offered_are_on_the_buttons_and_a_press_takes_that_time() -> None:
    talk = chat(ANN)
    talk.say("book a checkup on wednesday afternoon", "book_appointment")
    starts = [datetime.fromisoformat(offer["start"]) for offer in talk.slots["offers"]]

    assert under(talk)[0] == "1 Wed 25 Nov 12:00 pm"
    assert len(under(talk)) == len(starts) == 3
    talk.say(under(talk)[1].split()[0])
    assert talk.slots["choice"]["start"] == starts[1].isoformat()


def test_the_read_back_has_yes_and_no_in_the_patients_language() -> None:
    talk = chat(ANN)
    talk.say("book a checkup tomorrow at 3pm", "book_appointment")

    assert under(talk) == ["1 Yes", "2 No"]
    assert under(talk, "es") == ["1 S\u00ed", "2 No"]
    assert talk.say("1", "select")[0] == "utter_booked"


def test_a_single_time_has_a_yes_and_no_number_that_is_not_in_the_text() -> None:
    assert buttons("utter_ask_booking_form_choice", {"offers": [OFFER]}, "en") == [{"title": "Yes", "payload": "1"}]


def test_people_who_share_a_number_and_somebody_new_are_on_the_buttons() -> None:
    talk = chat(ANN, BEN)
    talk.say("book a checkup tomorrow at 3pm", "book_appointment")

    assert under(talk) == ["1 Ann", "2 Ben", "3 Someone else"]
    talk.say("2", "select")
    assert talk.slots["patient"]["id"] == "p-ben"


def test_a_question_for_words_has_no_buttons() -> None:
    talk = chat()
    talk.say("book a checkup tomorrow at 3pm", "book_appointment")
    assert talk.said[-1]["response"] == "utter_ask_booking_form_patient"
    assert under(talk) == []
    talk.say("Jane Porter")
    assert talk.said[-1]["response"] == "utter_ask_booking_form_date_of_birth"
    assert under(talk) == []


def test_kinds_of_visits_are_on_the_buttons_when_they_are_few() -> None:
    talk = chat(ANN)
    talk.say("i need an appointment", "book_appointment")
    names = [label.split(" ", 1)[1] for label in under(talk)]

    assert names == entries(talk.slots["service_list"], ", ")
    talk.say("2", "select")
    assert talk.slots["service"] == "dermatology"
    many = numbered([f"Kind {number}" for number in range(MOST + 1)], ", ")
    assert buttons("utter_ask_booking_form_service", {"service_list": many}, "en") == []


def test_visits_are_on_the_buttons_when_it_is_asked_which_one() -> None:
    talk = chat(ANN, visits=2)
    talk.say("cancel my appointment", "cancel_appointment")

    assert under(talk) == ["1 Tue 24 Nov 3:00 pm", "2 Wed 25 Nov 3:00 pm"]
    assert under(talk, "es") == ["1 mar 24 nov 3:00 pm", "2 mi\u00e9 25 nov 3:00 pm"]
    talk.say("2", "select")
    assert talk.slots["appointment"]["start"][:10] == "2026-11-25"
    assert under(talk) == ["1 Yes", "2 No"]


def test_one_who_cannot_come_is_offered_what_may_be_done() -> None:
    talk = chat(ANN, visits=1)
    talk.say("i can't make it", "decline_attendance")

    assert under(talk) == ["1 Find another time", "2 Cancel it", "3 Keep it"]
    talk.say("3", "select")
    assert talk.said[0]["response"] == "utter_kept"


def test_booking_or_a_call_is_offered_when_the_question_was_medical() -> None:
    options = {"option_list": numbered([PHRASES["en"][name] for name in ("visit", "call_back")], ", ")}
    offered = buttons("utter_ask_clarify_form_meant", options, "en")
    assert [one["title"] for one in offered] == ["Book a visit", "Have us call you"]


def test_two_doctors_at_one_time_are_told_apart_by_the_numbers_of_the_text() -> None:
    offered = buttons("utter_ask_booking_form_choice", {"offers": [OFFER, OFFER]}, "en")
    assert [one["title"] for one in offered] == ["1) Tue 1 Dec 2:00 pm", "2) Tue 1 Dec 2:00 pm"]


def test_every_question_with_numbers_has_buttons_and_no_other_response_has() -> None:
    asks = re.compile(r"(?:[Rr]eply|Or) (?:1|\{offer_hint\}|with (?:a|the|one of the) number)|\{\w+_list\}")
    numbers = {
        name
        for name, variants in DOMAIN["responses"].items()
        if name.startswith("utter_ask_") and any(asks.search(variant["text"]) for variant in variants)
    }
    assert {name for name in DOMAIN["responses"] if buttons(name, FILLED, "en")} == numbers


def test_nothing_is_offered_when_the_slots_are_empty() -> None:
    for name in DOMAIN["responses"]:
        labels = [one["title"] for one in buttons(name, {}, "es")]
        assert labels in ([], ["S\u00ed", "No"], ["Buscar otra hora", "Cancelarla", "Dejarla como est\u00e1"])


@pytest.mark.parametrize("language", TONGUES)
def test_what_stands_on_a_button_fits_it(language: str) -> None:
    starts = (datetime(2026, 1, 31, 22, 30, tzinfo=ZoneInfo("UTC")) + timedelta(days=days) for days in range(365))
    assert max(len(brief(start, language)) for start in starts) <= FITS
    options = ("book_appointment", "reschedule_appointment", "cancel_appointment", "list_appointments", "handoff")
    for name in (*options, "call_back", "visit", "yes", "no", "find_another_time", "cancel_it", "keep_it"):
        assert len(PHRASES[language][name]) <= FITS, name


@given(some.lists(some.text("abc 1)2,\n", min_size=1).filter(lambda line: not re.search(r"\d\) ", line)), max_size=12))
def test_a_numbered_list_is_read_back_as_it_was(lines: list[str]) -> None:
    assert entries(numbered(lines)) == lines
