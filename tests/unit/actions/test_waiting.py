"""Waiting for a time, wished in a sentence or asked about, and second thoughts while a time is kept."""

from __future__ import annotations

from datetime import timedelta

import pytest

from actions.hearing import Heard
from tests.unit.actions.chatting import Chat
from tests.unit.actions.clinic_double import ClinicDouble, monday_morning

ANN = {"id": "p-ann", "first_name": "Ann"}
BEN = {"id": "p-ben", "first_name": "Ben"}
ASK = "utter_ask_booking_form_"

WISHED = """
    put me on the waitlst for dermatolgy|
    can you put me on the waitlist for a cleaning with Dr Brightwater on tuesday afternoons|waitlist for
    physical therapy next week|let me know if something opens up this week|put me on the list for anything
    earlier than my appointment| text me if a slot opens tomorrow morning|i want to be on the cancellation
    list|put me down on the list for friday| can i still get on the waiting list for the eye exam?|waitlist me
    for thursday|please save me a spot on the waiting list for flu shots|if someone cancels today i can be there
    in ten minutes|if anything opens up before noon please text me|let me know when dr patel has a
    cancellation|keep me posted if a time opens up for a checkup|add my son to the waiting list for the
    pediatrician|none of those, waitlist for friday please|no, put me on the waitlist for monday|i have friday
    off, put me on the waitlist|ok let me know if thursday opens up| notify me when an appointment becomes
    available on monday|if you do not have anything put me on the waitlist for monday|lista de espera para
    dermatologia la proxima semana|avíseme si se libera algo el jueves|póngame en la lista de espera para mañana
    por la tarde|me puede anotar en la lista de espera del dermatólogo|quiero estar en la lista de espera para
    la fisio|avíseme cuando haya una cancelación esta semana|me avisa si queda libre algo mañana|si se libera
    algo antes del jueves me dice|si alguien cancela mañana me avisan|pues póngame en lista de espera para el
    lunes|si no hay nada póngame en la lista de espera para el lunes|ponme en el waitlist para el friday|text me
    si se libera algo
"""
ASKED = """
    is there a waiting list?|is there a waiting list for the eye exam?|do you have a cancellation list|how long
    is the waitlist for dermatology|am i on the waiting list|i don't want to be on the waitlist|how does the
    wait list work| my daughter is on the waiting list|no waiting list please, just book tuesday|¿hay lista de
    espera?|tienen lista de espera para el sábado|cómo funciona la lista de espera|no quiero estar en la lista
    de espera|¿estoy en la lista de espera?
"""
NEITHER = """
    book a checkup tomorrow|let me know if you have anything on thursday|let me know when you open|call me when
    you are open|is there a cancellation fee|i need a cancellation for tonight|any cancellations today?|tell me
    if the clinic is open on sunday|let me know if i can cancel|i will wait|how long is the wait|anything
    earlier|something earlier today| put me down for tuesday|don't text me|quiero una cita el martes|avísele al
    doctor que llego tarde|me avisa a qué hora abren|cuando se abre la clínica me dice|apúnteme el martes a las
    3|no me avisen|agrega pan a la lista del super|me interesa la segunda
"""


def lines(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.split("|")]


@pytest.mark.parametrize(
    ("text", "heard"),
    [(line, heard) for text, heard in ((WISHED, "wished"), (ASKED, "asked"), (NEITHER, None)) for line in lines(text)],
)
def test_what_is_said_of_waiting_is_read_from_the_words(text: str, heard: str | None) -> None:
    assert Heard(text).waiting() == heard


def chat(*people: dict[str, str], full_on: int | None = None) -> Chat:
    """A chat with a clinic; `full_on`: a day of November when nothing is free."""
    clinic = ClinicDouble(monday_morning(), people=list(people))
    if full_on is not None:
        noon = clinic.now.replace(day=full_on, hour=0)
        people_there = ("dr-ada-quill", "dr-maya-lindqvist", "dr-omar-brask", "dr-ines-falk")
        clinic.taken |= {(who, noon + timedelta(minutes=30 * half)) for who in people_there for half in range(48)}
        clinic.why_nearest = "fully_booked"
    return Chat(clinic)


