"""Answers to reminders: each does the right thing, and means the message it answers."""

from __future__ import annotations

from datetime import datetime

import pytest

from backend.domain.errors import TooLateToCancel
from backend.domain.handoff.machine import Reason
from backend.domain.ids import ConversationId
from backend.domain.messaging.records import Option
from backend.domain.scheduling.records import AppointmentStatus
from backend.services.commands import Once
from backend.services.reschedule_appointment import MoveTo
from tests.conftest import ApiClient, SettableClock
from tests.integration.answers.asking import ANSWERS, WEDNESDAY, Asking
from tests.integration.messaging.doubles import PATIENT

SEE_YOU = "Thank you. See you on Tuesday, December 1 at 2:20 pm, East."


@pytest.mark.parametrize("said", ["1", "C", "yes", "y", "ok see u then", "s\u00ed", "\U0001f44d", "k thx"])
def test_confirms_when_somebody_says_so(asking: Asking, said: str) -> None:
    visit = asking.visit(asking.patient())
    asking.remind(visit)
    assert asking.desk.say(said) == [SEE_YOU]
    assert asking.get(visit).attendance == "confirmed"
    assert asking.answers() == ["yes"]
    assert asking.desk.engine.asked == []


def test_is_friendly_and_changes_nothing_when_confirmed_twice(asking: Asking) -> None:
    visit = asking.visit(asking.patient())
    asking.remind(visit)
    assert asking.desk.say("1") == asking.desk.say("yes") == [SEE_YOU]
    assert asking.changes(visit) == ["booked", "confirmed"]


@pytest.mark.parametrize(
    ("said", "intent"),
    [
        ("2", "decline_attendance"),
        ("can't make it", "decline_attendance"),
        ("no podr\u00e9 ir", "decline_attendance"),
        ("cancel", "cancel_appointment"),
        ("R", "reschedule_appointment"),
    ],
)
def test_goes_on_in_the_dialogue_about_that_visit_when_it_does_not_suit(asking: Asking, said: str, intent: str) -> None:
    visit = asking.visit(asking.patient())
    asking.remind(visit)
    assert asking.desk.say(said) == [f"echo: {said}"]
    (about,) = asking.desk.engine.about
    assert about is not None
    assert (about.appointment, about.intent) == (visit, intent)
    assert asking.get(visit).status is AppointmentStatus.BOOKED
    assert asking.get(visit).attendance == "declined"


def test_may_be_called_off_after_the_cut_off_when_we_asked(asking: Asking, clock: SettableClock) -> None:
    visit = asking.visit(asking.patient())
    asking.desk.sql("UPDATE services SET cancel_cutoff_hours = 24")
    clock.set(asking.get(visit).starts_at)
    clock.advance(hours=-3)
    asking.remind(visit)
    conversation, decline = ConversationId(asking.desk.conversation()), asking.desk.frontdesk.decline_attendance
    with pytest.raises(TooLateToCancel):
        decline(conversation, visit, Once.of("unasked", visit=visit.hex))
    assert asking.desk.say("2") == ["echo: 2"]
    assert asking.desk.sql("SELECT reason, state FROM handoffs") == [(Reason.DECLINED, "waiting")]
    assert asking.get(visit).attendance == "declined"
    assert asking.get(visit).status is AppointmentStatus.BOOKED
    decline(conversation, visit, Once.of("asked", visit=visit.hex))
    assert asking.get(visit).status is AppointmentStatus.CANCELLED


def test_keeps_the_minutes_when_somebody_runs_late(asking: Asking, clock: SettableClock) -> None:
    visit = asking.visit(asking.patient())
    clock.set(asking.get(visit).starts_at)
    clock.advance(hours=-1)
    asking.remind(visit, "reminder-2h")
    assert asking.desk.say("running 10 late") == [
        "Thank you for telling us. They will know that you are about 10 minutes late for 2:20 pm."
    ]
    assert asking.get(visit).attendance == "late"


def test_says_who_we_are_and_nothing_of_the_patient_when_asked(asking: Asking) -> None:
    asking.remind(asking.visit(asking.patient()))
    (told,) = asking.desk.say("who is this?")
    assert "appointment desk of Test Clinic" in told
    assert "STOP" in told
    assert "Ada" not in told
    assert "Tuesday" not in told
    assert asking.answers() == [None]


