"""Sending texts with Twilio's own client.

Creating a message has no idempotency key at Twilio: after an unclear outcome the message is looked up (by recipient,
time and body) before anybody may send it again.
Source: Twilio's REST API reference for Messages and its error dictionary.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import httpx
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.rest import Client
from twilio.rest.api.v2010.account.message import MessageInstance

from channels.contracts import Capabilities, OutboundMessage, Receipt
from channels.errors import (
    Malformed,
    OptedOut,
    RateLimited,
    Refused,
    Rejected,
    SendError,
    UnknownOutcome,
)
from channels.sms.inbound import CHANNEL
from channels.sms.letters import affordable
from channels.sms.status import progress
from channels.sms.transport import RETRY_AFTER, TIMEOUT, Transport

LONGEST: Final = 1600
OPTED_OUT: Final = 21610
_LIMITED: Final = frozenset({429, 14107, 20429, 30022, 63018})
_QUEUE_FULL: Final = 21611
_QUEUE_RETRY: Final = 60.0
_OURS: Final = frozenset({401, 403, 404})
_CLOCK_SKEW: Final = timedelta(minutes=2)
_LOOKED_AT: Final = 100


@dataclass(frozen=True)
class Account:
    """Whose messages: the account, its token, and the sender (a messaging service, or a number)."""

    sid: str
    token: str
    messaging_service_sid: str | None
    sender: str | None
    api_base: str | None = None

    def __repr__(self) -> str:
        return f"Account({self.sid})"


class TwilioSms:
    """Implements contracts.Outbound; safe to use from several threads."""

    def __init__(self, account: Account, public_url: str, timeout: httpx.Timeout = TIMEOUT) -> None:
        self._account = account
        self._callbacks = f"{public_url}/webhooks/status"
        self._transport = Transport(account.api_base, timeout)
        self._client = Client(account.sid, account.token, http_client=self._transport)

    @property
    def capabilities(self) -> Capabilities:
        """Texts of up to 1,600 characters."""
        return Capabilities(CHANNEL, LONGEST)

    def send(self, message: OutboundMessage) -> Receipt:
        """Hand a text over once; raises SendError."""
        try:
            created = self._client.messages.create(
                to=message.recipient,
                body=affordable(message.body),
                status_callback=f"{self._callbacks}/{message.id}",
                **self._sender(),
            )
        except TwilioRestException as error:
            raise _classified(error) from None
        except (TwilioException, ValueError, KeyError, TypeError) as error:
            # A success whose body makes no sense: it may well have been sent.
            raise UnknownOutcome(type(error).__name__) from None
        return _receipt(created)

    def find(self, message: OutboundMessage, since: datetime, known: frozenset[str]) -> Receipt | None:
        """The oldest text to that person with that body since then that is nobody else's; raises SendError."""
        try:
            listed = self._client.messages.list(to=message.recipient, limit=_LOOKED_AT, page_size=_LOOKED_AT)
        except TwilioRestException as error:
            raise _classified(error) from None
        except (TwilioException, ValueError, KeyError, TypeError) as error:
            raise UnknownOutcome(type(error).__name__) from None
        # Newest first. Twilio's own filter by time looks at when a text was sent, which a queued one was not yet.
        for found in reversed([one for one in listed if one.date_created and one.date_created >= since - _CLOCK_SKEW]):
            if found.sid and found.sid not in known and _same(found.body or "", affordable(message.body)):
                return _receipt(found)
        return None

    def close(self) -> None:
        """Let go of the connections."""
        self._transport.close()

    def _sender(self) -> dict[str, str]:
        if self._account.messaging_service_sid:
            return {"messaging_service_sid": self._account.messaging_service_sid}
        return {"from_": self._account.sender or ""}


def _receipt(message: MessageInstance) -> Receipt:
    if not message.sid:
        raise UnknownOutcome("no sid")
    try:
        return Receipt(message.sid, progress(str(message.status or "accepted")))
    except Malformed:
        return Receipt(message.sid, "accepted")


def _same(theirs: str, ours: str) -> bool:
    """Whether a body is ours; trial accounts put a sentence in front, and whitespace at the ends is not kept."""
    return theirs.strip() == ours.strip() or theirs.strip().endswith(" - " + ours.strip())


def _classified(error: TwilioRestException) -> SendError:
    code = str(error.code or error.status)
    if error.code == OPTED_OUT:
        return OptedOut(code)
    if error.code == _QUEUE_FULL:
        return RateLimited(code, _QUEUE_RETRY)
    if error.code in _LIMITED:
        return RateLimited(code, RETRY_AFTER)
    if error.status >= httpx.codes.INTERNAL_SERVER_ERROR:
        return UnknownOutcome(code)
    return Refused(code) if error.status in _OURS else Rejected(code)
