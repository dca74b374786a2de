"""What every text through Twilio has in its webhook, whichever channel it came by.

Source: Twilio, "Request to your webhook URL".
"""

from __future__ import annotations

from typing import Final

from channels.contracts import Acknowledgement, InboundMessage, Keyword
from channels.errors import Malformed
from channels.twilio.forms import Form, count, identifier

PROVIDER: Final = "twilio"
PREFIX: Final = "whatsapp:"
# An empty answer in Twilio's own language: stored, and nothing to say here; answers go by the REST interface.
ACKNOWLEDGEMENT: Final = Acknowledgement('<?xml version="1.0" encoding="UTF-8"?><Response/>', "text/xml", 200)

_KEYWORDS: Final[dict[str, Keyword]] = {"STOP": "stop", "START": "start", "HELP": "help"}


def channel_of(address: str) -> str:
    """By which of our channels an address of Twilio's is reached."""
    return "whatsapp" if address.startswith(PREFIX) else "sms"


def address(form: Form, name: str) -> str:
    """An address as we keep it, without Twilio's word for its channel; raises Malformed."""
    bare = identifier(form, name).removeprefix(PREFIX)
    if not bare:
        raise Malformed(name)
    return bare


def received(channel: str, form: Form, phone: str | None, *, choice: str | None = None) -> InboundMessage:
    """What a person wrote, untrimmed; raises Malformed."""
    return InboundMessage(
        channel=channel,
        provider=PROVIDER,
        provider_id=identifier(form, "MessageSid"),
        sender=address(form, "From"),
        recipient=address(form, "To"),
        body=form.get("Body", ""),
        attachments=count(form, "NumMedia"),
        keyword=_KEYWORDS.get(form.get("OptOutType", "").upper()),
        phone=phone,
        choice=choice,
    )