@pytest.mark.parametrize("said", ["wrong number", "n\u00famero equivocado", "Sorry, you have the wrong number"])
def test_ends_what_the_number_proves_when_it_is_somebody_elses(asking: Asking, said: str) -> None:
    patient = asking.patient()
    visit = asking.visit(patient)
    asking.remind(visit)
    (told,) = asking.desk.say(said)
    assert told.startswith(("We are sorry for the trouble", "Disculpe la molestia"))
    assert "Ada" not in told
    assert "appointment" not in told
    assert asking.desk.sql("SELECT verified_at FROM contact_points") == [(None,)]
    assert asking.desk.sql("SELECT opted_out_at IS NOT NULL FROM addresses") == [(True,)]
    assert asking.desk.sql("SELECT reason FROM handoffs") == [(Reason.WRONG_NUMBER,)]
    assert asking.desk.say("1") == []
    assert asking.get(visit).attendance is None


def test_goes_to_the_dialogue_when_it_is_more_than_an_answer(asking: Asking) -> None:
    visit = asking.visit(asking.patient())
    asking.remind(visit)
    assert asking.desk.say("yes but can we make it 3pm?") == ["echo: yes but can we make it 3pm?"]
    assert asking.get(visit).attendance is None


def test_leaves_the_number_to_the_dialogue_when_that_asked_later(asking: Asking) -> None:
    visit = asking.visit(asking.patient())
    asking.remind(visit)
    asking.desk.engine.options = (Option("Tue 10:00 am", "1"), Option("Tue 11:00 am", "2"))
    asking.desk.say("do you have something for my knee")
    assert asking.desk.say("1") == ["echo: 1"]
    assert asking.get(visit).attendance is None


def test_takes_the_number_when_the_reminder_came_after_the_offers(asking: Asking) -> None:
    visit = asking.visit(asking.patient())
    asking.desk.engine.options = (Option("Tue 10:00 am", "1"), Option("Tue 11:00 am", "2"))
    asking.desk.say("do you have something for my knee")
    asking.remind(visit)
    assert asking.desk.say("1") == [SEE_YOU]


def test_takes_the_last_of_several_reminders_of_one_visit(asking: Asking) -> None:
    visit = asking.visit(asking.patient())
    asking.remind(visit, "reminder-3d")
    asking.remind(visit, "reminder-1d")
    assert asking.desk.say("1") == [SEE_YOU]
    assert asking.changes(visit) == ["booked", "confirmed"]


@pytest.mark.parametrize("channel", ["whatsapp", "telegram"])
def test_takes_a_button_until_the_visit_and_twice_without_harm(
    asking: Asking, channel: str, clock: SettableClock
) -> None:
    visit = asking.visit(asking.patient())
    sender = PATIENT if channel == "whatsapp" else "4711"
    if channel == "telegram":
        with asking.desk.frontdesk.database.transaction() as transaction:
            place = transaction.conversations.open("sms", PATIENT, PATIENT)
            transaction.addresses.add(place, "telegram", "4711", clock.now())
    asking.desk.write(channel, "hello", sender)
    asking.remind(visit, phone=sender, channel=channel)
    token = asking.desk.carriers[channel].sent[-1].choices[0].token
    asking.desk.engine.options = (Option("Tue 10:00 am", "1"),)
    asking.desk.write(channel, "book me something", sender)
    clock.set(asking.get(visit).starts_at)
    clock.advance(hours=-1)
    assert asking.desk.write(channel, "I'm coming", sender, choice=token) == [SEE_YOU]
    assert asking.desk.write(channel, "I'm coming", sender, choice=token) == [SEE_YOU]
    assert asking.changes(visit) == ["booked", "confirmed"]


def test_keeps_the_answer_without_a_word_when_staff_hold_the_conversation(asking: Asking) -> None:
    visit = asking.visit(asking.patient())
    place = asking.clinic.conversation(PATIENT)
    claimed = asking.desk.frontdesk.handoffs.request(place, Reason.PATIENT_ASKED)
    asking.desk.frontdesk.handoffs.claim(claimed.handoff.id, "Sam")
    asking.remind(visit, channel="sms")
    asking.desk.sql("UPDATE deliveries SET state = 'sent'")
    assert asking.desk.say("1") == []
    assert asking.get(visit).attendance == "confirmed"


def test_says_how_it_stands_and_asks_again_when_the_visit_was_moved(asking: Asking) -> None:

    visit = asking.visit(asking.patient())
    asking.remind(visit)
    asking.desk.frontdesk.reschedule_appointment(visit, MoveTo(datetime.fromisoformat(WEDNESDAY)), Once.of("m"))
    now = "That time has changed. Your visit is now on Wednesday, December 2 at 10:00 am, East."
    assert asking.desk.say("1") == [f"{now} {ANSWERS}"]
    assert asking.get(visit).attendance is None
    assert asking.desk.say("1") == ["Thank you. See you on Wednesday, December 2 at 10:00 am, East."]
    assert asking.get(visit).attendance == "confirmed"


