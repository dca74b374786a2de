"""Tokens that others hold and hand back: what they name is inside, and a signature that only we can make.

A token is base32 of `identifier (16 bytes) | HMAC-SHA256 over purpose and identifier, cut to 16 bytes`: it survives a
mail's local part, whose case some servers change, a Telegram start payload and a button's 64 bytes.
"""

from __future__ import annotations

import base64
import binascii
import hmac
from typing import Final
from uuid import UUID

from backend.crypto.vault import length_prefixed

_ID: Final = 16
_SIGNATURE: Final = 16
LENGTH: Final = 52


class SignedTokens:
    """Implements domain.messaging.ports.Tokens."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def issue(self, purpose: str, id_: UUID) -> str:
        """The token of an identifier, the same every time."""
        return base64.b32encode(id_.bytes + self._signature(purpose, id_.bytes)).decode().rstrip("=").lower()

    def read(self, purpose: str, token: str) -> UUID | None:
        """The identifier; None when the token is forged or for another purpose."""
        if len(token) != LENGTH or not token.isascii():
            return None
        try:
            raw = base64.b32decode(token.upper() + "=" * (-LENGTH % 8))
        except binascii.Error:
            return None
        named = UUID(bytes=raw[:_ID])
        # The token as we would write it: of the last letter some bits say nothing, and another letter is another token.
        return named if hmac.compare_digest(self.issue(purpose, named), token.lower()) else None

    def _signature(self, purpose: str, named: bytes) -> bytes:
        return hmac.digest(self._key, length_prefixed(purpose.encode(), named), "sha256")[:_SIGNATURE]
