"""How patients say in a text how they want to be told, what they hear, and that reminders go by it."""

from __future__ import annotations

from datetime import time

import pytest

from backend.domain.reminders.keeping import Preferences
from tests.integration.preferences.conftest import Telling
from tests.integration.small_clinic import PHONE

TUESDAY = "2026-12-01T10:00:00-05:00"
THREE_DAYS_BEFORE, A_DAY_BEFORE = "2026-11-28T10:00:30-05:00", "2026-11-30T10:00:30-05:00"
USUAL = "You get all our reminders: where you last wrote to me, between 8:00 am and 9:00 pm."


def test_the_reminder_goes_by_mail_when_that_is_asked_for(telling: Telling) -> None:
    ada = telling.small.patient(phone=PHONE)
    telling.records(ada, "email", "ada@mail.example")
    assert telling.say("Remind me by email instead, please") == (
        "Done. You get all our reminders: by email, between 8:00 am and 9:00 pm."
    )
    assert telling.kept(ada) == Preferences(channel="email")
    telling.small.book(telling.api, ada, TUESDAY)
    telling.at(THREE_DAYS_BEFORE)
    assert ("Saturday" in telling.reminders("email")[-1], telling.reminders()) == (False, [])


def test_the_reminder_comes_in_the_other_language_when_that_is_asked_for(telling: Telling) -> None:
    ada = telling.small.patient(phone=PHONE)
    telling.small.book(telling.api, ada, TUESDAY)
    assert telling.say("send my reminders in Spanish") == (
        "Listo. Recibe todos los recordatorios: donde me escribió por última vez, en español, entre las 8:00 am y las"
        " 9:00 pm."
    )
    assert telling.kept(ada).locale == "es"
    telling.at(THREE_DAYS_BEFORE)
    assert telling.reminders()[-1].startswith("Test Clinic: su cita es el martes 1 de diciembre a las 10:00 am")


def test_the_reminder_waits_for_the_hour_when_one_is_named(telling: Telling) -> None:
    ada = telling.small.patient(phone=PHONE)
    telling.small.book(telling.api, ada, TUESDAY)
    telling.at("2026-11-23T10:05:00-05:00")
    before = telling.reminders()
    assert telling.say("Don’t text me before noon") == (
        "Done. You get all our reminders: where you last wrote to me, between 12:00 pm and 9:00 pm."
    )
    assert (telling.kept(ada).wakes, telling.kept(ada).sleeps) == (time(12), time(21))
    telling.at(THREE_DAYS_BEFORE)
    assert telling.reminders() == before
    telling.at("2026-11-28T12:00:30-05:00")
    assert len(telling.reminders()) == len(before) + 1


def test_one_reminder_is_left_out_when_fewer_are_asked_for(telling: Telling) -> None:
    ada = telling.small.patient(phone=PHONE)
    telling.small.book(telling.api, ada, TUESDAY)
    assert telling.say("too many reminders!").startswith("Done. You get one reminder for each visit: ")
    telling.at(THREE_DAYS_BEFORE)
    telling.at(A_DAY_BEFORE)
    assert (telling.plan()["reminder-3d"], telling.plan()["reminder-1d"][0]) == (("skipped", "fewer"), "said")
    assert telling.say("all reminders again") == f"Done. {USUAL}"
    assert telling.kept(ada) == Preferences()


def test_whoever_wants_none_gets_the_fewest_and_hears_of_stop(telling: Telling) -> None:
    ada = telling.small.patient(phone=PHONE)
    assert telling.say("no reminders please").endswith(" It cannot be fewer; for no messages at all, send STOP.")
    assert telling.kept(ada) == Preferences(fewer=True)
    assert telling.desk.sql("SELECT count(*) FROM addresses WHERE opted_out_at IS NOT NULL") == [(0,)]


def test_words_that_end_all_messages_still_end_them(telling: Telling) -> None:
    ada = telling.small.patient(phone=PHONE)
    assert telling.say("stop sending me reminders").startswith("You will get no more messages from Test Clinic.")
    assert telling.kept(ada) == Preferences()


def test_only_the_part_that_is_named_changes(telling: Telling) -> None:
    ada = telling.small.patient(phone=PHONE)
    for text in ("fewer reminders", "text me between 9 and 5", "remind me by text", "no messages after 4 pm"):
        telling.say(text)
    assert telling.kept(ada) == Preferences("sms", None, time(9), time(16), fewer=True)
    assert telling.say("how will you remind me?").startswith(
        "You get one reminder for each visit: by text, between 9:00 am and 4:00 pm. To change it, write for example:"
    )
    assert telling.say("remind me at any time").endswith("by text, between 8:00 am and 9:00 pm.")
    assert telling.say("remind me as usual") == f"Done. {USUAL}"
    assert telling.kept(ada) == Preferences()


def test_asking_changes_nothing(telling: Telling) -> None:
    telling.small.patient(phone=PHONE)
    said = telling.say("my reminder settings")
    assert said == f"{USUAL} To change it, write for example: fewer reminders. Or: don't text me before 10."
    assert telling.desk.sql("SELECT count(*) FROM preferences") == [(0,)]


