"""Reading what the clinic texts: every question that the dialogue can ask has to be understood."""

from __future__ import annotations

import re
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest
import yaml

from backend.simulation.reading import Asks, read

TODAY = date(2019, 3, 1)
DOMAIN = yaml.safe_load((Path(__file__).parents[4] / "domain.yml").read_text(encoding="utf-8"))
RESPONSES: dict[str, list[dict[str, Any]]] = DOMAIN["responses"]
QUESTIONS = {
    "utter_ask_booking_form_service": Asks.SERVICE,
    "utter_ask_booking_form_when": Asks.WHEN,
    "utter_ask_booking_form_choice": Asks.CHOICE,
    "utter_ask_booking_form_date_of_birth": Asks.BIRTH,
    "utter_ask_booking_form_confirmed": Asks.CONFIRM,
    "utter_hint_service": Asks.SERVICE,
    "utter_hint_when": Asks.WHEN,
    "utter_hint_choice": Asks.CHOICE,
    "utter_hint_patient": Asks.NAME,
    "utter_hint_date_of_birth": Asks.BIRTH,
    "utter_hint_confirmed": Asks.CONFIRM,
    "utter_about_practitioner": Asks.LOOK,
    "utter_practitioners": Asks.LOOK,
    "utter_services": Asks.LOOK,
    "utter_all_practitioners": Asks.WHOM,
    "utter_booked": Asks.BOOKED,
    "utter_handoff": Asks.PERSON,
    "utter_handoff_fallback": Asks.PERSON,
    "utter_call_back": Asks.PERSON,
    "utter_emergency": Asks.PERSON,
    "utter_backend_away": Asks.ERROR,
    "utter_handoff_failed": Asks.ERROR,
    "utter_rephrase": Asks.AGAIN,
    "utter_not_understood": Asks.AGAIN,
    "utter_out_of_scope": Asks.AGAIN,
    "utter_greet": Asks.WISH,
    "utter_help": Asks.WISH,
    "utter_what_next": Asks.WISH,
    "utter_goodbye": Asks.GOODBYE,
    "utter_thanks": Asks.GOODBYE,
    "utter_fine": Asks.GOODBYE,
    "utter_goodbye_undone": Asks.GOODBYE,
    "utter_not_booked": Asks.NOTHING,
    "utter_stopped": Asks.NOTHING,
}


def texts(response: str) -> list[str]:
    """The English ways to say a response, its places filled with something harmless."""
    ways = [way["text"] for way in RESPONSES[response] if not _is_foreign(way)]
    return [re.sub(r"\{\w+\}", "1", way) for way in ways]


def _is_foreign(way: dict[str, Any]) -> bool:
    return any(one.get("value") == "es" for one in way.get("condition", ()))


@pytest.mark.parametrize(("response", "asks"), QUESTIONS.items())
def test_question_is_understood_however_it_is_put(response: str, asks: Asks) -> None:
    for text in texts(response):
        assert read(text, TODAY).asks is asks, text


def test_name_is_asked_for_in_every_way() -> None:
    asked = {read(text, TODAY).asks for text in texts("utter_ask_booking_form_patient")[1:]}

    assert asked == {Asks.NAME}


def test_offers_have_day_clock_and_who_when_they_share_the_day() -> None:
    text = 'Thu 7 Mar, Dr. Ida Plumtree:\n1) 9:00 am, Ashford\n2) 1:30 pm, Bexhill\nReply 1 or 2, or say "later".'

    reading = read(text, TODAY)

    assert reading.asks is Asks.CHOICE
    assert [(one.number, one.day, one.clock) for one in reading.items] == [
        (1, date(2019, 3, 7), time(9)),
        (2, date(2019, 3, 7), time(13, 30)),
    ]
    assert all(one.names("Dr. Ida Plumtree") for one in reading.items)


def test_offers_have_their_own_day_when_they_differ_in_it() -> None:
    text = 'Dr. Ida Plumtree:\n1) today at 12:00 pm\n2) tomorrow (Sat 2 Mar) at 8:15 am\nReply 1 or 2, or say "later".'

    assert [(one.day, one.clock) for one in read(text, TODAY).items] == [
        (TODAY, time(12)),
        (date(2019, 3, 2), time(8, 15)),
    ]


def test_a_single_offer_is_a_choice_of_one() -> None:
    text = "Thu 7 Mar, Dr. Ida Plumtree, Ashford: 2:00 pm. Shall I take it? Reply 1 for yes, or name another day."

    (offer,) = read(text, TODAY).items

    assert (offer.day, offer.clock, offer.names("dr ida plumtree")) == (date(2019, 3, 7), time(14), True)


def test_only_the_line_of_the_visit_is_read_back() -> None:
    text = (
        "Dr. Ida Plumtree does not do that kind of visit, so I will look at the others.\n"
        "Dentist with Tilly Grout, Thu 7 Mar at 10:30 am, Ashford, for Jo Reed. Shall I book it? Reply 1 for yes."
    )

    reading = read(text, TODAY)

    assert reading.asks is Asks.CONFIRM
    assert reading.other_service
    assert reading.visit is not None
    assert not reading.visit.names("Dr. Ida Plumtree")
    assert reading.visit.names("Tilly Grout")


def test_the_last_question_is_the_one_to_answer_when_a_text_has_several() -> None:
    text = "OK, Thu 7 Mar at 10:30 am. I am keeping it for you.\nMay I have your full name, please?"

    reading = read(text, TODAY)

    assert reading.asks is Asks.NAME
    assert reading.visit is not None
    assert (reading.visit.day, reading.visit.clock) == (date(2019, 3, 7), time(10, 30))


def test_a_day_without_a_year_lies_ahead() -> None:
    (offer,) = read("Wed 2 Jan: 9:00 am. Shall I take it?", TODAY).items

    assert offer.day == date(2020, 1, 2)
