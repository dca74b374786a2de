"""One message of the carrier, and its two views: Twilio's resource and what a telephone shows."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from enum import StrEnum

from channels.sandbox.numbers import on_whatsapp
from channels.sandbox.segments import segments_of

API_VERSION = "2010-04-01"
MAX_BODY = 1600

type JsonValue = str | int | float | bool | list[JsonValue] | dict[str, JsonValue] | None
type JsonObject = dict[str, JsonValue]

ERROR_MESSAGES = {
    11200: "HTTP retrieval failure",
    11205: "HTTP connection failure",
    12100: "Document parse failure",
    12300: "Invalid Content-Type",
    30001: "Queue overflow",
    30002: "Account suspended",
    30003: "Unreachable destination handset",
    30004: "Message blocked",
    30005: "Unknown destination handset",
    30006: "Landline or unreachable carrier",
    30007: "Message filtered",
    30008: "Unknown error",
    63003: "Channel could not find To address",
    63014: "Channel message blocked by user action",
    63016: "Outside messaging window. For WhatsApp, use a Message Template instead",
    63018: "Rate limit exceeded for channel",
    63024: "Invalid message recipient",
}


class Status(StrEnum):
    """The states of a message that this carrier uses, with Twilio's names."""

    ACCEPTED = "accepted"
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    UNDELIVERED = "undelivered"
    FAILED = "failed"
    CANCELED = "canceled"
    RECEIVING = "receiving"
    RECEIVED = "received"


class Direction(StrEnum):
    """Whose message it is, seen from the account: INBOUND comes from a telephone."""

    INBOUND = "inbound"
    OUTBOUND_API = "outbound-api"
    OUTBOUND_REPLY = "outbound-reply"


@dataclass(frozen=True, slots=True)
class Button:
    """What can be tapped under a message, and the payload that comes back."""

    label: str
    payload: str
    in_list: bool = False


@dataclass(frozen=True, slots=True)
class Message:
    """A message at one moment; a change makes a new one. Times are aware UTC.

    ``listed`` is False for the carrier's own answers to STOP, START and HELP: the telephone gets them, the
    account never sees them. ``webhook_status`` is the HTTP status the clinic answered an inbound message with.
    ``pressed`` is the button an inbound message is, ``answers`` the message it stood under.
    """

    sid: str
    account_sid: str
    direction: Direction
    from_: str
    to: str
    body: str
    status: Status
    created_at: datetime
    updated_at: datetime
    sent_at: datetime | None = None
    messaging_service_sid: str | None = None
    status_callback: str | None = None
    error_code: int | None = None
    webhook_status: int | None = None
    listed: bool = True
    buttons: tuple[Button, ...] = ()
    pressed: Button | None = None
    answers: str | None = None

    @property
    def handset(self) -> str:
        """The telephone's address, whichever way the message goes."""
        return self.from_ if self.direction is Direction.INBOUND else self.to

    @property
    def num_segments(self) -> int:
        """0 until a messaging service has chosen a sender, as at Twilio; 1 for what is not a text."""
        if self.status is Status.ACCEPTED:
            return 0
        return 1 if on_whatsapp(self.handset) else segments_of(self.body).count


def new_sid() -> str:
    """A message SID in Twilio's form."""
    return f"SM{secrets.token_hex(16)}"


def resource_of(message: Message) -> JsonObject:
    """The message as Twilio's REST interface shows it."""
    uri = f"/{API_VERSION}/Accounts/{message.account_sid}/Messages/{message.sid}"
    return {
        "account_sid": message.account_sid,
        "api_version": API_VERSION,
        "body": message.body,
        "date_created": _rfc2822(message.created_at),
        "date_sent": _rfc2822(message.sent_at),
        "date_updated": _rfc2822(message.updated_at),
        "direction": message.direction.value,
        "error_code": message.error_code,
        "error_message": None if message.error_code is None else ERROR_MESSAGES.get(message.error_code),
        "from": None if message.status is Status.ACCEPTED else message.from_,
        "messaging_service_sid": message.messaging_service_sid,
        "num_media": "0",
        "num_segments": str(message.num_segments),
        "price": None,
        "price_unit": "USD",
        "sid": message.sid,
        "status": message.status.value,
        "subresource_uris": {"media": f"{uri}/Media.json"},
        "to": message.to,
        "uri": f"{uri}.json",
    }


def handset_view(message: Message) -> JsonObject:
    """The message as a telephone's page shows it. Times are ISO 8601 in UTC."""
    return {
        "sid": message.sid,
        "handset": message.handset,
        "channel": "whatsapp" if on_whatsapp(message.handset) else "sms",
        "direction": message.direction.value,
        "body": message.body,
        "buttons": [{"label": button.label, "payload": button.payload} for button in message.buttons],
        "status": message.status.value,
        "error_code": message.error_code,
        "error_message": None if message.error_code is None else ERROR_MESSAGES.get(message.error_code),
        "num_segments": message.num_segments,
        "webhook_status": message.webhook_status,
        "date_created": message.created_at.isoformat(),
        "date_updated": message.updated_at.isoformat(),
    }


def _rfc2822(moment: datetime | None) -> str | None:
    return None if moment is None else format_datetime(moment.astimezone(UTC))