def test_says_that_nothing_is_booked_when_the_visit_was_called_off(asking: Asking) -> None:

    visit = asking.visit(asking.patient())
    asking.remind(visit)
    asking.desk.frontdesk.cancel_appointment(visit, Once.of("c"))
    (told,) = asking.desk.say("yes")
    assert told.startswith("Your visit on Tuesday, December 1 at 2:20 pm was cancelled")


@pytest.mark.parametrize(
    ("said", "attendance", "answer"),
    [
        ("1", "confirmed", "confirmed"),
        ("2", "declined", "declined"),
        ("R", "declined", "another_time"),
        ("maybe", None, "unclear"),
        ("purple", None, "unclear"),
    ],
)
def test_shows_staff_what_was_said(
    asking: Asking, api: ApiClient, said: str, attendance: str | None, answer: str
) -> None:
    visit = asking.visit(asking.patient())
    asking.remind(visit)
    asking.desk.engine.unclear = said == "purple"
    asking.desk.say(said)
    shown = api.get(f"/appointments/{visit.hex}").get_json()
    assert (shown["attendance"], shown["answer"]) == (attendance, answer)
    assert shown["answered_at"] is not None
    assert [one["answer"] for one in api.get("/appointments").get_json()["items"]] == [answer]


def test_takes_a_clear_answer_after_an_unclear_one(asking: Asking, api: ApiClient) -> None:
    visit = asking.visit(asking.patient())
    asking.remind(visit)
    (told,) = asking.desk.say("not sure yet")
    assert "Tuesday, December 1 at 2:20 pm: Reply 1 to confirm, 2 if you can't come." in told
    asking.desk.say("1")
    assert api.get(f"/appointments/{visit.hex}").get_json()["answer"] == "confirmed"


def test_takes_the_last_word_when_somebody_thinks_again(asking: Asking, api: ApiClient) -> None:
    visit = asking.visit(asking.patient())
    asking.remind(visit)
    asking.desk.say("1")
    asking.desk.say("2")
    assert api.get(f"/appointments/{visit.hex}").get_json()["answer"] == "declined"
    asking.desk.engine.options = ()
    asking.desk.say("1")
    assert asking.get(visit).attendance == "confirmed"


def test_goes_on_about_the_same_visit_when_the_engine_had_to_be_asked_again(asking: Asking) -> None:
    visit = asking.visit(asking.patient())
    asking.remind(visit)
    asking.desk.engine.failing = 1
    assert asking.desk.say("2") == []
    asking.desk.sql("UPDATE conversations SET retry_at = now()")
    asking.desk.bells.turns.append(asking.desk.conversation())
    asking.desk.work()
    assert [about.appointment for about in asking.desk.engine.about if about] == [visit, visit]
    assert asking.changes(visit) == ["booked", "unable"]


def test_reaches_nobody_at_a_number_that_is_somebody_elses_even_when_they_want_messages_again(asking: Asking) -> None:
    patient = asking.patient()
    visit = asking.visit(patient)
    asking.remind(visit)
    asking.desk.say("wrong number")
    asking.desk.say("START")
    (told,) = asking.desk.say("1")
    assert "Tuesday" not in told
    assert asking.get(visit).attendance is None
    asking.desk.sql("UPDATE notifications SET due_at = '2026-11-01' WHERE state = 'planned'")
    asking.desk.frontdesk.reminding.say_due((0, 1, 2))
    assert asking.desk.sql("SELECT DISTINCT state FROM notifications WHERE message_id IS NULL") == [("skipped",)]


@pytest.mark.parametrize("said", ["you must have the wrong number", "sorry wrong number", "nobody here by that name"])
def test_ends_it_too_when_it_is_said_in_other_words(asking: Asking, said: str) -> None:
    asking.remind(asking.visit(asking.patient()))
    (told,) = asking.desk.say(said)
    assert told.startswith("We are sorry for the trouble")


def test_leaves_a_number_alone_that_we_never_wrote_to(asking: Asking) -> None:
    asking.patient()
    assert asking.desk.say("you must have the wrong number") == ["echo: you must have the wrong number"]


def test_answers_nobody_by_a_reminder_that_was_not_sent(asking: Asking) -> None:
    visit = asking.visit(asking.patient())
    asking.remind(visit)
    asking.desk.sql("UPDATE deliveries SET state = 'failed'")
    assert asking.desk.say("1") == ["echo: 1"]
    assert asking.get(visit).attendance is None
