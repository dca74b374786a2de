"""Whether a message asks us to stop writing, to start again, or who we are and how to stop.

By any reasonable words, not by keywords alone (47 CFR 64.1200(a)(10)); the grammar is in consent_words.py. A wish that
names messages ("stop texting me") counts beside other sentences. A word that means other things too ("stop", "alto",
"remove me") counts only when nothing else is said but courtesy, anger or a reason: "stop by at 3" asks for a visit.

A carrier's own list contains CANCEL, but whoever texts "cancel" or "cancelar" to a clinic means an appointment: it goes
to the dialogue, and carrier.py beside this says what follows when the carrier ended it all. YES never opts in: it
confirms appointments.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from functools import cache
from typing import Final

from backend.domain.messaging.consent_words import GRAMMAR, TYPED

LONGEST: Final = 30
"""Words in a message, or in a sentence of it, that may still be a wish about messages."""

_MOST_WISHES: Final = 6

_MEANT: Final = {typed: word for word, ways in TYPED.items() for typed in ways.split()}
_BOUNDARY: Final = re.compile(r"[.!?;,\n\u2026\u2013\u2014()]+")
_INITIALS: Final = re.compile(r"\b(\w)[.\-](?=\w\b)")
_SILENT: Final = re.compile("['\u2018\u2019`\u00b4\"\u201c\u201d\u00ab\u00bb]")
_STRETCHED: Final = re.compile(r"([a-z])\1{2,}")
_SIGN: Final = re.compile(r"<(\w+)>|([\[\]])|(\*)|([a-z0-9]+)")
_BRACKETS: Final = {"[": "(?:", "]": ")?"}
_ANY: Final = {"name": "(?:[a-z]+ ){1,3}", "whose": "(?:[a-z]+ ){0,2}[a-z]+s "}
"""What no list can name: somebody, and somebody's."""


class Consent(StrEnum):
    """What a message says about being written to."""

    OPT_OUT = "opt_out"
    OPT_IN = "opt_in"
    HELP = "help"
    UNSAID = "unsaid"


def consent(text: str) -> Consent:
    """What `text` says about being written to; whatever is not plainly one of these is unsaid."""
    sentences = [words for part in _BOUNDARY.split(_plain(text)) if (words := _words(part))]
    if not sentences:
        return Consent.UNSAID
    said = "".join(sentences)
    if _is("help_alone", said) or _is("help", said, politely=True):
        return Consent.HELP
    if _is("start", said, politely=True):
        return Consent.OPT_IN
    if _is("alone", said) or _says(said, "whole", "explicit") or any(_says(part, "explicit") for part in sentences):
        return Consent.OPT_OUT
    return Consent.UNSAID


def _says(words: str, *wishes: str) -> bool:
    """Whether words are one of the wishes, or several, with nothing else around them than may stand there."""
    return words.count(" ") <= LONGEST and _surrounded(wishes).fullmatch(words) is not None


def _is(name: str, words: str, *, politely: bool = False) -> bool:
    """Whether words are one of a list's lines, and nothing else; `politely`: a courtesy may stand around them."""
    return words.count(" ") <= LONGEST and _only(name, politely).fullmatch(words) is not None


def _plain(text: str) -> str:
    """Lower case without accents, apostrophes and quotation marks; "S.T.O.P." in one, whatever is no letter a pause."""
    letters = unicodedata.normalize("NFKD", _SILENT.sub("", text.lower()))
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return _INITIALS.sub(r"\1", re.sub(r"[^a-z0-9\s.!?;,()\-:]", " ", plain))


def _words(part: str) -> str:
    """The words of a sentence as they were meant, each followed by a space."""
    typed = (_STRETCHED.sub(r"\1", word) for word in re.sub(r"[^a-z0-9]+", " ", part).split())
    return "".join(f"{_MEANT.get(word, word)} " for word in typed)


@cache
def _surrounded(wishes: tuple[str, ...]) -> re.Pattern[str]:
    # A word around a wish is read in one way only (atomic): else "ya ya ya ..." would take for ever.
    wish, around = "|".join(_list(name) for name in wishes), f"(?>{_list('around')})*"
    return re.compile(f"{around}(?:(?:{wish}){around}){{1,{_MOST_WISHES}}}")


@cache
def _only(name: str, politely: bool) -> re.Pattern[str]:
    polite = f"(?>{_list('polite')})*" if politely else ""
    return re.compile(polite + _list(name) + polite)


@cache
def _list(name: str) -> str:
    """A list of the grammar as a regular expression over words that each end in a space; long lines are tried first."""
    lines = sorted((" ".join(line.split()) for line in GRAMMAR[name].split("|")), key=len, reverse=True)
    return "(?:" + "|".join(_line(line) for line in lines) + ")"


def _line(line: str) -> str:
    found = ""
    for name, bracket, repeated, word in _SIGN.findall(line):
        found += _ANY.get(name) or (_list(name) if name else f"{word} " if word else repeated or _BRACKETS[bracket])
    return found
