"""What a patient writes or presses on WhatsApp.

Source: Twilio, "Request to your webhook URL", and WhatsApp's business-scoped user ids. `From` is `whatsapp:` and a
number, or an id like `US.13491208655302741918` of somebody who shows no number: that one can be answered and proves
nothing. The name in the profile is whatever its owner typed, so it is not read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from channels.contracts import Event, InboundMessage, Webhook
from channels.twilio.forms import Form
from channels.twilio.inbound import ACKNOWLEDGEMENT, PREFIX, received
from channels.twilio.numbers import is_phone
from channels.twilio.signatures import Signatures

CHANNEL: Final = "whatsapp"
_SID: Final = re.compile(r"(?:SM|MM)[0-9a-f]{32}")


class WhatsAppInbound:
    """Implements contracts.Inbound for `/webhooks/whatsapp`."""

    acknowledgement: Final = ACKNOWLEDGEMENT

    def __init__(self, signatures: Signatures) -> None:
        self._signatures = signatures

    def read(self, webhook: Webhook) -> Sequence[Event]:
        """The message; raises Forged or Malformed."""
        return [message(self._signatures.form(webhook))]


def message(form: Form) -> InboundMessage:
    """What a patient wrote, untrimmed, or the button they pressed; raises Malformed."""
    sender = form.get("From", "").removeprefix(PREFIX)
    # A button's id comes as ButtonPayload, a list's as ListId; their words as the body, or beside it.
    choice = form.get("ButtonPayload", "") or form.get("ListId", "") or None
    read = received(CHANNEL, form, sender if is_phone(sender) else None, choice=choice)
    if choice and not read.body:
        read = replace(read, body=form.get("ButtonText", "") or form.get("ListTitle", ""))
    read = replace(read, replies_to=_quoted(form))
    # A place on the map comes without a word and without media.
    return replace(read, attachments=read.attachments + 1) if "Latitude" in form else read


def _quoted(form: Form) -> str | None:
    """The message that was swiped, or under which a button was pressed; what is no id of Twilio's is nothing."""
    quoted = form.get("OriginalRepliedMessageSid", "")
    return quoted if _SID.fullmatch(quoted) else None
