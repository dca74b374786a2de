"""Addresses as staff and logs may see them: enough to tell two apart, too little to write to."""

from __future__ import annotations

from typing import Final

_SHOWN: Final = 2
_HIDDEN: Final = "***"


def masked(address: str) -> str:
    """An address with all but its ends hidden: +1***01, a***@clinic.example, ***11."""
    local, at, domain = address.rpartition("@")
    if at:
        return f"{local[:1]}{_HIDDEN}@{domain}"
    shown = address[-_SHOWN:] if len(address) > 2 * _SHOWN else ""
    return f"{address[:_SHOWN] if address.startswith('+') and shown else ''}{_HIDDEN}{shown}"
