"""Answers about an appointment that stands: coming, not coming, coming late."""

from __future__ import annotations

import re
from datetime import timedelta

from actions import visits, wording
from actions.action import DeskAction
from actions.backend import Json, Refused
from actions.forms import FormValidation
from actions.offering import describe
from actions.turn import Turn

KIND = {"confirm_attendance": "confirm", "decline_attendance": "decline", "running_late": "late"}
LONGEST_DELAY = 180
LATE_AT_MOST_BEFORE = timedelta(hours=12)
"""Nobody is late yet for a visit that is further away."""
_MINUTES = re.compile(r"\b(\d{1,3})\s*(?:min|mins|minutes?|minutos?|minutitos|m)\b", re.IGNORECASE)
_BARE_DELAY = re.compile(r"\b(?:in|about|around|by|como|unos|tardo|demoro|tarde)\s+(\d{1,3})\b", re.IGNORECASE)
_HALF_HOUR = re.compile(r"\bhalf an? hour\b|\bmedia hora\b", re.IGNORECASE)
_AN_HOUR = re.compile(r"\b(?:an|one|1)\s*h(?:ou)?r\b|\b(?:una|1)\s*hora\b", re.IGNORECASE)
_ANOTHER = re.compile(r"\b(?:can|could|may) (?:we|i|you)\b|\b(?:how|what) about\b|\binstead\b|\bmejor\b|\bpued[eo]\b")
_QUARTER = re.compile(r"\bquarter of an hour\b|\bcuarto de hora\b", re.IGNORECASE)


class ValidateAttendanceForm(FormValidation):
    """Finds the appointment an answer is about; of someone who cannot come, asks what to do with it."""

    action_name = "validate_attendance_form"
    task = "attendance"
    stopped = "utter_kept"
    own_intents = frozenset(KIND)

    async def begin(self, turn: Turn) -> None:
        """Find the appointment: the next one, unless the message says which."""
        turn.begin(self.task, attendance=KIND.get(turn.heard.intent, "confirm"))
        found = await visits.load(turn)
        if not found:
            turn.end_task()
            turn.say("utter_no_appointments")
            turn.follow("action_listen")
            return
        said = [] if turn.get("attendance") == "late" else turn.moments()
        fitting = await visits.narrow(turn, found, said)
        if turn.get("attendance") == "late":
            turn.set("late_minutes", delay(turn.heard.text))
            fitting = fitting[:1]
        if len(fitting) == 1 or _same_person_next(turn, fitting):
            turn.set("appointment", fitting[0])
            if turn.get("attendance") == "decline" and _ANOTHER.search(turn.heard.plain):
                _, new = visits.old_and_new(turn, fitting[:1])
                turn.set("reaction", "move" if new else None)
        else:
            visits.list_for_choice(turn, fitting)

    async def hear(self, turn: Turn) -> bool:
        """Take which appointment, or what to do with the one that does not suit."""
        if turn.asked == "appointment":
            picked = await visits.hear_which(turn, turn.get("appointments") or [])
            if picked is not None:
                turn.set("appointment", picked)
            return picked is not None
        reaction = self._reaction(turn)
        if reaction is not None:
            turn.set("reaction", reaction)
        return reaction is not None

    async def advance(self, turn: Turn) -> None:
        """Ask which appointment; of one that is declined, whether to move, cancel or keep it."""
        if turn.get("task") is None:
            return
        visit = turn.get("appointment")
        if visit is None:
            turn.ask(visits.ask_which(turn))
        elif turn.get("attendance") == "decline" and turn.get("reaction") is None:
            turn.set("summary", visits.with_whom(turn, visit))
            turn.ask("reaction")
        else:
            turn.ask(None)

    async def is_answer(self, turn: Turn) -> bool:
        """A number, or one of the three words, answers."""
        if turn.asked == "reaction":
            return self._reaction(turn) is not None
        return await visits.hear_which(turn, turn.get("appointments") or []) is not None

    def takes_stop(self, turn: Turn) -> bool:
        """Take "cancel it" as one of the three answers."""
        return turn.asked == "reaction" and turn.heard.plain.startswith(("cancel", "la cancel"))

    def _reaction(self, turn: Turn) -> str | None:
        heard = turn.heard
        number = heard.number(3)
        if number is not None:
            return ("move", "cancel", "keep")[number - 1]
        if heard.is_surely("cancel_appointment") or heard.plain.startswith(("cancel", "la cancel")):
            return "cancel"
        if heard.is_surely("reschedule_appointment", "request_alternatives", "book_appointment") or turn.moments():
            return "move"
        if heard.is_no() or heard.is_surely("confirm_attendance", "deny"):
            return "keep"
        return None


class Attendance(DeskAction):
    """Tell the backend, and say what happens now."""

    action_name = "action_attendance"

    async def take(self, turn: Turn) -> None:
        """Confirm, decline or report late; one who wants another time goes on to moving."""
        visit, kind = turn.get("appointment"), turn.get("attendance")
        if visit is None or kind is None:
            return
        if kind == "decline" and turn.get("reaction") == "move":
            turn.follow("reschedule_form")
            return
        if kind == "decline" and turn.get("reaction") == "keep":
            if visit.get("attendance") == "declined":
                # Said in answer to a reminder, and kept as such: whoever keeps the visit comes after all.
                await turn.desk.backend.change(turn.id, visit["id"], "confirm", {}, turn.key("confirm"))
            turn.end_task()
            turn.say("utter_kept")
            return
        if kind == "late" and wording.moment_of(visit) - turn.now > LATE_AT_MOST_BEFORE:
            turn.end_task()
            turn.forget("late_minutes")
            turn.say("utter_not_late_yet", visit=describe(turn, visit))
            return
        minutes = turn.get("late_minutes")
        body: Json = {"minutes": minutes} if kind == "late" and minutes else {}
        try:
            await turn.desk.backend.change(turn.id, visit["id"], kind, body, turn.key(kind))
        except Refused as error:
            turn.end_task()
            if error.code != "too_late_to_cancel":
                raise
            turn.say("utter_too_late_to_change", phone=turn.clinic_phone)
            return
        turn.end_task()
        turn.forget("late_minutes")
        turn.say(
            {"confirm": "utter_confirmed", "decline": "utter_cancelled", "late": "utter_late_noted"}[kind],
            visit=describe(turn, visit),
        )


def delay(text: str) -> int | None:
    """Return the minutes of delay a message speaks of, or None."""
    match = _MINUTES.search(text) or _BARE_DELAY.search(text)
    if match:
        minutes = int(match[1])
    elif _HALF_HOUR.search(text):
        minutes = 30
    elif _QUARTER.search(text):
        minutes = 15
    elif _AN_HOUR.search(text):
        minutes = 60
    else:
        return None
    return minutes if 0 < minutes <= LONGEST_DELAY else None


def _same_person_next(turn: Turn, fitting: list[Json]) -> bool:
    """Without a word about which, an answer means the next appointment, if all are the same person's."""
    return turn.get("attendance") != "decline" and len({visit["patient"]["id"] for visit in fitting}) == 1
