"""How late somebody said they would be, as it is kept among the reasons in a visit's history."""

from __future__ import annotations

import re
from typing import Final

_SAID: Final = re.compile(r"(\d{1,3}) minutes late")


def written(minutes: int) -> str:
    """How it is kept."""
    return f"{minutes} minutes late"


def minutes_of(reason: str | None) -> int | None:
    """The minutes, as far as a reason says."""
    match = _SAID.match(reason or "")
    return int(match[1]) if match else None
