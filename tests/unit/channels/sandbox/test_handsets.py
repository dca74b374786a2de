"""The telephones: texts to the clinic, its answers, the words the carrier acts on."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from channels.sandbox.contents import Rendered
from channels.sandbox.messages import Direction
from tests.contracts.running import (
    ACCOUNT_SID,
    CLINIC_NUMBER,
    PATIENT,
    SERVICE_SID,
    Clinic,
    running_carrier,
    settings_for,
    until,
)

pytestmark = pytest.mark.enable_socket

JSON = {"Content-Type": "application/json"}


def text(web: httpx.Client, body: str, number: str = PATIENT) -> dict[str, Any]:
    answer = web.post(f"/sandbox/handsets/{number}/messages", json={"text": body})
    assert answer.status_code == 202
    sent: dict[str, Any] = answer.json()
    return sent


def thread(web: httpx.Client, number: str = PATIENT) -> list[dict[str, Any]]:
    messages: list[dict[str, Any]] = web.get(f"/sandbox/handsets/{number}/messages").json()["messages"]
    return messages


def bodies_received(web: httpx.Client) -> list[str]:
    return [message["body"] for message in thread(web) if message["direction"] != "inbound"]


def test_clinic_gets_a_signed_form_with_every_parameter_when_a_telephone_texts(
    web: httpx.Client, clinic: Clinic
) -> None:
    sent = text(web, " can i come tuesday? ")

    (call,) = clinic.texts()
    assert call.genuine
    assert call.target == "/webhooks/sms"
    assert call.headers["Content-Type"].startswith("application/x-www-form-urlencoded")
    assert call.headers["I-Twilio-Idempotency-Token"]
    assert call.form == {
        "AccountSid": ACCOUNT_SID,
        "ApiVersion": "2010-04-01",
        "Body": " can i come tuesday? ",
        "From": PATIENT,
        "FromCity": "",
        "FromCountry": "US",
        "FromState": "",
        "FromZip": "",
        "MessageSid": sent["sid"],
        "NumMedia": "0",
        "NumSegments": "1",
        "SmsMessageSid": sent["sid"],
        "SmsSid": sent["sid"],
        "SmsStatus": "received",
        "To": CLINIC_NUMBER,
        "ToCity": "",
        "ToCountry": "US",
        "ToState": "",
        "ToZip": "",
    }
    until(lambda: thread(web)[0]["webhook_status"] == 200)


@pytest.mark.parametrize(
    "body", ["", "😀 مرحبا ж", "a&b=c+d%20e", "x" * 1600, "line\nbreak\r\n\ttab", "/book{}", "\x00\x01\x7f"]
)
def test_body_arrives_unchanged_and_signed_when_it_is_unusual(web: httpx.Client, clinic: Clinic, body: str) -> None:
    text(web, body)

    (call,) = clinic.texts()
    assert (call.form["Body"], call.genuine) == (body, True)


@pytest.mark.parametrize(
    ("number", "sent", "field"),
    [
        (PATIENT, {"text": "x" * 1601}, "text"),
        (PATIENT, {"text": 5}, "text"),
        (PATIENT, {}, "text"),
        (PATIENT, [], "text"),
        (PATIENT, {"text": "\ud83d"}, "text"),
        ("me", {"text": "hi"}, "number"),
        (CLINIC_NUMBER, {"text": "hi"}, "number"),
    ],
)
def test_text_is_refused_with_the_field_when_a_telephone_could_not_send_it(
    web: httpx.Client, clinic: Clinic, number: str, sent: object, field: str
) -> None:
    answer = web.post(f"/sandbox/handsets/{number}/messages", content=json.dumps(sent), headers=JSON)

    assert (answer.status_code, answer.json()["field"]) == (400, field)
    assert clinic.calls == []


def test_text_is_refused_when_it_is_not_json(web: httpx.Client) -> None:
    answer = web.post(f"/sandbox/handsets/{PATIENT}/messages", content='{"text": "hi"}')

    assert answer.status_code == 400


def test_reply_arrives_when_the_clinic_answers_with_twiml(web: httpx.Client, clinic: Clinic, client: Client) -> None:
    clinic.answers = [
        (200, "text/xml", "<Response><Message>One &amp; only</Message><Message><Body>Two</Body></Message></Response>")
    ]

    text(web, "hi")

    until(lambda: bodies_received(web) == ["One & only", "Two"])
    assert {message.direction for message in client.messages.list()} == {"inbound", "outbound-reply"}


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ((500, "text/html", "oops"), 11200),
        ((404, "text/html", "where"), 11200),
        ((200, "text/xml", "<Response>"), 12100),
        ((200, "text/xml", '<!DOCTYPE x [<!ENTITY a "b">]><Response/>'), 12100),
        ((200, "text/xml", "<Something/>"), 12100),
        ((200, "application/json", "{}"), 12300),
    ],
)
def test_telephone_shows_the_error_when_the_clinic_answers_wrongly(
    web: httpx.Client, clinic: Clinic, answer: tuple[int, str, str], code: int
) -> None:
    clinic.answers = [answer]

    text(web, "hi")

    until(lambda: thread(web)[0]["error_code"] == code)
    assert len(clinic.calls) == 1


@pytest.mark.parametrize(
    "word", ["STOP", "stop", " Stop ", "StopAll", "unsubscribe", "END", "quit", "OPTOUT", "revoke"]
)
def test_telephone_is_opted_out_and_told_once_when_it_texts(
    web: httpx.Client, clinic: Clinic, client: Client, word: str
) -> None:
    text(web, word)
    text(web, word)

    assert [call.form["OptOutType"] for call in clinic.texts(2)] == ["STOP", "STOP"]
    with pytest.raises(TwilioRestException) as refused:
        client.messages.create(to=PATIENT, from_=CLINIC_NUMBER, body="Hello")
    assert (refused.value.status, refused.value.code) == (400, 21610)
    assert len(bodies_received(web)) == 1
    assert {message.direction for message in client.messages.list()} == {"inbound"}
    assert web.get(f"/sandbox/handsets/{PATIENT}/messages").json()["opted_out"] is True


@pytest.mark.parametrize("word", ["CANCEL", "cancel", "yes", "stop please", "C", "end of march", "no"])
def test_word_is_a_text_like_any_other_when_it_is(web: httpx.Client, clinic: Clinic, client: Client, word: str) -> None:
    text(web, word)

    (call,) = clinic.texts()
    assert "OptOutType" not in call.form
    assert client.messages.create(to=PATIENT, from_=CLINIC_NUMBER, body="Hello").sid


@pytest.mark.parametrize("word", ["START", "unstop"])
def test_texts_flow_again_when_a_telephone_opts_in(
    web: httpx.Client, clinic: Clinic, client: Client, word: str
) -> None:
    text(web, "STOP")
    text(web, word)

    assert {call.form["OptOutType"] for call in clinic.texts(2)} == {"STOP", "START"}
    assert client.messages.create(to=PATIENT, from_=CLINIC_NUMBER, body="Hello").sid
    assert len(bodies_received(web)) == 3


def test_help_is_answered_by_the_carrier_when_not_opted_out(web: httpx.Client, clinic: Clinic) -> None:
    text(web, "help")
    text(web, "stop")
    text(web, "help")

    assert len(clinic.texts(3)) == 3
    assert len(bodies_received(web)) == 2


def test_webhook_is_posted_twice_with_one_sid_when_ordered(web: httpx.Client, clinic: Clinic) -> None:
    web.post("/sandbox/faults", json={"kind": "webhook_twice"})

    text(web, "hi")

    assert len({call.form["MessageSid"] for call in clinic.texts(2)}) == 1


def test_messaging_service_is_named_when_the_number_belongs_to_one(clinic: Clinic) -> None:
    with running_carrier(settings_for(clinic.url, messaging_service_sid=SERVICE_SID)) as (_, url):
        httpx.post(f"{url}/sandbox/handsets/{PATIENT}/messages", json={"text": "hi"})

        assert clinic.texts()[0].form["MessagingServiceSid"] == SERVICE_SID


def test_events_follow_a_text_and_its_answer_when_a_page_listens(
    web: httpx.Client, clinic: Clinic, client: Client
) -> None:
    with web.stream("GET", "/sandbox/events") as stream:
        lines = stream.iter_lines()
        assert next(lines).startswith("retry:")
        text(web, "hi")
        client.messages.create(to=PATIENT, from_=CLINIC_NUMBER, body="Hello")
        seen: list[tuple[str, str, str]] = []
        while not seen or seen[-1][2] != "delivered":
            line = next(lines)
            if line.startswith("event: "):
                kind = line.removeprefix("event: ")
            if line.startswith("data: "):
                data = json.loads(line.removeprefix("data: "))
                seen.append((kind, data["body"], data["status"]))

    assert seen[0] == ("message", "hi", "receiving")
    assert ("status", "hi", "received") in seen
    assert [event for event in seen if event[1] == "Hello"] == [
        ("message", "Hello", "queued"),
        ("status", "Hello", "sending"),
        ("status", "Hello", "sent"),
        ("status", "Hello", "delivered"),
    ]


@pytest.mark.parametrize(
    ("origin", "shared"),
    [("http://127.0.0.1:8000", True), ("http://localhost:3000", True), ("https://elsewhere.example", False)],
)
def test_answers_are_shared_when_the_page_is_local(web: httpx.Client, origin: str, shared: bool) -> None:
    for method in ("GET", "OPTIONS"):
        answer = web.request(method, f"/sandbox/handsets/{PATIENT}/messages", headers={"Origin": origin})

        assert (answer.headers.get("Access-Control-Allow-Origin") == origin) is shared


def test_last_thousand_messages_are_kept_when_a_telephone_texts_more(clinic: Clinic) -> None:
    with running_carrier(settings_for(clinic.url)) as (carrier, _):
        for number in range(1005):
            carrier.outgoing.send(PATIENT, Rendered(str(number)), Direction.OUTBOUND_API)

        kept = carrier.ledger.thread(PATIENT)
        assert (len(kept), kept[0].body, kept[-1].body) == (1000, "5", "1004")
