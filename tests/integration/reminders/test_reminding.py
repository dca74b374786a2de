"""From a booking to the text on the telephone: said once, in time, in the right words, to whoever may hear it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from backend.domain.reminders.keeping import Preferences
from backend.services.reminding import REMINDERS
from tests.integration.reminders.conftest import TUESDAY, Remembering
from tests.integration.small_clinic import PHONE

ANSWERS = "Reply 1 to confirm, 2 if you can't come."
RESPUESTAS = "Responda 1 para confirmar, 2 si no puede venir."


def test_says_all_that_was_planned_when_its_time_comes(clinic: Remembering) -> None:
    clinic.small.book(clinic.api, clinic.small.patient(phone=PHONE), TUESDAY)
    clinic.work()
    assert clinic.texts() == [
        "Test Clinic: your visit is booked for Tuesday, December 1 at 10:00 am, East, 1 East Street."
    ]
    clinic.at("2026-11-28T10:00:30-05:00")
    assert clinic.texts()[1:] == [
        f"Test Clinic: your visit is on Tuesday, December 1 at 10:00 am, East, 1 East Street. {ANSWERS}"
    ]
    clinic.at("2026-11-30T10:00:30-05:00")
    assert clinic.texts()[2:] == [
        "Test Clinic: your visit is tomorrow at 10:00 am, East, 1 East Street. Reply 1 to confirm, 2 if you can't come."
    ]
    clinic.at("2026-12-01T08:00:30-05:00")
    assert clinic.texts()[3:] == [
        "Test Clinic: your visit is today at 10:00 am, East, 1 East Street. Running late? Tell us here."
    ]
    assert {state for state, _ in clinic.plan().values()} == {"said"}
    clinic.at("2026-12-02T10:00:00-05:00")
    assert len(clinic.texts()) == 4


def test_asks_with_a_question_that_stays_open_until_the_visit_when_a_reminder_asks(clinic: Remembering) -> None:
    clinic.small.book(clinic.api, clinic.small.patient(phone=PHONE), TUESDAY)
    clinic.at("2026-11-28T10:00:30-05:00")
    asked = clinic.sql("""
        SELECT q.subject, q.until = v.starts_at, n.kind, (SELECT count(*) FROM choices c WHERE c.message_id = m.id
            AND c.expires_at = v.starts_at)
        FROM questions q JOIN notifications n ON n.id = q.subject_id JOIN appointments v ON v.id = n.appointment_id
            JOIN messages m ON m.id = q.message_id AND m.seq = q.seq AND m.id = n.message_id
    """)
    assert asked == [("attendance", True, "reminder-3d", 2)]


def test_says_nothing_of_the_old_time_when_the_visit_was_moved(clinic: Remembering) -> None:
    booked = clinic.small.book(clinic.api, clinic.small.patient(phone=PHONE), TUESDAY)
    clinic.work()
    clinic.api.post(f"/appointments/{booked['id']}/reschedule", {"start": "2026-12-03T14:00:00-05:00"})
    clinic.work()
    clinic.at("2026-11-28T10:00:30-05:00")
    clinic.at("2026-11-30T10:00:30-05:00")
    assert [text.partition(" is ")[2][:40] for text in clinic.texts()] == [
        "booked for Tuesday, December 1 at 10:00 ",
        "booked for Thursday, December 3 at 2:00 ",
    ]
    clinic.at("2026-11-30T14:00:30-05:00")
    assert clinic.texts()[2].startswith("Test Clinic: your visit is on Thursday, December 3 at 2:00 pm")


def test_sends_nothing_stale_when_the_visit_is_called_off_between_writing_and_sending(clinic: Remembering) -> None:
    booked = clinic.small.book(clinic.api, clinic.small.patient(phone=PHONE), TUESDAY)
    clinic.work()
    clinic.sql("UPDATE deliveries SET state = 'pending', lease_owner = NULL")  # something goes before
    clinic.at("2026-11-28T10:00:30-05:00")
    clinic.sql("UPDATE deliveries SET state = 'pending' WHERE state = 'accepted'")
    before = len(clinic.texts())
    clinic.api.post(f"/appointments/{booked['id']}/cancel")
    clinic.work()
    assert [text for text in clinic.texts()[before:] if "cancelled" not in text] == []
    codes = clinic.sql("SELECT error_code FROM deliveries WHERE state = 'canceled'")
    assert ("cancelled",) in codes


def test_only_the_soon_one_is_said_when_the_machine_was_off_for_days(clinic: Remembering) -> None:
    clinic.small.book(clinic.api, clinic.small.patient(phone=PHONE), TUESDAY)
    clinic.work()
    clinic.at("2026-12-01T08:30:00-05:00")
    assert len(clinic.texts()) == 2
    assert "Running late?" in clinic.texts()[1]
    assert clinic.plan()["reminder-3d"] == ("skipped", "outdated")
    assert clinic.plan()["reminder-1d"] == ("skipped", "outdated")


def test_leaves_out_what_was_due_before_the_booking_when_somebody_books_late(clinic: Remembering) -> None:
    clinic.small.book(clinic.api, clinic.small.patient(phone=PHONE), "2026-11-24T12:00:00-05:00")
    clinic.work()
    assert clinic.plan()["reminder-3d"] == ("skipped", "booked_late")
    clinic.at("2026-11-23T12:00:30-05:00")
    assert len(clinic.texts()) == 2


def test_waits_for_the_morning_when_the_person_sleeps(clinic: Remembering) -> None:
    clinic.small.book(clinic.api, clinic.small.patient(phone="+18085550123"), TUESDAY)  # Hawaii: five hours behind
    clinic.work()
    assert clinic.texts() == []
    assert clinic.plan()["confirmation"] == ("planned", "quiet")
    clinic.at("2026-11-23T13:00:30-05:00")
    assert len(clinic.texts()) == 1
    clinic.at("2026-12-01T08:00:30-05:00")
    assert clinic.plan()["reminder-2h"] == ("skipped", "quiet")


def test_says_whose_visit_it_is_when_a_number_is_shared(clinic: Remembering) -> None:
    nora, otto = (clinic.small.patient(name, phone=PHONE) for name in ("Nora", "Otto"))
    clinic.small.book(clinic.api, nora, TUESDAY)
    clinic.small.book(clinic.api, otto, "2026-12-01T10:30:00-05:00")
    clinic.work()
    assert [text[:30] for text in clinic.texts()] == [
        "Test Clinic: Nora's visit is b",
        "Test Clinic: Otto's visit is b",
    ]


def test_speaks_their_language_when_the_records_say_so(clinic: Remembering) -> None:
    patient = clinic.small.patient(phone=PHONE)
    clinic.sql("UPDATE patients SET locale = 'es'")
    clinic.small.book(clinic.api, patient, "2026-12-01T13:00:00-05:00")
    clinic.work()
    clinic.at("2026-11-30T13:00:30-05:00")
    assert clinic.texts() == [
        "Test Clinic: su cita queda para el martes 1 de diciembre a la 1:00 pm, East, 1 East Street.",
        f"Test Clinic: su cita es mañana a la 1:00 pm, East, 1 East Street. {RESPUESTAS}",
    ]


def test_answers_in_the_language_of_the_question_when_that_is_wished_for(clinic: Remembering) -> None:
    patient = clinic.small.patient(phone=PHONE)
    clinic.small.conversation(PHONE)
    clinic.frontdesk.preferences.put(patient.id, Preferences(locale="es"))
    clinic.small.book(clinic.api, patient, TUESDAY)
    clinic.at("2026-11-30T10:00:30-05:00")
    assert clinic.texts()[-1].endswith(RESPUESTAS)
    assert clinic.sql("SELECT locale FROM conversations") == [("es",)]


def test_writes_mail_when_that_is_all_the_records_have(clinic: Remembering) -> None:
    patient = clinic.small.patient()
    with clinic.frontdesk.database.transaction() as transaction:
        transaction.patients.add_contact(patient, "email", "ada@example.org", "self", None)
    clinic.small.book(clinic.api, patient, TUESDAY)
    clinic.work()
    assert len(clinic.texts("email")) == 1
    assert clinic.carriers["email"].sent[0].subject == "Your visit at Test Clinic"


def test_takes_the_channel_the_patient_prefers_when_they_have_several(clinic: Remembering) -> None:
    patient = clinic.small.patient(phone=PHONE)
    with clinic.frontdesk.database.transaction() as transaction:
        transaction.patients.add_contact(patient, "email", "ada@example.org", "self", None)
    clinic.sql(f"INSERT INTO preferences (patient_id, channel) VALUES ('{patient.id}', 'email')")
    clinic.small.book(clinic.api, patient, TUESDAY)
    clinic.work()
    clinic.sql("UPDATE preferences SET channel = 'whatsapp'")
    clinic.at("2026-11-28T10:00:30-05:00")
    assert [len(clinic.texts(channel)) for channel in ("sms", "email", "whatsapp")] == [0, 1, 1]


def test_says_why_not_when_nobody_can_or_wants_to_be_written_to(clinic: Remembering) -> None:
    clinic.small.book(clinic.api, clinic.small.patient(), TUESDAY)
    clinic.work()
    assert clinic.plan()["confirmation"] == ("skipped", "no_address")
    patient = clinic.small.patient("Otto", phone=PHONE)
    clinic.small.conversation(PHONE)
    clinic.sql("UPDATE addresses SET opted_out_at = now()")
    clinic.small.book(clinic.api, patient, "2026-12-02T10:00:00-05:00")
    clinic.work()
    assert clinic.plan()["confirmation"] == ("skipped", "opted_out")
    assert clinic.texts() == []


def test_waits_when_staff_hold_the_conversation(clinic: Remembering) -> None:
    clinic.small.book(clinic.api, clinic.small.patient(phone=PHONE), TUESDAY)
    clinic.work()
    clinic.sql("UPDATE conversations SET state = 'claimed', claimed_by = 'Sam'")
    clinic.at("2026-11-28T10:00:30-05:00")
    assert clinic.plan()["reminder-3d"] == ("planned", "held_by_staff")
    clinic.sql("UPDATE conversations SET state = 'bot', claimed_by = NULL")
    clinic.at("2026-11-28T10:16:00-05:00")
    assert len(clinic.texts()) == 2


@pytest.mark.parametrize("number", [1, 4])
def test_each_is_said_once_when_several_workers_take_batches(clinic: Remembering, number: int) -> None:
    for place in range(16):
        start = f"2026-12-01T{9 + place // 2:02}:{place % 2 * 30:02}:00-05:00"
        clinic.small.book(clinic.api, clinic.small.patient(f"Ada{place}", phone=f"+1202555{place:04}"), start)
    with ThreadPoolExecutor(number) as threads:
        taken = [threads.submit(clinic.frontdesk.reminding.say_due, REMINDERS, 5) for _ in range(12)]
    assert sum(one.result() for one in taken) == 16
    assert len(set(clinic.texts())) == 16
    assert len(clinic.texts()) == 16


def test_the_others_are_said_when_one_cannot_be(clinic: Remembering, caplog: pytest.LogCaptureFixture) -> None:
    for place, name in enumerate(("Nora", "Otto", "Pia", "Quin")):
        patient = clinic.small.patient(name, phone=PHONE if place < 2 else f"+1202555010{place}")
        clinic.small.book(clinic.api, patient, f"2026-12-01T1{place}:00:00-05:00")
    broken = "UPDATE patients SET name = (SELECT name FROM patients ORDER BY number DESC LIMIT 1) WHERE number = 1"
    clinic.sql(broken.replace("number = 1", "number = (SELECT min(number) FROM patients)"))
    clinic.work()
    assert len(clinic.texts()) == 3
    assert clinic.sql("SELECT count(*) FROM notifications WHERE state = 'planned' AND reason = 'error'") == [(1,)]
    assert "Tampered" in caplog.text
    assert "Nora" not in caplog.text


def test_says_neither_what_a_visit_is_for_nor_with_whom(clinic: Remembering) -> None:
    told = {"service": "scan", "practitioner": "dr-cyd", "reason": "a lump"}
    clinic.small.book(clinic.api, clinic.small.patient(phone=PHONE), TUESDAY, **told)
    clinic.work()
    for moment in ("2026-11-28T10:00:30", "2026-11-30T10:00:30", "2026-12-01T08:00:30"):
        clinic.at(f"{moment}-05:00")
    assert len(clinic.texts()) == 4
    for text in clinic.texts():
        assert not any(word in text for word in ("Scan", "scan", "Cyd", "lump", "Ada", "Sample"))


def test_what_has_no_visit_any_more_stands_in_nobodys_way(clinic: Remembering) -> None:
    clinic.small.book(clinic.api, clinic.small.patient(phone=PHONE), TUESDAY)
    clinic.sql("UPDATE notifications SET appointment_id = gen_random_uuid()")
    clinic.work()
    assert clinic.plan()["confirmation"] == ("skipped", "cancelled")
