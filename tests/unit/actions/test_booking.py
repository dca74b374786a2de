"""Booking by text, seen from the actions."""

from __future__ import annotations

from datetime import timedelta

import pytest

from actions.turn import Turn
from tests.unit.actions.chatting import Chat
from tests.unit.actions.clinic_double import ClinicDouble, monday_morning

ANN = {"id": "p-ann", "first_name": "Ann"}
BEN = {"id": "p-ben", "first_name": "Ben"}
ASK = "utter_ask_booking_form_"


def chat(*people: dict[str, str]) -> Chat:
    return Chat(ClinicDouble(monday_morning(), people=list(people)))


def test_everything_in_one_message_leads_to_the_read_back_when_the_time_is_free() -> None:
    talk = chat(ANN)

    assert talk.say("book a checkup tomorrow at 3pm", "book_appointment") == [ASK + "confirmed"]
    assert (
        talk.slots["summary"] == "General checkup with Dr Ada Quill, tomorrow (Tue 24 Nov) at 3:00 pm, Harbor, for Ann"
    )


def test_nothing_is_booked_before_a_yes() -> None:
    talk = chat(ANN)
    talk.say("book a checkup tomorrow at 3pm", "book_appointment")

    assert talk.clinic.visits == []
    assert talk.say("yes", "affirm")[0] == "utter_booked"
    assert [visit["service"]["id"] for visit in talk.clinic.visits] == ["general-checkup"]


def test_nothing_is_booked_when_the_yes_names_another_time_or_person() -> None:
    for text, start in (("yes but at 4pm", "2026-11-24T16:00"), ("ok on wednesday then", "2026-11-25T15:00")):
        talk = chat(ANN)
        talk.say("book a checkup tomorrow at 3pm", "book_appointment")

        talk.say(text, "affirm")

        assert talk.clinic.visits == []
        assert talk.slots["choice"]["start"][:16] == start
    talk = chat(ANN)
    talk.say("book a dermatologist tomorrow at 3pm", "book_appointment")
    talk.say("yes with dr brask", "affirm")
    assert talk.clinic.visits == []


def test_the_visit_is_booked_when_the_yes_repeats_its_time() -> None:
    for text in ("yes 3pm is good", "yes tomorrow works", "ok tuesday at 3"):
        talk = chat(ANN)
        talk.say("book a checkup tomorrow at 3pm", "book_appointment")

        assert talk.say(text, "affirm")[0] == "utter_booked", text


def test_a_stranger_is_asked_for_name_and_birth_date_once_a_time_is_chosen() -> None:
    talk = chat()
    talk.say("dermatologist tuesday afternoon", "book_appointment")

    assert talk.say("2", "select") == ["utter_time_kept", ASK + "patient"]
    assert talk.say("Jane Porter") == [ASK + "date_of_birth"]
    assert talk.say("4 may 1980") == [ASK + "confirmed"]
    talk.say("ok", "affirm")
    assert talk.clinic.booked_for[0] == {
        "given_name": "Jane",
        "family_name": "Porter",
        "birth_date": "1980-05-04",
    }


def test_a_time_that_answers_the_offers_is_the_one_chosen() -> None:
    talk = chat(ANN)
    talk.say("dermatologist tuesday afternoon", "book_appointment")

    talk.say("12:30", "inform")

    assert talk.slots["choice"]["start"][11:16] == "12:30"


def test_another_time_is_offered_and_never_taken_at_once_when_the_one_asked_for_is_not_free() -> None:
    talk = chat(ANN)

    assert talk.say("book a checkup tomorrow at 2:45pm", "book_appointment") == ["utter_nearest", ASK + "choice"]
    assert talk.slots.get("choice") is None


def test_a_correction_of_the_day_keeps_the_time() -> None:
    talk = chat(ANN)
    talk.say("book a checkup tomorrow at 3pm", "book_appointment")

    talk.say("no, wednesday", "deny")

    assert talk.slots["choice"]["start"][:16] == "2026-11-25T15:00"