def test_is_on_the_list_at_once_when_nothing_suits() -> None:
    talk = chat(ANN, full_on=25)

    told = talk.say("put me on the waitlist for a dermatologist on wednesday afternoon", "check_availability")

    assert told[0] == "utter_none_fully_booked"
    assert talk.said[-1]["text"] == "You are on the waiting list."
    (wait,) = talk.clinic.waits
    assert (wait["wish"], wait["who"]) == ("join", {"id": "p-ann"})
    assert wait["for"]["service"] == "dermatology"
    assert wait["for"]["windows"][0]["start"].startswith("2026-11-25T")
    assert talk.form is None


def test_is_offered_what_is_free_before_waiting() -> None:
    talk = chat(ANN)

    told = talk.say("waitlist for a cleaning with dr falk on wednesday afternoon", "check_availability")

    assert told == ["utter_free_already", ASK + "choice"]
    assert talk.slots["offer_hint"] == "1, 2, 3 or WAITLIST"
    assert talk.clinic.waits == []
    assert talk.say("2", "select")[-1] == ASK + "confirmed"


def test_is_offered_the_soonest_when_no_time_is_said() -> None:
    talk = chat(ANN)

    assert talk.say("can i get on the waiting list for the dentist", "check_availability") == [
        "utter_free_already",
        ASK + "choice",
    ]


def test_is_asked_what_for_when_the_wish_does_not_say_it() -> None:
    talk = chat(ANN, full_on=25)

    assert talk.say("let me know if something opens up on wednesday", "check_availability") == [ASK + "service"]
    talk.say("dermatology")
    assert [wait["for"]["service"] for wait in talk.clinic.waits] == ["dermatology"]


def test_is_asked_for_a_name_when_nobody_is_known_at_that_number() -> None:
    talk = chat(full_on=25)

    told = talk.say("text me if a checkup opens up on wednesday", "check_availability")
    assert told == ["utter_will_wait", ASK + "patient"]
    talk.say("Jane Porter")

    assert [wait["who"] for wait in talk.clinic.waits] == [{"given_name": "Jane", "family_name": "Porter"}]
    assert talk.form is None
    talk.say("waitlist for a cleaning on wednesday", "check_availability")
    assert [wait["for"]["service"] for wait in talk.clinic.waits] == ["general-checkup", "dental-cleaning"]


def test_another_wish_before_the_name_is_no_wish_to_wait() -> None:
    talk = chat(full_on=25)
    talk.say("text me if a checkup opens up on wednesday", "check_availability")

    assert talk.say("book a cleaning tomorrow morning", "book_appointment") == [ASK + "choice"]


def test_is_on_no_list_when_the_name_is_answered_with_a_no() -> None:
    talk = chat(full_on=25)
    talk.say("text me if a checkup opens up on wednesday", "check_availability")

    assert talk.say("no", "deny") == ["utter_stopped"]
    assert (talk.clinic.waits, talk.form) == ([], None)


def test_is_asked_who_waits_when_several_share_the_number() -> None:
    talk = chat(ANN, BEN, full_on=25)

    assert talk.say("waitlist for a checkup wednesday", "check_availability")[-1] == ASK + "patient"
    talk.say("2", "select")

    assert [wait["who"] for wait in talk.clinic.waits] == [{"id": "p-ben"}]


def test_is_shown_the_nearest_when_nobody_works_then() -> None:
    talk = chat(ANN)
    talk.clinic.why_nearest = "closed"

    told = talk.say("put me on the waitlist for a checkup on saturday", "check_availability")

    assert told == ["utter_nearest_closed", ASK + "choice"]
    assert talk.clinic.waits == []


def test_waits_for_another_day_when_that_is_wished_after_an_offer() -> None:
    talk = chat(ANN, full_on=25)
    talk.say("book a checkup tomorrow afternoon", "book_appointment")

    talk.say("no, put me on the waitlist for wednesday morning", "out_of_scope")

    assert [wait["for"]["windows"][0]["start"][:10] for wait in talk.clinic.waits] == ["2026-11-25"]


