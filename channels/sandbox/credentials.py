"""Whose requests the carrier answers."""

from __future__ import annotations

import hmac

from flask import request

from channels.sandbox.errors import Unauthenticated
from channels.sandbox.settings import SandboxSettings


def authenticate(settings: SandboxSettings, account_sid: str | None = None) -> None:
    """Raises Unauthenticated unless the request has the account's SID and token, and asks for no other account."""
    given = request.authorization
    known = (
        given is not None
        and given.type == "basic"
        and hmac.compare_digest(str(given.username).encode(), settings.account_sid.encode())
        and hmac.compare_digest(str(given.password).encode(), settings.auth_token.encode())
    )
    if not known or account_sid not in {None, settings.account_sid}:
        raise Unauthenticated
