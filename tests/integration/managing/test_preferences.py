"""How patients want to be told, through the API."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conftest import ApiClient
from tests.integration.booking.test_api import holds_to
from tests.integration.small_clinic import PHONE, SmallClinic

NOTHING = {"channel": None, "locale": None, "wakes": None, "sleeps": None, "fewer": False}
ALL = {"channel": "whatsapp", "locale": "es", "wakes": "09:30", "sleeps": "19:00", "fewer": True}


def test_keeps_what_a_patient_wishes_when_told(api: ApiClient, small: SmallClinic) -> None:
    path = f"/patients/{small.patient().id.hex}/preferences"
    assert api.get(path).get_json() == NOTHING
    assert api.put(path, ALL).get_json() == ALL
    assert api.get(path).get_json() == ALL
    assert api.put(path, {"fewer": True}).get_json() == {**NOTHING, "fewer": True}
    assert api.get(path).get_json() == {**NOTHING, "fewer": True}


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({"channel": "fax"}, "channel"),
        ({"channel": "web"}, "channel"),
        ({"locale": "fr"}, "locale"),
        ({"wakes": "09:00"}, "wakes"),
        ({"wakes": "20:00", "sleeps": "09:00"}, "wakes"),
        ({"wakes": "20:00", "sleeps": "21:00"}, "wakes"),
        ({"wakes": "07:00", "sleeps": "12:00"}, "wakes"),
        ({"wakes": "19:00", "sleeps": "23:00"}, "wakes"),
        ({"wakes": "9 am", "sleeps": "20:00"}, "wakes"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_names_the_field_when_a_wish_cannot_be_met(
    api: ApiClient, small: SmallClinic, wish: dict[str, Any], field: str
) -> None:
    response = api.put(f"/patients/{small.patient().id.hex}/preferences", wish)
    assert response.status_code == 400
    assert response.get_json()["errors"][0]["field"] == field


def test_knows_nobody_when_the_patient_is_not_there(api: ApiClient, small: SmallClinic) -> None:
    path = f"/patients/{'0' * 32}/preferences"
    assert (api.get(path).status_code, api.put(path, {}).status_code) == (404, 404)


def test_keeps_the_wishes_of_one_or_all_when_a_telephone_is_shared(api: ApiClient, small: SmallClinic) -> None:
    ada, ben = small.patient(phone=PHONE), small.patient("Ben", phone=PHONE)
    stranger = small.patient("Cleo", phone="+12025550199")
    path = f"/conversations/{small.conversation().hex}/preferences"
    assert {one["patient"]["first_name"] for one in api.get(path).get_json()["items"]} == {"Ada", "Ben"}
    assert len(api.put(path, {"locale": "es"}).get_json()["items"]) == 2
    (one,) = api.put(path, {"fewer": True, "patient": ben.id.hex}).get_json()["items"]
    assert one["patient"]["first_name"] == "Ben"
    assert api.get(f"/patients/{ada.id.hex}/preferences").get_json() == {**NOTHING, "locale": "es"}
    assert api.get(f"/patients/{ben.id.hex}/preferences").get_json() == {**NOTHING, "fewer": True}
    assert api.put(path, {"fewer": True, "patient": stranger.id.hex}).status_code == 404
    assert api.get(f"/patients/{stranger.id.hex}/preferences").get_json() == NOTHING


def test_answers_are_as_described_when_read_and_changed(api: ApiClient, small: SmallClinic) -> None:
    document = api.client.get("/api/v1/openapi.json").get_json()
    patient = small.patient(phone=PHONE)
    for route, path in (
        ("/patients/{id}/preferences", f"/patients/{patient.id.hex}/preferences"),
        ("/conversations/{id}/preferences", f"/conversations/{small.conversation().hex}/preferences"),
    ):
        holds_to(document, f"/api/v1{route}", "put", api.put(path, ALL))
        holds_to(document, f"/api/v1{route}", "get", api.get(path))
