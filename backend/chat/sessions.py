"""Who writes: a browser shows an opaque token, which proves that it is the one that began the conversation.

A token is 256 random bits, the day it was made, and our seal on both. Nothing is stored for it until its holder
writes; what is stored then is a hash of it, so that nobody who reads the database can take the conversation over.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from backend.domain.errors import Unauthorized
from backend.domain.ports import Clock

LASTS: Final = timedelta(days=180)
_RANDOM: Final = 32
_MADE: Final = 4
_SEAL: Final = 16
_GONE: Final = "Begin a session with POST /chat/v1/sessions and send its token: Authorization: Bearer <token>."


@dataclass(frozen=True, slots=True)
class Session:
    """A conversation with a browser; `address` is what the channel `web` calls it."""

    token: str = field(repr=False)
    address: str = field(repr=False)


class Sessions:
    """Makes and knows session tokens; `key` is 32 bytes for this alone."""

    def __init__(self, key: bytes, clock: Clock) -> None:
        self._key = key
        self._clock = clock

    def begin(self) -> Session:
        """A new session."""
        made = int(self._clock.now().timestamp()) // 60
        return self._session(secrets.token_bytes(_RANDOM) + made.to_bytes(_MADE))

    def known(self, token: str) -> Session:
        """The session of a token; raises Unauthorized when it is not one of ours, or too old."""
        try:
            content = base64.b64decode(token, altchars=b"-_", validate=True)
        except (binascii.Error, ValueError):
            raise Unauthorized(_GONE) from None
        named = content[: _RANDOM + _MADE]
        if not hmac.compare_digest(content, named + self._seal(named)):
            raise Unauthorized(_GONE)
        made = int.from_bytes(named[_RANDOM:]) * 60
        if self._clock.now().timestamp() - made > LASTS.total_seconds():
            raise Unauthorized(_GONE)
        return self._session(named)

    def _session(self, named: bytes) -> Session:
        token = base64.urlsafe_b64encode(named + self._seal(named)).decode()
        return Session(token, hashlib.sha256(b"frontdesk/chat/" + named).hexdigest())

    def _seal(self, named: bytes) -> bytes:
        return hmac.digest(self._key, named, "sha256")[:_SEAL]
