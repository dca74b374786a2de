"""When it is not clear what is wanted: first "say it another way", then a numbered choice, then a person."""

from __future__ import annotations

from actions import waiting, wording
from actions.action import DeskAction
from actions.forms import TIRED_AFTER, FormValidation
from actions.hearing import Heard
from actions.turn import Turn

# What may be meant -> the action that does it; actions/phrases.py says what it is called in a question.
CHOICES = {
    "book_appointment": "booking_form",
    "reschedule_appointment": "reschedule_form",
    "cancel_appointment": "cancel_form",
    "list_appointments": "action_list_appointments",
    "handoff": "action_handoff",
    "call_back": "action_call_back",
    "visit": "booking_form",
}
SAME_AS = {
    "check_availability": "book_appointment",
    "find_practitioner": "book_appointment",
    "decline_attendance": "cancel_appointment",
    "confirm_attendance": "list_appointments",
    "medical_question": "handoff",
}
USUAL = ("book_appointment", "reschedule_appointment", "cancel_appointment", "handoff")
MEDICAL = ("visit", "call_back")
MOST_OPTIONS = 3
# Up to here a number alone is an answer to a list, not a time.
BARE = 12
# What another time after a booking may be taken for: "sorry, better at 9".
CORRECTS = frozenset({"deny", "inform", "request_alternatives"})
# Words of an answer that says one thing, and of one that says what and when ("eye exam on friday 18 december at 2").
LONGEST_ANSWER, LONGEST_WISH = 8, 14


class Unclear(DeskAction):
    """Answer a message nobody understood."""

    action_name = "action_unclear"

    async def take(self, turn: Turn) -> None:
        """Ask for other words first, offer a choice next, then let a person help."""
        if waiting.hand_on(turn):
            return
        if await _is_really_an_answer(turn):
            turn.follow("action_route")
            return
        times = int(turn.get("unclear") or 0) + 1
        turn.set("unclear", times)
        if times >= TIRED_AFTER:
            turn.follow("action_handoff_fallback")
        elif times == 1:
            turn.say("utter_upset" if turn.heard.is_rude() else "utter_rephrase")
        else:
            offer_choice(turn, likely(turn.heard))


class OutOfScope(DeskAction):
    """Answer what is not the clinic's matter; said again, it is as good as not understood."""

    action_name = "action_out_of_scope"

    async def take(self, turn: Turn) -> None:
        """Say what we are here for, then offer a choice, then let a person help."""
        if waiting.hand_on(turn):
            return
        times = int(turn.get("unclear") or 0) + 1
        turn.set("unclear", times)
        if times >= TIRED_AFTER:
            turn.follow("action_handoff_fallback")
        elif times == 1 or turn.active_form:
            turn.say("utter_upset" if turn.heard.is_rude() else "utter_out_of_scope")
        else:
            offer_choice(turn, list(USUAL))


class ValidateClarifyForm(FormValidation):
    """Reads the answer to "did you mean 1 or 2?"."""

    action_name = "validate_clarify_form"
    task = "clarifying"
    stopped = "utter_fine"

    async def begin(self, turn: Turn) -> None:
        """Keep the choice."""
        options = list(turn.get("options") or USUAL)
        suggested = turn.get("unclear")
        kind = turn.get("clarify_kind")
        turn.begin(self.task, options=options)
        turn.set("unclear", suggested)
        turn.set("clarify_kind", kind)

    async def take(self, turn: Turn) -> None:
        """Begin without forgetting how often the patient was not understood."""
        if turn.get("task") != self.task:
            await self.begin(turn)
            await self.advance(turn)
            return
        await super().take(turn)

    async def hear(self, turn: Turn) -> bool:
        """Take the number, or the choice in words."""
        options = turn.get("options") or []
        number = turn.heard.number(len(options))
        if number is None and turn.heard.is_yes() and (len(options) == 1 or turn.get("clarify_kind") == "medical"):
            number = 1
        if number is not None:
            turn.set("meant", options[number - 1])
            return True
        if await _is_really_an_answer(turn):
            # "thursday" or "the dentist" can only mean a visit.
            turn.set("meant", "book_appointment")
            return True
        return False

    async def advance(self, turn: Turn) -> None:
        """One answer is enough."""
        options = turn.get("options") or ()
        turn.set("option_list", wording.numbered([turn.phrase(option) for option in options], ", "))
        turn.ask(None if turn.get("meant") else "meant")

    async def is_answer(self, turn: Turn) -> bool:
        """Only a number answers; anything clearer than that is a wish of its own."""
        return turn.heard.number(len(turn.get("options") or ())) is not None

    async def makes_room(self, turn: Turn) -> bool:
        """Let any clear message go its own way, a bare no or yes apart."""
        if turn.heard.is_no():
            return False
        return await super().makes_room(turn)

    async def not_understood(self, turn: Turn) -> None:
        """A no leaves the question; anything else is the last try before a person helps."""
        if turn.heard.is_no():
            self.stop(turn)
            return
        await super().not_understood(turn)


