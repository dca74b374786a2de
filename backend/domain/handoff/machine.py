r"""Who speaks for the clinic in a conversation.

    bot --request--> waiting --claim--> claimed --resolve--> resolved --(patient writes, or give_back)--> bot
                      |  \--give_back--> bot   |  \--give_back--> bot
                      |                        \--release--> waiting
                      \--request (more urgent)--> waiting

Staff may also be alerted while the bot goes on (somebody opted out, and can only be called): then they claim, or
resolve, from there. While staff hold a conversation (claimed) the bot is silent. While it waits nobody has promised to
read it, and the patient is told so. A resolved conversation belongs to the bot again as soon as the patient writes.
"""

from __future__ import annotations

from enum import IntEnum, StrEnum
from typing import Final

from backend.domain.errors import IllegalTransition


class ConversationState(StrEnum):
    """Who answers next."""

    BOT = "bot"
    WAITING = "waiting"
    CLAIMED = "claimed"
    RESOLVED = "resolved"


class Step(StrEnum):
    """What may happen to a conversation; also the names of the events kept about it."""

    REQUEST = "request"
    CLAIM = "claim"
    RELEASE = "release"
    RESOLVE = "resolve"
    GIVE_BACK = "give_back"


class Reason(StrEnum):
    """Why a person is needed."""

    PATIENT_ASKED = "patient_asked"
    FALLBACK = "fallback"
    MEDICAL = "medical"
    EMERGENCY = "emergency"
    COMPLAINT = "complaint"
    ERROR = "error"
    OPTED_OUT = "opted_out"
    DECLINED = "declined"
    """They cannot come, and a person has to see to what becomes of the visit."""
    WRONG_NUMBER = "wrong_number"


class Priority(IntEnum):
    """Staff read the higher one first."""

    NORMAL = 0
    HIGH = 1
    EMERGENCY = 2


PRIORITY: Final = {
    Reason.EMERGENCY: Priority.EMERGENCY,
    Reason.MEDICAL: Priority.HIGH,
    Reason.COMPLAINT: Priority.HIGH,
    Reason.ERROR: Priority.HIGH,
}

_S, _T = ConversationState, Step
_NEXT: Final = {
    (_S.BOT, _T.REQUEST): _S.WAITING,
    (_S.RESOLVED, _T.REQUEST): _S.WAITING,
    (_S.WAITING, _T.REQUEST): _S.WAITING,
    (_S.CLAIMED, _T.REQUEST): _S.CLAIMED,
    (_S.BOT, _T.CLAIM): _S.CLAIMED,
    (_S.BOT, _T.RESOLVE): _S.RESOLVED,
    (_S.WAITING, _T.CLAIM): _S.CLAIMED,
    (_S.CLAIMED, _T.RELEASE): _S.WAITING,
    (_S.CLAIMED, _T.RESOLVE): _S.RESOLVED,
    (_S.WAITING, _T.RESOLVE): _S.RESOLVED,
    (_S.WAITING, _T.GIVE_BACK): _S.BOT,
    (_S.CLAIMED, _T.GIVE_BACK): _S.BOT,
    (_S.RESOLVED, _T.GIVE_BACK): _S.BOT,
}


def step(state: ConversationState, what: Step) -> ConversationState:
    """The state after `what`; raises IllegalTransition when that cannot happen now."""
    try:
        return _NEXT[state, what]
    except KeyError:
        raise IllegalTransition(f"a conversation that is {state} cannot {what.replace('_', ' ')}") from None


def priority(reason: Reason) -> Priority:
    """How soon staff should look at a handoff of this reason."""
    return PRIORITY.get(reason, Priority.NORMAL)
