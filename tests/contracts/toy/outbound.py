"""Sending through the toy: `POST /letters`, and `GET /letters?reference=` to look one up."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

import httpx

from channels.contracts import Capabilities, OutboundMessage, Receipt
from channels.errors import (
    DeadAddress,
    Malformed,
    OptedOut,
    RateLimited,
    Refused,
    Rejected,
    SendError,
    UnknownOutcome,
    Unreachable,
)
from tests.contracts.toy.inbound import CHANNEL
from tests.contracts.toy.status import progress

LONGEST: Final = 2000
TIMEOUT: Final = httpx.Timeout(10.0, connect=3.0)
# The provider's word for why it took nothing -> what that means for the message.
_REFUSALS: Final[Mapping[str, type[SendError]]] = {
    "left": OptedOut,
    "nobody there": DeadAddress,
    "wrong key": Refused,
}


class ToyOutbound:
    """Implements contracts.Outbound; safe to use from several threads."""

    def __init__(self, base: str, key: str, timeout: httpx.Timeout = TIMEOUT) -> None:
        headers = {"Authorization": f"Bearer {key}"}
        self._client = httpx.Client(base_url=base, headers=headers, timeout=timeout, trust_env=False)

    @property
    def capabilities(self) -> Capabilities:
        """Texts of up to 2,000 characters, five buttons."""
        return Capabilities(CHANNEL, LONGEST, choices=5, label=30)

    def send(self, message: OutboundMessage) -> Receipt:
        """Hand a message over once; raises SendError."""
        letter = {
            "reference": message.id,
            "to": message.recipient,
            "text": f"{message.author}: {message.body}" if message.author else message.body,
            "buttons": [{"label": choice.label, "token": choice.token} for choice in message.choices],
        }
        return _receipt(self._asked("POST", "/letters", json=letter))

    def find(self, message: OutboundMessage, since: datetime, known: frozenset[str]) -> Receipt | None:
        """The message by our own id, which the provider keeps; raises SendError."""
        try:
            letters = self._asked("GET", "/letters", params={"reference": message.id})["letters"]
            found = [letter for letter in letters if letter["id"] not in known]
        except (KeyError, TypeError):
            raise UnknownOutcome("no list") from None
        return _receipt(found[0]) if found else None

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()

    def _asked(self, method: str, path: str, **more: Any) -> dict[str, Any]:
        """The provider's answer; raises SendError."""
        try:
            response = self._client.request(method, path, **more)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise Unreachable(type(error).__name__) from None
        except httpx.TransportError as error:
            raise UnknownOutcome(type(error).__name__) from None
        said = _object(response)
        if response.is_success:
            return said
        if response.status_code == httpx.codes.TOO_MANY_REQUESTS:
            seconds = said.get("seconds")
            raise RateLimited("429", float(seconds) if isinstance(seconds, int | float) else 1.0)
        if response.is_client_error:
            reason = str(said.get("reason"))
            raise _REFUSALS.get(reason, Rejected)(str(response.status_code))
        raise UnknownOutcome(str(response.status_code))


def _object(response: httpx.Response) -> dict[str, Any]:
    """The answer's object; raises UnknownOutcome: it may well have been sent."""
    try:
        said = response.json()
    except ValueError:
        raise UnknownOutcome("no JSON") from None
    if not isinstance(said, dict):
        raise UnknownOutcome("no object")
    return said


def _receipt(letter: dict[str, Any]) -> Receipt:
    try:
        return Receipt(str(letter["id"]), progress(letter["state"]))
    except (KeyError, TypeError, Malformed):
        raise UnknownOutcome("no receipt") from None
