from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from backend.gateway.app import create
from backend.identifiers import new_id
from tests.integration.messaging.doubles import Desk


@pytest.fixture
def client(desk: Desk) -> FlaskClient:
    """The API, as somebody with the service token calls it."""
    found = create(desk.frontdesk).test_client()
    found.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {desk.frontdesk.settings.service_token.reveal()}"
    return found


def _ask(desk: Desk, client: FlaskClient, reason: str = "patient_asked") -> Any:
    desk.say("hello")
    answer = client.post(f"/api/v1/conversations/{desk.conversation().hex}/handoff", json={"reason": reason})
    assert answer.status_code == 200
    return answer.get_json()


def test_hands_a_conversation_over_and_back_when_called(desk: Desk, client: FlaskClient) -> None:
    asked = _ask(desk, client)
    assert asked["state"] == "waiting"
    assert "cannot say how soon" in asked["text"]
    path = f"/api/v1/handoffs/{asked['id']}"
    assert client.post(f"{path}/claim", json={"staff": "Sam"}).get_json()["claimed_by"] == "Sam"
    for _ in range(2):
        reply = client.post(f"{path}/reply", json={"text": "Hi"}, headers={"Idempotency-Key": "one"})
        assert reply.status_code == 201
    assert client.post(f"{path}/return", json={}).get_json()["state"] == "returned"
    desk.work()
    assert desk.carrier.texts[2:] == ["Hi", "You are back with the assistant of Harbor Clinic. What can I do for you?"]
    messages = client.get(f"/api/v1/conversations/{asked['conversation']}/messages").get_json()
    assert [line["author"] for line in messages["items"]] == ["patient", "bot", "system", "staff", "system"]
    assert client.get(
        f"/api/v1/conversations/{asked['conversation']}/messages?after={messages['next']}"
    ).get_json() == {
        "items": [],
        "next": messages["next"],
    }


def test_pages_through_what_waits_when_there_is_much(desk: Desk, client: FlaskClient) -> None:
    for number in range(3):
        desk.say("chest pain", sender=f"+1500555020{number}")
    first = client.get("/api/v1/handoffs?limit=2").get_json()
    rest = client.get(f"/api/v1/handoffs?limit=2&cursor={first['next']}").get_json()
    assert [len(first["items"]), len(rest["items"]), rest["next"]] == [2, 1, None]
    assert {one["priority"] for one in first["items"]} == {"emergency"}


@pytest.mark.parametrize(
    ("path", "body", "status", "field"),
    [
        ("/conversations/{unknown}/handoff", {"reason": "fallback"}, 404, None),
        ("/conversations/nonsense/handoff", {"reason": "fallback"}, 404, None),
        ("/conversations/{known}/handoff", {"reason": "boredom"}, 400, "reason"),
        ("/conversations/{known}/handoff", {}, 400, "reason"),
        ("/handoffs/{handoff}/claim", {"staff": ""}, 400, "staff"),
        ("/handoffs/{handoff}/reply", {"text": ""}, 400, "text"),
        ("/handoffs/{handoff}/reply", {"text": "not claimed"}, 409, None),
        ("/handoffs/{unknown}/claim", {"staff": "Sam"}, 404, None),
    ],
)
def test_says_what_is_wrong_when_a_request_is(
    desk: Desk, client: FlaskClient, path: str, body: dict[str, str], status: int, field: str | None
) -> None:
    asked = _ask(desk, client)
    path = path.format(unknown=new_id().hex, known=asked["conversation"], handoff=asked["id"])
    answer = client.post(f"/api/v1{path}", json=body, headers={"Idempotency-Key": "one"})
    assert answer.status_code == status
    assert answer.content_type == "application/problem+json"
    assert [one["field"] for one in answer.get_json()["errors"]] == ([field] if field else [])


def test_tells_nobody_without_a_token_anything(desk: Desk) -> None:
    desk.say("hello")
    client = create(desk.frontdesk).test_client()
    for path in ("/api/v1/handoffs", f"/api/v1/conversations/{desk.conversation().hex}/messages"):
        assert client.get(path).status_code == 401
