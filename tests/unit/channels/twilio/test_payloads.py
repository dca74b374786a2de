"""The recorded webhooks of every channel through Twilio, read as they arrive: signed, in a form."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as some
from twilio.request_validator import RequestValidator

from channels.contracts import ContactUpdate, DeliveryUpdate, Inbound, InboundMessage, Webhook
from channels.errors import Forged, Malformed
from channels.sms.inbound import SmsInbound
from channels.twilio.signatures import Signatures
from channels.twilio.status import Reports
from channels.whatsapp.inbound import WhatsAppInbound

PAYLOADS = Path(__file__).parents[3] / "payloads"
TOKEN = "a-token-for-tests"
ORIGIN = "https://clinic.example"
MESSAGE_ID = "0190b8a2c4d47e8f9a0b1c2d3e4f5061"
SIGNATURES = Signatures(TOKEN, ORIGIN)
INBOUNDS: dict[str, Inbound] = {"sms": SmsInbound(SIGNATURES), "whatsapp": WhatsAppInbound(SIGNATURES)}


def recorded(channel: str, name: str) -> dict[str, Any]:
    return tomllib.loads((PAYLOADS / channel / f"{name}.toml").read_text(encoding="utf-8"))


def cases(name: str) -> list[Any]:
    return [
        pytest.param(channel, case, id=f"{channel}-{title}")
        for channel in INBOUNDS
        for title, case in recorded(channel, name).items()
    ]


def posted(target: str, form: dict[str, str], token: str = TOKEN) -> Webhook:
    signature = RequestValidator(token).compute_signature(ORIGIN + target, form)
    return Webhook(target, {"x-twilio-signature": signature}, urlencode(form).encode())


def refused(inbound: Inbound, webhook: Webhook) -> str:
    with pytest.raises(Malformed) as refusal:
        inbound.read(webhook)
    return refusal.value.field


@pytest.mark.parametrize(("channel", "case"), cases("inbound"))
def test_reads_a_message_when_twilio_sends_it(channel: str, case: dict[str, Any]) -> None:
    webhook = posted(f"/webhooks/{channel}", case["form"])
    if "malformed" in case:
        assert refused(INBOUNDS[channel], webhook) == case["malformed"]
        return
    (message,) = INBOUNDS[channel].read(webhook)

    assert isinstance(message, InboundMessage)
    assert {name: getattr(message, name) for name in case["read"]} == case["read"]
    assert [getattr(message, name) for name in case.get("missing", [])] == [None] * len(case.get("missing", []))


@pytest.mark.parametrize(("channel", "case"), cases("status"))
def test_reads_a_report_when_twilio_sends_it(channel: str, case: dict[str, Any]) -> None:
    webhook = posted(f"/webhooks/status/{MESSAGE_ID}", case["form"])
    if "malformed" in case:
        assert refused(Reports(SIGNATURES), webhook) == case["malformed"]
        return
    report, *contacts = Reports(SIGNATURES).read(webhook)

    assert isinstance(report, DeliveryUpdate)
    assert report.message_id == MESSAGE_ID
    assert {name: getattr(report, name) for name in case["read"]} == case["read"]
    assert contacts == ([ContactUpdate(**case["contact"])] if "contact" in case else [])


@pytest.mark.parametrize("inbound", [*INBOUNDS.values(), Reports(SIGNATURES)])
def test_nothing_is_read_when_the_webhook_is_not_signed_for_us(inbound: Inbound) -> None:
    form = recorded("sms", "inbound")["plain"]["form"]
    genuine = posted("/webhooks/status/1", form)
    for forged in (
        posted("/webhooks/status/1", form, "another-token"),
        Webhook(genuine.target, {}, genuine.body),
        Webhook("/webhooks/status/2", genuine.headers, genuine.body),
        Webhook(genuine.target, genuine.headers, genuine.body + b"&More=1"),
        Webhook(genuine.target, genuine.headers, b""),
    ):
        with pytest.raises(Forged):
            inbound.read(forged)


@pytest.mark.parametrize("target", ["/webhooks/status/", "/webhooks/status/%0A", f"/webhooks/status/{'1' * 65}"])
def test_report_is_refused_when_it_is_about_no_message(target: str) -> None:
    form = {"MessageSid": "SM1", "MessageStatus": "sent"}

    assert refused(Reports(SIGNATURES), posted(target, form)) == "message id"


@pytest.mark.parametrize(
    "body", [b"&" * 5000, b"a=1&" * 2000, b"\xff\xfe=%ed%a0%80", b"%", b"=", "Body=\u202e\U0001f44d".encode()]
)
def test_webhook_is_refused_by_our_own_errors_when_its_body_is_no_form(body: bytes) -> None:
    with pytest.raises((Forged, Malformed)):
        INBOUNDS["sms"].read(Webhook("/webhooks/sms", {"x-twilio-signature": "AAAA"}, body))


NAMES = ["MessageSid", "From", "To", "Body", "NumMedia", "ButtonPayload", "ListId", "Latitude", "OptOutType"]
NAMES += ["MessageStatus", "SmsStatus", "ErrorCode", "WaId"]
VALUES = some.one_of(
    some.text(max_size=40),
    some.sampled_from(
        ["", "0", "9" * 5000, "delivered", "failed", "30006", "\u0663", "whatsapp:", "whatsapp:+15005550101"]
    ),
)


@given(some.dictionaries(some.sampled_from(NAMES), VALUES), some.sampled_from(["sms", "whatsapp", "status"]))
def test_webhook_is_read_or_refused_when_it_says_anything_at_all(form: dict[str, str], kind: str) -> None:
    inbound = {**INBOUNDS, "status": Reports(SIGNATURES)}[kind]
    try:
        events = inbound.read(posted(f"/webhooks/{kind}", form))
    except Malformed:
        return
    for event in events:
        names = [event.provider_id] if not isinstance(event, ContactUpdate) else [event.address]
        names += [event.sender, event.recipient] if isinstance(event, InboundMessage) else []
        assert all(name.isascii() and name.isprintable() and 0 < len(name) <= 160 for name in names)


def test_answer_is_an_empty_document_when_a_message_is_stored() -> None:
    for inbound in INBOUNDS.values():
        answer = inbound.acknowledgement
        assert (answer.status, answer.media_type) == (200, "text/xml")
        assert answer.body.endswith("<Response/>")


@pytest.mark.parametrize("channel", INBOUNDS)
def test_shows_no_words_and_no_number_when_printed(channel: str) -> None:
    shown = repr(INBOUNDS[channel].read(posted(f"/webhooks/{channel}", recorded(channel, "inbound")["plain"]["form"])))

    assert "tuesday" not in shown
    assert "+1500" not in shown
