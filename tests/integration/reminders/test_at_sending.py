"""What was decided is decided again when a message leaves later than it was written."""

from __future__ import annotations

from datetime import datetime

import pytest

from channels.contracts import DeliveryUpdate
from channels.errors import UnknownOutcome, Unreachable
from tests.integration.reminders.conftest import TUESDAY, Remembering
from tests.integration.small_clinic import PHONE


def unsent(clinic: Remembering, start: str = TUESDAY) -> str:
    """Book, and have the reminder of the day before written and put off, because the carrier is away."""
    booked = clinic.small.book(clinic.api, clinic.small.patient(phone=PHONE), start)
    clinic.work()
    clinic.carriers["sms"].failures.append(Unreachable("ConnectError"))
    clinic.at("2026-11-30T10:00:30-05:00")
    assert clinic.sql("SELECT state FROM deliveries ORDER BY seq DESC LIMIT 1") == [("pending",)]
    return str(booked["id"])


def codes(clinic: Remembering) -> list[str]:
    return [code for (code,) in clinic.sql("SELECT error_code FROM deliveries WHERE state = 'canceled'")]


@pytest.mark.parametrize(
    ("change", "body", "code"),
    [("cancel", {}, "cancelled"), ("reschedule", {"start": "2026-12-03T14:00:00-05:00"}, "moved")],
)
def test_nothing_stale_leaves_when_the_visit_changes_while_a_message_waits(
    clinic: Remembering, change: str, body: dict[str, str], code: str
) -> None:
    id_ = unsent(clinic)
    assert clinic.api.post(f"/appointments/{id_}/{change}", body).status_code == 200
    clinic.overdue()
    clinic.work()
    assert codes(clinic) == [code]
    assert not any("tomorrow" in text for text in clinic.texts() if "cancelled" not in text)


def test_nothing_leaves_when_the_visit_is_over(clinic: Remembering) -> None:
    unsent(clinic)
    clinic.overdue()
    clinic.at("2026-12-01T10:00:00-05:00")
    assert codes(clinic) == ["past"]
    assert len(clinic.texts()) == 1


def test_is_said_in_new_words_when_tomorrow_has_become_today(clinic: Remembering) -> None:
    unsent(clinic, "2026-12-01T16:00:00-05:00")
    clinic.sql("UPDATE notifications SET due_at = '2026-12-30' WHERE kind = 'reminder-2h'")
    clinic.overdue()
    clinic.at("2026-12-01T08:30:00-05:00")
    assert codes(clinic) == ["said_anew"]
    assert "your visit is today at 4:00 pm" in clinic.texts()[-1]
    assert not any("tomorrow" in text for text in clinic.texts())


def test_waits_for_the_morning_when_a_second_try_comes_at_night(clinic: Remembering) -> None:
    unsent(clinic, "2026-12-01T16:00:00-05:00")
    clinic.overdue()
    clinic.at("2026-11-30T22:00:00-05:00")
    assert codes(clinic) == ["quiet"]
    assert clinic.plan()["reminder-1d"] == ("planned", "quiet")
    assert len(clinic.texts()) == 1
    clinic.at("2026-12-01T08:00:30-05:00")
    assert "your visit is today at 4:00 pm" in clinic.texts()[-1]


def test_goes_to_another_address_in_the_morning_when_it_failed_at_night(clinic: Remembering) -> None:
    patient = clinic.small.patient(phone=PHONE)
    with clinic.frontdesk.database.transaction() as transaction:
        place = transaction.conversations.open("sms", PHONE, PHONE)
        transaction.addresses.add(place, "email", "ada@example.org", clinic.clock.now())
    clinic.sql("UPDATE conversations SET preferred_channel = 'sms'")
    clinic.small.book(clinic.api, patient, "2026-12-01T16:00:00-05:00")
    clinic.work()
    clinic.at("2026-11-30T16:00:30-05:00")
    ((message, sid),) = clinic.sql("SELECT message_id, provider_id FROM deliveries ORDER BY seq DESC LIMIT 1")
    clinic.clock.set(datetime.fromisoformat("2026-11-30T22:00:00-05:00"))
    clinic.frontdesk.delivery.update(DeliveryUpdate(message.hex, sid, "failed", "30007"))
    clinic.work()
    assert clinic.texts("email") == []
    clinic.at("2026-12-01T08:00:30-05:00")
    assert [len(clinic.texts(channel)) for channel in ("sms", "email")] == [2, 1]
    assert "today at 4:00 pm" in clinic.texts("email")[0]


def test_is_looked_for_and_not_sent_when_it_may_have_left_before_it_went_stale(clinic: Remembering) -> None:
    booked = clinic.small.book(clinic.api, clinic.small.patient(phone=PHONE), TUESDAY)
    clinic.work()
    carrier = clinic.carriers["sms"]
    carrier.failures.append(UnknownOutcome("ReadTimeout"))
    carrier.swallowed = True
    clinic.at("2026-11-30T10:00:30-05:00")
    clinic.api.post(f"/appointments/{booked['id']}/cancel")
    clinic.overdue()
    clinic.work()
    assert codes(clinic) == []
    assert clinic.sql("SELECT count(*) FROM deliveries WHERE state = 'sent'") == [(1,)]


def test_waits_when_staff_take_the_conversation_over_before_it_leaves(clinic: Remembering) -> None:
    unsent(clinic)
    clinic.sql("UPDATE conversations SET state = 'claimed', claimed_by = 'Sam'")
    clinic.overdue()
    clinic.work()
    assert codes(clinic) == ["held_by_staff"]
    assert clinic.plan()["reminder-1d"] == ("planned", "held_by_staff")
    clinic.sql("UPDATE conversations SET state = 'bot', claimed_by = NULL")
    clinic.later(minutes=16)
    assert "tomorrow" in clinic.texts()[-1]
