"""Reading what people write by a grammar of whole phrases: a text is one of a list's lines, or it is not.

A grammar is written in three signs: `<name>` stands for any line of that list, `[...]` may be left out, `*` repeats
what it follows. Words are lower case, without accents and apostrophes, and each is followed by a space.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Final

LONGEST: Final = 30
"""Words in a text, or in a sentence of it, that is still looked at."""

MOST_WISHES: Final = 6

_BOUNDARY: Final = re.compile(r"[.!?;,\n\u2026\u2013\u2014()]+")
_INITIALS: Final = re.compile(r"\b(\w)[.\-](?=\w\b)")
_SILENT: Final = re.compile("['\u2018\u2019`\u00b4\"\u201c\u201d\u00ab\u00bb]")
_STRETCHED: Final = re.compile(r"([a-z])\1{2,}")
_SIGN: Final = re.compile(r"<(\w+)>|([\[\]])|(\*)|([a-z0-9]+)")
_BRACKETS: Final = {"[": "(?:", "]": ")?"}


class Grammar:
    """Lists of phrases, compiled when first asked for.

    `lists`: each list's lines, separated by `|`. `typed`: what people type for a word. `free`: places that no list
    can name, such as a person's name, as regular expressions.
    """

    def __init__(self, lists: Mapping[str, str], typed: Mapping[str, str], free: Mapping[str, str]) -> None:
        self._lists = lists
        self._meant = {way: word for word, ways in typed.items() for way in ways.split()}
        self._free = free
        self._compiled: dict[tuple[str, ...], re.Pattern[str]] = {}

    def sentences(self, text: str) -> list[str]:
        """The sentences of a text, each the words that were meant, each word followed by a space."""
        return [words for part in _BOUNDARY.split(plain(text)) if (words := self._words(part))]

    def says(self, words: str, around: str, *wishes: str) -> bool:
        """Whether words are one of the wishes, or several, with nothing else than the list `around` around them."""
        if words.count(" ") > LONGEST:
            return False
        pattern = self._compiled.get(("says", around, *wishes))
        if pattern is None:
            # A word around a wish is read in one way only (atomic): else "ya ya ya ..." would take for ever.
            wish, beside = "|".join(self._list(name) for name in wishes), f"(?>{self._list(around)})*"
            pattern = re.compile(f"{beside}(?:(?:{wish}){beside}){{1,{MOST_WISHES}}}")
            self._compiled["says", around, *wishes] = pattern
        return pattern.fullmatch(words) is not None

    def is_one_of(self, words: str, name: str, around: str | None = None) -> bool:
        """Whether words are one of a list's lines, with nothing else around it than the list `around` holds."""
        if words.count(" ") > LONGEST:
            return False
        pattern = self._compiled.get(("is", name, around or ""))
        if pattern is None:
            beside = f"(?>{self._list(around)})*" if around else ""
            pattern = re.compile(beside + self._list(name) + beside)
            self._compiled["is", name, around or ""] = pattern
        return pattern.fullmatch(words) is not None

    def lines(self, name: str) -> list[str]:
        """The lines of a list, longest first."""
        return sorted((" ".join(line.split()) for line in self._lists[name].split("|")), key=len, reverse=True)

    def _words(self, part: str) -> str:
        typed = (_STRETCHED.sub(r"\1", word) for word in re.sub(r"[^a-z0-9]+", " ", part).split())
        return "".join(f"{self._meant.get(word, word)} " for word in typed)

    def _list(self, name: str) -> str:
        """A list as a regular expression over words that each end in a space; long lines are tried first."""
        return "(?:" + "|".join(self._line(line) for line in self.lines(name)) + ")"

    def _line(self, line: str) -> str:
        found = ""
        for name, bracket, repeated, word in _SIGN.findall(line):
            found += self._free.get(name) or (
                self._list(name) if name else f"{word} " if word else repeated or _BRACKETS[bracket]
            )
        return found


def plain(text: str) -> str:
    """Lower case without accents, apostrophes and quotation marks; "S.T.O.P." in one, whatever is no letter a pause."""
    letters = unicodedata.normalize("NFKD", _SILENT.sub("", text.lower()))
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return _INITIALS.sub(r"\1", re.sub(r"[^a-z0-9\s.!?;,()\-:]", " ", bare))
