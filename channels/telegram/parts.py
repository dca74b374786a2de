"""Long texts in parts: at the end of a sentence where there is one, else between words, else where it is full."""

from __future__ import annotations

import re
from typing import Final

_SENTENCE: Final = re.compile(r"(?<=[.!?\u2026])\s+|\n+")
_WORD: Final = re.compile(r"\s+")


def parts(text: str, longest: int) -> list[str]:
    """The text in order, each part at most `longest` UTF-16 units as Telegram counts; one empty part of nothing."""
    found: list[str] = []
    rest = text.strip()
    while len(head := _first(rest, longest)) < len(rest):
        cut = _last(_SENTENCE, rest, len(head)) or _last(_WORD, rest, len(head)) or len(head)
        found.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [*found, rest]


def _first(text: str, units: int) -> str:
    """As much of the text as fits; half a pair is left off."""
    return text.encode("utf-16-le", "surrogatepass")[: 2 * units].decode("utf-16-le", "ignore")


def _last(gap: re.Pattern[str], text: str, end: int) -> int | None:
    """Where the last gap that begins by `end` begins; None without one."""
    starts = [match.start() for match in gap.finditer(text, 0, end + 1)]
    return starts[-1] if starts else None
