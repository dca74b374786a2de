"""Sending texts."""

from __future__ import annotations

from datetime import datetime

import httpx

from channels.contracts import Capabilities, OutboundMessage, Progress, Receipt
from channels.sms.inbound import CHANNEL
from channels.sms.letters import affordable
from channels.twilio.client import LONGEST, Account, TwilioMessages, same
from channels.twilio.transport import TIMEOUT


class TwilioSms:
    """Implements contracts.Outbound; safe to use from several threads."""

    def __init__(self, account: Account, public_url: str, timeout: httpx.Timeout = TIMEOUT) -> None:
        self._messages = TwilioMessages(account, public_url, timeout)
        service = account.messaging_service_sid
        self._sender = {"messaging_service_sid": service} if service else {"from_": account.sender or ""}

    @property
    def capabilities(self) -> Capabilities:
        """Texts of up to 1,600 characters."""
        return Capabilities(CHANNEL, LONGEST)

    def send(self, message: OutboundMessage) -> Receipt:
        """Hand a text over once; raises SendError."""
        return self._messages.create(message, message.recipient, body=affordable(message.body), **self._sender)

    def find(self, message: OutboundMessage, since: datetime, known: frozenset[str]) -> Receipt | None:
        """The oldest text to that person with that body since then that is nobody else's; raises SendError."""
        ours = affordable(message.body)
        return self._messages.find(message.recipient, since, known, lambda theirs: same(theirs, ours))

    def recall(self, provider_id: str) -> Progress:
        """Stop a message that Twilio has not sent yet; how far it is then. Raises SendError."""
        return self._messages.recall(provider_id)

    def close(self) -> None:
        """Let go of the connections."""
        self._messages.close()