def test_a_correction_of_the_time_keeps_the_day() -> None:
    talk = chat(ANN)
    talk.say("book a checkup on thursday at 3pm", "book_appointment")

    talk.say("the 4 pm would be better")

    assert talk.slots["choice"]["start"][:16] == "2026-11-26T16:00"


def test_another_doctor_is_offered_when_wished() -> None:
    talk = chat(ANN)
    talk.say("dermatologist on thursday", "book_appointment")

    talk.say("other doctor", "find_practitioner")

    assert {offer["practitioner"]["id"] for offer in talk.slots["offers"]} == {"dr-omar-brask"}
    assert talk.slots["service"] == "dermatology"


def test_later_offers_follow_those_shown() -> None:
    talk = chat(ANN)
    talk.say("checkup on thursday", "book_appointment")
    last = talk.slots["offers"][-1]["start"]

    talk.say("something later", "request_alternatives")

    assert all(offer["start"] > last for offer in talk.slots["offers"])


def test_a_bare_cancel_stops_the_booking_and_leaves_no_form() -> None:
    talk = chat(ANN)
    talk.say("checkup on thursday", "book_appointment")

    assert talk.say("actually cancel", "cancel_appointment") == ["utter_stopped"]
    assert talk.form is None
    assert talk.slots["task"] is None


def test_a_question_is_answered_and_the_form_asks_again() -> None:
    talk = chat(ANN)
    talk.say("book a checkup", "book_appointment")

    assert talk.say("what are your hours on friday?", "ask_clinic_info") == ["utter_hours", ASK + "when"]


def test_a_wish_to_cancel_a_visit_leaves_the_booking() -> None:
    talk = chat(ANN)
    talk.clinic.visit(monday_morning() + timedelta(days=1, hours=2))
    talk.say("book a checkup", "book_appointment")

    assert talk.say("i want to cancel my appointment", "cancel_appointment") == ["utter_ask_cancel_form_confirmed"]
    assert talk.form == "cancel_form"


def test_people_who_share_a_number_are_asked_who_it_is_for() -> None:
    talk = chat(ANN, BEN)
    talk.say("book a checkup tomorrow at 3pm", "book_appointment")

    assert talk.slots["requested_slot"] == "patient"
    assert talk.slots["patient_list"] == "1) Ann, 2) Ben, 3) Someone else"
    talk.say("ben")
    assert talk.slots["patient"] == BEN


def test_a_visit_for_a_son_asks_for_his_name() -> None:
    talk = chat(ANN)
    talk.say("a checkup for my son tomorrow at 3pm", "book_appointment")

    assert talk.slots["whose_name"] == "your son's"
    talk.say("Theo Alder")
    talk.say("skip")
    talk.say("yes", "affirm")
    assert talk.clinic.booked_for[0] == {"given_name": "Theo", "family_name": "Alder"}


def test_fresh_times_are_offered_when_somebody_was_quicker() -> None:
    talk = chat(ANN)
    talk.say("book a checkup tomorrow at 3pm", "book_appointment")
    talk.clinic.grab_next = True

    assert talk.say("yes", "affirm") == ["utter_slot_gone", ASK + "choice"]
    assert talk.clinic.visits == []


def test_the_form_asks_again_then_hints_then_hands_over_when_nothing_is_understood() -> None:
    talk = chat(ANN)
    talk.say("book a checkup", "book_appointment")

    assert talk.say("blorp", "nlu_fallback", sure=0.2) == ["utter_not_understood", ASK + "when"]
    assert talk.say("blarp", "nlu_fallback", sure=0.2) == ["utter_hint_when", ASK + "when"]
    assert talk.say("blirp", "nlu_fallback", sure=0.2) == ["utter_handoff_fallback"]
    assert talk.clinic.handoffs == ["fallback"]


def test_a_backend_that_is_away_is_said_in_plain_words() -> None:
    talk = chat(ANN)
    talk.say("book a checkup", "book_appointment")
    talk.clinic.away = True

    assert talk.say("tomorrow") == ["utter_backend_away"]
    assert talk.form is None


