"""Twilio's words for how far a message got, in ours."""

from __future__ import annotations

from typing import Final

from channels.contracts import DeliveryUpdate, Progress
from channels.errors import Malformed
from channels.sms.inbound import Form

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


def progress(status: str) -> Progress:
    """Our word for Twilio's; raises Malformed for one we do not know."""
    try:
        return _PROGRESS[status.lower()]
    except KeyError:
        raise Malformed("MessageStatus") from None


def update(message_id: str, form: Form) -> DeliveryUpdate:
    """A status callback on the message with our `message_id`; raises Malformed."""
    provider_id = form.get("MessageSid", "")
    if not provider_id:
        raise Malformed("MessageSid")
    return DeliveryUpdate(
        message_id=message_id,
        provider_id=provider_id,
        progress=progress(form.get("MessageStatus", "") or form.get("SmsStatus", "")),
        error_code=form.get("ErrorCode", "") or None,
    )
