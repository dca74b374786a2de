from __future__ import annotations

import pytest
from twilio.request_validator import RequestValidator
from werkzeug.datastructures import MultiDict

from channels.errors import Forged
from channels.twilio.signatures import Signatures

TOKEN = "a-token-for-tests"
FORM = MultiDict(
    [("Body", " hi "), ("From", "+15005550101"), ("MediaUrl", "b"), ("MediaUrl", "a"), ("New", "J\u00f6rg")]
)


def _signed(url: str) -> str:
    return str(RequestValidator(TOKEN).compute_signature(url, FORM))


@pytest.mark.parametrize(
    "raw_uri",
    [
        "/webhooks/sms",
        "/webhooks/sms?n=J%C3%B6rg",
        "/webhooks/sms?t=a%3Ab",
        "/clinic%2F7/webhooks/sms",
        "/webhooks/sms?a=1&b=%20&c=+",
        "/webhooks/sms?",
    ],
)
@pytest.mark.parametrize("origin", ["https://clinic.example", "http://127.0.0.1:8000", "https://clinic.example:8443"])
def test_believes_a_webhook_when_it_was_signed_for_its_address(origin: str, raw_uri: str) -> None:
    Signatures(TOKEN, f"{origin}/ignored").check(raw_uri, FORM, _signed(origin + raw_uri))


def test_believes_a_webhook_when_a_proxy_passed_the_whole_address() -> None:
    raw = "http://10.0.0.7:9000/webhooks/sms?n=J%C3%B6rg"
    signature = _signed("https://clinic.example/webhooks/sms?n=J%C3%B6rg")
    Signatures(TOKEN, "https://clinic.example").check(raw, FORM, signature)


@pytest.mark.parametrize(
    "tolerated", ["https://clinic.example:443/webhooks/sms", "https://clinic.example/webhooks/sms"]
)
def test_believes_a_webhook_when_only_the_usual_port_was_named(tolerated: str) -> None:
    Signatures(TOKEN, "https://clinic.example").check("/webhooks/sms", FORM, _signed(tolerated))


@pytest.mark.parametrize(
    ("raw_uri", "form", "signature"),
    [
        ("/webhooks/sms", FORM, None),
        ("/webhooks/sms", FORM, ""),
        ("/webhooks/sms", FORM, "\u00fcmlaut"),
        ("/webhooks/sms", FORM, "AAAAAAAAAAAAAAAAAAAAAAAAAAA="),
        ("/webhooks/other", FORM, "right"),
        ("http://[", FORM, "right"),
        ("*", FORM, "right"),
        ("", FORM, "right"),
        ("you@elsewhere.example:x", FORM, "right"),
        ("/webhooks/sms?x=1", FORM, "right"),
        ("/webhooks/sms", MultiDict([*FORM.items(multi=True), ("More", "1")]), "right"),
        ("/webhooks/sms", MultiDict({**FORM, "Body": "hi"}), "right"),
        ("/webhooks/sms", MultiDict(), "right"),
    ],
)
def test_refuses_a_webhook_when_anything_was_altered(
    raw_uri: str, form: MultiDict[str, str], signature: str | None
) -> None:
    if signature == "right":
        signature = _signed("https://clinic.example/webhooks/sms")
    with pytest.raises(Forged):
        Signatures(TOKEN, "https://clinic.example").check(raw_uri, form, signature)