def test_a_day_that_is_ruled_out_is_not_offered() -> None:
    talk = chat(ANN)

    talk.say("a checkup next week but not monday", "book_appointment")

    assert talk.slots["offers"][0]["start"][:10] == "2026-12-01"


@pytest.mark.parametrize("text", ["i want to book an appointment with dr lindqvist", "dermatology please"])
def test_asks_which_one_when_only_what_is_offered_is_named_again(text: str) -> None:
    talk = chat(ANN)
    talk.say("book dermatology with dr lindqvist tomorrow", "book_appointment")

    assert talk.say(text, "book_appointment") == ["utter_which_one", ASK + "choice"]


def test_yes_to_several_offers_asks_which_one() -> None:
    talk = chat(ANN)
    talk.say("checkup on thursday", "book_appointment")

    assert talk.say("yes", "affirm") == ["utter_which_one", ASK + "choice"]


def test_one_command_is_sent_a_turn() -> None:
    talk = chat(ANN)
    talk.say("book a checkup tomorrow at 3pm", "book_appointment")
    talk.clinic.calls.clear()

    talk.say("yes", "affirm")

    assert [call for call in talk.clinic.calls if call.startswith("POST")] == ["POST conversations/c0ffee/appointments"]


def test_a_time_is_meant_by_the_clock_of_the_place_when_the_place_keeps_another_one() -> None:
    talk = chat(ANN)

    talk.say("book a checkup at lakeside tomorrow at 2 pm", "book_appointment")

    assert talk.clinic.wanted["windows"] == [{"start": "2026-11-24T14:00:00", "end": "2026-11-24T14:01:00"}]
    assert talk.slots["choice"]["start"] == "2026-11-24T14:00:00-06:00"


def test_a_time_picks_the_offer_that_shows_it_when_the_place_keeps_another_clock() -> None:
    talk = chat(ANN)
    talk.say("dermatologist at lakeside tomorrow at noon or 2 pm", "book_appointment")
    offered = [offer["start"][11:16] for offer in talk.slots["offers"]]

    talk.say(offered[1], "inform")

    assert talk.slots["choice"] == talk.slots["offers"][1]


def test_a_number_beyond_the_list_is_no_hour() -> None:
    talk = chat(ANN)
    talk.say("dermatologist tuesday afternoon", "book_appointment")
    offers = talk.slots["offers"]

    assert talk.say("7", "select") == ["utter_no_such_number", ASK + "choice"]
    assert talk.slots["offers"] == offers


def test_a_day_ruled_out_is_not_offered_again() -> None:
    talk = chat(ANN)
    talk.say("dermatologist tuesday", "book_appointment")

    talk.say("not tuesday", "deny")

    assert "2026-11-24" not in {offer["start"][:10] for offer in talk.slots["offers"]}


def test_a_day_that_is_over_is_not_searched() -> None:
    talk = chat(ANN)
    talk.say("dermatologist", "book_appointment")

    assert talk.say("yesterday") == ["utter_past", ASK + "when"]
    assert talk.clinic.offers == []


def test_nobody_is_called_the_two_of_them_when_that_answers_the_question_for_the_name() -> None:
    talk = Chat(ClinicDouble(monday_morning()))
    talk.say("a checkup tomorrow at 3pm", "book_appointment")

    assert talk.say("las dos")[-1] == ASK + "patient"


def test_the_birth_date_is_asked_again_when_somebody_else_comes_after_all() -> None:
    talk = Chat(ClinicDouble(monday_morning()))
    for words in ("a checkup tomorrow at 3pm", "Jane Porter", "4 may 1980"):
        talk.say(words, "book_appointment" if "checkup" in words else "inform")

    assert talk.say("no, it is for my son", "deny") == [ASK + "patient"]
    assert talk.say("Theo Alder") == [ASK + "date_of_birth"]


def test_a_change_of_mind_about_the_day_is_heard_when_the_birth_date_is_asked_for() -> None:
    talk = chat()
    talk.say("dermatologist tuesday at 2 pm", "book_appointment")
    talk.say("Jane Porter")

    assert talk.say("actually can we make it friday instead", "reschedule_appointment")[-1] == ASK + "date_of_birth"
    assert talk.slots["choice"]["start"][:16] == "2026-11-27T14:00"


