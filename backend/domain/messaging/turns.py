"""What happens to a patient's message, before and instead of the dialogue; and how long a turn is tried."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from backend.domain.handoff.machine import ConversationState
from backend.domain.messaging.consent import Consent, consent, names_wrong_number
from backend.domain.messaging.incoming import Kind, Legible
from backend.domain.messaging.records import ABOVE_STAFF, Author, Purpose, Turn

RETRIES: Final = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0)
"""Seconds before the next attempt at a turn the dialogue engine did not answer; after the last, staff are asked."""

ATTEMPTS: Final = len(RETRIES) + 1

HOLDING_AT: Final = 2
"""The attempt after which a patient is told that the answer takes a while."""

_ASSISTANT: Final = frozenset(
    "bot|the bot|bot please|assistant|the assistant|robot|go on|continue|back to bot|talk to bot|use bot|"
    "el bot|bot por favor|asistente|el asistente|con el asistente|seguir|sigamos|continuar|volver al bot|"
    "seguir con el bot|hablar con el bot".split("|")
)


LINKED: Final = "linked"
NOT_LINKED: Final = "not_linked"
"""Keywords of messages by which somebody used a link to a conversation, or one that leads nowhere."""


class Course(StrEnum):
    """What is done with a message."""

    OPT_OUT = "opt_out"
    OPT_IN = "opt_in"
    HELP = "help"
    LINKED = "linked"
    NOT_LINKED = "not_linked"
    STALE = "stale"
    SILENCE = "silence"
    WRONG_NUMBER = "wrong_number"
    STAFF = "staff"
    """Staff hold the conversation: they answer."""
    ASSISTANT = "assistant"
    WAITING = "waiting"
    UNREADABLE = "unreadable"
    DIALOGUE = "dialogue"


ANSWERABLE: Final = frozenset({Course.DIALOGUE, Course.WAITING, Course.STAFF})
"""Where a message may still answer something that we asked of our own accord."""

_LINKS: Final = {LINKED: Course.LINKED, NOT_LINKED: Course.NOT_LINKED}


def course(turn: Turn, read: Legible) -> Course:
    """What is done with a turn's message: consent first, then whoever holds the conversation, then the dialogue."""
    said = consent(read.text)
    opted_out = turn.conversation.opted_out_at is not None
    if turn.keyword == "stop" or said is Consent.OPT_OUT:
        if opted_out:
            return Course.SILENCE
        return Course.WRONG_NUMBER if names_wrong_number(read.text) else Course.OPT_OUT
    if turn.keyword == "start" or (said is Consent.OPT_IN and opted_out):
        return Course.OPT_IN
    if opted_out or turn.keyword == "help":
        return Course.SILENCE
    if turn.keyword in _LINKS:
        return _LINKS[turn.keyword]
    if said is Consent.HELP:
        return Course.HELP
    return _course_of_conversation(turn.conversation.state, read)


def course_of_press(turn: Turn) -> Course:
    """What is done with a press of a button: what stands on it is no word about being written to."""
    if turn.conversation.opted_out_at is not None:
        return Course.SILENCE
    return Course.STAFF if turn.conversation.state is ConversationState.CLAIMED else Course.DIALOGUE


def stale(turn: Turn) -> Course:
    """What is done with a press of a button that no longer counts: whoever would not be answered is not."""
    silent = turn.conversation.opted_out_at is not None or turn.conversation.state is ConversationState.CLAIMED
    return Course.SILENCE if silent else Course.STALE


def _course_of_conversation(state: ConversationState, read: Legible) -> Course:
    if state is ConversationState.CLAIMED:
        return Course.STAFF
    if state is ConversationState.WAITING:
        return Course.ASSISTANT if wants_assistant(read.text) else Course.WAITING
    return Course.DIALOGUE if read.kind is Kind.TEXT else Course.UNREADABLE


def wants_assistant(text: str) -> bool:
    """Whether a person who waits for staff would rather go on with the assistant."""
    return text.strip(" .!?\u00a1\u00bf").lower() in _ASSISTANT


def may_send(author: Author, purpose: Purpose, state: ConversationState, *, opted_out: bool) -> bool:
    """Whether words still may go out, asked at the moment of sending.

    While staff hold a conversation neither the bot nor a routine note of the product speaks. To a person who opted
    out goes only the one confirmation, and the number to call in an emergency.
    """
    if opted_out and purpose not in (Purpose.CONSENT, Purpose.EMERGENCY):
        return False
    return state is not ConversationState.CLAIMED or author is Author.STAFF or purpose in ABOVE_STAFF


def retry_after(attempt: int) -> float | None:
    """Seconds until the next attempt after this one (counted from 1) failed; None when it was the last."""
    return RETRIES[attempt - 1] if attempt <= len(RETRIES) else None
