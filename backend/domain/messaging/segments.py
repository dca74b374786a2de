"""How many SMS segments a text takes (3GPP TS 23.038: 160/153 septets of GSM-7, 70/67 units of UCS-2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

_BASIC: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED: Final = frozenset("\f^{}\\[~]|€")

_SINGLE: Final = {"GSM-7": 160, "UCS-2": 70}
_JOINED: Final = {"GSM-7": 153, "UCS-2": 67}


@dataclass(frozen=True, slots=True)
class Segments:
    """`count` segments of `units` septets or UTF-16 units in all."""

    count: int
    units: int
    encoding: Literal["GSM-7", "UCS-2"]


def _pieces(text: str) -> tuple[Literal["GSM-7", "UCS-2"], list[int]]:
    """The encoding, and how many units each character takes; a character is never split over two segments."""
    if all(character in _BASIC or character in _EXTENDED for character in text):
        return "GSM-7", [1 if character in _BASIC else 2 for character in text]
    return "UCS-2", [1 if ord(character) < 0x10000 else 2 for character in text]


def segments(text: str) -> Segments:
    """The segments `text` takes on the air; an empty text takes one."""
    encoding, pieces = _pieces(text)
    units = sum(pieces)
    if units <= _SINGLE[encoding]:
        return Segments(1, units, encoding)
    count, room = 1, _JOINED[encoding]
    for piece in pieces:
        if piece > room:
            count, room = count + 1, _JOINED[encoding]
        room -= piece
    return Segments(count, units, encoding)
