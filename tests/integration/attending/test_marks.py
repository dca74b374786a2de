"""Staff note who came, a policy notes who was missed, and the rate of missed visits follows."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from backend.bootstrap import Frontdesk
from tests.conftest import ApiClient, SettableClock
from tests.integration.small_clinic import SmallClinic

START = "2026-12-01T10:00:00-05:00"
BEGUN = datetime.fromisoformat("2026-12-01T10:10:00-05:00")
OVER = datetime.fromisoformat("2026-12-01T10:45:00-05:00")
PLANNED = text("SELECT kind, state, reason FROM notifications WHERE anchor = 'noshow' ORDER BY planned_at, kind")


def _follow_ups(frontdesk: Frontdesk) -> list[tuple[Any, ...]]:
    with frontdesk.database.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(PLANNED)]


def _policy(frontdesk: Frontdesk, no_show_after: int | None) -> None:
    with frontdesk.database.engine.begin() as connection:
        connection.execute(
            text("""
                INSERT INTO reminder_policies (steps, no_show_after, changed_by, changed_at)
                VALUES ('[{"kind": "missed", "template": "missed", "anchor": "noshow", "span": "1h"}]', :after, 'me',
                    now())
            """),
            {"after": no_show_after},
        )


def _status(api: ApiClient, id_: str) -> str:
    status: str = api.get(f"/appointments/{id_}").get_json()["status"]
    return status


@pytest.mark.parametrize(("mark", "status"), [("arrive", "arrived"), ("fulfil", "fulfilled"), ("miss", "noshow")])
def test_notes_who_came_when_staff_say_so(
    small: SmallClinic, api: ApiClient, clock: SettableClock, mark: str, status: str
) -> None:
    id_ = small.book(api, small.patient(), START)["id"]
    clock.set(BEGUN)
    marked = api.post(f"/appointments/{id_}/{mark}", key="once")
    assert marked.status_code == 200
    assert marked.get_json()["status"] == status
    assert api.post(f"/appointments/{id_}/{mark}", key="once").get_json()["revision"] == marked.get_json()["revision"]
    history = api.get(f"/appointments/{id_}/history").get_json()["items"]
    assert [line["change"] for line in history] == ["booked", status]


def test_refuses_a_mark_when_the_visit_has_not_begun(small: SmallClinic, api: ApiClient, clock: SettableClock) -> None:
    id_ = small.book(api, small.patient(), START)["id"]
    for mark in ("arrive", "fulfil", "miss"):
        refused = api.post(f"/appointments/{id_}/{mark}")
        assert (refused.status_code, refused.get_json()["code"]) == (409, "illegal_transition")
    clock.set(BEGUN - timedelta(minutes=30))
    assert api.post(f"/appointments/{id_}/arrive").status_code == 200


def test_refuses_a_mark_when_the_visit_was_called_off(small: SmallClinic, api: ApiClient, clock: SettableClock) -> None:
    id_ = small.book(api, small.patient(), START)["id"]
    api.post(f"/appointments/{id_}/cancel")
    clock.set(BEGUN)
    assert api.post(f"/appointments/{id_}/miss").status_code == 409
    assert api.post(f"/appointments/{id_}/undo").status_code == 409


def test_follows_up_once_when_a_patient_was_missed(small: SmallClinic, api: ApiClient, clock: SettableClock) -> None:
    id_ = small.book(api, small.patient(), START)["id"]
    clock.set(OVER)
    api.post(f"/appointments/{id_}/miss")
    assert _follow_ups(small.frontdesk) == [("missed", "planned", None)]


def test_books_again_and_says_nothing_when_the_mark_was_wrong(
    small: SmallClinic, api: ApiClient, clock: SettableClock
) -> None:
    id_ = small.book(api, small.patient(), START)["id"]
    clock.set(OVER)
    api.post(f"/appointments/{id_}/miss")
    assert api.post(f"/appointments/{id_}/undo").get_json()["status"] == "booked"
    assert _follow_ups(small.frontdesk) == [("missed", "skipped", "not_missed")]
    api.post(f"/appointments/{id_}/miss")
    assert [row[1] for row in _follow_ups(small.frontdesk)] == ["skipped", "planned"]


def test_refuses_to_take_a_mark_back_when_it_is_long_ago(
    small: SmallClinic, api: ApiClient, clock: SettableClock
) -> None:
    id_ = small.book(api, small.patient(), START)["id"]
    clock.set(OVER)
    api.post(f"/appointments/{id_}/miss")
    clock.set(OVER + timedelta(days=8))
    assert api.post(f"/appointments/{id_}/undo").status_code == 409


def test_notes_by_policy_when_nobody_was_seen(small: SmallClinic, api: ApiClient, clock: SettableClock) -> None:
    _policy(small.frontdesk, 15)
    missed, seen = (
        small.book(api, small.patient(), START[:11] + hour)["id"] for hour in ("10:00-05:00", "12:00-05:00")
    )
    clock.set(datetime.fromisoformat("2026-12-01T12:20:00-05:00"))
    api.post(f"/appointments/{seen}/arrive")
    clock.set(datetime.fromisoformat("2026-12-01T12:50:00-05:00"))
    assert small.frontdesk.attend.by_policy() == 1
    assert small.frontdesk.attend.by_policy() == 0
    assert (_status(api, missed), _status(api, seen)) == ("noshow", "arrived")
    assert _follow_ups(small.frontdesk) == [("missed", "planned", None)]
    assert api.get(f"/appointments/{missed}/history").get_json()["items"][-1]["actor"] == "policy"


@pytest.mark.parametrize(
    ("wait", "moment"),
    [(None, OVER), (30, OVER), (0, OVER + timedelta(days=3))],
    ids=["no such policy", "not yet", "long ago"],
)
def test_notes_nothing_by_policy_when_it_does_not_say_so(
    small: SmallClinic, api: ApiClient, clock: SettableClock, wait: int | None, moment: datetime
) -> None:
    _policy(small.frontdesk, wait)
    id_ = small.book(api, small.patient(), START)["id"]
    clock.set(moment)
    assert small.frontdesk.attend.by_policy() == 0
    assert _status(api, id_) == "booked"


def test_tells_the_rate_when_staff_look_at_a_patient(small: SmallClinic, api: ApiClient, clock: SettableClock) -> None:
    patient = small.patient()
    path = f"/patients/{patient.id.hex}"
    assert api.get(path).get_json()["visits"] == {"over": 0, "missed": 0, "missed_rate": None, "at_risk": False}
    days = [small.book(api, patient, f"2026-12-0{day}T10:00:00-05:00")["id"] for day in range(1, 5)]
    clock.set(datetime.fromisoformat("2026-12-03T12:00:00-05:00"))
    api.post(f"/appointments/{days[0]}/miss")
    assert api.get(path).get_json()["visits"] == {"over": 3, "missed": 1, "missed_rate": 0.333, "at_risk": True}
    api.post(f"/appointments/{days[0]}/undo")
    assert api.get(path).get_json()["visits"]["at_risk"] is False


def test_tells_how_late_when_a_patient_said_so(small: SmallClinic, api: ApiClient, clock: SettableClock) -> None:
    patient, chat = small.patient(phone="+12025550123"), small.conversation()
    id_ = small.book(api, patient, START)["id"]
    clock.set(BEGUN - timedelta(minutes=20))
    with small.frontdesk.database.transaction() as transaction:
        transaction.patients.add_contact(patient, "phone", "+12025550123", "self", clock.now())
    api.post(f"/conversations/{chat.hex}/appointments/{id_}/late", {"minutes": 10})
    assert api.get(f"/appointments/{id_}").get_json()["late_minutes"] == 10
    assert [one["late_minutes"] for one in api.get("/appointments").get_json()["items"]] == [10]
