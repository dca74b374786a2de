"""WhatsApp at the carrier: the window, content, buttons, receipts, people who show no number, air-plane mode."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import httpx
import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client
from twilio.rest.content.v1.content import ContentList

from channels.sandbox.carrier import Carrier
from channels.sandbox.contents import WELCOME_SID
from tests.contracts.running import (
    CLINIC_NUMBER,
    CLINIC_WHATSAPP,
    PATIENT,
    Clinic,
    official_client,
    recording_clinic,
    settings_for,
    until,
)

pytestmark = pytest.mark.enable_socket

HANDSET = f"whatsapp:{PATIENT}"
NAMELESS = "whatsapp:US.13491208655302741918"
SENDER = f"whatsapp:{CLINIC_WHATSAPP}"
OFFER = {"twilio/quick-reply": {"body": "{{1}}", "actions": [{"type": "QUICK_REPLY", "title": "{{2}}", "id": "{{3}}"}]}}
LIST = {"twilio/list-picker": {"body": "{{1}}", "button": "Choose", "items": [{"item": "{{2}}", "id": "{{3}}"}]}}


def write(web: httpx.Client, body: str, handset: str = HANDSET) -> dict[str, Any]:
    answer = web.post(f"/sandbox/handsets/{handset}/messages", json={"text": body})
    assert answer.status_code == 202
    sent: dict[str, Any] = answer.json()
    return sent


def state(web: httpx.Client, handset: str = HANDSET, **changes: bool) -> dict[str, Any]:
    answer = web.post(f"/sandbox/handsets/{handset}/state", json=changes)
    assert answer.status_code == 200
    shown: dict[str, Any] = answer.json()
    return shown


def thread(web: httpx.Client, handset: str = HANDSET) -> list[dict[str, Any]]:
    messages: list[dict[str, Any]] = web.get(f"/sandbox/handsets/{handset}/messages").json()["messages"]
    return messages


def made(client: Client, types: dict[str, Any]) -> str:
    wanted = ContentList.ContentCreateRequest(
        {"friendly_name": "offer", "language": "en", "variables": {"1": "a", "2": "b", "3": "c"}, "types": types}
    )
    return str(client.content.v1.contents.create(wanted).sid)


def send(client: Client, clinic: Clinic, to: str = HANDSET, **content: str) -> str:
    if not content:
        content = {"body": "Hello"}
    callback = f"{clinic.url}/status"
    return str(client.messages.create(to=to, from_=SENDER, status_callback=callback, **content).sid)


def offered(client: Client, clinic: Clinic, types: dict[str, Any], *values: str) -> str:
    variables = json.dumps({str(number): value for number, value in enumerate(values, start=1)})
    return send(client, clinic, content_sid=made(client, types), content_variables=variables)


def reports(clinic: Clinic, count: int) -> list[str]:
    """The states reported, in order, once there are so many; webhooks of messages are left out."""
    until(lambda: len([call for call in clinic.calls if call.target == "/status"]) >= count)
    return [call.form["MessageStatus"] for call in clinic.calls if call.target == "/status"]


def test_clinic_gets_whatsapps_parameters_when_somebody_writes(web: httpx.Client, clinic: Clinic) -> None:
    write(web, " hola? ")

    (call,) = clinic.texts()
    assert call.genuine
    assert call.target == "/webhooks/whatsapp"
    assert (call.form["From"], call.form["To"], call.form["Body"]) == (HANDSET, SENDER, " hola? ")
    assert (call.form["WaId"], call.form["NumSegments"]) == (PATIENT.removeprefix("+"), "1")
    assert not {"FromCountry", "OptOutType", "ButtonPayload"} & call.form.keys()


def test_nobody_gets_a_number_when_the_person_shows_none(web: httpx.Client, clinic: Clinic, client: Client) -> None:
    write(web, "hi", NAMELESS)
    call = clinic.texts()[0]
    send(client, clinic, NAMELESS)

    assert (call.form["From"], call.form["WaId"]) == (NAMELESS, "")
    assert reports(clinic, 3)[-1] == "delivered"


@pytest.mark.parametrize("word", ["STOP", "START", "HELP"])
def test_word_is_a_message_like_any_other_when_written_on_whatsapp(
    web: httpx.Client, clinic: Clinic, word: str
) -> None:
    write(web, word)

    assert "OptOutType" not in clinic.texts()[0].form
    assert len(thread(web)) == 1


def test_text_arrives_when_the_person_wrote_before(web: httpx.Client, clinic: Clinic, client: Client) -> None:
    write(web, "hi")
    sid = send(client, clinic)

    assert reports(clinic, 3) == ["sending", "sent", "delivered"]
    report = clinic.calls[-1].form
    assert (report["ChannelPrefix"], report["EventType"]) == ("whatsapp", "DELIVERED")
    assert client.messages(sid).fetch().from_ == SENDER
    assert [message.sid for message in client.messages.list(to=HANDSET)] == [sid]


@pytest.mark.parametrize("wrote", [True, False])
def test_text_fails_when_the_window_is_closed(
    web: httpx.Client, clinic: Clinic, client: Client, *, wrote: bool
) -> None:
    if wrote:
        write(web, "hi")
        assert state(web)["window_until"] is not None
        assert state(web, window=False)["window_until"] is None
    send(client, clinic)

    assert reports(clinic, 2) == ["sending", "failed"]
    assert clinic.calls[-1].form["ErrorCode"] == "63016"


def test_window_closes_by_itself_when_a_day_has_passed() -> None:
    moment = datetime(2026, 12, 1, 9, tzinfo=UTC)
    with recording_clinic() as clinic:
        carrier = Carrier(settings_for(clinic.url), now=lambda: moment)
        carrier.incoming.receive(HANDSET, "hi")
        ends = []
        for hours in (24, 25):
            moment = datetime(2026, 12, 1, 9, tzinfo=UTC) + timedelta(hours=hours)
            message, _ = carrier.outgoing.create({"To": HANDSET, "From": SENDER, "Body": "Hello"})
            ends.append(until(partial(_ended, carrier, message.sid)))
        carrier.close()

    assert ends == ["delivered", "failed"]


def _ended(carrier: Carrier, sid: str) -> str | None:
    message = carrier.ledger.find(sid)
    assert message is not None
    return message.status.value if message.status.value in {"delivered", "failed"} else None


def test_template_starts_a_conversation_when_it_is_approved(web: httpx.Client, clinic: Clinic, client: Client) -> None:
    send(client, clinic, content_sid=WELCOME_SID, content_variables='{"1": "Elm Street", "2": "Call us, please."}')

    assert reports(clinic, 3)[-1] == "delivered"
    assert thread(web)[0]["body"] == "This is Elm Street. Call us, please. Answer here to write to us."


def test_content_starts_no_conversation_when_nobody_approved_it(clinic: Clinic, client: Client) -> None:
    sid = made(client, {"twilio/text": {"body": "Hello {{1}}"}})
    send(client, clinic, content_sid=sid)
    assert reports(clinic, 2)[-1] == "failed"

    client.content.v1.contents(sid).approval_create.create(_approval())
    send(client, clinic, content_sid=sid)
    assert reports(clinic, 5)[-1] == "delivered"
    assert client.content.v1.contents(sid).approval_fetch().fetch().whatsapp["status"] == "approved"


def _approval() -> Any:
    from twilio.rest.content.v1.content.approval_create import ApprovalCreateList  # noqa: PLC0415

    return ApprovalCreateList.ContentApprovalRequest({"name": "hello", "category": "UTILITY"})


@pytest.mark.parametrize(
    ("types", "kind", "payload", "words"),
    [(OFFER, "button", "ButtonPayload", "ButtonText"), (LIST, "interactive", "ListId", "ListTitle")],
)
def test_clinic_gets_the_payload_when_a_button_is_pressed(
    web: httpx.Client,
    clinic: Clinic,
    client: Client,
    types: dict[str, Any],
    kind: str,
    payload: str,
    words: str,
) -> None:
    write(web, "hi")
    sid = offered(client, clinic, types, "Tue {{3}}?", "Yes", "opaque")
    assert thread(web)[-1]["body"] == "Tue {{3}}?"
    assert thread(web)[-1]["buttons"] == [{"label": "Yes", "payload": "opaque"}]

    web.post(f"/sandbox/handsets/{HANDSET}/messages", json={"press": "opaque"}).raise_for_status()

    form = until(lambda: next((call.form for call in clinic.calls if payload in call.form), None))
    assert (form[payload], form[words], form["Body"]) == ("opaque", "Yes", "Yes")
    assert (form["MessageType"], form["OriginalRepliedMessageSid"]) == (kind, sid)


def test_nothing_is_pressed_when_there_is_no_such_button(web: httpx.Client, clinic: Clinic) -> None:
    answer = web.post(f"/sandbox/handsets/{HANDSET}/messages", json={"press": "made up"})

    assert (answer.status_code, answer.json()["field"]) == (400, "press")
    assert clinic.calls == []


def test_message_is_read_when_somebody_looks(web: httpx.Client, clinic: Clinic, client: Client) -> None:
    write(web, "hi")
    send(client, clinic)
    reports(clinic, 3)
    state(web, read=True)
    state(web, read=True)

    assert reports(clinic, 4) == ["sending", "sent", "delivered", "read"]
    assert clinic.calls[-1].form["EventType"] == "READ"
    assert thread(web)[-1]["status"] == "read"


def test_message_is_undelivered_when_the_person_blocked_us(web: httpx.Client, clinic: Clinic, client: Client) -> None:
    write(web, "hi")
    state(web, blocked=True)
    send(client, clinic)
    assert reports(clinic, 3)[-1] == "undelivered"
    assert clinic.calls[-1].form["ErrorCode"] == "63014"

    state(web, blocked=False)
    send(client, clinic)
    assert reports(clinic, 6)[-1] == "delivered"


@pytest.mark.parametrize("handset", [PATIENT, HANDSET])
def test_messages_wait_when_the_telephone_is_in_air_plane_mode(
    web: httpx.Client, clinic: Clinic, client: Client, handset: str
) -> None:
    write(web, "hi", handset)
    assert state(web, handset, aeroplane=True)["aeroplane"] is True
    write(web, "from the air", handset)
    sender = SENDER if handset == HANDSET else CLINIC_NUMBER
    sids = [
        str(client.messages.create(to=handset, from_=sender, body=body, status_callback=f"{clinic.url}/status").sid)
        for body in ("one", "two")
    ]
    assert sorted(reports(clinic, 4)) == ["sending", "sending", "sent", "sent"]
    assert [call.form["Body"] for call in clinic.calls if "Body" in call.form] == ["hi"]

    assert state(web, PATIENT, aeroplane=False)["aeroplane"] is False

    assert reports(clinic, 6)[4:] == ["delivered", "delivered"]
    until(lambda: "from the air" in [call.form.get("Body") for call in clinic.calls])
    assert {client.messages(sid).fetch().status for sid in sids} == {"delivered"}


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"to": "whatsapp:hello"}, 21211),
        ({"to": "whatsapp:us.1"}, 21211),
        ({"to": SENDER}, 21266),
        ({"to": PATIENT}, 21910),
        ({"from_": CLINIC_NUMBER}, 21910),
        ({"from_": "whatsapp:+15005550001"}, 63007),
        ({"body": "x" * 1601}, 21617),
        ({"content_sid": WELCOME_SID}, 20001),
        ({"content_sid": "HX" + "1" * 32}, 21655),
        ({"body": "", "content_sid": WELCOME_SID, "content_variables": "nonsense"}, 21656),
        ({"body": "", "content_sid": WELCOME_SID, "content_variables": '{"1": ""}'}, 21656),
        ({"body": "", "content_sid": WELCOME_SID, "content_variables": '{"1": "a\\nb"}'}, 21656),
        ({"body": "", "content_sid": WELCOME_SID, "content_variables": json.dumps({"1": "x" * 256})}, 21656),
    ],
)
def test_message_is_refused_with_twilios_code_when_it_cannot_be_sent(
    client: Client, clinic: Clinic, wrong: dict[str, str], code: int
) -> None:
    with pytest.raises(TwilioRestException) as refused:
        client.messages.create(**{"to": HANDSET, "from_": SENDER, "body": "Hello", **wrong})

    assert (refused.value.status, refused.value.code) == (400, code)


@pytest.mark.parametrize(
    "types",
    [
        {},
        {"twilio/media": {"media": ["x"]}},
        {"twilio/text": {}},
        {"twilio/text": {"body": "x" * 1601}},
        {"twilio/quick-reply": {"body": "x", "actions": []}},
        {"twilio/quick-reply": {"body": "x", "actions": [{"title": str(number), "id": "1"} for number in range(4)]}},
        {"twilio/quick-reply": {"body": "x", "actions": [{"title": "x" * 21, "id": "1"}]}},
        {"twilio/quick-reply": {"body": "x", "actions": [{"title": "Yes", "id": "x" * 201}]}},
        {"twilio/quick-reply": {"body": "x", "actions": [{"title": "Yes", "id": "1"}, {"title": "Yes", "id": "2"}]}},
        {"twilio/list-picker": {"body": "x" * 1025, "button": "y", "items": [{"item": "a", "id": "1"}]}},
        {"twilio/list-picker": {"body": "x", "button": "y", "items": [{"item": "x" * 25, "id": "1"}]}},
    ],
)
def test_content_is_refused_when_whatsapp_could_not_show_it(client: Client, types: dict[str, Any]) -> None:
    with pytest.raises(TwilioRestException) as refused:
        made(client, types)

    assert refused.value.status == 400


def test_content_is_found_until_it_is_deleted(client: Client) -> None:
    sids = {made(client, OFFER) for _ in range(3)}
    contents = client.content.v1.contents

    assert {content.sid for content in contents.list(page_size=2)} == sids | {WELCOME_SID}
    assert contents(min(sids)).fetch().friendly_name == "offer"
    assert contents(min(sids)).delete()
    with pytest.raises(TwilioRestException) as gone:
        contents(min(sids)).fetch()
    assert (gone.value.status, gone.value.code) == (404, 20404)


def test_content_is_nobody_elses_when_the_token_is_wrong(carrier_url: str) -> None:
    with pytest.raises(TwilioRestException) as refused:
        official_client(carrier_url, token="wrong").content.v1.contents(WELCOME_SID).fetch()

    assert refused.value.status == 401


@pytest.mark.parametrize("wrong", [{"aeroplane": "yes"}, {"colour": True}])
def test_state_is_refused_with_the_field_when_it_is_wrong(web: httpx.Client, wrong: dict[str, object]) -> None:
    answer = web.post(f"/sandbox/handsets/{HANDSET}/state", json=wrong)

    assert (answer.status_code, answer.json()["field"]) == (400, next(iter(wrong)))


def test_webhook_never_comes_when_it_is_lost(web: httpx.Client, clinic: Clinic) -> None:
    web.post("/sandbox/faults", json={"kind": "webhook_lost", "handset": HANDSET}).raise_for_status()
    write(web, "lost")
    write(web, "found")

    assert [call.form["Body"] for call in clinic.texts()] == ["found"]


def test_request_is_refused_with_the_code_when_ordered(web: httpx.Client, clinic: Clinic, client: Client) -> None:
    web.post("/sandbox/faults", json={"kind": "refused", "error_code": 63024}).raise_for_status()

    with pytest.raises(TwilioRestException) as refused:
        send(client, clinic)
    assert (refused.value.status, refused.value.code) == (400, 63024)
