"""Cancelling an appointment: which one, read back, then cancelled."""

from __future__ import annotations

from actions import visits
from actions.action import DeskAction
from actions.backend import Refused
from actions.forms import FormValidation
from actions.moving import known_visit
from actions.turn import Turn

_INSTEAD = (
    "move", "reschedule", "change", "another time", "other day", "different",
    "mover", "mueva", "mueve", "cambi", "reagend", "reprogram", "otro dia", "otra hora", "otra fecha",
)  # fmt: skip


class ValidateCancelForm(FormValidation):
    """Reads answers while an appointment is being cancelled."""

    action_name = "validate_cancel_form"
    task = "cancelling"
    stopped = "utter_kept"
    own_intents = frozenset({"cancel_appointment", "decline_attendance", "confirm_attendance"})

    async def begin(self, turn: Turn) -> None:
        """Find the appointment that is meant."""
        known = known_visit(turn)
        turn.begin(self.task, appointment=known)
        if known is not None:
            return
        found = await visits.load(turn)
        if not found:
            turn.end_task()
            turn.say("utter_no_appointments")
            turn.follow("action_listen")
            return
        fitting = await visits.narrow(turn, found, turn.moments())
        if len(fitting) == 1:
            turn.set("appointment", fitting[0])
        else:
            visits.list_for_choice(turn, fitting)

    async def hear(self, turn: Turn) -> bool:
        """Take which one, or the yes or no to the question whether to cancel it."""
        if turn.asked == "appointment" and turn.heard.wants_all():
            turn.say("utter_one_at_a_time")
            return True
        if turn.asked == "appointment":
            picked = await visits.hear_which(turn, turn.get("appointments") or [])
            if picked is not None:
                turn.set("appointment", picked)
            return picked is not None
        answer = turn.heard.yes_or_no()
        if answer or turn.heard.is_stop() and turn.heard.plain.startswith(("cancel", "la cancel")):
            turn.set("confirmed", True)
            return True
        if answer is False or turn.heard.is_surely("deny", "confirm_attendance"):
            self.stop(turn)
            return True
        return await self._other_one(turn)

    async def advance(self, turn: Turn) -> None:
        """Ask which one, then whether really."""
        if turn.get("task") is None:
            return
        visit = turn.get("appointment")
        if visit is None:
            turn.ask(visits.ask_which(turn))
        elif not turn.get("confirmed"):
            turn.set("summary", visits.with_whom(turn, visit))
            turn.ask("confirmed")
        else:
            turn.ask(None)

    def takes_stop(self, turn: Turn) -> bool:
        """Take "cancel it" for a yes to "shall I cancel it?"."""
        if turn.asked == "appointment":
            return turn.heard.wants_all()
        return turn.asked == "confirmed" and turn.heard.plain.startswith(("cancel", "la cancel"))

    async def is_answer(self, turn: Turn) -> bool:
        """A plain yes or no answers; so does a number or a day when there is a list."""
        heard = turn.heard
        if turn.asked == "confirmed":
            return heard.yes_or_no() is not None or heard.is_stop()
        if any(word in heard.plain for word in _INSTEAD):
            return False
        if heard.wants_all():
            return True
        return await visits.hear_which(turn, turn.get("appointments") or []) is not None

    async def _other_one(self, turn: Turn) -> bool:
        """Hear that another appointment is meant: "no, the friday one"."""
        found = await visits.load(turn)
        fitting = await visits.narrow(turn, found, turn.moments())
        if len(fitting) == 1 and len(found) > 1 and fitting[0]["id"] != turn.get("appointment")["id"]:
            turn.set("appointment", fitting[0])
            return True
        return False


class Cancel(DeskAction):
    """Cancel the appointment that was read back."""

    action_name = "action_cancel"

    async def take(self, turn: Turn) -> None:
        """Cancel it, and say so; too late means the desk must be asked."""
        visit = turn.get("appointment")
        if not turn.get("confirmed") or visit is None:
            return
        try:
            await turn.desk.backend.change(turn.id, visit["id"], "cancel", {}, turn.key("cancel"))
        except Refused as error:
            turn.end_task()
            if error.code == "too_late_to_cancel":
                turn.say("utter_too_late_to_change", phone=turn.clinic_phone)
                return
            if error.code == "not_found":
                turn.say("utter_no_appointments")
                return
            raise
        said = visits.with_whom(turn, visit)
        turn.end_task()
        turn.forget("recent")
        turn.say("utter_cancelled", visit=said)
