"""Runs of words that may be a name: capitals where the writer uses them, else words that are no everyday ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from actions.entities.vocabulary import LONG, is_ordinary, is_small, listed, phrases
from actions.entities.words import Span, Word, free

_PARTICLES = frozenset("de del della da dos la le van von der den al el bin ibn ben st mac mc y o".split())
_NEVER = frozenset("i ok asap sat appt pt er uti std hiv mri ct er uk us usa faq".split())
# What a capital may begin behind "Dr." without being anybody: "Dr. Appointment".
_TITLES = frozenset({"dr", "dra", "doctor", "doctora", "doc", "drs"})
_VISIT = frozenset(
    "appointment appointments appt apt appoint visit visits office who whom please pls thanks today tomorrow".split()
)
MOST = 4


@dataclass(frozen=True, slots=True)
class Run:
    """The words [first, last) of a text as a name; capital: written as one."""

    first: int
    last: int
    capital: bool


def run_at(
    words: Sequence[Word], first: int, spoken_for: Sequence[Span], *, most: int = MOST, sure: bool = False
) -> Run | None:
    """The name that begins at a word, if one does.

    sure: what stands before says that a name comes, so one that is also a word ("Dr. Will Young") is taken.
    """
    if first >= len(words) or not _begins(words[first], spoken_for, sure=sure):
        return None
    capital = words[first].capital
    last = first + 1
    while last < len(words) and last - first < most and _goes_on(words, last, spoken_for, capital=capital, sure=sure):
        last += 1
    while last > first + 1 and words[last - 1].plain in _PARTICLES:
        last -= 1
    return Run(first, last, capital)


def _begins(word: Word, spoken_for: Sequence[Span], *, sure: bool) -> bool:
    if not _is_wordlike(word, spoken_for) or word.plain in _TITLES:
        return False
    if word.capital and sure:
        return (
            word.plain not in _VISIT
            and not is_small(word.plain)
            and not (len(word.plain) > LONG and is_ordinary(word.plain))
        )
    if len(word.plain) == 1:
        return sure and word.plain not in {"a", "i", "o", "y"}
    return not is_ordinary(word.plain)


def _goes_on(words: Sequence[Word], at: int, spoken_for: Sequence[Span], *, capital: bool, sure: bool) -> bool:
    word = words[at]
    if (
        not _belongs(words[at - 1], word)
        or not _is_wordlike(word, spoken_for)
        and word.plain not in listed("institutions")
    ):
        return False
    if word.plain in _PARTICLES:
        return at + 1 < len(words) and _goes_on(words, at + 1, spoken_for, capital=capital, sure=sure)
    if word.capital != capital or is_small(word.plain):
        return False
    if len(word.plain) == 1:
        return capital
    return not is_ordinary(word.plain) or capital and (sure or word.plain in listed("institutions"))


def _is_wordlike(word: Word, spoken_for: Sequence[Span]) -> bool:
    return word.plain.isalpha() and word.plain not in _NEVER and free(spoken_for, word.start, word.end)


def _belongs(before: Word, word: Word) -> bool:
    """Whether no more than a blank or a hyphen parts two words, or the full stop of "John R. Smith"."""
    gap = word.gap.strip(" ")
    return gap in {"", "-"} or gap == "." and (len(before.plain) == 1 or before.plain in {"st", "mt"})


def is_medical(word: str) -> bool:
    """Whether a plain word is a service, a complaint or a kind of doctor."""
    return word in listed("signs") or word in phrases("services") or word in phrases("generic")
