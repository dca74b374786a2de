"""Words through the API: versions, previews, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import insert, update

from backend.store.tables import clinic as tables
from tests.conftest import ApiClient
from tests.integration.booking.test_api import holds_to
from tests.integration.small_clinic import SmallClinic

OURS = "{clinic}: {whose} is on {day} at {time}. {answers}"


def _save(api: ApiClient, name: str, locale: str, body: str, **more: Any) -> Any:
    return api.put(f"/templates/{name}/{locale}", {"body": body, **more})


def test_keeps_every_version_when_words_change(api: ApiClient, small: SmallClinic) -> None:
    (built_in,) = api.get("/templates/reminder/en").get_json()["items"]
    assert (built_in["version"], built_in["changed_by"]) == (0, None)
    assert _save(api, "reminder", "en", OURS, staff="Sam", based_on=0).get_json()["version"] == 1
    assert _save(api, "reminder", "en", OURS).get_json()["version"] == 1
    assert _save(api, "reminder", "en", OURS + " {phone}").get_json()["version"] == 2
    restored = api.post("/templates/reminder/en/restore", {"version": 0, "staff": "Kim"}).get_json()
    assert (restored["version"], restored["body"]) == (3, built_in["body"])
    found = api.get("/templates/reminder/en").get_json()["items"]
    assert [(one["version"], one["changed_by"]) for one in found] == [(3, "Kim"), (2, "service"), (1, "Sam"), (0, None)]
    assert small.frontdesk.read_directory().templates.of("reminder", "en-US").version == 3  # type: ignore[union-attr]


def test_refuses_a_change_when_somebody_else_was_faster(api: ApiClient, small: SmallClinic) -> None:
    assert _save(api, "reminder", "en", OURS, based_on=0).status_code == 200
    late = _save(api, "reminder", "en", OURS + " {phone}", based_on=0)
    assert (late.status_code, late.get_json()["code"]) == (409, "conflict")


def test_lists_what_holds_when_some_words_are_the_clinics(api: ApiClient, small: SmallClinic) -> None:
    _save(api, "reminder", "es", "{clinic}: {whose} es el {day}. {answers}")
    found = {(one["name"], one["locale"]): one for one in api.get("/templates").get_json()["items"]}
    assert found["reminder", "es"]["version"] == 1
    assert found["reminder", "en"]["version"] == 0
    assert found["reminder", "es"]["used_by"] == ["reminder-1d", "reminder-3d"]
    assert found["directions", "en"]["used_by"] == []


def test_shows_what_patients_read_when_looked_at(api: ApiClient, small: SmallClinic) -> None:
    with small.frontdesk.database.transaction() as transaction:
        connection = transaction.connection
        connection.execute(
            insert(tables.locations).values(
                slug="far",
                name="The Far Away and Very Long Name of a Place",
                address="12345 Longest Avenue of Them All, Town",
                zone="America/New_York",
            )
        )
        connection.execute(update(tables.clinic).values(name="Clínica Peña"))
    found = api.get("/templates/reminder/es/preview").get_json()
    assert found["asks"] is True
    assert "Clínica Peña: su cita" in found["sample"]["text"]
    assert "Responda 1 para confirmar" in found["sample"]["text"]
    assert "The Far Away" in found["longest"]["text"]
    by_channel = {one["channel"]: one for one in found["sample"]["channels"]}
    assert by_channel["sms"]["text"].startswith("Clinica Peña: su cita")
    assert (by_channel["sms"]["encoding"], by_channel["sms"]["segments"]) == ("GSM-7", 1)
    assert by_channel["whatsapp"]["segments"] is None
    assert "web" not in by_channel


def test_counts_dear_letters_when_a_sign_needs_them(api: ApiClient, small: SmallClinic) -> None:
    found = api.get("/templates/soon/en/preview", body="{clinic}: see you at {time} \U0001f44d").get_json()
    (sms,) = [one for one in found["sample"]["channels"] if one["channel"] == "sms"]
    assert sms["encoding"] == "UCS-2"
    assert any("two to three times as dear" in note for note in found["notes"])
    assert any("the day and the time" in note for note in found["notes"])


@pytest.mark.parametrize(
    ("name", "locale", "body", "field", "told"),
    [
        ("reminder", "en", "{clinic}: {day}", "body", "put {answers} where it says how to answer"),
        ("soon", "en", "{clinic}: {0}", "body", "Only these can be filled in"),
        ("soon", "en", "{clinic.__class__.__init__}", "body", "cannot be formatted or taken apart"),
        ("soon", "en", "{clinic}: your scan is {day}", "body", '"scan" tells whoever else reads it'),
        ("soon", "en", "{clinic}: {day} with Dr Cyd Test", "body", '"Cyd Test" tells'),
        ("soon", "en", "{clinic}: " + "come soon please " * 19, "body", "2 at most: make it shorter"),
        ("soon", "fr", "{clinic}: {day}", "locale", "one of en, es"),
        ("Not a name", "en", "{clinic}: {day}", "name", "small letters"),
        ("brand-new", "es", "{clinic}: {day}", "locale", "write it in English first"),
    ],
)
def test_says_what_to_do_when_words_cannot_be_kept(
    api: ApiClient, small: SmallClinic, name: str, locale: str, body: str, field: str, told: str
) -> None:
    response = _save(api, name, locale, body)
    assert response.status_code == 400, response.get_data(as_text=True)
    problem = response.get_json()
    assert problem["errors"][0]["field"] == field
    assert told in problem["detail"]
    assert all(one["version"] == 0 for one in api.get("/templates").get_json()["items"])


def test_lets_a_policy_use_new_words_when_both_are_there(api: ApiClient, small: SmallClinic) -> None:
    step = {"kind": "bring", "template": "bring-papers", "anchor": "start", "span": "2d"}
    assert api.put("/reminder-policies", {"steps": [step]}).status_code == 400
    assert _save(api, "bring-papers", "en", "{clinic}: please bring your papers on {day}.").status_code == 200
    assert api.put("/reminder-policies", {"steps": [step]}).status_code == 200
    asking = api.put("/reminder-policies", {"steps": [{**step, "asks": True}]})
    assert asking.get_json()["errors"][0]["field"] == "steps.0.template"


def test_answers_are_as_described_when_read_and_changed(api: ApiClient, small: SmallClinic) -> None:
    document = api.client.get("/api/v1/openapi.json").get_json()
    path, route = "/templates/reminder/en", "/api/v1/templates/{name}/{locale}"
    holds_to(document, route, "put", _save(api, "reminder", "en", OURS))
    holds_to(document, route, "get", api.get(path))
    holds_to(document, "/api/v1/templates", "get", api.get("/templates"))
    holds_to(document, f"{route}/preview", "get", api.get(f"{path}/preview"))
    holds_to(document, f"{route}/restore", "post", api.post(f"{path}/restore", {"version": 0}))
    holds_to(document, f"{route}/restore", "post", api.post(f"{path}/restore", {"version": 9}))
    holds_to(document, route, "get", api.get("/templates/nothing/en"))
