"""How far a message got: Twilio's words in ours, and the webhook that reports them for all its channels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from urllib.parse import unquote, urlsplit

from channels.contracts import Acknowledgement, ContactUpdate, DeliveryUpdate, Event, Progress, Webhook
from channels.errors import Malformed
from channels.twilio.errors import standing
from channels.twilio.forms import Form, identifier
from channels.twilio.inbound import address, channel_of
from channels.twilio.signatures import Signatures

_PROGRESS: Final[dict[str, Progress]] = {
    "accepted": "accepted",
    "scheduled": "accepted",
    "queued": "accepted",
    "sending": "accepted",
    "sent": "sent",
    "delivered": "delivered",
    "partially_delivered": "delivered",
    "read": "read",
    "undelivered": "undelivered",
    "failed": "failed",
    "canceled": "canceled",
}
_UNDELIVERED: Final = frozenset({"undelivered", "failed"})
_LONGEST_ID: Final = 64


class Reports:
    """Implements contracts.Inbound for `/webhooks/status/<our message id>`, the callback of every message we send."""

    acknowledgement: Final = Acknowledgement()

    def __init__(self, signatures: Signatures) -> None:
        self._signatures = signatures

    def read(self, webhook: Webhook) -> Sequence[Event]:
        """How far the message got, and what that says about its address; raises Forged or Malformed."""
        form = self._signatures.form(webhook)
        report = update(_message_id(webhook.target), form)
        changed = contact(form, report)
        return [report] if changed is None else [report, changed]


def progress(status: str) -> Progress:
    """Our word for Twilio's; raises Malformed for one we do not know."""
    try:
        return _PROGRESS[status.lower()]
    except KeyError:
        raise Malformed("MessageStatus") from None


def update(message_id: str, form: Form) -> DeliveryUpdate:
    """A status callback on the message with our `message_id`; raises Malformed."""
    return DeliveryUpdate(
        message_id=message_id,
        provider_id=identifier(form, "MessageSid"),
        progress=progress(form.get("MessageStatus", "") or form.get("SmsStatus", "")),
        error_code=identifier(form, "ErrorCode") if form.get("ErrorCode") else None,
    )


def contact(form: Form, report: DeliveryUpdate) -> ContactUpdate | None:
    """What a report says about the address itself: a landline, nobody there, wants no messages."""
    changed = standing(report.error_code) if report.progress in _UNDELIVERED else None
    if changed is None or not form.get("To"):
        return None
    return ContactUpdate(channel_of(form["To"]), address(form, "To"), changed, report.error_code)


def _message_id(target: str) -> str:
    try:
        value = unquote(urlsplit(target).path.rpartition("/")[2])
    except ValueError:
        raise Malformed("message id") from None
    if not value or len(value) > _LONGEST_ID or not (value.isascii() and value.isprintable()):
        raise Malformed("message id")
    return value
