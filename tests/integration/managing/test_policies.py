"""Policies through the API: what holds for whom, and what is refused."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import pytest
from sqlalchemy import text

from backend.domain.errors import InvalidRequest
from backend.services.policies import For
from tests.conftest import ApiClient
from tests.integration.booking.test_api import holds_to
from tests.integration.small_clinic import SmallClinic

STEP = {"kind": "week", "template": "reminder", "anchor": "start", "span": "7d", "asks": True}
START = "2026-12-11T10:00:00-05:00"


def _put(api: ApiClient, **changes: Any) -> Any:
    response = api.put("/reminder-policies", {"steps": [STEP], **changes})
    assert response.status_code == 200, response.get_data(as_text=True)
    return response.get_json()


def _kinds(found: dict[str, Any]) -> list[str]:
    return [step["kind"] for step in found["steps"]]


def test_falls_back_when_nothing_closer_is_kept(api: ApiClient, small: SmallClinic) -> None:
    assert api.get("/reminder-policies/effective", service="visit").get_json()["usual"] is True
    saved = _put(api, location="east", no_show_after=30, staff="Sam")
    assert (saved["service"], saved["location"], saved["changed_by"]) == (None, "east", "Sam")
    _put(api, service="scan", steps=[])
    for service, location, kinds in (
        ("visit", "east", ["week"]),
        ("scan", "east", []),
        ("visit", "middle", _kinds(api.get("/reminder-policies").get_json()["items"][0])),
    ):
        found = api.get("/reminder-policies/effective", service=service, location=location).get_json()
        assert _kinds(found) == kinds
    instead = api.delete("/reminder-policies", service="scan").get_json()
    assert instead["usual"] is True
    assert api.get("/reminder-policies/effective", service="scan", location="east").get_json()["location"] == "east"
    assert api.delete("/reminder-policies", service="scan").status_code == 404


def test_can_be_removed_when_its_service_is_offered_no_more(api: ApiClient, small: SmallClinic) -> None:
    _put(api, service="scan")
    with small.frontdesk.database.transaction() as transaction:
        transaction.connection.execute(text("UPDATE services SET active = false WHERE slug = 'scan'"))
    assert api.get("/reports/reminders", service="scan").status_code == 200
    assert api.delete("/reminder-policies", service="scan").status_code == 200


def test_plans_by_the_new_policy_when_it_changed(api: ApiClient, small: SmallClinic) -> None:
    small.book(api, small.patient(), START)
    _put(api, service="visit", location="east")
    small.book(api, small.patient("Ben"), "2026-12-11T11:00:00-05:00")
    with small.frontdesk.database.engine.connect() as connection:
        kinds = connection.execute(text("SELECT array_agg(kind ORDER BY kind) FROM notifications GROUP BY patient_id"))
        assert sorted(kinds.scalars()) == [["confirmation", "reminder-1d", "reminder-2h", "reminder-3d"], ["week"]]


def test_keeps_its_promise_when_policies_and_words_change_together(api: ApiClient, small: SmallClinic) -> None:
    policies, templates = small.frontdesk.reminder_policies, small.frontdesk.reminder_templates
    asking, silent = [{**STEP, "template": "soon"}], [{**STEP, "template": "soon", "asks": False}]
    bodies = ("{clinic}: {day}", "{clinic}: {day}. {answers}")

    def change(number: int) -> None:
        with suppress(InvalidRequest):
            if number % 2:
                policies.save(For(), asking if number % 4 == 1 else silent, None, by="Sam")
            else:
                for locale in ("en", "es"):
                    templates.save("soon", locale, bodies[number % 4 == 0], by="Sam")

    with ThreadPoolExecutor(6) as workers:
        list(workers.map(change, range(40)))
    policy = policies.effective(For()).policy
    versions = [one.template for one in templates.versions("soon", "en")]
    assert [one.version for one in versions] == list(range(len(versions)))[::-1]
    if policy.steps[0].asks:
        assert all("{answers}" in templates.versions("soon", locale)[0].template.body for locale in ("en", "es"))


def test_answers_are_as_described_when_read_and_changed(api: ApiClient, small: SmallClinic) -> None:
    document = api.client.get("/api/v1/openapi.json").get_json()
    path = "/api/v1/reminder-policies"
    holds_to(document, path, "put", api.put("/reminder-policies", {"steps": [STEP]}))
    holds_to(document, path, "get", api.get("/reminder-policies"))
    holds_to(document, f"{path}/effective", "get", api.get("/reminder-policies/effective"))
    holds_to(document, path, "delete", api.delete("/reminder-policies"))


@pytest.mark.parametrize(
    ("changes", "status", "field"),
    [
        ({"steps": [{**STEP, "template": "nothing"}]}, 400, "steps.0.template"),
        ({"steps": [STEP, {**STEP, "kind": "again"}]}, 400, "steps.1.span"),
        ({"steps": [{**STEP, "anchor": "someday"}]}, 400, "steps.0.anchor"),
        ({"steps": [{**STEP, "colour": "red"}]}, 400, "steps.0.colour"),
        ({"steps": [STEP] * 13}, 400, "steps"),
        ({"no_show_after": -1}, 400, "no_show_after"),
        ({"service": "nothing"}, 404, "service"),
    ],
)
def test_names_the_field_when_a_policy_makes_no_sense(
    api: ApiClient, small: SmallClinic, changes: dict[str, Any], status: int, field: str
) -> None:
    response = api.put("/reminder-policies", {"steps": [STEP], **changes})
    assert response.status_code == status
    assert response.get_json()["errors"][0]["field"] == field
    assert len(api.get("/reminder-policies").get_json()["items"]) == 1
