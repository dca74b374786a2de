"""Tables of phrases: "the words someone says = the words the rules know", a row each.

In a row, upper-case words stand for any word of a sort and are carried over:
DAY a weekday, DATE a weekday or a word like "tomorrow", PART a part of the day, MONTH a month, UNIT a unit of time,
N and M numbers, T a number or a clock time.
"a|b" is either word; nothing behind "=" drops the phrase.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from actions.timing.tokens import Token
from actions.timing.words import DAY_WORDS, MONTHS, PARTS_OF_DAY, UNITS, WEEKDAYS

_SORTS: Mapping[str, Callable[[Token], bool]] = {
    "DAY": lambda token: token.text in WEEKDAYS,
    "DATE": lambda token: token.text in WEEKDAYS or token.text in DAY_WORDS,
    "PART": lambda token: token.text in PARTS_OF_DAY,
    "MONTH": lambda token: token.text in MONTHS,
    "UNIT": lambda token: token.text in UNITS,
    "N": lambda token: token.kind == "number",
    "M": lambda token: token.kind == "number",
    "T": lambda token: token.kind in {"number", "face"},
}


@dataclass(frozen=True, slots=True)
class Row:
    """One phrase and what it becomes."""

    said: tuple[tuple[str, ...], ...]
    means: tuple[str, ...]

    def match(self, tokens: Sequence[Token], index: int) -> dict[str, Token] | None:
        """The tokens its upper-case words stand for, if the phrase begins at an index."""
        if index + len(self.said) > len(tokens):
            return None
        held: dict[str, Token] = {}
        for words, token in zip(self.said, tokens[index : index + len(self.said)], strict=True):
            sort = _SORTS.get(words[0])
            if sort is None and token.text not in words or sort is not None and not sort(token):
                return None
            held[words[0]] = token
        return held


class Table:
    """Rows, found by their first word."""

    def __init__(self, text: str, words: Mapping[str, str] | None = None) -> None:
        """words: of a table in another language, the English words that have already been put for its own."""
        rows = [_row(line, words or {}) for line in text.splitlines() if "=" in line]
        self.words = {word for row in rows for choices in row.said for word in choices if choices[0] not in _SORTS}
        self._rows: dict[str, list[Row]] = defaultdict(list)
        for row in rows:
            for word in row.said[0]:
                self._rows[word].append(row)
        self._sorts = {sort: is_one for sort, is_one in _SORTS.items() if sort in self._rows}

    def rewritten(self, tokens: Sequence[Token]) -> list[Token]:
        """The tokens with every phrase of the table replaced, the longest first."""
        done: list[Token] = []
        index = 0
        while index < len(tokens):
            taken, made = self._at(tokens, index)
            done += made
            index += taken
        return done

    def _at(self, tokens: Sequence[Token], index: int) -> tuple[int, Sequence[Token]]:
        first = tokens[index]
        rows = list(self._rows.get(first.text, ()))
        for sort, is_one in self._sorts.items():
            if is_one(first):
                rows += self._rows[sort]
        for row in sorted(rows, key=lambda row: len(row.said), reverse=True):
            held = row.match(tokens, index)
            if held is not None:
                last = tokens[index + len(row.said) - 1]
                return len(row.said), [_token(word, held, first, last) for word in row.means]
        return 1, (first,)


def _row(line: str, words: Mapping[str, str]) -> Row:
    said, _, means = line.partition(" =")
    choices = (tuple(words.get(word, word) for word in each.split("|")) for each in said.split())
    return Row(tuple(choices), tuple(means.split()))


def _token(word: str, held: Mapping[str, Token], first: Token, last: Token) -> Token:
    """A word of the right side, standing where the whole phrase stood."""
    if word in held and word in _SORTS:
        return replace(held[word], start=first.start, end=last.end, glued=first.glued)
    if word.isdecimal():
        return Token(word, "number", first.start, last.end, number=int(word), glued=first.glued)
    return Token(word, "word", first.start, last.end, glued=first.glued)
