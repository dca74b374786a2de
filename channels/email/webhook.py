"""Mail that a relay hands over by HTTP, signed with a secret that it shares with us.

    POST /webhooks/email
    X-Frontdesk-Timestamp: 1795000000
    X-Frontdesk-Signature: sha256=<hex of HMAC-SHA256(secret, timestamp + "." + body)>
    Content-Type: message/rfc822        the mail as it came, or
    Content-Type: application/json      {"raw": "<base64>", "sender": "...", "recipients": ["..."]}

`sender` and `recipients` are the envelope; without it the headers are looked at. What is older than five minutes is
refused, and what is sent again within them is the same mail: it is known by its Message-ID.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from channels.contracts import Acknowledgement, Event, Webhook
from channels.email.inbound import Mail, MailReader
from channels.errors import Forged, Malformed

TIMESTAMP: Final = "x-frontdesk-timestamp"
SIGNATURE: Final = "x-frontdesk-signature"
WINDOW_SECONDS: Final = 300
_MOST_RECIPIENTS: Final = 50


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """What a relay puts into X-Frontdesk-Signature."""
    return "sha256=" + hmac.digest(secret.encode(), timestamp.encode() + b"." + body, "sha256").hex()


@dataclass(frozen=True)
class MailInbound:
    """Implements contracts.Inbound; `now` gives seconds since 1970."""

    reader: MailReader
    secret: str = field(repr=False)
    now: Callable[[], float] = time.time

    @property
    def acknowledgement(self) -> Acknowledgement:
        """Nothing to say."""
        return Acknowledgement()

    def read(self, webhook: Webhook) -> Sequence[Event]:
        """What a mail says; raises Forged or Malformed."""
        self._check(webhook)
        return self.reader.read(_mail(webhook))

    def _check(self, webhook: Webhook) -> None:
        timestamp, signed = webhook.headers.get(TIMESTAMP, ""), webhook.headers.get(SIGNATURE, "")
        if not timestamp.isascii() or not timestamp.isdecimal() or len(timestamp) > 12 or not signed.isascii():
            raise Forged("no signature")
        if not hmac.compare_digest(signature(self.secret, timestamp, webhook.body), signed):
            raise Forged("the signature does not fit")
        if abs(self.now() - int(timestamp)) > WINDOW_SECONDS:
            raise Forged("the signature is too old")


def _mail(webhook: Webhook) -> Mail:
    kind = webhook.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "message/rfc822":
        return Mail(None, (), webhook.body)
    if kind != "application/json":
        raise Malformed("Content-Type")
    try:
        given = json.loads(webhook.body)
    except (ValueError, RecursionError):
        raise Malformed("body") from None
    if not isinstance(given, dict):
        raise Malformed("body")
    sender, recipients = given.get("sender"), given.get("recipients", [])
    if not (sender is None or isinstance(sender, str)):
        raise Malformed("sender")
    if not isinstance(recipients, list) or not all(isinstance(one, str) for one in recipients[:_MOST_RECIPIENTS]):
        raise Malformed("recipients")
    return Mail(sender, tuple(recipients[:_MOST_RECIPIENTS]), _raw(given.get("raw")))


def _raw(encoded: object) -> bytes:
    try:
        content = base64.b64decode(encoded, validate=True) if isinstance(encoded, str) else b""
    except (binascii.Error, ValueError):
        content = b""
    if not content:
        raise Malformed("raw")
    return content
