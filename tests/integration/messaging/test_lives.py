"""What became of a message, by the API and at the command line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from backend.bootstrap import Frontdesk
from backend.commands import messages
from backend.gateway.app import create
from channels.contracts import DeliveryUpdate
from channels.errors import Rejected
from tests.conftest import SettableClock
from tests.integration.messaging.doubles import Desk


@pytest.fixture
def client(desk: Desk) -> FlaskClient:
    """A client of the API with the service token."""
    made = create(desk.frontdesk).test_client()
    made.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {desk.frontdesk.settings.service_token.reveal()}"
    return made


@pytest.fixture
def moved(desk: Desk, clock: SettableClock) -> str:
    """The id of an answer that Telegram refused and a text carried."""
    desk.say("hello")
    clock.advance(minutes=1)
    desk.write("telegram", "hello", "471112", link=desk.frontdesk.linking.issue(desk.conversation()).token)
    desk.carriers["telegram"].failures = [Rejected("400")]
    desk.write("telegram", "are you there?", "471112")
    ((message,),) = desk.sql("SELECT replace(message_id::text, '-', '') FROM delivery_attempts")
    return str(message)


def _holds_to(client: FlaskClient, path: str, method: str, status: int, answer: Any) -> None:
    document = client.get("/api/v1/openapi.json").get_json()
    content = document["paths"][f"/api/v1{path}"][method]["responses"][str(status)]["content"]
    schema = content["application/json"]["schema"]
    jsonschema.validate(answer, {**schema, "components": document["components"]})


def test_tells_every_address_and_state_when_a_message_went_on(desk: Desk, client: FlaskClient, moved: str) -> None:
    desk.frontdesk.delivery.update(DeliveryUpdate(moved, "SM" + "2".zfill(32), "delivered"))
    life = client.get(f"/api/v1/messages/{moved}").get_json()
    assert (life["state"], life["author"], life["channel"]) == ("delivered", "bot", "telegram")
    shown = [(one["channel"], one["address"], one["state"], one["error_code"]) for one in life["attempts"]]
    assert shown == [("telegram", "***12", "failed", "400"), ("sms", "+1***01", "delivered", None)]
    _holds_to(client, "/messages/{id}", "get", 200, life)
    assert "471112" not in json.dumps(life)


def test_tells_no_state_when_a_message_came_in(desk: Desk, client: FlaskClient) -> None:
    desk.say("hello")
    ((received,),) = desk.sql("SELECT id FROM messages WHERE direction = 'inbound'")
    life = client.get(f"/api/v1/messages/{received}").get_json()
    assert (life["state"], life["attempts"]) == (None, [])
    _holds_to(client, "/messages/{id}", "get", 200, life)


@pytest.mark.parametrize("id_", ["nonsense", "0" * 32])
def test_is_not_found_when_there_is_no_such_message(desk: Desk, client: FlaskClient, id_: str) -> None:
    assert desk.carrier.sent == []
    assert client.get(f"/api/v1/messages/{id_}").status_code == 404


def test_tells_where_a_person_may_be_reached(desk: Desk, client: FlaskClient, moved: str) -> None:
    assert moved
    found = client.get(f"/api/v1/conversations/{desk.conversation().hex}/addresses").get_json()
    assert [(one["channel"], one["address"], one["standing"]) for one in found["items"]] == [
        ("telegram", "***12", "ok"),
        ("sms", "+1***01", "ok"),
    ]
    _holds_to(client, "/conversations/{id}/addresses", "get", 200, found)


def test_takes_a_mailbox_when_a_person_named_one(desk: Desk, client: FlaskClient) -> None:
    desk.say("hello")
    path = f"/api/v1/conversations/{desk.conversation().hex}/addresses"
    for _ in range(2):
        taken = client.post(
            path, json={"channel": "email", "address": " Ada@Mail.Example"}, headers={"Idempotency-Key": "one"}
        )
        assert [one["channel"] for one in taken.get_json()["items"]] == ["sms", "email"]
        _holds_to(client, "/conversations/{id}/addresses", "post", 200, taken.get_json())
    for wrong in ({"channel": "sms", "address": "+12025550100"}, {"channel": "email", "address": "ada at home"}):
        assert client.post(path, json=wrong, headers={"Idempotency-Key": "two"}).status_code == 400


def test_makes_a_link_and_keeps_a_preference_when_asked(desk: Desk, client: FlaskClient) -> None:
    desk.say("hello")
    path, key = f"/api/v1/conversations/{desk.conversation().hex}", {"Idempotency-Key": "one"}
    made = client.post(f"{path}/links", json={}, headers=key)
    assert made.status_code == 201
    _holds_to(client, "/conversations/{id}/links", "post", 201, made.get_json())
    assert len(desk.write("telegram", "hello", "471112", link=made.get_json()["token"])) == 1
    assert client.post(f"{path}/preference", json={"channel": "telegram"}, headers=key).status_code == 204
    assert desk.sql("SELECT preferred_channel FROM conversations WHERE preferred_channel IS NOT NULL") == [
        ("telegram",)
    ]
    assert client.post(f"{path}/preference", json={"channel": "pigeon"}, headers=key).status_code == 400
    assert client.post(f"{path}/preference", json={"channel": None}, headers=key).status_code == 204


def test_shows_a_life_when_asked_at_the_command_line(desk: Desk, moved: str, monkeypatch: pytest.MonkeyPatch) -> None:
    @contextmanager
    def installation() -> Iterator[Frontdesk]:
        yield desk.frontdesk

    monkeypatch.setattr(messages, "installation", installation)
    shown = CliRunner().invoke(messages.command, ["show", moved]).output
    assert "telegram ***12: failed (400)" in shown
    assert "sms +1***01: accepted" in shown
    as_json = CliRunner().invoke(messages.command, ["show", moved, "--json"]).output
    assert json.loads(as_json)["state"] == "accepted"
