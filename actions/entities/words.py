"""Words of a text with their places, compared without case, accents and possessives."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+(?:['\u2019\u00b4`][^\W_]+)*")
_POSSESSIVE = re.compile(r"['\u2019\u00b4`]s?$")
# "It's" is two words in one and no possessive.
_CONTRACTED = frozenset("it that this what he she who there here where when how name let everything".split())
# So short a text in capitals, or with every word in one, may still be a name.
SHORT = 3


@dataclass(frozen=True, slots=True)
class Word:
    """A word at [start, end) of a text, and the signs between it and the word before.

    capital: written with one, by somebody who does not do so with every word.
    """

    text: str
    plain: str
    start: int
    end: int
    capital: bool
    gap: str


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch [start, end) of a text that is an entity of this name."""

    name: str
    start: int
    end: int

    def overlaps(self, other: Span) -> bool:
        """Whether the two share a character."""
        return self.start < other.end and other.start < self.end


def words_of(text: str) -> list[Word]:
    """The words of a text; hyphens part them, "patel's" ends before its possessive."""
    matches = list(_WORD.finditer(text))
    telling = _capitals_tell([match.group() for match in matches])
    found: list[Word] = []
    for match in matches:
        said = _POSSESSIVE.sub("", match.group())
        if not said or said.lower() in _CONTRACTED:
            said = match.group()
        capital = telling and said[:1].isupper()
        gap = text[found[-1].end if found else 0 : match.start()]
        found.append(Word(said, plain(said), match.start(), match.start() + len(said), capital, gap))
    return found


def _capitals_tell(words: Sequence[str]) -> bool:
    """Whether the writer uses capitals for names, and not for everything or as a title does."""
    letters = [word for word in words if word[0].isalpha() and len(word) > 1]
    return any(word.islower() for word in letters) or len(letters) <= SHORT


@lru_cache(maxsize=4096)
def plain(word: str) -> str:
    """A word in lower case, without accents and apostrophes."""
    letters = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in letters if letter.isalnum())


@lru_cache(maxsize=4096)
def stem(word: str) -> str:
    """A plain word without the s of the plural."""
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def free(spans: Iterable[Span], start: int, end: int) -> bool:
    """Whether none of the spans reaches into [start, end)."""
    return all(span.end <= start or end <= span.start for span in spans)
