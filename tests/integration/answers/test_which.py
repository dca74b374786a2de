"""An answer means the message it answers; where two could be meant, we ask, and what was said counts for that one."""

from __future__ import annotations

import pytest

from backend.domain.ids import AppointmentId
from backend.domain.messaging.records import Option
from backend.domain.scheduling.records import AppointmentStatus
from backend.services.commands import Once
from tests.conftest import SettableClock
from tests.integration.answers.asking import WEDNESDAY, Asking
from tests.integration.messaging.doubles import PATIENT

SEE_TUESDAY = "Thank you. See you on Tuesday, December 1 at 2:20 pm, East."
SEE_WEDNESDAY = "Thank you. See you on Wednesday, December 2 at 10:00 am, East."
WHICH = (
    "Which one do you mean? 1. Wednesday, December 2 at 10:00 am. 2. Tuesday, December 1 at 2:20 pm."
    " Reply with the number."
)


def _two_visits(asking: Asking) -> tuple[AppointmentId, AppointmentId]:
    patient = asking.patient()
    tuesday, wednesday = asking.visit(patient), asking.visit(patient, WEDNESDAY)
    asking.remind(tuesday)
    asking.remind(wednesday)
    return tuesday, wednesday


def _attendance(asking: Asking) -> list[str | None]:
    return [
        str(one) if one else None
        for (one,) in asking.desk.sql("SELECT attendance FROM appointments ORDER BY starts_at")
    ]


@pytest.mark.parametrize(("which", "attendance"), [("1", [None, "confirmed"]), ("2", ["confirmed", None])])
def test_asks_which_of_two_visits_when_a_yes_may_mean_either(
    asking: Asking, which: str, attendance: list[str | None]
) -> None:
    _two_visits(asking)
    assert asking.desk.say("yes") == [WHICH]
    assert _attendance(asking) == [None, None]
    (told,) = asking.desk.say(which)
    assert told in (SEE_TUESDAY, SEE_WEDNESDAY)
    assert _attendance(asking) == attendance


@pytest.mark.parametrize("said", ["tuesday", "Tuesday please", "the second one", "martes"])
def test_takes_the_day_for_the_number_when_it_asked_which(asking: Asking, said: str) -> None:
    _two_visits(asking)
    asking.desk.say("1")
    assert asking.desk.say(said)[0].endswith(("December 1 at 2:20 pm, East.", "1 de diciembre a las 2:20 pm, East."))
    assert _attendance(asking) == ["confirmed", None]


@pytest.mark.parametrize("said", ["yes to both", "both", "all", "las dos", "s\u00ed a las dos"])
def test_confirms_all_when_somebody_says_both(asking: Asking, said: str) -> None:
    _two_visits(asking)
    asking.desk.say(said)
    assert _attendance(asking) == ["confirmed", "confirmed"]


def test_confirms_all_when_both_is_the_answer_to_which(asking: Asking) -> None:
    _two_visits(asking)
    asking.desk.say("1")
    assert asking.desk.say("both") == [f"{SEE_WEDNESDAY}\n{SEE_TUESDAY}"]


@pytest.mark.parametrize("said", ["yes for tuesday", "Tuesday: yes", "see you tuesday", "confirmo para el martes"])
def test_asks_nothing_when_the_day_was_said(asking: Asking, said: str) -> None:
    _two_visits(asking)
    asking.desk.say(said)
    assert _attendance(asking) == ["confirmed", None]


def test_takes_the_one_that_still_waits_when_the_other_was_answered(asking: Asking) -> None:
    _two_visits(asking)
    asking.desk.say("1")
    asking.desk.say("2")
    asking.desk.say("1")
    assert _attendance(asking) == ["confirmed", "confirmed"]


def test_asks_for_whom_by_first_name_when_the_telephone_is_shared(asking: Asking) -> None:
    ada, leo = asking.patient("Ada"), asking.patient("Leo")
    for visit in (asking.visit(ada), asking.visit(leo, practitioner="dr-cyd")):
        asking.remind(visit)
    listed = "1. Leo: Tuesday, December 1 at 2:20 pm. 2. Ada: Tuesday, December 1 at 2:20 pm."
    assert asking.desk.say("1") == [f"Which one do you mean? {listed} Reply with the number."]
    assert asking.desk.say("1") == ["Thank you. Leo's visit on Tuesday, December 1 at 2:20 pm, East is confirmed."]


@pytest.mark.parametrize(
    "said", ["Leo yes", "yes for Leo", "1 Leo", "leo: 1", "This is Leo, I'll be there", "s\u00ed, Leo"]
)
def test_asks_nothing_when_the_name_was_said(asking: Asking, said: str) -> None:
    ada, leo = asking.patient("Ada"), asking.patient("Leo")
    visits = [asking.visit(ada), asking.visit(leo, practitioner="dr-cyd")]
    for visit in visits:
        asking.remind(visit)
    asking.desk.say(said)
    assert [asking.get(visit).attendance for visit in visits] == [None, "confirmed"]


