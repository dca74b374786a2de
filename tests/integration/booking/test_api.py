"""API v1: closed by default, checked, described, and refusing what makes no sense by name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import jsonschema
import pytest
from flask import Flask
from sqlalchemy import text

from backend.api.authentication import OPEN_ENDPOINTS
from tests.conftest import ApiClient, SettableClock
from tests.integration.small_clinic import SmallClinic

START = "2026-12-01T10:00:00-05:00"
TIME = {"service": "visit", "practitioner": "dr-ann", "location": "east", "start": START}
BAD_PHONE = [{"system": "phone", "value": "12"}]


def routes(app: Flask) -> Iterator[tuple[str, str, str]]:
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/api/"):
            for method in (rule.methods or set()) - {"OPTIONS", "HEAD"}:
                yield method, re.sub(r"<[^>]+>", "0" * 32, rule.rule), rule.endpoint


@pytest.mark.parametrize("token", [None, "wrong", ""])
def test_every_route_refuses_when_the_token_is_not_right(
    session_app: Flask, small: SmallClinic, token: str | None
) -> None:
    assert small.ids
    client, seen = session_app.test_client(), 0
    headers = {} if token is None else {"Authorization": f"Bearer {token}"}
    for method, path, endpoint in routes(session_app):
        response = client.open(path, method=method, headers=headers)
        if endpoint in OPEN_ENDPOINTS:
            assert response.status_code == 200
            continue
        seen += 1
        assert response.status_code == 401, f"{method} {path} is open"
        assert response.get_json()["code"] == "unauthorized"
        assert response.headers["WWW-Authenticate"] == "Bearer"
    assert seen > 25


def test_every_route_is_described_when_the_description_is_read(session_app: Flask, api: ApiClient) -> None:
    document = api.client.get("/api/v1/openapi.json").get_json()
    assert document["openapi"] == "3.1.0"
    described = {(method.upper(), path) for path, methods in document["paths"].items() for method in methods}
    served = {
        (method, re.sub(r"<(?:[^:>]+:)?([^>]+)>", r"{\1}", rule.rule))
        for rule in session_app.url_map.iter_rules()
        if rule.endpoint.startswith("api.") and rule.endpoint not in OPEN_ENDPOINTS | {"api.nothing"}
        for method in (rule.methods or set()) - {"OPTIONS", "HEAD"}
    }
    assert described == served
    for reference in re.findall(r'"\$ref": ?"#/components/schemas/([^"]+)"', str(document).replace("'", '"')):
        jsonschema.Draft202012Validator.check_schema(document["components"]["schemas"][reference])
    # A step of a handoff is harmless when repeated, and what only shows a plan changes nothing: they need no key.
    commands = [
        one
        for path, methods in document["paths"].items()
        for method, one in methods.items()
        if method == "post" and "handoff" not in path and not path.endswith("/plan")
    ]
    assert all(any(part["name"] == "Idempotency-Key" for part in one["parameters"]) for one in commands)


def holds_to(document: Any, path: str, method: str, response: Any) -> None:
    """The answer is what the description says it is."""
    described = document["paths"][path][method]["responses"]
    status = str(response.status_code)
    content = described[status if status in described else "default"]["content"]
    schema = next(iter(content.values()))["schema"]
    assert response.content_type == next(iter(content))
    jsonschema.validate(response.get_json(), {**schema, "components": document["components"]})


def test_answers_are_as_described_when_everything_is_called(api: ApiClient, small: SmallClinic) -> None:
    document = api.client.get("/api/v1/openapi.json").get_json()
    prefix = "/api/v1"

    def get(path: str, route: str | None = None, **query: object) -> Any:
        response = api.get(path, **query)
        assert response.status_code == 200, response.get_data(as_text=True)
        holds_to(document, prefix + (route or path), "get", response)
        return response.get_json()

    def post(path: str, body: object = None, route: str | None = None) -> Any:
        response = api.post(path, body)
        assert response.status_code in (200, 201), response.get_data(as_text=True)
        holds_to(document, prefix + (route or path), "post", response)
        return response.get_json()

    for path in ("/clinic", "/services", "/practitioners", "/locations"):
        get(path)
    patient = post("/patients", {"given_name": "ada", "family_name": "SAMPLE", "birth_date": "1980-02-03"})
    assert (patient["given_name"], patient["family_name"]) == ("Ada", "Sample")
    get(f"/patients/{patient['id']}", "/patients/{id}")
    free = get("/availability", service="visit", start="2026-12-01T00:00:00-05:00", limit=3)
    assert len(free["items"]) == 3
    assert free["more"] is True
    hold = post("/holds", {**TIME, "holder": "console:7"})
    get(f"/holds/{hold['id']}", "/holds/{id}")
    made = post("/appointments", {"patient": patient["id"], "hold": hold["id"]})
    get("/appointments", patient=patient["id"])
    get(f"/appointments/{made['id']}", "/appointments/{id}")
    post(
        f"/appointments/{made['id']}/reschedule",
        {"start": "2026-12-02T10:00:00-05:00"},
        "/appointments/{id}/reschedule",
    )
    post(f"/appointments/{made['id']}/cancel", {}, "/appointments/{id}/cancel")
    get(f"/appointments/{made['id']}/history", "/appointments/{id}/history")
    conversation = small.conversation().hex
    talk = f"/conversations/{conversation}"
    get(talk, "/conversations/{id}")
    offers = post(f"{talk}/offers", {"service": "visit"}, "/conversations/{id}/offers")["offers"]
    post(f"{talk}/offers/choose", {"number": 1}, "/conversations/{id}/offers/choose")
    person = {"given_name": "Ada", "family_name": "Sample"}
    own = post(
        f"{talk}/appointments", {"token": offers[2]["token"], "patient": person}, "/conversations/{id}/appointments"
    )
    get(f"{talk}/appointments", "/conversations/{id}/appointments")
    post(f"{talk}/appointments/{own['id']}/confirm", {}, "/conversations/{id}/appointments/{appointment}/confirm")
    missing = api.get("/appointments/nothing")
    assert missing.status_code == 404
    holds_to(document, "/api/v1/appointments/{id}", "get", missing)


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("/holds", TIME, "holder"),
        ("/holds", {**TIME, "service": "Visit!", "holder": "x"}, "service"),
        ("/holds", {**TIME, "start": "2026-12-01T10:00", "holder": "x"}, "start"),
        ("/appointments", {"patient": "ada"}, "patient"),
        ("/appointments", {"patient": "0" * 32, "start": START}, "body"),
        ("/patients", {"given_name": "", "family_name": "S"}, "given_name"),
        ("/patients", {"given_name": "777", "family_name": "S"}, "given_name"),
        ("/patients", {"given_name": "A", "family_name": "S", "contacts": BAD_PHONE}, "contacts.0"),
        (f"/conversations/{'0' * 32}/offers", {"service": "visit", "windows": [{"start": "soon"}]}, "windows.0.start"),
        (f"/conversations/{'0' * 32}/offers/choose", {}, "body"),
        (f"/conversations/{'0' * 32}/appointments", {"token": "x", "patient": {"given_name": "A"}}, "patient"),
    ],
)  # fmt: skip
def test_field_is_named_when_a_request_is_ill_formed(
    api: ApiClient, small: SmallClinic, path: str, body: object, field: str
) -> None:
    assert small.ids
    response = api.post(path, body)
    assert (response.status_code, response.get_json()["code"]) == (400, "invalid_request")
    assert response.content_type == "application/problem+json"
    assert [error["field"] for error in response.get_json()["errors"]] == [field]


@pytest.mark.parametrize("sent", [b"", b"{", b"[]", b"\xff\xfe", b'"text"', b"null"])
def test_body_is_refused_when_it_is_no_json_object(api: ApiClient, small: SmallClinic, sent: bytes) -> None:
    assert small.ids
    headers = {"Authorization": f"Bearer {api.token}", "Idempotency-Key": "k"}
    response = api.client.post("/api/v1/holds", data=sent, headers=headers)
    assert (response.status_code, response.get_json()["code"]) == (400, "invalid_request")


@pytest.mark.parametrize("key", ["", " ", "x" * 201])
def test_command_is_refused_when_it_has_no_proper_key(api: ApiClient, small: SmallClinic, key: str) -> None:
    assert small.ids
    headers = {"Authorization": f"Bearer {api.token}", "Idempotency-Key": key}
    response = api.client.post("/api/v1/appointments", json={}, headers=headers)
    assert response.status_code == 400


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"start": "2026-12-01T08:30:00-05:00"}, 422, "outside_hours"),
        ({"start": "2026-12-01T16:45:00-05:00"}, 422, "outside_hours"),
        ({"start": "2026-12-01T10:00:30-05:00"}, 422, "outside_hours"),
        ({"start": "2026-11-23T10:30:00-05:00"}, 422, "too_soon"),
        ({"start": "2026-11-20T10:00:00-05:00"}, 422, "too_soon"),
        ({"start": "2027-12-01T10:00:00-05:00"}, 422, "too_far"),
        ({"location": "middle"}, 422, "not_offered"),
        ({"service": "scan"}, 422, "not_offered"),
        ({"service": "massage"}, 404, "not_found"),
        ({"practitioner": "dr-nobody"}, 404, "not_found"),
        ({"patient": "0" * 32}, 404, "not_found"),
    ],
)
def test_booking_is_refused_by_name_when_a_rule_says_no(
    api: ApiClient, small: SmallClinic, change: dict[str, str], status: int, code: str
) -> None:
    response = api.post("/appointments", {"patient": small.patient().id.hex, **TIME, **change})
    assert (response.status_code, response.get_json()["code"]) == (status, code)


def test_booking_is_refused_when_somebody_else_holds_or_has_the_time(
    api: ApiClient, small: SmallClinic, clock: SettableClock
) -> None:
    hold = api.post("/holds", {**TIME, "holder": "one"}).get_json()
    one, other = small.patient("One"), small.patient("Other")
    booking = {"patient": other.id.hex, **TIME}
    assert api.post("/appointments", booking).get_json()["code"] == "slot_taken"
    assert api.post("/holds", {**TIME, "holder": "other"}).get_json()["code"] == "slot_taken"
    assert api.post("/appointments", {"patient": one.id.hex, "hold": hold["id"]}).status_code == 201
    assert api.post("/appointments", booking).get_json()["code"] == "slot_taken"
    clock.advance(minutes=6)
    assert api.post("/appointments", {"patient": one.id.hex, "hold": hold["id"]}).get_json()["code"] == "offer_expired"


def test_booking_is_answered_as_before_when_it_is_repeated(
    api: ApiClient, small: SmallClinic, clock: SettableClock
) -> None:
    booking = {"patient": small.patient().id.hex, **TIME, "reason": "a rash"}
    made = api.post("/appointments", booking, key="one")
    assert (made.status_code, api.post("/appointments", booking, key="one").get_json()) == (201, made.get_json())
    id_ = made.get_json()["id"]
    assert api.post(f"/appointments/{id_}/cancel", {}).status_code == 200
    again = api.post("/appointments", booking, key="one").get_json()
    assert (again["id"], again["status"]) == (id_, "cancelled")
    clock.advance(days=30)
    assert api.post("/appointments", booking, key="one").get_json()["id"] == id_


@pytest.mark.parametrize("change", [{"start": "2026-12-01T11:00:00-05:00"}, {"patient": "0" * 32}, {"reason": "other"}])
def test_booking_is_refused_when_its_key_was_used_for_another(
    api: ApiClient, small: SmallClinic, change: dict[str, str]
) -> None:
    booking = {"patient": small.patient().id.hex, **TIME}
    assert api.post("/appointments", booking, key="one").status_code == 201
    refused = api.post("/appointments", {**booking, **change}, key="one")
    assert (refused.status_code, refused.get_json()["code"]) == (409, "idempotency_mismatch")
    assert len(api.get("/appointments", patient=booking["patient"]).get_json()["items"]) == 1


def test_key_is_still_good_when_its_booking_was_refused(api: ApiClient, small: SmallClinic) -> None:
    first = small.book(api, small.patient("One"), START)
    booking = {"patient": small.patient("Other").id.hex, **TIME}
    assert api.post("/appointments", booking, key="one").get_json()["code"] == "slot_taken"
    assert api.post(f"/appointments/{first['id']}/cancel", {}).status_code == 200
    assert api.post("/appointments", booking, key="one").status_code == 201


def test_hold_is_kept_when_it_could_not_be_booked(api: ApiClient, small: SmallClinic) -> None:
    patient = small.patient()
    hold = api.post("/holds", {**TIME, "holder": "one"}).get_json()
    elsewhere = {"service": "visit", "practitioner": "dr-bob", "location": "middle", "start": "2026-12-01T15:15:00Z"}
    assert api.post("/appointments", {"patient": patient.id.hex, **elsewhere}).status_code == 201
    refused = api.post("/appointments", {"patient": patient.id.hex, "hold": hold["id"]})
    assert refused.get_json()["code"] == "patient_busy"
    assert api.get(f"/holds/{hold['id']}").status_code == 200


def test_expired_hold_is_still_good_when_nobody_took_the_time(
    api: ApiClient, small: SmallClinic, clock: SettableClock
) -> None:
    hold = api.post("/holds", {**TIME, "holder": "one"}).get_json()
    clock.advance(minutes=30)
    assert api.get(f"/holds/{hold['id']}").status_code == 404
    assert api.post("/appointments", {"patient": small.patient().id.hex, "hold": hold["id"]}).status_code == 201


def test_hold_is_given_up_when_deleted(api: ApiClient, small: SmallClinic) -> None:
    hold = api.post("/holds", {**TIME, "holder": "one"}).get_json()
    assert api.delete(f"/holds/{hold['id']}").status_code == 204
    assert api.delete(f"/holds/{hold['id']}").status_code == 204
    assert api.post("/holds", {**TIME, "holder": "other"}).status_code == 201
    assert small.ids


def test_patient_is_busy_when_two_visits_would_overlap(api: ApiClient, small: SmallClinic) -> None:
    patient = small.patient()
    small.book(api, patient, START)
    elsewhere = {"service": "visit", "practitioner": "dr-bob", "location": "middle", "start": "2026-12-01T15:15:00Z"}
    response = api.post("/appointments", {"patient": patient.id.hex, **elsewhere})
    assert (response.status_code, response.get_json()["code"]) == (409, "patient_busy")


def test_appointment_moves_onto_part_of_its_own_time_when_rescheduled(api: ApiClient, small: SmallClinic) -> None:
    patient = small.patient()
    made = small.book(api, patient, START)
    moved = api.post(f"/appointments/{made['id']}/reschedule", {"start": "2026-12-01T10:15:00-05:00"})
    assert moved.status_code == 200, moved.get_data(as_text=True)
    assert (moved.get_json()["revision"], moved.get_json()["start"]) == (2, "2026-12-01T10:15:00-05:00")


def test_old_time_is_kept_when_the_new_one_is_taken(api: ApiClient, small: SmallClinic) -> None:
    made = small.book(api, small.patient("One"), START)
    small.book(api, small.patient("Other"), "2026-12-01T11:00:00-05:00")
    refused = api.post(f"/appointments/{made['id']}/reschedule", {"start": "2026-12-01T11:15:00-05:00"})
    assert (refused.status_code, refused.get_json()["code"]) == (409, "slot_taken")
    assert api.get(f"/appointments/{made['id']}").get_json()["start"] == START


def test_times_are_those_of_the_place_when_it_keeps_another_clock(api: ApiClient, small: SmallClinic) -> None:
    there = {"practitioner": "dr-bob", "location": "middle", "start": "2026-12-01T11:00:00-05:00"}
    made = small.book(api, small.patient(), **there)
    assert (made["start"], made["zone"]) == ("2026-12-01T10:00:00-06:00", "America/Chicago")


def test_configuration_is_read_anew_when_it_changed(api: ApiClient, small: SmallClinic) -> None:
    assert api.get("/availability", service="visit", practitioner="dr-ann").get_json()["items"]
    with small.frontdesk.database.engine.begin() as connection:
        connection.execute(
            text("INSERT INTO time_off (practitioner_id, during) VALUES (:who, '[2026-11-01,2027-12-01)')"),
            {"who": small.ids["dr-ann"]},
        )
    assert api.get("/availability", service="visit", practitioner="dr-ann").get_json()["items"] == []


def test_pages_are_whole_and_without_repeats_when_followed(api: ApiClient, small: SmallClinic) -> None:
    for hour in range(10, 15):
        small.book(api, small.patient(), f"2026-12-01T{hour}:00:00-05:00")
    for path, total in (("/practitioners", 3), ("/appointments", 5)):
        seen: list[str] = []
        cursor: dict[str, object] = {}
        while True:
            page = api.get(path, limit=2, **cursor).get_json()
            seen += [item["id"] for item in page["items"]]
            if page["next"] is None:
                break
            cursor = {"cursor": page["next"]}
        assert len(seen) == len(set(seen)) == total
        assert api.get(path, cursor="???").status_code == 400


def test_nothing_is_found_when_the_address_or_id_is_unknown(api: ApiClient, small: SmallClinic) -> None:
    assert small.ids
    for path in ("/nothing", f"/appointments/{uuid4().hex}", "/appointments/x", f"/patients/{uuid4().hex}", "/holds/x"):
        response = api.get(path)
        assert (response.status_code, response.get_json()["code"]) == (404, "not_found")
    assert api.get("/availability", service="massage").status_code == 404
    assert api.get("/availability").status_code == 400
