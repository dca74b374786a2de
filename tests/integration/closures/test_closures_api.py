"""A clinic closes: what it would do is shown first, then nobody books into it and everybody affected is found."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text

from backend.bootstrap import Frontdesk
from tests.conftest import ApiClient, SettableClock
from tests.integration.small_clinic import SmallClinic

TUESDAY = {"name": "Water damage", "on": ["2026-12-01"], "location": "east"}
MORNING, NOON = "2026-12-01T10:00:00-05:00", "2026-12-01T12:00:00-05:00"
NEXT_DAY = "2026-12-02T10:00:00-05:00"


def _planned(frontdesk: Frontdesk) -> list[tuple[Any, ...]]:
    wanted = "SELECT state, reason FROM notifications WHERE kind = 'closure' ORDER BY due_at"
    with frontdesk.database.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(wanted))]


@pytest.fixture
def booked(small: SmallClinic, api: ApiClient) -> list[str]:
    """Two visits on Tuesday in the east, one in the middle, one on Wednesday."""
    people = [small.patient(name) for name in ("Ada", "Ben", "Cleo", "Dan")]
    middle = {"practitioner": "dr-bob", "location": "middle"}
    return [
        small.book(api, people[0], MORNING)["id"],
        small.book(api, people[1], NOON)["id"],
        small.book(api, people[2], MORNING, **middle)["id"],
        small.book(api, people[3], NEXT_DAY)["id"],
    ]


def _start(api: ApiClient, **changes: Any) -> dict[str, Any]:
    answer = api.post("/closures", TUESDAY | changes)
    assert answer.status_code == 201, answer.get_data(as_text=True)
    started: dict[str, Any] = answer.get_json()
    return started


def test_shows_whom_it_would_affect_when_only_planned(booked: list[str], small: SmallClinic, api: ApiClient) -> None:
    shown = api.post("/closures/plan", TUESDAY).get_json()
    assert (shown["affected"], shown["by_day"]) == (2, [{"date": "2026-12-01", "affected": 2}])
    assert api.get("/closures").get_json()["items"] == []
    assert _planned(small.frontdesk) == []
    assert small.book(api, small.patient("Eve"), "2026-12-01T14:00:00-05:00")


def test_finds_everybody_affected_when_a_place_closes(booked: list[str], small: SmallClinic, api: ApiClient) -> None:
    started = _start(api)
    assert (started["state"], started["progress"]["affected"], started["progress"]["waiting"]) == ("running", 2, 2)
    visits = api.get(f"/closures/{started['id']}/visits").get_json()["items"]
    assert [(one["appointment"], one["state"]) for one in visits] == [(booked[0], "found"), (booked[1], "found")]
    assert _planned(small.frontdesk) == [("planned", None)] * 2


def test_books_nobody_in_when_a_place_is_closed(booked: list[str], small: SmallClinic, api: ApiClient) -> None:
    _start(api)
    body = {"service": "visit", "practitioner": "dr-ann", "location": "east", "start": "2026-12-01T14:00:00-05:00"}
    refused = api.post("/appointments", body | {"patient": small.patient("Eve").id.hex})
    assert (refused.status_code, refused.get_json()["code"]) == (422, "outside_hours")


@pytest.mark.parametrize(
    ("wish", "affected"),
    [
        ({"between": {"start": "11:00", "end": "23:59"}}, 1),
        ({"between": {"start": "10:30", "end": "12:00"}}, 0),
        ({"between": {"start": "10:29", "end": "12:01"}}, 2),
        ({"location": None}, 3),
        ({"location": None, "practitioner": "dr-bob"}, 1),
        ({"on": [], "weekly": [{"weekdays": ["tue", "wed"], "from": "2026-12-01", "until": "2026-12-20"}]}, 3),
        ({"on": [], "yearly": [{"from": "2026-12-02", "years": 3}]}, 1),
    ],
    ids=["afternoon", "between visits", "touching", "everywhere", "practitioner", "weekly", "yearly"],
)
def test_affects_only_what_falls_into_it_when_part_of_the_clinic_closes(
    booked: list[str], api: ApiClient, wish: dict[str, Any], affected: int
) -> None:
    assert api.post("/closures/plan", TUESDAY | wish).get_json()["affected"] == affected
    assert _start(api, **wish)["progress"]["affected"] == affected


def test_finds_who_booked_meanwhile_when_it_is_tended(
    booked: list[str], small: SmallClinic, api: ApiClient, clock: SettableClock
) -> None:
    id_ = _start(api)["id"]
    with small.frontdesk.database.engine.begin() as connection:
        late = text(
            "UPDATE appointments SET starts_at = starts_at - interval '1 day',"
            " ends_at = ends_at - interval '1 day' WHERE id = :id"
        )
        connection.execute(late, {"id": booked[3]})
    assert small.frontdesk.closures.tend() == 1
    assert api.get(f"/closures/{id_}").get_json()["progress"]["affected"] == 3


def test_plans_once_when_it_is_started_twice_with_one_key(
    booked: list[str], small: SmallClinic, api: ApiClient
) -> None:
    first, second = (api.post("/closures", TUESDAY, key="one") for _ in range(2))
    assert first.get_json() == second.get_json()
    assert len(_planned(small.frontdesk)) == 2


def test_tells_nobody_when_it_is_stopped_and_goes_on_when_resumed(
    booked: list[str], small: SmallClinic, api: ApiClient
) -> None:
    id_ = _start(api)["id"]
    stopped = api.post(f"/closures/{id_}/stop").get_json()
    assert (stopped["state"], stopped["progress"]["waiting"]) == ("stopped", 2)
    assert _planned(small.frontdesk) == [("skipped", "stopped")] * 2
    assert small.frontdesk.closures.tend() == 0
    assert api.post(f"/closures/{id_}/resume").get_json()["state"] == "running"
    assert _planned(small.frontdesk) == [("planned", None)] * 2


def test_is_done_when_nobody_is_left_to_be_told(booked: list[str], small: SmallClinic, api: ApiClient) -> None:
    id_ = _start(api)["id"]
    for visit in booked[:2]:
        api.post(f"/appointments/{visit}/cancel")
    small.frontdesk.closures.tend()
    done = api.get(f"/closures/{id_}").get_json()
    assert (done["state"], done["progress"]["settled"]) == ("done", 2)
    assert api.post(f"/closures/{id_}/stop").get_json()["code"] == "illegal_transition"


@pytest.mark.parametrize(
    "wish",
    [
        {"on": ["2026-11-22"]},
        {"on": []},
        {"between": {"start": "12:00", "end": "11:00"}},
        {"name": " "},
        {"location": "nowhere"},
    ],
)
def test_refuses_when_a_closure_makes_no_sense(small: SmallClinic, api: ApiClient, wish: dict[str, Any]) -> None:
    assert api.post("/closures", TUESDAY | wish).status_code in (400, 404, 422)
    assert api.get("/closures").get_json()["items"] == []


def test_looks_the_same_as_missing_when_the_closure_is_unknown(small: SmallClinic, api: ApiClient) -> None:
    assert api.get("/closures/01a2050c200c7af8b6164673a01d972e").status_code == 404


def test_opens_again_and_leaves_visits_alone_when_it_is_taken_back(
    booked: list[str], small: SmallClinic, api: ApiClient
) -> None:
    started = _start(api)
    opened = api.post(f"/closures/{started['id']}/reopen", {}).get_json()
    assert (opened["state"], opened["progress"]["affected"]) == ("reopened", 0)
    assert _planned(small.frontdesk) == []
    assert {api.get(f"/appointments/{id_}").get_json()["status"] for id_ in booked} == {"booked"}
    assert small.book(api, small.patient("Eve"), "2026-12-01T14:00:00-05:00")
    assert api.post(f"/closures/{started['id']}/reopen", {}).get_json()["state"] == "reopened"
    refused = api.post(f"/closures/{started['id']}/resume", {})
    assert (refused.status_code, refused.get_json()["detail"]) == (409, "that closure was taken back")


def test_affects_the_same_visits_again_when_it_closes_after_being_taken_back(
    booked: list[str], small: SmallClinic, api: ApiClient
) -> None:
    api.post(f"/closures/{_start(api)['id']}/reopen", {})
    again = _start(api)
    assert again["progress"]["waiting"] == 2
    assert _planned(small.frontdesk) == [("planned", None)] * 2


def test_a_practitioner_works_again_when_the_time_off_is_taken_back(
    booked: list[str], small: SmallClinic, api: ApiClient
) -> None:
    started = _start(api, location=None, practitioner="dr-ann")
    assert started["progress"]["affected"] == 2
    api.post(f"/closures/{started['id']}/reopen", {})
    assert small.book(api, small.patient("Eve"), "2026-12-01T14:00:00-05:00")
