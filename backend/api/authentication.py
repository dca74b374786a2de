"""Who may call the API: our own services, each request with the service token. Closed unless named open."""

from __future__ import annotations

import hmac

from flask import Blueprint, Flask, current_app, request

from backend.domain.errors import Unauthorized
from backend.domain.sensitive import Sensitive

PREFIX = "/api/"
OPEN_ENDPOINTS = frozenset({"api.description"})
"""Endpoints under /api/ that need no token: the generated description holds nothing secret."""


def guard(app: Flask | Blueprint, token: Sensitive[str]) -> None:
    """Refuse every request under /api/ that does not carry the bearer `token`."""
    expected = f"Bearer {token.reveal()}".encode()

    def check() -> None:
        if not request.path.startswith(PREFIX) or request.endpoint in OPEN_ENDPOINTS:
            return
        given = request.headers.get("Authorization", "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(given, expected):
            current_app.logger.warning("refused a call of %s without a valid token", request.endpoint or "nothing")
            raise Unauthorized("Send the service token: Authorization: Bearer <token>.")

    app.before_request(check)
