"""Whether a message asks us to stop writing, to start again, or who we are and how to stop.

By any reasonable words, not by keywords alone (47 CFR 64.1200(a)(10)); the grammar is in consent_words.py. A wish that
names messages ("stop texting me") counts beside other sentences. A word that means other things too ("stop", "alto",
"remove me") counts only when nothing else is said but courtesy, anger or a reason: "stop by at 3" asks for a visit.

A carrier's own list contains CANCEL, but whoever texts "cancel" or "cancelar" to a clinic means an appointment: it goes
to the dialogue, and carrier.py beside this says what follows when the carrier ended it all. YES never opts in: it
confirms appointments.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from backend.domain.messaging.consent_words import GRAMMAR, TYPED
from backend.domain.messaging.grammar import Grammar

WORDS: Final = Grammar(GRAMMAR, TYPED, {"name": "(?:[a-z]+ ){1,3}", "whose": "(?:[a-z]+ ){0,2}[a-z]+s "})
"""`name` and `whose` are what no list can name: somebody, and somebody's."""


class Consent(StrEnum):
    """What a message says about being written to."""

    OPT_OUT = "opt_out"
    OPT_IN = "opt_in"
    HELP = "help"
    UNSAID = "unsaid"


def consent(text: str) -> Consent:
    """What `text` says about being written to; whatever is not plainly one of these is unsaid."""
    sentences = WORDS.sentences(text)
    if not sentences:
        return Consent.UNSAID
    said = "".join(sentences)
    if WORDS.is_one_of(said, "help_alone") or WORDS.is_one_of(said, "help", "polite"):
        return Consent.HELP
    if WORDS.is_one_of(said, "start", "polite"):
        return Consent.OPT_IN
    if (
        WORDS.is_one_of(said, "alone")
        or WORDS.says(said, "around", "whole", "explicit")
        or any(WORDS.says(part, "around", "explicit") for part in sentences)
    ):
        return Consent.OPT_OUT
    return Consent.UNSAID


def names_wrong_number(text: str) -> bool:
    """Whether a sentence of `text` says that we write to somebody else's number, or to the wrong person."""
    return any(WORDS.says(part, "around", "wrong_number", "not_sender") for part in WORDS.sentences(text))
