"""A message as words: where each stands in the text, and how the classifier spells it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.spelling import normalise

MOST_WORDS = 80
_WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*|[^\w\s]")


@dataclass(frozen=True)
class Word:
    """A word or a mark of a text: its spelling, and its place in the text as the patient wrote it."""

    text: str
    start: int
    end: int


def words_of(text: str) -> list[Word]:
    """Return the words and marks of a text in order, spelt as the training data spells them; at most 80."""
    found = []
    for match in _WORD.finditer(text):
        found.append(Word(normalise(match.group()), match.start(), match.end()))
        if len(found) == MOST_WORDS:
            break
    return found
