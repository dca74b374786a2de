"""Twilio's webhooks: who really sent them, and what a patient wrote.

Source: Twilio, "Validating requests" and "Request to your webhook URL". The signature covers the address Twilio
was given, as it was given, and every parameter that arrives, new ones included. Frameworks decode a path or a query
on the way (`?n=J%C3%B6rg`, `?t=a%3Ab`, `/clinic%2F7`), so the address is put together from the scheme and host of
the public address and the request line as it came.
"""

from __future__ import annotations

import hmac
from typing import Final, Protocol
from urllib.parse import urlsplit

from twilio.request_validator import RequestValidator

from channels.contracts import InboundMessage, Keyword
from channels.errors import Forged, Malformed

PROVIDER: Final = "twilio"
CHANNEL: Final = "sms"

_KEYWORDS: Final[dict[str, Keyword]] = {"STOP": "stop", "START": "start", "HELP": "help"}


class Form(Protocol):
    """Form parameters, of which a name may come more than once."""

    def get(self, key: str, default: str, /) -> str:
        """The first value of a name, or the default."""
        ...

    def getlist(self, key: str, /) -> list[str]:
        """All values of a name."""
        ...


class Signatures:
    """Tells genuine webhooks from forged ones."""

    def __init__(self, auth_token: str, public_url: str) -> None:
        self._validator = RequestValidator(auth_token)
        address = urlsplit(public_url)
        self._origin = f"{address.scheme}://{address.netloc}"

    def check(self, raw_uri: str, form: Form, signature: str | None) -> None:
        """Raises Forged unless the webhook to `raw_uri` (as in the request line) was signed with our token."""
        if raw_uri[:1] != "/":
            split = urlsplit(raw_uri)
            raw_uri = raw_uri[len(f"{split.scheme}://{split.netloc}") :] or "/"
        if not signature or not signature.isascii():
            raise Forged("no signature")
        address = self._origin + raw_uri
        if hmac.compare_digest(self._validator.compute_signature(address, form), signature):
            return
        # Twilio's own check also tries the address with and without its port.
        if not self._validator.validate(address, form, signature):
            raise Forged("the signature does not fit")


def message(form: Form) -> InboundMessage:
    """What a patient wrote, untrimmed; raises Malformed."""
    attachments = form.get("NumMedia", "0")
    if not attachments.isdecimal():
        raise Malformed("NumMedia")
    return InboundMessage(
        channel=CHANNEL,
        provider=PROVIDER,
        provider_id=_required(form, "MessageSid"),
        sender=_required(form, "From"),
        recipient=_required(form, "To"),
        body=form.get("Body", ""),
        attachments=int(attachments),
        keyword=_KEYWORDS.get(form.get("OptOutType", "").upper()),
    )


def _required(form: Form, name: str) -> str:
    value = form.get(name, "")
    if not value or len(value) > 100:
        raise Malformed(name)
    return value
