"""From a patient's text to tokens in one agreed spelling: "tmr b4 3pm" is tomorrow, before, 3, pm."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

from actions.timing.tokens import Face, Token
from actions.timing.words import FUZZY, SPELLINGS, WEEKDAYS

MAX_CHARACTERS = 1600

_SHAPES = re.compile(
    "|".join(  # noqa: FLY002 - one shape a line
        (
            r"(?P<packed>(?<!\d)20[2-9]\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!\d))",
            r"(?P<iso>\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?!\d))",
            r"(?P<full>\d{1,2}(?P<sep>[-/.])\d{1,2}(?P=sep)(?:\d{4}|\d{2})(?!\d))",
            r"(?P<named>\d{1,2}[-/](?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}[-/]\d{2,4}(?!\d))",
            r"(?P<slash>\d{1,2}/\d{1,2}(?![\d/]))",
            r"(?P<colon>\d{1,2}:\d{2}(?::\d{2})?(?!\d))",
            r"(?P<hours>\d{1,2}h(?:\d{2})?(?![a-z\d]))",
            r"(?P<dotted>(?<![€$£\d.])\d{1,2}\.\d{2}(?!\d|\.\d|\s?[€$£%]))",
            r"(?P<decimal>\d{1,6}\.\d{1,6})",
            r"(?P<ordinal>\d{1,2}(?:st|nd|rd|th)(?![a-z\d]))",
            r"(?P<mixed>\d{1,2}[a-z]{2,8}(?![a-z\d])|[a-z]{1,3}\d[a-z]{0,2}(?![a-z\d]))",
            r"(?P<number>\d+)",
            r"(?P<word>[^\W\d_]+(?:['’][^\W\d_]+)*['’]?)",
            r"(?P<mark>\S)",
        )
    ),
    re.IGNORECASE,
)
_PARTS = re.compile(r"\d+|[a-z]+")


def tokens_of(text: str, spell: Callable[[str], str] | None = None) -> list[Token]:
    """The tokens of a text; what lies beyond the length of the longest message is not read.

    spell: the agreed spelling of a word, where it is not the English one.
    """
    found: list[Token] = []
    previous_end = -1
    for match in _SHAPES.finditer(text[:MAX_CHARACTERS]):
        shape = match.lastgroup if match.lastgroup != "sep" else "full"
        written = unicodedata.normalize("NFKC", match.group()).casefold().replace("’", "'")
        glued = match.start() == previous_end
        previous_end = match.end()
        if shape == "hours" and written.endswith("h") and found and found[-1].text in {"in", "for", "within"}:
            shape = "mixed"
        start, end = match.start(), match.end()
        if shape == "word" and spell is not None and written != "h":
            found += [_one_word(word, start, end, glued) for word in spell(written).split(" ")]
        elif shape == "mixed" and spell is not None:
            found += _mixed(written, start, end, glued, spell)
        else:
            found += _READERS.get(shape or "mark", _word)(written, start, end, glued)
    return found


def _numeric_date(written: str, start: int, end: int, glued: bool) -> list[Token]:
    return [Token(re.sub(r"[.-]", "/", written), "date", start, end, glued=glued)]


def _packed_date(written: str, start: int, end: int, glued: bool) -> list[Token]:
    """Read "20261203"."""
    return [Token(f"{written[:4]}/{written[4:6]}/{written[6:]}", "date", start, end, glued=glued)]


def _clock(written: str, start: int, end: int, glued: bool) -> list[Token]:
    hour, minute = (int(part or 0) for part in re.split("[:.h]", written)[:2])
    if hour > 24 or minute > 59:
        return [Token(written, "mark", start, end, glued=glued)]
    face = Face(hour, minute, sure=hour > 12 or "h" in written or (written[0] == "0" and hour >= 7))
    return [Token(written, "face", start, end, face=face, glued=glued)]


def _number(written: str, start: int, end: int, glued: bool) -> list[Token]:
    value = int(written) if len(written) <= 4 else -1
    return [Token(written, "number" if value >= 0 else "mark", start, end, number=value, glued=glued)]


def _ordinal(written: str, start: int, end: int, glued: bool) -> list[Token]:
    return [Token(written, "ordinal", start, end, number=int(written[:-2]), glued=glued)]


def _mixed(written: str, start: int, end: int, glued: bool, spell: Callable[[str], str] | None = None) -> list[Token]:
    """Digits and letters in one word: a text-message spelling ("2moro"), or two words run together ("3pm")."""
    if written in SPELLINGS:
        return _word(written, start, end, glued)
    found: list[Token] = []
    for part in _PARTS.finditer(written):
        reader = _number if part.group().isdigit() else _word
        word = part.group() if spell is None or part.group() == "h" else spell(part.group())
        found += reader(word, start + part.start(), start + part.end(), glued or part.start() > 0)
    return found


def _word(written: str, start: int, end: int, glued: bool) -> list[Token]:
    words = "hour".split() if written == "h" and glued else spelled(written).split(" ")
    return [_one_word(word, start, end, glued) for word in words]


def _one_word(word: str, start: int, end: int, glued: bool) -> Token:
    if word.isascii() and word[0].isdecimal():
        if word.isdecimal() and len(word) <= 4:
            return Token(word, "number", start, end, number=int(word), glued=glued)
        if word[:-2].isdecimal() and word.endswith(("st", "nd", "rd", "th")):
            return Token(word, "ordinal", start, end, number=int(word[:-2]), glued=glued)
    return Token(word, "word", start, end, glued=glued)


def _mark(written: str, start: int, end: int, glued: bool) -> list[Token]:
    return [Token(SPELLINGS.get(written, written), "mark", start, end, glued=glued)]


def _named_date(written: str, start: int, end: int, glued: bool) -> list[Token]:
    """Read "8/oct/2012", "8-oct-12"."""
    day, month, year = re.split("[-/]", written)
    number = int(year) if len(year) > 2 else 2000 + int(year)
    return [
        Token(day, "number", start, end, number=int(day), glued=glued),
        Token(spelled(month[:3]), "word", start, end),
        Token(str(number), "number", start, end, number=number),
    ]


_READERS = {
    "packed": _packed_date,
    "iso": _numeric_date,
    "full": _numeric_date,
    "named": _named_date,
    "slash": _numeric_date,
    "colon": _clock,
    "hours": _clock,
    "dotted": _clock,
    "decimal": lambda written, start, end, glued: [Token(written, "mark", start, end, glued=glued)],
    "ordinal": _ordinal,
    "mixed": _mixed,
    "number": _number,
    "word": _word,
    "mark": _mark,
}


@lru_cache(maxsize=4096)
def spelled(word: str) -> str:
    """The agreed spelling of one word; an unknown word is itself."""
    if word in SPELLINGS:
        return SPELLINGS[word]
    stem = word.removesuffix("'s")
    if stem in WEEKDAYS or stem != word and stem in SPELLINGS:
        return SPELLINGS.get(stem, stem)
    bare = word.replace("'", "")
    if bare in SPELLINGS:
        return SPELLINGS[bare]
    if bare.endswith("s") and bare[:-1] in FUZZY:
        return bare[:-1]
    if len(bare) >= 6 and bare not in FUZZY:
        return _nearest(bare)
    return bare


def _nearest(word: str) -> str:
    """The word of time this one misspells, if it is near enough and begins alike."""
    from rapidfuzz.distance import OSA  # noqa: PLC0415 - most texts never need it

    for known in FUZZY:
        allowed = 1 if len(known) < 8 else 2
        if known[0] == word[0] and OSA.distance(word, known, score_cutoff=allowed) <= allowed:
            return known
    return word