def test_names_nobody_of_the_others_when_only_one_was_asked_about(asking: Asking) -> None:
    asking.patient("Leo")
    asking.remind(asking.visit(asking.patient("Ada")))
    assert asking.desk.say("1") == ["Thank you. Ada's visit on Tuesday, December 1 at 2:20 pm, East is confirmed."]


def test_shows_buttons_for_which_and_takes_them(asking: Asking) -> None:
    asking.patient()
    asking.desk.write("whatsapp", "hello", PATIENT)
    patient = asking.patient("Bea")
    tuesday, wednesday = asking.visit(patient), asking.visit(patient, WEDNESDAY)
    for visit in (tuesday, wednesday):
        asking.remind(visit, channel="whatsapp")
    asking.desk.write("whatsapp", "yes", PATIENT)
    choices = asking.desk.carriers["whatsapp"].sent[-1].choices
    assert [choice.label for choice in choices] == ["Bea, Wed 10:00 am", "Bea, Tue 2:20 pm"]
    asking.desk.write("whatsapp", choices[1].label, PATIENT, choice=choices[1].token)
    assert asking.get(tuesday).attendance == "confirmed"
    assert asking.get(wednesday).attendance is None


def test_declines_the_one_that_was_meant_when_two_are_open(asking: Asking) -> None:
    tuesday, _ = _two_visits(asking)
    asking.desk.say("can't make it")
    asking.desk.say("2")
    (about,) = asking.desk.engine.about
    assert about is not None
    assert (about.appointment, about.intent) == (tuesday, "decline_attendance")


def test_tells_staff_when_somebody_can_come_to_neither(asking: Asking) -> None:
    _two_visits(asking)
    (told,) = asking.desk.say("2 to both")
    assert told.count("Our team has been told that you cannot come") == 2
    assert _attendance(asking) == ["declined", "declined"]
    assert asking.desk.sql("SELECT reason FROM handoffs") == [("declined",)]


def test_means_the_visit_that_is_near_when_somebody_runs_late(asking: Asking, clock: SettableClock) -> None:
    tuesday, _ = _two_visits(asking)
    clock.set(asking.get(tuesday).starts_at)
    clock.advance(minutes=-20)
    asking.desk.say("running 15 late")
    assert _attendance(asking) == ["late", None]


def test_means_the_message_that_was_quoted_however_old(asking: Asking) -> None:
    asking.desk.write("whatsapp", "hello", PATIENT)
    patient = asking.patient()
    tuesday, wednesday = asking.visit(patient), asking.visit(patient, WEDNESDAY)
    for visit in (tuesday, wednesday):
        asking.remind(visit, channel="whatsapp")
    asking.desk.engine.options = (Option("Tue 10:00 am", "1"),)
    asking.desk.write("whatsapp", "do you have parking", PATIENT)
    quoted = f"SM{2:032x}"
    assert asking.desk.write("whatsapp", "1", PATIENT, replies_to=quoted) == [SEE_TUESDAY]
    assert _attendance(asking) == ["confirmed", None]


def test_leaves_it_to_the_dialogue_when_a_message_of_the_dialogue_was_quoted(asking: Asking) -> None:
    asking.desk.write("whatsapp", "hello", PATIENT)
    asking.remind(asking.visit(asking.patient()), channel="whatsapp")
    assert asking.desk.write("whatsapp", "1", PATIENT, replies_to=f"SM{1:032x}") == ["echo: 1"]


def test_means_the_visit_of_a_reminder_that_asked_nothing_when_it_was_quoted(
    asking: Asking, clock: SettableClock
) -> None:
    asking.desk.write("whatsapp", "hello", PATIENT)
    patient = asking.patient()
    visit = asking.visit(patient)
    asking.visit(patient, WEDNESDAY)
    asking.remind(visit, "reminder-2h", channel="whatsapp", asks=False)
    clock.set(asking.get(visit).starts_at)
    asking.desk.write("whatsapp", "10 min late", PATIENT, replies_to=f"SM{2:032x}")
    assert _attendance(asking) == ["late", None]


def test_thumb_on_a_message_means_that_message(asking: Asking) -> None:
    _two_visits(asking)
    asking.desk.say("Liked \u201cTest Clinic: Ada 01 19:20. Reply 1 to confirm, 2 if you can't come.\u201d")
    assert _attendance(asking) == ["confirmed", None]


def test_keeps_the_visit_of_another_time_out_of_it(asking: Asking) -> None:
    tuesday, _ = _two_visits(asking)
    asking.desk.frontdesk.cancel_appointment(tuesday, Once.of("c"))
    assert asking.desk.say("1") == [SEE_WEDNESDAY]
    assert asking.get(tuesday).status is AppointmentStatus.CANCELLED


@pytest.mark.parametrize("said", ["see you friday", "no, friday", "puedo ir el viernes", "yes tomorrow"])
def test_leaves_it_to_the_dialogue_when_another_day_was_said(asking: Asking, said: str) -> None:
    _two_visits(asking)
    assert asking.desk.say(said) == [f"echo: {said}"]
    assert _attendance(asking) == [None, None]
