"""How the carrier calls the clinic: a signed form, with Twilio's timeouts and retries.

Defaults (Twilio, "Webhooks: connection overrides"): connect 5 s, read 15 s, total 15 s, one retry, and only when the
connection itself fails. The URL's fragment overrides them: ``#ct=1000&rt=5000&tt=15000&rc=3&rp=4xx,5xx,ct,rt``
(milliseconds; ``rp=all`` for every cause). The fragment is neither sent nor signed.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import parse_qsl, urldefrag, urlencode

import httpx
from twilio.request_validator import RequestValidator

CONNECTION_FAILURE = 11205
RETRIEVAL_FAILURE = 11200


@dataclass(frozen=True, slots=True)
class ConnectionPolicy:
    """How long to wait and what to try again. Seconds."""

    connect: float = 5.0
    read: float = 15.0
    total: float = 15.0
    retries: int = 1
    causes: frozenset[str] = frozenset({"ct"})

    @classmethod
    def of(cls, fragment: str) -> ConnectionPolicy:
        """The defaults, overridden by a URL's fragment; what is out of range or unknown is ignored."""
        asked = dict(parse_qsl(fragment))
        causes = frozenset(asked.get("rp", "ct").split(","))
        return cls(
            connect=_between(asked.get("ct"), 100, 10_000, 5_000) / 1000,
            read=_between(asked.get("rt"), 100, 15_000, 15_000) / 1000,
            total=_between(asked.get("tt"), 100, 15_000, 15_000) / 1000,
            retries=_between(asked.get("rc"), 0, 5, 1),
            causes=frozenset({"ct", "rt", "4xx", "5xx"}) if "all" in causes else causes,
        )


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. ``status`` is None when nothing did; then ``error_code`` says why (11200, 11205)."""

    status: int | None
    content_type: str = ""
    body: str = ""
    error_code: int | None = None


class Caller(Protocol):
    """Anything that posts signed webhooks."""

    def post(self, url: str, params: Mapping[str, str]) -> Answer:
        """Post once, with the retries that the URL asks for."""

    def close(self) -> None:
        """Let go of the connections."""


class WebhookCaller:
    """Posts webhooks as Twilio does. Safe to use from several threads; ``close`` it at the end."""

    def __init__(self, auth_token: str) -> None:
        self._validator = RequestValidator(auth_token)
        self._client = httpx.Client(
            trust_env=False,
            limits=httpx.Limits(max_connections=64, max_keepalive_connections=32, keepalive_expiry=1.0),
            headers={"User-Agent": "TwilioProxy/1.1", "Accept": "*/*"},
        )

    def post(self, url: str, params: Mapping[str, str]) -> Answer:
        """Post once, with the retries that the URL asks for; every attempt carries the same idempotency token."""
        address, fragment = urldefrag(url)
        policy = ConnectionPolicy.of(fragment)
        headers = {
            "Content-Type": "application/x-www-form-urlencoded; charset=utf-8",
            "X-Twilio-Signature": self._validator.compute_signature(address, dict(params)),
            "I-Twilio-Idempotency-Token": secrets.token_hex(16),
        }
        content = urlencode(params)
        deadline = time.monotonic() + policy.total
        for attempt in range(policy.retries + 1):
            cause, answer = self._attempt(address, content, headers, policy, deadline - time.monotonic())
            last = attempt == policy.retries or deadline - time.monotonic() < 0.1
            if cause not in policy.causes or last:
                break
        return answer

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()

    def _attempt(
        self, url: str, content: str, headers: dict[str, str], policy: ConnectionPolicy, left: float
    ) -> tuple[str | None, Answer]:
        read = max(0.1, min(policy.read, left))
        timeout = httpx.Timeout(read, connect=max(0.1, min(policy.connect, left)))
        try:
            response = self._client.post(url, content=content, headers=headers, timeout=timeout)
        except httpx.ReadTimeout:
            return "rt", Answer(None, error_code=RETRIEVAL_FAILURE)
        except (httpx.TransportError, httpx.InvalidURL):
            return "ct", Answer(None, error_code=CONNECTION_FAILURE)
        content_type = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if response.is_success:
            return None, Answer(response.status_code, content_type, response.text)
        cause = f"{response.status_code // 100}xx"
        return cause, Answer(response.status_code, content_type, response.text, RETRIEVAL_FAILURE)


def _between(text: str | None, low: int, high: int, default: int) -> int:
    if text is None or not text.isdecimal():
        return default
    return int(text) if low <= int(text) <= high else default
