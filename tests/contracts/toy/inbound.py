"""What the toy's webhooks say.

POST /webhooks/toy
X-Toy-Signature: <hex of HMAC-SHA256(key, body)>
{"kind": "text", "id": "7", "from": "ana", "to": "clinic", "text": "hello", "button": "<token>", "files": 0}
{"kind": "message", "id": "8", "reference": "<our message id>", "state": "arrived", "reason": "..."}
{"kind": "person", "name": "ana", "state": "left"}
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Sequence
from typing import Any, Final

from channels.contracts import Acknowledgement, ContactUpdate, DeliveryUpdate, Event, InboundMessage, Webhook
from channels.errors import Forged, Malformed
from tests.contracts.toy.status import progress, standing

CHANNEL: Final = "toy"
SIGNATURE: Final = "x-toy-signature"
_LONGEST_NAME: Final = 64


class ToyInbound:
    """Implements contracts.Inbound for `/webhooks/toy`."""

    acknowledgement: Final = Acknowledgement()

    def __init__(self, key: str) -> None:
        self._key = key

    def read(self, webhook: Webhook) -> Sequence[Event]:
        """What a webhook says; raises Forged or Malformed."""
        given = webhook.headers.get(SIGNATURE, "").encode("utf-8", "replace")
        if not hmac.compare_digest(signature(self._key, webhook.body).encode(), given):
            raise Forged("the signature does not fit")
        try:
            said = json.loads(webhook.body)
        except (ValueError, RecursionError):
            raise Malformed("body") from None
        if not isinstance(said, dict):
            raise Malformed("body")
        match said.get("kind"):
            case "text":
                return [_message(said)]
            case "message":
                reason = _name(said, "reason") if "reason" in said else None
                state = progress(said.get("state"))
                return [DeliveryUpdate(_name(said, "reference"), _name(said, "id"), state, reason)]
            case "person":
                return [ContactUpdate(CHANNEL, _name(said, "name"), standing(said.get("state")))]
        raise Malformed("kind")


def signature(key: str, body: bytes) -> str:
    """What the provider puts into X-Toy-Signature."""
    return hmac.digest(key.encode(), body, "sha256").hex()


def _message(said: dict[str, Any]) -> InboundMessage:
    files = said.get("files", 0)
    if type(files) is not int or not 0 <= files <= 100:
        raise Malformed("files")
    return InboundMessage(
        channel=CHANNEL,
        provider=CHANNEL,
        provider_id=_name(said, "id"),
        sender=_name(said, "from"),
        recipient=_name(said, "to"),
        body=_text(said, "text"),
        attachments=files,
        choice=_name(said, "button") if "button" in said else None,
    )


def _name(said: dict[str, Any], field: str) -> str:
    """A value that names something: there, short, and of printable ASCII; raises Malformed."""
    value = said.get(field)
    if not isinstance(value, str) or not 0 < len(value) <= _LONGEST_NAME:
        raise Malformed(field)
    if not (value.isascii() and value.isprintable()):
        raise Malformed(field)
    return value


def _text(said: dict[str, Any], field: str) -> str:
    """Words, untrimmed; raises Malformed. Half a character becomes a replacement character."""
    value = said.get(field)
    if not isinstance(value, str):
        raise Malformed(field)
    return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