def test_a_name_that_is_a_month_is_the_patient_when_the_read_back_is_corrected() -> None:
    june = {"id": "p-june", "first_name": "June"}
    talk = chat(ANN, june)
    talk.say("book a checkup for ann tomorrow at 3pm", "book_appointment")

    assert talk.say("no i meant June", "deny") == [ASK + "confirmed"]
    assert talk.slots["patient"] == june
    assert talk.slots["choice"]["start"][:16] == "2026-11-24T15:00"


def test_a_companion_is_not_the_patient() -> None:
    talk = chat(ANN)
    talk.say("book a checkup tomorrow at 3pm", "book_appointment")

    said = talk.say("can my wife come too", "ask_clinic_info")

    assert said == ["utter_ask_desk_company", ASK + "confirmed"]
    assert talk.slots["patient"] == ANN


def test_a_holiday_is_told_when_its_hours_are_asked_for() -> None:
    talk = chat()

    talk.say("are you open on thanksgiving", "ask_clinic_info")

    assert "Thu 26 Nov closed (Thanksgiving)" in talk.said[0]["hours"]


def test_the_address_of_the_visit_is_told_when_one_is_spoken_of() -> None:
    talk = chat(ANN)
    talk.say("book a checkup at lakeside tomorrow at 3pm", "book_appointment")

    talk.say("what was the address again", "ask_clinic_info")

    assert talk.said[0]["places"] == "Lakeside: 20 Lake Street"


def test_the_writer_is_not_taken_for_the_relative_booked_before() -> None:
    talk = chat()
    talk.say("my mom needs a checkup tomorrow at 3pm", "book_appointment")
    talk.say("Greta Holm")
    talk.say("skip", "deny")
    talk.say("ok", "affirm")

    said = talk.say("i need a dermatologist on friday at 2 pm", "book_appointment")

    assert said == ["utter_time_kept", ASK + "patient"]
    assert talk.say("me") == [ASK + "patient"]
    assert talk.say("Lena Holm") == [ASK + "date_of_birth"]


def test_the_same_day_is_that_of_the_visit_just_made() -> None:
    talk = chat(ANN)
    talk.say("book a checkup on friday at 3pm", "book_appointment")
    talk.say("yes", "affirm")

    talk.say("another checkup for my son, same day please", "book_appointment")

    assert {offer["start"][:10] for offer in talk.slots["offers"]} == {"2026-11-27"}


def test_nothing_is_agreed_to_when_a_yes_or_a_number_comes_after_all_was_forgotten() -> None:
    for text, intent in (("yes", "affirm"), ("2", "select"), ("the second one", "select")):
        assert chat(ANN).say(text, intent) == ["utter_greet"]


def test_a_yes_is_no_greeting_when_something_was_said_before_it() -> None:
    talk = chat(ANN)
    talk.say("hello", "greet")

    assert talk.say("yes", "affirm") == ["utter_what_next"]


@pytest.mark.parametrize(("language", "word"), [("en", "WAITLIST"), ("es", "LISTA DE ESPERA")])
def test_the_waitlist_is_named_when_nothing_is_free_at_the_time_that_was_wished(
    monkeypatch: pytest.MonkeyPatch, language: str, word: str
) -> None:
    monkeypatch.setattr(Turn, "language", language)
    talk = chat(ANN)
    talk.clinic.why_nearest = "fully_booked"
    talk.say("book a checkup tomorrow at 2:45pm", "book_appointment")
    assert talk.slots["offer_hint"] == {"en": "1, 2, 3 or WAITLIST", "es": "1, 2, 3 o LISTA DE ESPERA"}[language]
    monkeypatch.setattr(ClinicDouble, "_free", lambda *_: [])
    talk = chat(ANN)
    assert talk.say("book a checkup tomorrow at 3pm", "book_appointment")[0] == "utter_none_fully_booked"
    assert any(word in str(said.get("text")) for said in talk.said)
