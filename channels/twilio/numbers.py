"""Which addresses are telephone numbers."""

from __future__ import annotations

import re
from typing import Final

_E164: Final = re.compile(r"\+[1-9][0-9]{6,14}")


def is_phone(address: str) -> bool:
    """Whether an address is a number in E.164; a short code, a word or a business-scoped id is none."""
    return _E164.fullmatch(address) is not None
