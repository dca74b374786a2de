"""What managers and patients say counts for the visits that are booked already, and shows in histories and reports."""

from __future__ import annotations

from typing import Any

from backend.services.plan_missing import PlanMissing
from tests.integration.reminders.conftest import TUESDAY, Remembering
from tests.integration.small_clinic import PHONE

ASKING = {"kind": "reminder-1d", "template": "reminder", "anchor": "start", "span": "1d", "asks": True}


def _report(clinic: Remembering, by: str) -> dict[str, Any]:
    query = {"from": "2026-11-23", "until": "2026-12-07", "by": by}
    found = clinic.api.get("/reports/reminders", **query).get_json()
    return {line["group"]: line for line in (*found["lines"], found["total"])}


def test_follows_the_new_policy_and_words_when_the_visit_was_booked_before(clinic: Remembering) -> None:
    clinic.small.book(clinic.api, clinic.small.patient(phone=PHONE), TUESDAY)
    clinic.work()
    assert clinic.api.put("/reminder-policies", {"service": "visit", "steps": [ASKING]}).status_code == 200
    words = "{clinic}: see you {day} at {time}. {answers}"
    assert clinic.api.put("/templates/reminder/en", {"body": words}).status_code == 200
    clinic.at("2026-11-28T10:00:30-05:00")
    assert clinic.plan()["reminder-3d"] == ("skipped", "policy")
    clinic.at("2026-11-30T10:00:30-05:00")
    said = "Test Clinic: see you tomorrow at 10:00 am. Reply 1 to confirm, 2 if you can't come."
    assert clinic.texts()[1:] == [said]
    assert clinic.sql("SELECT template_version FROM notifications WHERE kind = 'reminder-1d'") == [(1,)]


def test_plans_the_new_step_when_it_is_still_to_come(clinic: Remembering) -> None:
    clinic.small.book(clinic.api, clinic.small.patient(phone=PHONE), TUESDAY)
    bring = "{clinic}: please bring your insurance card {day}."
    assert clinic.api.put("/templates/bring-card/en", {"body": bring}).status_code == 200
    step = {"kind": "bring-card", "template": "bring-card", "anchor": "start", "span": "2d"}
    assert clinic.api.put("/reminder-policies", {"location": "east", "steps": [ASKING, step]}).status_code == 200
    assert PlanMissing(clinic.frontdesk.database, clinic.clock)() == 1
    clinic.at("2026-11-29T10:00:30-05:00")
    assert clinic.texts()[-1] == "Test Clinic: please bring your insurance card Tuesday, December 1."


def test_previews_what_is_said_when_the_clinics_own_words_are_looked_at(clinic: Remembering) -> None:
    clinic.small.book(clinic.api, clinic.small.patient(phone=PHONE), "2026-12-01T14:20:00-05:00", practitioner="dr-cyd")
    clinic.at("2026-11-28T14:20:30-05:00")
    looked = clinic.api.get("/templates/reminder/en/preview").get_json()
    assert clinic.texts()[-1] == looked["sample"]["text"]


def test_keeps_to_what_a_patient_wishes_when_reminders_are_due(clinic: Remembering) -> None:
    patient = clinic.small.patient(phone=PHONE)
    wishes = {"locale": "es", "channel": "whatsapp", "wakes": "12:00", "sleeps": "20:00", "fewer": True}
    assert clinic.api.put(f"/patients/{patient.id.hex}/preferences", wishes).status_code == 200
    clinic.small.book(clinic.api, patient, TUESDAY)
    clinic.work()
    clinic.at("2026-11-28T13:00:30-05:00")
    assert clinic.plan()["reminder-3d"] == ("skipped", "fewer")
    clinic.at("2026-11-30T10:00:30-05:00")
    assert clinic.plan()["reminder-1d"][0] == "planned"
    clinic.at("2026-11-30T12:00:30-05:00")
    assert clinic.texts("whatsapp")[-1].startswith("Test Clinic: su cita es mañana a las 10:00 am")
    assert clinic.texts() == []


def test_shows_in_history_and_report_when_reminders_were_said(clinic: Remembering) -> None:
    patient = clinic.small.patient(phone=PHONE)
    clinic.small.book(clinic.api, patient, TUESDAY)
    clinic.work()
    clinic.at("2026-11-28T10:00:30-05:00")
    (last, *_) = [
        one
        for one in clinic.api.get(f"/patients/{patient.id.hex}/messages", bodies=True).get_json()["items"]
        if one["message"]
    ]
    assert (last["plan"]["kind"], last["purpose"], last["state"]) == ("reminder-3d", "reminder", "accepted")
    assert last["body"] == clinic.texts()[-1]
    total = _report(clinic, "week")["total"]
    assert (total["sent"], total["asked"], total["unanswered"], total["waiting"]) == (2, 1, 1, 2)
    assert _report(clinic, "channel")["sms"]["sent"] == 2
    assert _report(clinic, "kind")["reminder-3d"]["asked"] == 1
