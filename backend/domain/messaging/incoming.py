"""What the dialogue engine gets to read of an incoming text."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import StrEnum

LONGEST = 1600


class Kind(StrEnum):
    """What arrived."""

    TEXT = "text"
    EMPTY = "empty"
    ATTACHMENT = "attachment"


@dataclass(frozen=True, slots=True)
class Legible:
    """An incoming message as it can be read: `text` is empty unless `kind` is TEXT."""

    kind: Kind
    text: str


def legible(body: str, attachments: int = 0) -> Legible:
    """Read a body as it came.

    Control characters and undecodable bytes become spaces; a leading slash, by which a patient could give the
    dialogue engine an intent instead of words, is taken off; what is longer than a text can be is cut.
    """
    visible = "".join(" " if _unreadable(character) else character for character in body[: 2 * LONGEST])
    text = " ".join(visible.split())
    while text[:1] == "/":
        text = text.lstrip("/ ")
    text = text[:LONGEST]
    if text and not all(unicodedata.category(character) in ("Cf", "Zs", "Mn") for character in text):
        return Legible(Kind.TEXT, text)
    return Legible(Kind.ATTACHMENT if attachments else Kind.EMPTY, "")


def _unreadable(character: str) -> bool:
    return character == "\ufffd" or (character < " ") or unicodedata.category(character) in ("Cc", "Cs", "Co", "Cn")
