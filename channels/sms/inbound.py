"""What a patient texts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from channels.contracts import Event, InboundMessage, Webhook
from channels.twilio.forms import Form
from channels.twilio.inbound import ACKNOWLEDGEMENT, received
from channels.twilio.numbers import is_phone
from channels.twilio.signatures import Signatures

CHANNEL: Final = "sms"


class SmsInbound:
    """Implements contracts.Inbound for `/webhooks/sms`."""

    acknowledgement: Final = ACKNOWLEDGEMENT

    def __init__(self, signatures: Signatures) -> None:
        self._signatures = signatures

    def read(self, webhook: Webhook) -> Sequence[Event]:
        """The text; raises Forged or Malformed."""
        return [message(self._signatures.form(webhook))]


def message(form: Form) -> InboundMessage:
    """What a patient wrote, untrimmed; raises Malformed."""
    sender = form.get("From", "")
    return received(CHANNEL, form, sender if is_phone(sender) else None)