@pytest.mark.parametrize("intent", ["check_availability", "ask_clinic_info", "nlu_fallback", "inform"])
def test_a_question_about_the_list_is_answered_and_nobody_joins(intent: str) -> None:
    talk = chat(ANN, full_on=25)

    assert talk.say("is there a waiting list?", intent) == ["utter_waitlist_how"]
    assert (talk.clinic.waits, talk.form) == ([], None)


def test_a_question_for_a_full_day_says_how_to_wait_and_nobody_joins() -> None:
    talk = chat(ANN, full_on=25)

    told = talk.say("is there a waiting list for a checkup on wednesday", "check_availability")

    assert told == ["utter_nearest", ASK + "choice"]
    assert "WAITLIST" in talk.slots["offer_hint"]
    assert talk.clinic.waits == []


def test_a_question_in_the_middle_is_answered_and_the_times_shown_again() -> None:
    talk = chat(ANN)
    talk.say("book a checkup tomorrow afternoon", "book_appointment")

    assert talk.say("is there a waiting list?", "ask_clinic_info") == ["utter_waitlist_how", ASK + "choice"]


def test_the_visit_stays_when_an_earlier_one_of_its_kind_is_waited_for() -> None:
    talk = chat(ANN)
    talk.clinic.visit(talk.clinic.now.replace(day=27, hour=10))

    talk.say("put me on the waitlist for an earlier dermatology visit please, any day is fine", "check_availability")

    assert [wait["wish"] for wait in talk.clinic.waits] == ["earlier"]
    assert len(talk.clinic.visits) == 1


def test_waits_for_the_visit_that_is_being_moved() -> None:
    talk = chat(ANN, full_on=25)
    visit = talk.clinic.visit(talk.clinic.now.replace(day=27, hour=10))
    talk.say("move my visit", "reschedule_appointment")

    talk.say("let me know if something opens up on wednesday", "check_availability")

    assert [wait["for"]["appointment"] for wait in talk.clinic.waits] == [visit["id"]]


@pytest.mark.parametrize("text", ["no thanks", "No gracias", "nothing", "never mind", "nada"])
def test_a_no_to_what_it_is_for_drops_the_task_kindly(text: str) -> None:
    talk = chat(ANN)
    talk.say("book a checkup tomorrow at 3pm", "book_appointment")
    talk.say("yes", "affirm")
    talk.say("i want to book", "book_appointment")

    assert talk.say(text, "deny") == ["utter_fine"]
    assert talk.form is None


@pytest.mark.parametrize("text", ["no", "no thanks", "no gracias"])
def test_a_second_no_drops_the_task_when_no_time_suited(text: str) -> None:
    talk = chat(ANN)
    talk.say("book a checkup tomorrow", "book_appointment")
    assert talk.say("no", "deny") == ["utter_not_booked", ASK + "when"]

    assert talk.say(text, "deny") == ["utter_stopped"]
    assert talk.form is None


@pytest.mark.parametrize("text", ["wait no", "no wait", "espera no", "hold on, not that one"])
def test_the_times_are_shown_again_when_the_one_chosen_is_taken_back(text: str) -> None:
    talk = chat()
    talk.say("book a checkup tomorrow afternoon", "book_appointment")
    talk.say("2", "select")

    assert talk.say(text, "out_of_scope") == ["utter_look_again", ASK + "choice"]
    assert talk.say("1", "select") == ["utter_time_kept", ASK + "patient"]
    assert talk.slots["choice"] == talk.clinic.offers[0]


@pytest.mark.parametrize("text", ["wait", "hold on", "un momento", "one sec please", "no thanks"])
def test_there_is_time_when_a_moment_is_asked_for(text: str) -> None:
    talk = chat()
    talk.say("book a checkup tomorrow afternoon", "book_appointment")
    talk.say("2", "select")

    assert talk.say(text, "deny") == ["utter_take_your_time", ASK + "patient"]
    assert talk.slots["choice"] == talk.clinic.offers[1]
