"""What can be said at any clinic: the words of english.txt, spanish.txt and ordinary.txt, explained in these files.

Both languages are read at once: people mix them, and neither has words that mean something else in the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from importlib.resources import files
from itertools import product

from rapidfuzz import fuzz, process

from actions.entities.words import Word, plain, stem, words_of

LANGUAGES = ("english", "spanish")
ALIKE = 85.0
SHORTEST_FUZZY = 6
# From this many letters on one wrong letter leaves an everyday word recognisable: "appoitment".
LONG = 8
A_SLIP = 88.0

_CHOICE = re.compile(r"\(([^()]*)\)")
_ENDINGS = ("s", "es", "d", "ed", "ing", "ly", "er", "est", "y", "nt", "ve", "ll", "re")


class Phrases:
    """Phrases found in a text by their words: the longest first, plurals and slips of the finger included."""

    def __init__(self, phrases: Iterable[str], *, fuzzy: bool = True) -> None:
        self._by_first: dict[str, list[tuple[str, ...]]] = {}
        self._fuzzy = fuzzy
        for phrase in set(phrases):
            stems = tuple(stem(word.plain) for word in words_of(phrase))
            if stems:
                self._by_first.setdefault(stems[0], []).append(stems)
        for found in self._by_first.values():
            found.sort(key=len, reverse=True)
        every = {word for found in self._by_first.values() for stems in found for word in stems}
        self._known = frozenset(every)
        self._long = sorted(word for word in every if len(word) >= SHORTEST_FUZZY)
        self._read = lru_cache(maxsize=8192)(self._read_anew)

    def find(self, words: Sequence[Word]) -> Iterator[tuple[int, int]]:
        """The places [first, last) in the list of words where a phrase stands."""
        read = [self._read(word.plain) for word in words]
        index = 0
        while index < len(read):
            length = self._length_at(read, index)
            if length:
                yield index, index + length
            index += length or 1

    def __contains__(self, word: str) -> bool:
        """Whether a plain word is a phrase by itself."""
        return (self._read(word),) in self._by_first.get(self._read(word), ())

    def _length_at(self, read: Sequence[str], index: int) -> int:
        for stems in self._by_first.get(read[index], ()):
            if tuple(read[index : index + len(stems)]) == stems:
                return len(stems)
        return 0

    def _read_anew(self, word: str) -> str:
        """The vocabulary's own spelling of a word, or the word."""
        said = stem(word)
        if said in self._known or not self._fuzzy or len(said) < SHORTEST_FUZZY - 1 or is_ordinary(word):
            return said
        same_start = [known for known in self._long if known[0] == said[0]]
        best = process.extractOne(said, same_start, scorer=fuzz.ratio, score_cutoff=ALIKE)
        return best[0] if best else said


@lru_cache(maxsize=16)
def phrases(section: str) -> Phrases:
    """The phrases of one section of both languages."""
    return Phrases(_listed(section))


@lru_cache(maxsize=16)
def listed(section: str) -> frozenset[str]:
    """The single words of one section of both languages."""
    return frozenset(plain(word) for word in _listed(section))


def is_small(word: str) -> bool:
    """Whether a plain word is a pronoun, a conjunction or the like, and so no name however it is written."""
    return word in _ordinary()[0]


@lru_cache(maxsize=8192)
def is_ordinary(word: str) -> bool:
    """Whether a plain word is an everyday one, in any of its forms, and so no name when it stands in lower case."""
    known = _ordinary()[1]
    if word in known:
        return True
    for ending in _ENDINGS:
        base = word.removesuffix(ending)
        if base != word and len(base) > 2 and (base in known or base + "e" in known):
            return True
        if len(base) > 3 and base != word and base[-1] == base[-2] and base[:-1] in known:
            return True
    if word.endswith("ies") and word[:-3] + "y" in known:
        return True
    slips = _by_start().get(word[:1], ()) if len(word) >= LONG else ()
    return process.extractOne(word, slips, scorer=fuzz.ratio, score_cutoff=A_SLIP) is not None


@lru_cache(maxsize=1)
def _ordinary() -> tuple[frozenset[str], frozenset[str]]:
    """The words of the first section of ordinary.txt, and those of all."""
    parts = re.split(r"^#.*$", _file("ordinary"), flags=re.MULTILINE)
    listed_words = [[plain(word) for word in part.split()] for part in parts]
    first = next(part for part in listed_words if part)
    return frozenset(first), frozenset(word for part in listed_words for word in part)


@lru_cache(maxsize=1)
def _by_start() -> dict[str, list[str]]:
    """The longer everyday words by their first letter."""
    found: dict[str, list[str]] = {}
    for word in sorted(_ordinary()[1]):
        if len(word) >= LONG:
            found.setdefault(word[0], []).append(word)
    return found


def _listed(section: str) -> Iterator[str]:
    for language in LANGUAGES:
        for block in re.split(r"^(?=\[)", _file(language), flags=re.MULTILINE):
            if block.startswith(f"[{section}]"):
                for line in block.splitlines()[1:]:
                    if line.strip() and not line.startswith("#"):
                        yield from _alternatives(line.strip())


def _alternatives(line: str) -> Iterator[str]:
    """Every phrase a line stands for: "(flu|tetanus) shot" are two."""
    if "|" in _CHOICE.sub("", line):
        yield from (word for word in line.split("|"))
        return
    parts = _CHOICE.split(line)
    choices = [part.split("|") if place % 2 else [part] for place, part in enumerate(parts)]
    yield from (" ".join("".join(chosen).split()) for chosen in product(*choices))


def _file(name: str) -> str:
    return files(__package__).joinpath(f"{name}.txt").read_text(encoding="utf-8")
