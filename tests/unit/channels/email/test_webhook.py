"""Mail that a relay hands over by HTTP."""

from __future__ import annotations

import base64
import json

import pytest

from channels.contracts import InboundMessage, Webhook
from channels.email.inbound import MailReader
from channels.email.webhook import MailInbound, signature
from channels.errors import Forged, Malformed
from tests.unit.channels.email.account import ACCOUNT, PATIENT, THREAD
from tests.unit.channels.email.test_payloads import MAILS

SECRET = "shared with the relay"
NOW = 1_795_446_000
INBOUND = MailInbound(MailReader(ACCOUNT), SECRET, lambda: NOW)


def webhook(body: bytes, kind: str = "message/rfc822", *, at: str = str(NOW), signed: str | None = None) -> Webhook:
    headers = {
        "content-type": kind,
        "x-frontdesk-timestamp": at,
        "x-frontdesk-signature": signature(SECRET, at, body) if signed is None else signed,
    }
    return Webhook("/webhooks/email", headers, body)


def whole(**changes: object) -> bytes:
    given: dict[str, object] = {"raw": base64.b64encode(MAILS["plain"]).decode(), "sender": PATIENT}
    return json.dumps(given | changes).encode()


@pytest.mark.parametrize(
    ("body", "kind"), [(MAILS["plain"], "message/rfc822"), (whole(), "application/json; charset=x")]
)
def test_mail_is_read_when_the_relay_signed_it(body: bytes, kind: str) -> None:
    (event,) = INBOUND.read(webhook(body, kind))

    assert isinstance(event, InboundMessage)
    assert (event.thread, event.sender, event.body) == (THREAD, PATIENT, "Tuesday at 3 works for me.")


def test_envelope_decides_when_the_relay_gives_it() -> None:
    body = whole(raw=base64.b64encode(MAILS["for_somebody_else"]).decode(), recipients=["desk@clinic.example"])
    (event,) = INBOUND.read(webhook(body, "application/json"))

    assert isinstance(event, InboundMessage)
    assert event.thread is None


@pytest.mark.parametrize("at", [NOW - 300, NOW + 300])
def test_mail_is_read_when_it_was_signed_five_minutes_off(at: int) -> None:
    assert INBOUND.read(webhook(MAILS["plain"], at=str(at)))


@pytest.mark.parametrize(
    "forged",
    [
        webhook(MAILS["plain"], signed=""),
        webhook(MAILS["plain"], signed="sha256=" + "0" * 64),
        webhook(MAILS["plain"], signed=signature("another secret", str(NOW), MAILS["plain"])),
        webhook(MAILS["plain"], signed=signature(SECRET, str(NOW), b"another body")),
        webhook(MAILS["plain"], signed="sha256=é"),
        webhook(MAILS["plain"], at=str(NOW - 301)),
        webhook(MAILS["plain"], at=str(NOW + 301)),
        webhook(MAILS["plain"], at=""),
        webhook(MAILS["plain"], at="9" * 5000),
        webhook(MAILS["plain"], at="-1"),
        webhook(MAILS["plain"], at="１７９５"),
        Webhook("/webhooks/email", {}, MAILS["plain"]),
    ],
)
def test_mail_is_forged_when_nobody_signed_it_just_now(forged: Webhook) -> None:
    with pytest.raises(Forged):
        INBOUND.read(forged)


@pytest.mark.parametrize(
    ("body", "kind", "field"),
    [
        (b"x", "text/plain", "Content-Type"),
        (b"{", "application/json", "body"),
        (b"[" * 100_000, "application/json", "body"),
        (b"[]", "application/json", "body"),
        (b"{}", "application/json", "raw"),
        (b'{"raw": "!"}', "application/json", "raw"),
        (b'{"raw": 1}', "application/json", "raw"),
        (b'{"raw": "eA==", "sender": 1}', "application/json", "sender"),
        (b'{"raw": "eA==", "recipients": "x"}', "application/json", "recipients"),
        (b'{"raw": "eA==", "recipients": [1]}', "application/json", "recipients"),
        (b"", "message/rfc822", None),
    ],
)
def test_webhook_is_malformed_when_it_is_signed_and_makes_no_sense(body: bytes, kind: str, field: str | None) -> None:
    if field is None:
        assert list(INBOUND.read(webhook(body, kind))) == []
        return
    with pytest.raises(Malformed) as refused:
        INBOUND.read(webhook(body, kind))

    assert refused.value.field == field
