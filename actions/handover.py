"""Handing the conversation to a person, and the answer to an emergency."""

from __future__ import annotations

import logging
import re

from actions.action import DeskAction
from actions.backend import BackendProblem
from actions.turn import Turn

logger = logging.getLogger(__name__)

_COMPLAINT = re.compile(
    r"\b(complain\w*|complaint|manager|supervisor|unacceptable|useless|rude"
    r"|quej\w*|reclam\w*|gerente|encargad[oa]|inaceptable|supervisora|grosero|grosera)\b",
    re.IGNORECASE,
)
_CALL = re.compile(r"\b(call|ring|phone|ll[aá]m\w+|telefono|teléfono|marquen\w*)\b", re.IGNORECASE)


class Handoff(DeskAction):
    """Ask staff to take over because the patient wants a person."""

    action_name = "action_handoff"
    reason = "patient_asked"
    said = "utter_handoff"

    async def take(self, turn: Turn) -> None:
        """Hand over, and say honestly what happens next; if that fails, give the clinic's phone."""
        text = turn.heard.text
        reason, said = self.reason, self.said
        if reason == "patient_asked" and _COMPLAINT.search(text):
            reason = "complaint"
        if turn.metadata.get("in_circles"):
            reason, said = HandoffFallback.reason, HandoffFallback.said
        if said == "utter_handoff" and _CALL.search(text):
            said = "utter_call_back"
        await hand_over(turn, reason, said)


class CallBack(Handoff):
    """Ask staff to call a patient with a medical question."""

    action_name = "action_call_back"
    reason = "medical"
    said = "utter_call_back"


class HandoffFallback(Handoff):
    """Ask staff to take over because the bot does not understand."""

    action_name = "action_handoff_fallback"
    reason = "fallback"
    said = "utter_handoff_fallback"


class HandoffError(Handoff):
    """Ask staff to take over because something does not work."""

    action_name = "action_handoff_error"
    reason = "error"
    said = "utter_handoff"


class Emergency(DeskAction):
    """Answer an emergency the lexicon before us did not catch."""

    action_name = "action_emergency"

    async def take(self, turn: Turn) -> None:
        """Give the emergency number, whatever else works or not, and flag it for staff."""
        number = emergency_number(turn)
        turn.end_task()
        turn.say("utter_emergency", number=number)
        try:
            await turn.desk.backend.hand_over(turn.id, "emergency", turn.key("handoff"))
        except BackendProblem as error:
            logger.error("An emergency could not be flagged for staff (%s).", error)


def emergency_number(turn: Turn) -> str:
    """Return the number to call, in words when the clinic's country is not known."""
    return str(turn.clinic.get("emergency_number") or turn.phrase("any_emergency_number"))


async def hand_over(turn: Turn, reason: str, said: str) -> None:
    """Hand the conversation to staff and say so."""
    turn.end_task()
    turn.forget("unclear", "suggested")
    try:
        await turn.desk.backend.hand_over(turn.id, reason, turn.key("handoff"))
    except BackendProblem as error:
        logger.error("A conversation could not be handed to staff (%s).", error)
        turn.say("utter_handoff_failed", phone=turn.clinic_phone)
        return
    turn.say(said)
