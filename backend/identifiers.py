"""Fresh identifiers."""

from __future__ import annotations

import os
import time
from uuid import UUID

from backend.domain.errors import NotFound


def new_id() -> UUID:
    """A fresh UUID of version 7 (RFC 9562): 48 bits of milliseconds, then random bits."""
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds & ((1 << 48) - 1)) << 80 | int.from_bytes(os.urandom(10))
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return UUID(int=value)


def parse_id(text: str) -> UUID:
    """An identifier as it is written outside (32 hexadecimal digits, hyphens or not); raises NotFound for any other."""
    try:
        return UUID(text)
    except ValueError:
        raise NotFound("nothing has that id") from None
