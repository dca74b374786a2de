"""How people type in a hurry, brought to one spelling before the lexicon is tried."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

_LONGEST_READ: Final = 1600
_RUN: Final = re.compile(r"(.)\1{2,}")
_MARKED: Final = re.compile(r"([a-z]+)~")


class Speller:
    """Knows the words of a lexicon, which of them are worth correcting, and how phrases are written otherwise."""

    def __init__(self, written: str, spared: Iterable[str], same: Mapping[str, str]) -> None:
        self._known = set(re.findall(r"[a-z]+", written)) | set(spared)
        self._close: dict[str, str] = {}
        for word in _MARKED.findall(written):
            for form in (word, *_shorter(word)):
                self._close.setdefault(form, word)
        phrases = sorted(same, key=len, reverse=True)
        self._same = dict(same)
        self._phrases = re.compile("(?<= )(?:" + "|".join(map(re.escape, phrases)) + ")(?= )")

    def phrases(self, text: str) -> str:
        """`text` with every phrase in its one spelling."""
        return self._phrases.sub(lambda match: self._same[match.group()], text)

    def word(self, word: str) -> str:
        """The lexicon's word that `word` is a slip of (one letter wrong, missing, doubled or swapped), or itself."""
        if word in self._known or len(word) < 5:
            return word
        for form in (word, *_shorter(word)):
            meant = self._close.get(form)
            if meant is not None and _one_slip(word, meant):
                return meant
        return word


def normalise(text: str, speller: Speller) -> str:
    """Lower-case words without accents and the break marks `.` and `,`, each between single spaces."""
    letters = unicodedata.normalize("NFKD", text[:_LONGEST_READ]).lower()
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    plain = re.sub(r"['\u2019\u2018`\u00b4]", "", plain)
    plain = re.sub(r"[.!?;:\n]+", " . ", plain).replace(",", " , ")
    plain = re.sub(r"[^\w.,]+|_", " ", plain)
    words = (_RUN.sub(r"\1\1", word) for word in plain.split())
    return speller.phrases(" " + " ".join(speller.word(word) for word in words) + " ")


def _shorter(word: str) -> Iterator[str]:
    for position in range(len(word)):
        yield word[:position] + word[position + 1 :]


def _one_slip(left: str, right: str) -> bool:
    """Whether at most one letter is wrong, missing, too much, or swapped with its neighbour."""
    if left == right:
        return True
    if abs(len(left) - len(right)) > 1:
        return False
    start = next((i for i, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), min(len(left), len(right)))
    rest, other = left[start:], right[start:]
    return (
        rest[1:] == other[1:]
        or rest[1:] == other
        or rest == other[1:]
        or (rest[:2] == other[:2][::-1] and rest[2:] == other[2:])
    )
