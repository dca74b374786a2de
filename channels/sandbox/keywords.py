"""The words a carrier acts on by itself.

They are those of a messaging service with Advanced Opt-Out: STOP, START and HELP cannot be taken away; CANCEL, and
YES as a way to opt in, are taken off the list, because at a clinic they mean an appointment.
Source: Twilio's documentation of opt-out keywords and Advanced Opt-Out.
"""

from __future__ import annotations

from enum import StrEnum


class OptOutType(StrEnum):
    """What the carrier understood; sent along with the webhook under this name."""

    STOP = "STOP"
    START = "START"
    HELP = "HELP"


STOP_WORDS = frozenset({"STOP", "STOPALL", "UNSUBSCRIBE", "END", "QUIT", "OPTOUT", "REVOKE"})
START_WORDS = frozenset({"START", "UNSTOP"})
HELP_WORDS = frozenset({"HELP"})

REPLIES = {
    OptOutType.STOP: "You will get no more texts from this number. Reply START to get them again.",
    OptOutType.START: "You will get texts from this number again. Reply HELP for help, STOP to end them.",
    OptOutType.HELP: "Reply STOP to end texts from this number. Message and data rates may apply.",
}


def keyword_of(body: str) -> OptOutType | None:
    """The keyword a body is. Only a whole body counts: "stop please" is a text like any other."""
    word = body.strip().upper()
    if word in STOP_WORDS:
        return OptOutType.STOP
    if word in START_WORDS:
        return OptOutType.START
    return OptOutType.HELP if word in HELP_WORDS else None