def test_is_answered_in_spanish_when_that_is_spoken(telling: Telling) -> None:
    ada = telling.small.patient(phone=PHONE)
    assert telling.say("No me escriba antes de las 10, por favor") == (
        "Listo. Recibe todos los recordatorios: donde me escribió por última vez, entre las 10:00 am y las 9:00 pm."
    )
    assert telling.kept(ada) == Preferences(wakes=time(10), sleeps=time(21))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("don't text me before 7", "between 8:00 am and 9:00 pm. I never remind before 8:00 am or after 9:00 pm."),
        ("no messages after 11 pm", "between 8:00 am and 9:00 pm. I never remind before 8:00 am or after 9:00 pm."),
        ("text me between 7 and 7", "between 8:00 am and 7:00 pm. I never remind before 8:00 am or after 9:00 pm."),
        ("don't text me at night", "between 8:00 am and 9:00 pm. I never remind before 8:00 am or after 9:00 pm."),
    ],
)
def test_hears_the_range_when_hours_reach_beyond_it(telling: Telling, text: str, said: str) -> None:
    telling.small.patient(phone=PHONE)
    assert telling.say(text).endswith(said)


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("text me between 5 and 7 in the morning", "I may remind only between 8:00 am and 9:00 pm."),
        ("don't text me before 10 pm", "I may remind only between 8:00 am and 9:00 pm."),
        ("only text me between 9 pm and 7 am", "I may remind only between 8:00 am and 9:00 pm."),
        ("text me between 10 and 11", "I need at least two hours a day to remind you, between 8:00 am and 9:00 pm."),
        ("no messages after 9 am", "I need at least two hours a day to remind you, between 8:00 am and 9:00 pm."),
        ("no me escriba antes de las 8 de la noche", "Necesito al menos dos horas al día para avisarle"),
    ],
)
def test_nothing_is_kept_when_no_hours_are_left(telling: Telling, text: str, begins: str) -> None:
    ada = telling.small.patient(phone=PHONE)
    assert telling.say(text).startswith(begins)
    assert telling.kept(ada) == Preferences()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("remind me by phone call", "I cannot remind you that way. I can do it by text, on WhatsApp or by email."),
        ("remind me on Telegram", "I cannot remind you that way. I can do it by text, on WhatsApp or by email."),
        ("recuérdeme por Telegram", "No puedo recordarle sus citas así. Puedo hacerlo por mensaje de texto, "),
    ],
)
def test_hears_of_other_ways_when_the_clinic_has_not_that_one(telling: Telling, text: str, said: str) -> None:
    telling.small.patient(phone=PHONE)
    telling.without("telegram")
    assert telling.say(text).startswith(said)
    assert telling.desk.sql("SELECT count(*) FROM preferences") == [(0,)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "remind me by email",
            (
                "I have no working email address of yours. Please call +12025550100 so that we note it down, then ask"
                " me again."
            ),
        ),
        (
            "remind me on Telegram",
            (
                "I cannot write to you on Telegram yet. Write to us there first and share your phone number, then ask"
                " me again."
            ),
        ),
        (
            "recuérdeme por correo",
            (
                "No tengo un correo suyo que funcione. Por favor llame al +12025550100 para que lo anotemos y pídamelo"
                " otra vez."
            ),
        ),
    ],
)
def test_hears_what_to_do_when_there_is_no_address(telling: Telling, text: str, said: str) -> None:
    ada = telling.small.patient(phone=PHONE)
    assert telling.say(text) == said
    assert telling.kept(ada) == Preferences()


def test_an_address_that_ended_messages_is_not_used(telling: Telling) -> None:
    ada = telling.small.patient(phone=PHONE)
    telling.records(ada, "email", "ada@mail.example")
    telling.linked("email", "ada@mail.example", telling.small.conversation())
    telling.desk.sql("UPDATE addresses SET opted_out_at = now() WHERE channel = 'email'")
    assert telling.say("remind me by email") == (
        "You asked for no more messages by email. Send START from there first, then ask me again."
    )
    assert telling.kept(ada) == Preferences()


def test_is_reminded_in_a_chat_that_was_linked(telling: Telling) -> None:
    ada = telling.small.patient(phone=PHONE)
    telling.linked("telegram", "4711", telling.small.conversation())
    assert telling.say("remind me on Telegram").startswith("Done. You get all our reminders: on Telegram, ")
    telling.small.book(telling.api, ada, TUESDAY)
    telling.at(THREE_DAYS_BEFORE)
    assert (len(telling.reminders("telegram")) > 0, telling.reminders()) == (True, [])


def test_a_number_that_texts_is_reminded_by_whatsapp_when_that_is_asked_for(telling: Telling) -> None:
    ada = telling.small.patient(phone=PHONE)
    assert telling.say("send my reminders by whatsapp").startswith("Done. You get all our reminders: on WhatsApp, ")
    telling.small.book(telling.api, ada, TUESDAY)
    telling.at(THREE_DAYS_BEFORE)
    assert (len(telling.reminders("whatsapp")) > 0, telling.reminders()) == (True, [])


