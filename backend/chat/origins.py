"""Which sites may use the widget, and where a call comes from."""

from __future__ import annotations

import ipaddress
from collections.abc import Collection
from typing import Final
from urllib.parse import urlsplit

from flask import Request, Response

ALLOWED_HEADERS: Final = "Authorization, Content-Type, Last-Event-ID"
EXPOSED_HEADERS: Final = "Retry-After"
REMEMBERED_SECONDS: Final = 7200


class Origins:
    """The sites of the setting WIDGET_ORIGINS, beside our own address."""

    def __init__(self, origins: Collection[str], public_url: str) -> None:
        public = urlsplit(public_url)
        self._allowed = frozenset(origins) | {f"{public.scheme}://{public.netloc}"}

    def allow(self, request: Request) -> bool:
        """Whether a call may be answered: one from a page of ours, of an allowed site, or of no page at all."""
        origin = request.headers.get("Origin")
        return origin is None or origin in self._allowed or origin == request.host_url.rstrip("/")

    def tell(self, request: Request, response: Response) -> Response:
        """Tell the browser of an allowed site that it may read the answer."""
        origin = request.headers.get("Origin")
        response.vary.add("Origin")
        if origin in self._allowed:
            response.headers["Access-Control-Allow-Origin"] = origin
            response.headers["Access-Control-Expose-Headers"] = EXPOSED_HEADERS
        if request.method == "OPTIONS":
            response.headers["Access-Control-Allow-Methods"] = "GET, POST"
            response.headers["Access-Control-Allow-Headers"] = ALLOWED_HEADERS
            response.headers["Access-Control-Max-Age"] = str(REMEMBERED_SECONDS)
        return response


def peer(request: Request) -> str:
    """Who calls, for counting: the network address, or the one that the proxy in front of us wrote down last.

    Only a proxy of ours has a private address, so what strangers write into X-Forwarded-For counts for nothing.
    """
    near = request.remote_addr or ""
    try:
        private = ipaddress.ip_address(near).is_private
    except ValueError:
        private = True  # a Unix socket
    forwarded = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    return forwarded[:64] if private and forwarded else near
