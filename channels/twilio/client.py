"""Messages through Twilio's own client.

Creating a message has no idempotency key at Twilio: after an unclear outcome the message is looked up (by recipient,
time and words) before anybody may send it again.
Source: Twilio's REST API reference for Messages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import httpx
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.rest import Client
from twilio.rest.api.v2010.account.message import MessageInstance

from channels.contracts import OutboundMessage, Progress, Receipt
from channels.errors import Malformed, UnknownOutcome
from channels.twilio.errors import classified
from channels.twilio.status import progress
from channels.twilio.transport import TIMEOUT, Transport

LONGEST: Final = 1600
_CLOCK_SKEW: Final = timedelta(minutes=2)
_LOOKED_AT: Final = 100
_TOO_LATE: Final = frozenset({400, 405, 409})


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


class TwilioMessages:
    """Creates messages and looks them up; safe to use from several threads."""

    def __init__(self, account: Account, public_url: str, timeout: httpx.Timeout = TIMEOUT) -> None:
        self._callbacks = f"{public_url}/webhooks/status"
        self._transport = Transport(account.api_base, timeout)
        self.client = Client(account.sid, account.token, http_client=self._transport)

    def create(self, message: OutboundMessage, to: str, **content: str) -> Receipt:
        """Hand a message over once, its sender and words by Twilio's own names; raises SendError."""
        with asked():
            created = self.client.messages.create(to=to, status_callback=f"{self._callbacks}/{message.id}", **content)
            return _receipt(created)

    def find(self, to: str, since: datetime, known: frozenset[str], fits: Callable[[str], bool]) -> Receipt | None:
        """The oldest message to that address since then whose body fits and that is nobody else's; raises SendError."""
        with asked():
            listed = self.client.messages.list(to=to, limit=_LOOKED_AT, page_size=_LOOKED_AT)
            # Newest first. Twilio's own filter by time looks at when a text was sent, which a queued one was not yet.
            recent = [one for one in listed if one.date_created and one.date_created >= since - _CLOCK_SKEW]
            for found in reversed(recent):
                if found.sid and found.sid not in known and fits(found.body or ""):
                    return _receipt(found)
        return None

    def recall(self, sid: str) -> Progress:
        """Stop a message that Twilio has not sent yet; how far it is then. Raises SendError."""
        with asked():
            message = self.client.messages(sid)
            try:
                found = message.update(status="canceled")
            except TwilioRestException as error:
                if error.status not in _TOO_LATE:
                    raise
                found = message.fetch()
            return _receipt(found).progress

    def close(self) -> None:
        """Let go of the connections."""
        self._transport.close()


@contextmanager
def asked() -> Iterator[None]:
    """Around a request with Twilio's client: its exceptions become ours."""
    try:
        yield
    except TwilioRestException as error:
        raise classified(error) from None
    except (TwilioException, ValueError, LookupError, TypeError, AttributeError) as error:
        # A success whose body makes no sense: it may well have been sent.
        raise UnknownOutcome(type(error).__name__) from None


def same(theirs: str, ours: str) -> bool:
    """Whether a body is ours; trial accounts put a sentence in front, and whitespace at the ends is not kept."""
    return theirs.strip() == ours.strip() or theirs.strip().endswith(" - " + ours.strip())


def _receipt(message: MessageInstance) -> Receipt:
    if not message.sid:
        raise UnknownOutcome("no sid")
    try:
        return Receipt(message.sid, progress(str(message.status or "accepted")))
    except Malformed:
        return Receipt(message.sid, "accepted")
