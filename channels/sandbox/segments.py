"""How many text messages a body takes, as carriers count them (3GPP TS 23.038 and 23.040)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

GSM7_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM7_EXTENDED = frozenset("\f^{}\\[~]|€")  # an escape and a character: two septets


@dataclass(frozen=True, slots=True)
class Segments:
    """``units`` are septets in GSM-7 and 16-bit units in UCS-2; ``count`` is what the sender pays for."""

    encoding: Literal["GSM-7", "UCS-2"]
    units: int
    count: int


def segments_of(body: str) -> Segments:
    """The segments of a body: 160 or 153 septets each, 70 or 67 UCS-2 units each; a pair is never split."""
    if all(character in GSM7_BASIC or character in GSM7_EXTENDED for character in body):
        widths = [2 if character in GSM7_EXTENDED else 1 for character in body]
        return Segments("GSM-7", sum(widths), _count(widths, single=160, several=153))
    widths = [2 if ord(character) > 0xFFFF else 1 for character in body]
    return Segments("UCS-2", sum(widths), _count(widths, single=70, several=67))


def _count(widths: Iterable[int], *, single: int, several: int) -> int:
    widths = list(widths)
    if sum(widths) <= single:
        return 1
    count, room = 1, several
    for width in widths:
        if width > room:
            count, room = count + 1, several
        room -= width
    return count