def test_by_text_is_by_sms_or_where_they_write_when_there_is_none(telling: Telling) -> None:
    ada = telling.small.patient(phone=PHONE)
    assert "by text" in telling.desk.write("whatsapp", "text me instead", PHONE)[-1]
    assert telling.kept(ada).channel == "sms"
    telling.without("sms")
    assert "on WhatsApp" in telling.desk.write("whatsapp", "text me instead", PHONE)[-1]
    assert telling.kept(ada).channel == "whatsapp"
    assert "on WhatsApp" in telling.desk.write("whatsapp", "remind me here", PHONE)[-1]


def test_nobody_is_promised_anything_when_nobody_is_known(telling: Telling) -> None:
    assert telling.say("fewer reminders please").startswith("I do not know yet whom I would remind here.")
    assert telling.say("menos recordatorios, por favor").startswith("Aún no sé a quién recordaría aquí sus citas.")
    assert telling.desk.sql("SELECT count(*) FROM preferences") == [(0,)]


def test_a_wish_is_for_everybody_when_a_telephone_is_shared(telling: Telling) -> None:
    ada, ben = telling.small.patient(phone=PHONE), telling.small.patient("Ben", phone=PHONE)
    telling.small.patient("Cleo", phone="+12025550199")
    assert telling.say("fewer reminders") == (
        "Done. Ada and Ben get one reminder for each visit: where you last wrote to me, between 8:00 am and 9:00 pm."
    )
    assert telling.kept(ada) == telling.kept(ben) == Preferences(fewer=True)
    assert telling.desk.sql("SELECT count(*) FROM preferences") == [(2,)]


def test_each_keeps_the_rest_when_a_telephone_is_shared(telling: Telling) -> None:
    ada, ben = telling.small.patient(phone=PHONE), telling.small.patient("Ben", phone=PHONE)
    telling.records(ada, "email", "ada@mail.example")
    assert telling.say("remind me by email") == (
        "Done. Ada gets all our reminders: by email, between 8:00 am and 9:00 pm. Not so for Ben: I have no address"
        " there."
    )
    assert (telling.kept(ada).channel, telling.kept(ben).channel) == ("email", None)
    assert telling.say("don't text me before 10") == (
        "Done. Ada gets all our reminders: by email, between 10:00 am and 9:00 pm. Ben gets all our reminders: where"
        " you last wrote to me, between 10:00 am and 9:00 pm."
    )


def test_a_visitor_of_the_site_chooses_a_channel_outside_it(telling: Telling) -> None:
    ada = telling.small.patient(phone=PHONE)
    telling.chat("hello")
    telling.known_in_chat(ada)
    assert telling.chat("remind me here") == (
        "I cannot remind you on this page: it may be closed by then. I can do it by text, on WhatsApp, on Telegram or"
        " by email."
    )
    assert telling.chat("text me instead") == "Done. You get all our reminders: by text, between 8:00 am and 9:00 pm."
    assert telling.chat("fewer reminders") == (
        "Done. You get one reminder for each visit: by text, between 8:00 am and 9:00 pm."
    )
    assert telling.kept(ada) == Preferences("sms", fewer=True)
    telling.small.book(telling.api, ada, TUESDAY)
    telling.at(A_DAY_BEFORE)
    assert len(telling.reminders()) > 0


def test_a_visitor_without_a_number_hears_what_to_do(telling: Telling) -> None:
    ada = telling.small.patient()
    telling.chat("hello")
    telling.known_in_chat(ada)
    assert telling.chat("text me instead").startswith("I have no working phone number of yours. Please call")
    assert telling.chat("my reminder settings").startswith("You get all our reminders: between 8:00 am and 9:00 pm.")


def test_the_dialogue_goes_on_in_the_language_when_it_waits_for_an_answer(telling: Telling) -> None:
    ada = telling.small.patient(phone=PHONE)
    telling.desk.say("which day do you have?", sender=PHONE)
    assert telling.desk.say("can you write in Spanish?", sender=PHONE) == ["echo: can you write in Spanish?"]
    assert telling.desk.engine.spoken[-1].asked
    assert telling.kept(ada).locale == "es"


def test_the_dialogue_answers_a_stranger_who_asks_for_a_language(telling: Telling) -> None:
    assert telling.desk.say("write to me in Spanish please") == ["echo: write to me in Spanish please"]


def test_staff_read_it_when_they_hold_the_conversation(telling: Telling) -> None:
    ada = telling.small.patient(phone=PHONE)
    telling.small.conversation()
    telling.desk.sql("UPDATE conversations SET state = 'claimed', claimed_by = 'Sam'")
    assert telling.desk.say("fewer reminders", sender=PHONE) == []
    assert telling.kept(ada) == Preferences()


def test_an_answer_to_a_reminder_stays_one(telling: Telling) -> None:
    ada = telling.small.patient(phone=PHONE)
    telling.small.book(telling.api, ada, TUESDAY)
    telling.at(A_DAY_BEFORE)
    assert telling.say("fewer reminders please").startswith("Done. You get one reminder for each visit")
    assert "10:00 am" in telling.say("yes")
    assert telling.desk.sql("SELECT attendance FROM appointments") == [("confirmed",)]
