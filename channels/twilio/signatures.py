"""Who really sent a webhook.

Source: Twilio, "Validating requests". The signature covers the address Twilio was given, as it was given, and every
parameter that arrives, new ones included. Frameworks decode a path or a query on the way (`?n=J%C3%B6rg`,
`?t=a%3Ab`, `/clinic%2F7`), so the address is put together from the scheme and host of the public address and the
request line as it came.
"""

from __future__ import annotations

import hmac
from typing import Final
from urllib.parse import urlsplit

from twilio.request_validator import RequestValidator

from channels.contracts import Webhook
from channels.errors import Forged
from channels.twilio.forms import Form, form_of

HEADER: Final = "x-twilio-signature"


class Signatures:
    """Tells genuine webhooks from forged ones."""

    def __init__(self, auth_token: str, public_url: str) -> None:
        self._validator = RequestValidator(auth_token)
        address = urlsplit(public_url)
        self._origin = f"{address.scheme}://{address.netloc}"

    def form(self, webhook: Webhook) -> Form:
        """The parameters of a genuine webhook; raises Forged or Malformed."""
        form = form_of(webhook)
        self.check(webhook.target, form, webhook.headers.get(HEADER))
        return form

    def check(self, raw_uri: str, form: Form, signature: str | None) -> None:
        """Raises Forged unless the webhook to `raw_uri` (as in the request line) was signed with our token."""
        if not signature or not signature.isascii():
            raise Forged("no signature")
        address = self._origin + _path(raw_uri)
        if hmac.compare_digest(self._validator.compute_signature(address, form), signature):
            return
        # Twilio's own check also tries the address with and without its port.
        if not self._validator.validate(address, form, signature):
            raise Forged("the signature does not fit")


def _path(raw_uri: str) -> str:
    """The request line's path and query; a proxy may have passed on the whole address."""
    if raw_uri[:1] == "/":
        return raw_uri
    try:
        split = urlsplit(raw_uri)
    except ValueError:
        raise Forged("no address") from None
    path = raw_uri[len(f"{split.scheme}://{split.netloc}") :] or "/"
    if path[0] not in "/?":
        raise Forged("no address")
    return path
