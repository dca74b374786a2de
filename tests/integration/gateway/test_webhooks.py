from __future__ import annotations

import itertools
from typing import Any
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from twilio.request_validator import RequestValidator
from werkzeug.test import TestResponse

from backend.gateway.app import LARGEST_REQUEST, create
from backend.identifiers import new_id
from tests.integration.messaging.doubles import CLINIC, PATIENT, Desk

NUMBERS = itertools.count()


class Webhooks:
    """Posts signed forms to the web side, as Twilio does."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.client: FlaskClient = create(desk.frontdesk).test_client()
        self._validator = RequestValidator(desk.frontdesk.settings.twilio.auth_token.reveal())

    def post(self, path: str, form: dict[str, str], *, signature: str | None = None) -> TestResponse:
        """Post a form; signed, unless another signature is given."""
        url = self.desk.frontdesk.settings.public_url + path
        signature = self._validator.compute_signature(url, form) if signature is None else signature
        return self.client.post(
            path,
            data=urlencode(form),
            content_type="application/x-www-form-urlencoded",
            headers={"X-Twilio-Signature": signature},
            environ_overrides={"RAW_URI": path},
        )

    def text(self, body: str, path: str = "/webhooks/sms", **more: str) -> TestResponse:
        """A patient's text."""
        sid = f"SM{next(NUMBERS):032x}"
        form = {"MessageSid": sid, "From": PATIENT, "To": CLINIC, "Body": body, "NumMedia": "0"} | more
        return self.post(path, form)

    def metric(self, name: str) -> float:
        """A figure of /metrics."""
        lines = self.client.get("/metrics").get_data(as_text=True).splitlines()
        return float(next(line for line in lines if line.startswith(name)).rsplit(" ", 1)[1])


@pytest.fixture
def webhooks(desk: Desk) -> Webhooks:
    """The web side of the desk."""
    return Webhooks(desk)


def test_acknowledges_a_text_when_it_is_stored(webhooks: Webhooks) -> None:
    response = webhooks.text("hello")
    assert response.status_code == 200
    assert response.mimetype == "text/xml"
    assert response.get_data(as_text=True).endswith("<Response/>")
    webhooks.desk.work()
    assert webhooks.desk.carrier.texts == ["echo: hello"]


@pytest.mark.parametrize(
    "path", ["/webhooks/sms?n=J%C3%B6rg", "/webhooks/sms?t=a%3Ab", "/webhooks%2Fsms?x=%2F", "/webhooks/sms"]
)
def test_believes_the_signature_when_the_address_is_encoded(webhooks: Webhooks, path: str) -> None:
    assert webhooks.text("  not trimmed \n", path).status_code == 200


@pytest.mark.parametrize("signature", ["", "AAAAAAAAAAAAAAAAAAAAAAAAAAA=", "\u00fc"])
@pytest.mark.parametrize("path", ["/webhooks/sms", "/webhooks/status/0123"])
def test_refuses_and_counts_a_webhook_when_it_is_not_signed(webhooks: Webhooks, path: str, signature: str) -> None:
    before = webhooks.metric('frontdesk_webhooks_rejected_total{reason="forged"}')
    form = {"MessageSid": "SM1", "From": PATIENT, "To": CLINIC, "Body": "hi", "MessageStatus": "sent"}
    response = webhooks.post(path, form, signature=signature.encode("utf-8").decode("latin-1"))
    assert response.status_code == 403
    assert webhooks.metric('frontdesk_webhooks_rejected_total{reason="forged"}') == before + 1
    assert webhooks.desk.sql("SELECT count(*) FROM messages") == [(0,)]


def test_names_the_field_when_a_signed_webhook_makes_no_sense(webhooks: Webhooks) -> None:
    response = webhooks.post("/webhooks/sms", {"MessageSid": "SM1", "Body": "hi"})
    assert response.status_code == 400
    assert "From" in response.get_data(as_text=True)


def test_refuses_a_webhook_when_it_is_far_too_large(webhooks: Webhooks) -> None:
    assert webhooks.text("x" * (LARGEST_REQUEST + 1)).status_code == 413


def test_asks_the_provider_to_come_again_when_the_database_is_away(
    webhooks: Webhooks, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: Any) -> None:
        raise OperationalError("statement", {}, Exception("gone"))

    with monkeypatch.context() as patch:
        patch.setattr(Engine, "raw_connection", away)
        response = webhooks.text("hello", MessageSid="SMagain")
    assert response.status_code == 503
    assert response.headers["Retry-After"]
    assert webhooks.text("hello", MessageSid="SMagain").status_code == 200


def test_moves_a_delivery_when_a_report_arrives(webhooks: Webhooks) -> None:
    webhooks.desk.say("hello")
    ((message,),) = webhooks.desk.sql("SELECT replace(message_id::text, '-', '') FROM deliveries")
    for status in ("delivered", "sent", "queued", "delivered"):
        response = webhooks.post(f"/webhooks/status/{message}", {"MessageSid": "SM1", "MessageStatus": status})
        assert response.status_code == 204
    assert webhooks.desk.sql("SELECT state FROM deliveries") == [("delivered",)]


def test_takes_a_report_when_its_message_is_not_there_yet(webhooks: Webhooks) -> None:
    form = {"MessageSid": "SM1", "MessageStatus": "sent"}
    assert webhooks.post(f"/webhooks/status/{new_id().hex}", form).status_code == 204


def test_answers_404_when_a_report_has_no_id_of_ours(webhooks: Webhooks) -> None:
    assert webhooks.post("/webhooks/status/nonsense", {"MessageSid": "SM1", "MessageStatus": "sent"}).status_code == 404


@pytest.mark.parametrize("path", ["/webhooks/sms", "/webhooks/status/0123"])
def test_answers_nothing_else_when_a_webhook_is_fetched(webhooks: Webhooks, path: str) -> None:
    assert webhooks.client.get(path).status_code in (403, 405)


def test_tells_how_it_is_when_asked(webhooks: Webhooks) -> None:
    assert webhooks.client.get("/healthz").status_code == 200
    assert webhooks.client.get("/readyz").status_code == 200


def test_shows_figures_and_no_patient_when_prometheus_asks(webhooks: Webhooks) -> None:
    webhooks.text("my knee hurts")
    webhooks.desk.work()
    page = webhooks.client.get("/metrics").get_data(as_text=True)
    assert "knee" not in page
    assert PATIENT not in page
    assert webhooks.metric('frontdesk_messages{state="accepted"}') == 1
    assert webhooks.metric("frontdesk_turns_pending") == 0
