"""Visits that nobody planned get their reminders, and those of a policy that changed get the new ones."""

from __future__ import annotations

import json

from backend.services.plan_missing import PlanMissing
from tests.integration.reminders.conftest import TUESDAY, Remembering
from tests.integration.small_clinic import PHONE

KINDS = "SELECT kind, state, to_char(due_at AT TIME ZONE 'America/New_York', 'DD HH24:MI') FROM notifications"


def test_plans_only_what_lies_ahead_when_a_visit_was_imported(clinic: Remembering) -> None:
    clinic.small.book(clinic.api, clinic.small.patient(phone=PHONE), TUESDAY)
    clinic.sql("DELETE FROM notifications")
    clinic.at("2026-11-29T12:00:00-05:00")
    plan = PlanMissing(clinic.frontdesk.database, clinic.clock)
    assert plan() == 2
    assert plan() == 0
    assert clinic.sql(KINDS + " ORDER BY due_at") == [
        ("reminder-1d", "planned", "30 10:00"),
        ("reminder-2h", "planned", "01 08:00"),
    ]
    assert PlanMissing(clinic.frontdesk.database, clinic.clock)() == 0
    clinic.at("2026-11-30T10:00:01-05:00")
    assert len(clinic.texts()) == 1


def test_plans_by_the_new_policy_when_the_clinic_changes_it(clinic: Remembering) -> None:
    clinic.small.book(clinic.api, clinic.small.patient(phone=PHONE), TUESDAY)
    plan = PlanMissing(clinic.frontdesk.database, clinic.clock)
    assert plan() == 0
    steps = [
        {"kind": "reminder-1d", "template": "reminder", "anchor": "start", "span": "2d", "asks": True},
        {"kind": "reminder-5d", "template": "reminder", "anchor": "start", "span": "5d", "asks": True},
        {"kind": "reminder-9d", "template": "reminder", "anchor": "start", "span": "9d", "asks": True},
    ]
    clinic.sql(
        f"INSERT INTO reminder_policies (steps, changed_by, changed_at) VALUES ('{json.dumps(steps)}', 'test', now())"
    )
    assert plan() == 2
    assert plan() == 0
    clinic.work()
    assert clinic.sql(KINDS + " WHERE state = 'planned' ORDER BY due_at") == [
        ("reminder-5d", "planned", "26 10:00"),
        ("reminder-3d", "planned", "28 10:00"),
        ("reminder-1d", "planned", "29 10:00"),
        ("reminder-2h", "planned", "01 08:00"),
    ]
    clinic.at("2026-12-01T09:00:00-05:00")
    assert clinic.plan()["reminder-2h"] == ("skipped", "policy")
