"""Sending over WhatsApp.

Free text within 24 hours of the person's last message; outside them only a template the provider approved
beforehand. A template and buttons are content: a ContentSid with its variables, and no body.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

import httpx

from channels.contracts import Capabilities, OutboundMessage, Progress, Receipt, Template
from channels.errors import Rejected, Unreachable
from channels.twilio.client import LONGEST, Account, TwilioMessages, same
from channels.twilio.inbound import PREFIX
from channels.twilio.transport import TIMEOUT
from channels.whatsapp.content import LABEL, MOST_CHOICES, Contents, filled, shape, variables
from channels.whatsapp.inbound import CHANNEL

WINDOW: Final = timedelta(hours=24)
_NO_SUCH_CONTENT: Final = "21655"


class TwilioWhatsApp:
    """Implements contracts.Outbound; safe to use from several threads."""

    def __init__(self, account: Account, public_url: str, timeout: httpx.Timeout = TIMEOUT) -> None:
        self._messages = TwilioMessages(account, public_url, timeout)
        self._contents = Contents(self._messages.client)
        self._sender = _address(account.sender or "")

    @property
    def capabilities(self) -> Capabilities:
        """Up to 1,600 characters, ten buttons, free text for 24 hours."""
        return Capabilities(CHANNEL, LONGEST, choices=MOST_CHOICES, label=LABEL, window=WINDOW)

    def send(self, message: OutboundMessage) -> Receipt:
        """Hand a message over once; raises SendError."""
        if message.template is not None:
            return self._create(message, content_sid=message.template.name, content_variables=_values(message.template))
        buttons = shape(message)
        sid = None if buttons is None else self._contents.sid(buttons)
        if buttons is None or sid is None:
            return self._create(message, body=message.body)
        try:
            return self._create(message, content_sid=sid, content_variables=variables(message))
        except Rejected as error:
            if error.code != _NO_SUCH_CONTENT:
                raise
            self._contents.forget(buttons)
            raise Unreachable(error.code) from None

    def find(self, message: OutboundMessage, since: datetime, known: frozenset[str]) -> Receipt | None:
        """The oldest message to that person with those words since then that is nobody else's; raises SendError."""
        return self._messages.find(_address(message.recipient), since, known, lambda theirs: _says(theirs, message))

    def recall(self, provider_id: str) -> Progress:
        """Stop a message that Twilio has not sent yet; how far it is then. Raises SendError."""
        return self._messages.recall(provider_id)

    def close(self) -> None:
        """Let go of the connections."""
        self._messages.close()

    def _create(self, message: OutboundMessage, **content: str) -> Receipt:
        return self._messages.create(message, _address(message.recipient), from_=self._sender, **content)


def _address(number: str) -> str:
    return PREFIX + number.removeprefix(PREFIX)


def _values(template: Template) -> str:
    """WhatsApp refuses line breaks and runs of spaces in what fills an approved template."""
    return filled([_flat(value) for value in template.variables])


def _says(theirs: str, message: OutboundMessage) -> bool:
    """Whether a body is that of the message; a template's own words are the provider's, what fills it is ours."""
    if message.template is None:
        return same(theirs, message.body)
    shown = _flat(theirs)
    return all(_flat(value) in shown for value in message.template.variables)


def _flat(text: str) -> str:
    return " ".join(text.split())
