"""What every form does with a message first: it may be left, make room for another matter, or not understand.

A form's validation is the one place that reads an answer. Rasa calls it on every message while the form is active;
returning nothing hands the message to the rules (a question, another task), after which the form asks again.
"""

from __future__ import annotations

from typing import ClassVar

from actions.action import DeskAction
from actions.turn import Turn

SURE_OF_A_QUESTION = 0.5
SURE_OF_CHIT_CHAT = 0.7
TIRED_AFTER = 3

ALWAYS_MAKE_ROOM = frozenset({"emergency", "handoff"})
QUESTIONS = frozenset({"ask_clinic_info", "list_appointments", "find_practitioner", "medical_question", "help"})
CHIT_CHAT = frozenset({"greet", "thanks", "goodbye", "out_of_scope"})
TASKS = frozenset(
    {
        "book_appointment", "check_availability", "cancel_appointment", "reschedule_appointment",
        "confirm_attendance", "decline_attendance", "running_late",
    }
)  # fmt: skip


class FormValidation(DeskAction):
    """Reads answers to one form."""

    task: ClassVar[str]
    own_intents: ClassVar[frozenset[str]] = frozenset()
    stopped: ClassVar[str] = "utter_stopped"

    async def take(self, turn: Turn) -> None:
        """Read the message for the form, or leave it to the rules by returning nothing."""
        if turn.get("task") != self.task:
            await self.begin(turn)
            turn.set("unclear", None)
            await self.advance(turn)
            return
        if turn.is_back_from_digression or turn.is_sent_back:
            await self.advance(turn)
            return
        if turn.heard.is_stop() and not self.takes_stop(turn):
            self.stop(turn)
            return
        if await self.makes_room(turn):
            return
        if await self.hear(turn):
            # Rasa takes a validation that sets no slot for a refusal to read the message.
            turn.set("unclear", None)
            await self.advance(turn)
        else:
            await self.not_understood(turn)

    async def begin(self, turn: Turn) -> None:
        """Start the task with what the first message already says."""
        raise NotImplementedError

    async def hear(self, turn: Turn) -> bool:
        """Take what the message answers; False if it answers nothing."""
        raise NotImplementedError

    async def advance(self, turn: Turn) -> None:
        """Say which slot is asked for next."""
        raise NotImplementedError

    def takes_stop(self, turn: Turn) -> bool:
        """Say whether a bare "cancel" or "leave it" is an answer to the form's question."""
        return False

    async def is_answer(self, turn: Turn) -> bool:
        """Say whether the message plainly answers what was asked, whatever the classifier thinks of it."""
        return False

    async def makes_room(self, turn: Turn) -> bool:
        """Say whether the message is another matter, which the rules answer before the form goes on."""
        heard, intent = turn.heard, turn.heard.intent
        if turn.is_unclear or heard.is_wordless() or await self.is_answer(turn):
            return False
        if intent in ALWAYS_MAKE_ROOM or intent in QUESTIONS:
            return heard.confidence >= SURE_OF_A_QUESTION
        if intent in CHIT_CHAT:
            return heard.confidence >= SURE_OF_CHIT_CHAT
        return intent in TASKS - self.own_intents and heard.confidence >= SURE_OF_A_QUESTION

    def stop(self, turn: Turn) -> None:
        """Drop the task because the patient wishes so."""
        turn.leave_form()
        turn.say(self.stopped)

    async def not_understood(self, turn: Turn) -> None:
        """Ask again in other words, then with an example, then let a person help."""
        times = int(turn.get("unclear") or 0) + 1
        turn.set("unclear", times)
        if times >= TIRED_AFTER:
            turn.end_task()
            turn.follow("action_handoff_fallback")
            return
        heard = turn.heard
        if heard.is_rude():
            turn.say("utter_upset")
        elif times > 1 or heard.is_not_sure() or heard.is_wordless():
            turn.say(f"utter_hint_{turn.asked}")
        else:
            turn.say("utter_not_understood")
        await self.advance(turn)