class Meant(DeskAction):
    """Do what was chosen."""

    action_name = "action_meant"

    async def take(self, turn: Turn) -> None:
        """Go to the form or action behind the choice."""
        choice = CHOICES.get(turn.get("meant"))
        turn.forget("unclear")
        if choice is not None:
            turn.follow(choice)


class Route(DeskAction):
    """A short answer with no question before it: "tuesday", "dermatologist", "yes", "2"."""

    action_name = "action_route"

    async def take(self, turn: Turn) -> None:
        """Find the task it belongs to, or ask."""
        heard = turn.heard
        suggested = turn.get("suggested")
        if waiting.hand_on(turn):
            return
        if suggested and heard.is_yes():
            turn.follow("booking_form")
        elif (
            turn.get("recent")
            and (turn.moments() or heard.alternative())
            and (heard.intent in CORRECTS or heard.intent == "select" and heard.number(BARE) is None)
        ):
            turn.follow("reschedule_form")
        elif await _names_something(turn) or suggested and turn.moments():
            turn.follow("booking_form")
        elif not turn.metadata.get("context") and (heard.is_yes() or heard.number(BARE) is not None):
            # Whatever this answers was forgotten in the silence: agree to nothing, start afresh.
            turn.follow("action_greet")
        elif heard.is_not_sure():
            turn.say("utter_help")
        elif heard.is_no() or heard.is_stop() or heard.is_yes():
            turn.forget("suggested")
            turn.say("utter_fine" if not heard.is_yes() else "utter_what_next")
        elif turn.moments() and heard.number(BARE) is None or heard.relative() is not None:
            turn.follow("booking_form")
        else:
            turn.follow("action_unclear_answer")


class UnclearAnswer(Unclear):
    """As `Unclear`, for answers to no question; it never goes back to routing them."""

    action_name = "action_unclear_answer"

    async def take(self, turn: Turn) -> None:
        """Offer the usual choice at once the second time."""
        times = int(turn.get("unclear") or 0) + 1
        turn.set("unclear", times)
        if times >= TIRED_AFTER:
            turn.follow("action_handoff_fallback")
        elif times == 1:
            turn.say("utter_rephrase")
        else:
            offer_choice(turn, likely(turn.heard))


def offer_choice(turn: Turn, options: list[str], kind: str = "unclear") -> None:
    """Ask which of some tasks is meant."""
    turn.forget("task")
    turn.set("clarify_kind", kind)
    turn.set("options", options)
    turn.follow("clarify_form")


def likely(heard: Heard) -> list[str]:
    """Return the two likeliest tasks of an unclear message, and a person; the usual ones if nothing is likely."""
    found: list[str] = []
    for intent, confidence in heard.ranking:
        choice = SAME_AS.get(intent, intent)
        if choice in CHOICES and choice not in found and choice != "handoff" and confidence >= 0.1:
            found.append(choice)
    if not found:
        return list(USUAL)
    return [*found[: MOST_OPTIONS - 1], "handoff"]


async def _names_something(turn: Turn) -> bool:
    directory = await turn.directory()
    text = turn.heard.text
    return bool(directory.find_services(text) or directory.find_practitioners(text))


async def _is_really_an_answer(turn: Turn) -> bool:
    """A message the classifier is unsure of may still be plain: a service, a doctor, a day."""
    length = len(turn.heard.plain.split())
    if length > LONGEST_WISH:
        return False
    said_what = await _names_something(turn)
    said_when = bool(turn.moments()) and turn.heard.number(BARE) is None
    if length > LONGEST_ANSWER:
        return said_what and said_when
    return said_what or said_when or bool(turn.get("suggested")) and turn.heard.is_yes()
