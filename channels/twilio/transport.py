"""How Twilio's client reaches Twilio: with time limits, over kept connections, at another host when told so."""

from __future__ import annotations

import base64
import math
from typing import Final
from urllib.parse import urlsplit

import httpx
from twilio.http import HttpClient
from twilio.http.response import Response

from channels.errors import RateLimited, UnknownOutcome, Unreachable

TIMEOUT: Final = httpx.Timeout(10.0, connect=3.0)
RETRY_AFTER: Final = 1.0
_LONGEST_RETRY_AFTER: Final = 300.0


class Transport(HttpClient):  # type: ignore[misc]  # twilio has no types
    """The HTTP client given to Twilio's: no logging of requests, no retries of its own."""

    def __init__(self, base: str | None = None, timeout: httpx.Timeout = TIMEOUT) -> None:
        """`base` replaces scheme and host of every request."""
        address = urlsplit(base) if base else None
        self._origin = (address.scheme, address.netloc) if address else None
        self._client = httpx.Client(
            timeout=timeout,
            trust_env=self._origin is None,
            limits=httpx.Limits(max_connections=32, max_keepalive_connections=16, keepalive_expiry=30.0),
        )

    def request(
        self,
        method: str,
        uri: str,
        params: dict[str, object] | None = None,
        data: dict[str, object] | None = None,
        headers: dict[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,
        allow_redirects: bool = False,
    ) -> Response:
        """One request; raises Unreachable, RateLimited or UnknownOutcome."""
        if self._origin:
            uri = urlsplit(uri)._replace(scheme=self._origin[0], netloc=self._origin[1]).geturl()
        sent = dict(headers or {})
        if auth:
            sent["Authorization"] = "Basic " + base64.b64encode(":".join(auth).encode()).decode()
        in_json = sent.get("Content-Type") == "application/json"
        try:
            response = self._client.request(
                method,
                uri,
                params=_filled(params),
                data=None if in_json else _filled(data),
                json=_pruned(data) if in_json else None,
                headers=sent,
                follow_redirects=allow_redirects,
            )
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise Unreachable(type(error).__name__) from None
        except httpx.TransportError as error:
            raise UnknownOutcome(type(error).__name__) from None
        if response.status_code == httpx.codes.TOO_MANY_REQUESTS:
            raise RateLimited("20429", _seconds(response.headers.get("Retry-After")))
        return Response(response.status_code, response.text, response.headers)

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()


def _filled(values: dict[str, object] | None) -> dict[str, str] | None:
    """HTTPX writes None as an empty value, Twilio's client means: leave it out."""
    return {name: str(value) for name, value in values.items() if value is not None} if values else None


def _pruned(value: object) -> object:
    """The same without what is None: Twilio's client writes a null for every kind of content that is not meant."""
    if isinstance(value, dict):
        return {name: _pruned(inner) for name, inner in value.items() if inner is not None}
    return [_pruned(inner) for inner in value] if isinstance(value, list) else value


def _seconds(text: str | None) -> float:
    try:
        seconds = float(text or RETRY_AFTER)
    except ValueError:
        return RETRY_AFTER
    return min(max(seconds, 0.0), _LONGEST_RETRY_AFTER) if math.isfinite(seconds) else RETRY_AFTER
