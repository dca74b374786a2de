"""Moving, cancelling, coming or not, handing over: seen from the actions."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.unit.actions.chatting import Chat
from tests.unit.actions.clinic_double import ClinicDouble, monday_morning

ANN = {"id": "p-ann", "first_name": "Ann"}
TUESDAY_3PM = monday_morning() + timedelta(days=1, hours=7)
THURSDAY_10AM = monday_morning() + timedelta(days=3, hours=2)


def chat(*, visits: int = 1) -> Chat:
    clinic = ClinicDouble(monday_morning(), people=[ANN])
    for start, service in ((TUESDAY_3PM, 1), (THURSDAY_10AM, 2))[:visits]:
        clinic.visit(start, service=service)
    return Chat(clinic)


def test_the_old_time_names_the_visit_and_the_new_one_is_searched() -> None:
    talk = chat(visits=2)

    assert talk.say("move my 3pm to friday", "reschedule_appointment") == ["utter_ask_reschedule_form_choice"]
    assert talk.slots["appointment"]["service"]["id"] == "dermatology"
    assert talk.slots["offers"][0]["start"][:10] == "2026-11-27"


def test_the_day_of_the_visit_is_not_searched_when_it_stands_beside_the_day_it_should_move_to() -> None:
    talk = chat()

    talk.say("tuesday got difficult, can you put it to friday", "reschedule_appointment")

    assert {offer["start"][:10] for offer in talk.slots["offers"]} == {"2026-11-27"}


@pytest.mark.parametrize("intent", ["reschedule_appointment", "decline_attendance"])
def test_the_other_day_is_searched_when_somebody_cannot_come_and_names_it_at_once(intent: str) -> None:
    talk = chat()

    assert talk.say("cant make it, can we do friday instead?", intent) == ["utter_ask_reschedule_form_choice"]

    assert {offer["start"][:10] for offer in talk.slots["offers"]} == {"2026-11-27"}


def test_a_visit_is_moved_after_a_yes_only() -> None:
    talk = chat()
    talk.say("move my appointment to friday at 10", "reschedule_appointment")
    assert talk.clinic.visits[0]["start"][:10] == "2026-11-24"

    assert talk.say("yes", "affirm") == ["utter_moved"]
    assert talk.clinic.visits[0]["start"][:16] == "2026-11-27T10:00"


def test_a_new_time_alone_means_the_day_of_the_visit() -> None:
    talk = chat()

    talk.say("can i make it 4pm instead", "reschedule_appointment")

    assert talk.slots["choice"]["start"][:16] == "2026-11-24T16:00"


def test_the_patient_is_asked_which_visit_when_several_fit() -> None:
    talk = chat(visits=2)

    assert talk.say("cancel my appointment", "cancel_appointment") == ["utter_ask_cancel_form_appointment"]
    assert talk.say("2", "select") == ["utter_ask_cancel_form_confirmed"]
    assert talk.say("yes please", "affirm") == ["utter_cancelled"]
    assert [visit["service"]["id"] for visit in talk.clinic.visits] == ["dermatology"]


@pytest.mark.parametrize("words", ["no", "no keep it", "leave it", "nevermind"])
def test_a_visit_stands_when_cancelling_is_not_confirmed(words: str) -> None:
    talk = chat()
    talk.say("cancel my appointment", "cancel_appointment")

    assert talk.say(words, "deny") == ["utter_kept"]
    assert len(talk.clinic.visits) == 1


def test_cancel_it_is_a_yes_to_the_question_whether_to_cancel() -> None:
    talk = chat()
    talk.say("cancel my appointment", "cancel_appointment")

    assert talk.say("cancel it", "cancel_appointment") == ["utter_cancelled"]


def test_the_same_visit_is_moved_when_cancelling_turns_into_moving() -> None:
    talk = chat()
    talk.say("cancel my appointment", "cancel_appointment")

    assert talk.say("no i want to move it instead", "reschedule_appointment") == ["utter_ask_reschedule_form_when"]


def test_too_late_to_cancel_points_to_the_desk() -> None:
    talk = chat()
    talk.say("cancel my appointment", "cancel_appointment")
    talk.clinic.too_late = True

    assert talk.say("yes", "affirm") == ["utter_too_late_to_change"]


def test_coming_is_confirmed() -> None:
    talk = chat()

    assert talk.say("i'll be there tomorrow", "confirm_attendance") == ["utter_confirmed"]
    assert talk.clinic.visits[0]["attendance"] == "accepted"


def test_lateness_is_told_with_its_minutes() -> None:
    talk = chat(visits=0)
    talk.clinic.visit(monday_morning() + timedelta(hours=2))

    assert talk.say("running 10 min late", "running_late") == ["utter_late_noted"]
    assert talk.clinic.late == [10]


def test_nobody_is_late_yet_for_a_visit_of_another_day() -> None:
    talk = chat()

    assert talk.say("running 10 min late", "running_late") == ["utter_not_late_yet"]
    assert talk.clinic.late == []


def test_somebody_who_cannot_come_chooses_what_to_do() -> None:
    talk = chat()

    assert talk.say("can't make it tomorrow", "decline_attendance") == ["utter_ask_attendance_form_reaction"]
    assert talk.say("1", "select") == ["utter_ask_reschedule_form_when"]
    assert talk.say("friday at 10") == ["utter_ask_reschedule_form_confirmed"]


def test_an_emergency_leaves_the_form_and_is_flagged() -> None:
    talk = chat()
    talk.say("book a checkup", "book_appointment")

    assert talk.say("crushing chest pain", "emergency") == ["utter_emergency"]
    assert (talk.form, talk.clinic.handoffs) == (None, ["emergency"])
    assert talk.said[0]["number"] == "911"


def test_the_emergency_number_is_said_when_the_backend_is_away() -> None:
    talk = chat()
    talk.say("hello", "greet")
    talk.clinic.away = True

    assert talk.say("crushing chest pain", "emergency") == ["utter_emergency"]


def test_a_medical_question_offers_a_visit_or_a_call() -> None:
    talk = chat()

    said = talk.say("should i take ibuprofen?", "medical_question")

    assert said == ["utter_medical", "utter_ask_clarify_form_meant"]
    assert talk.say("2", "select") == ["utter_call_back"]
    assert talk.clinic.handoffs == ["medical"]


def test_fallback_asks_for_other_words_then_offers_numbers() -> None:
    talk = chat()

    assert talk.say("flibber", "nlu_fallback", sure=0.1) == ["utter_rephrase"]
    assert talk.say("gabble", "nlu_fallback", sure=0.1) == ["utter_ask_clarify_form_meant"]
    assert talk.say("3", "select") == ["utter_ask_cancel_form_confirmed"]


def test_the_visit_just_booked_is_the_one_cancelled_by_that() -> None:
    talk = chat()
    talk.say("book a checkup on thursday at 2pm", "book_appointment")
    talk.say("yes", "affirm")

    assert talk.say("cancel that", "cancel_appointment") == ["utter_ask_cancel_form_confirmed"]
    assert talk.slots["appointment"]["service"]["id"] == "general-checkup"


@pytest.mark.parametrize("intent", ["select", "inform", "request_alternatives"])
def test_another_time_right_after_a_booking_moves_it_when_the_words_are_taken_for_a_pick(intent: str) -> None:
    talk = chat(visits=0)
    talk.say("book a checkup tomorrow at 3pm", "book_appointment")
    talk.say("yes", "affirm")

    assert talk.say("sorry, 9 in the morning is better", intent) == ["utter_ask_reschedule_form_confirmed"]
    assert talk.slots["choice"]["start"][:16] == "2026-11-24T09:00"
