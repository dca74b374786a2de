"""Moving an appointment: which one, to when, read back, then moved."""

from __future__ import annotations

from actions import visits, waiting, windows
from actions.action import DeskAction
from actions.backend import Json, Refused
from actions.forms import FormValidation
from actions.offering import GONE, agrees, ask_time, describe, find_offers, hear_time, show_again, spoken, want
from actions.turn import Turn

KEPT_BETWEEN_TASKS = frozenset({"moving", "cancelling", "attendance"})


class ValidateRescheduleForm(FormValidation):
    """Reads answers while an appointment is being moved."""

    action_name = "validate_reschedule_form"
    task = "moving"
    stopped = "utter_kept"
    own_intents = frozenset(
        {"reschedule_appointment", "book_appointment", "check_availability", "decline_attendance", "confirm_attendance"}
    )

    async def begin(self, turn: Turn) -> None:
        """Find the appointment that is meant and the time it should move to."""
        known = known_visit(turn)
        turn.begin(self.task)
        found = [known] if known else await visits.load(turn)
        if not found:
            turn.end_task()
            turn.say("utter_no_appointments")
            turn.follow("action_listen")
            return
        if waiting.wants_earlier(turn):
            await waiting.put_on_list(turn, "earlier")
            return
        waiting.note(turn)
        if turn.is_chosen and len(found) == 1:
            self._take(turn, found[0])
            return
        old, new = visits.old_and_new(turn, found)
        fitting = await visits.narrow(turn, found, old)
        if len(fitting) == 1:
            self._take(turn, fitting[0])
        else:
            visits.list_for_choice(turn, fitting)
        if new:
            want(turn, new)
        elif not old:
            await hear_time(turn, None)

    async def hear(self, turn: Turn) -> bool:
        """Take an answer to the question, or another wish about the time."""
        asked = turn.asked
        if waiting.note(turn) is not None:
            named = await self._hear_practitioner(turn)
            if not await hear_time(turn, None) and not named:
                await waiting.hear_alone(turn)
            return True
        if asked == "appointment":
            picked = await visits.hear_which(turn, turn.get("appointments") or [])
            if picked is not None:
                self._take(turn, picked)
            return picked is not None
        if asked == "confirmed" and await agrees(turn):
            turn.set("confirmed", True)
            return True
        named = await self._hear_practitioner(turn)
        if await hear_time(turn, asked) or named:
            return True
        if asked == "choice" and turn.heard.is_no() or asked == "confirmed" and turn.heard.yes_or_no() is False:
            turn.forget("offers", "choice", "confirmed", "when", "wish")
            turn.say("utter_not_moved")
            return True
        if asked == "when" and turn.heard.is_yes():
            turn.set("when", {"windows": [], "after": None, "clock": False})
            return True
        return False

    async def advance(self, turn: Turn) -> None:
        """Ask for what is missing: which appointment, when, choice, go-ahead."""
        if turn.get("task") is None:
            return
        visit: Json | None = turn.get("appointment")
        if visit is None:
            turn.ask(visits.ask_which(turn))
            return
        searches = turn.get("choice") is None and turn.get("offers") is None and turn.get("when") is not None
        if searches and await find_offers(turn, appointment=visit["id"]):
            turn.say("utter_none_fully_booked")
            await waiting.put_on_list(turn)
            return
        if turn.get("choice") is None:
            turn.set("summary", visits.with_whom(turn, visit))
            turn.ask(ask_time(turn))
        elif not turn.get("confirmed"):
            turn.set("old_time", describe(turn, visit))
            turn.set("summary", describe(turn, {**turn.get("choice"), "service": visit["service"]}))
            turn.ask("confirmed")
        else:
            turn.ask(None)

    async def is_answer(self, turn: Turn) -> bool:
        """Numbers, yes and no, and bare times answer."""
        heard, asked = turn.heard, turn.asked
        if heard.waiting() is not None or asked == "confirmed" and heard.yes_or_no() is not None:
            return True
        if asked == "choice" and heard.number(len(turn.get("offers") or ())) is not None:
            return True
        if asked == "appointment" and heard.intent not in ("cancel_appointment", "handoff", "emergency"):
            return await visits.hear_which(turn, turn.get("appointments") or []) is not None
        if heard.alternative() is not None and heard.intent == "find_practitioner":
            return True
        return len(heard.plain.split()) <= 4 and bool(turn.moments()) and heard.intent != "ask_clinic_info"

    def _take(self, turn: Turn, visit: Json) -> None:
        turn.set("appointment", visit)
        turn.set("service", visit["service"]["id"])
        turn.set("practitioner", visit["practitioner"]["id"])
        turn.set("location", visit["location"]["id"])
        if turn.get("wish") is None:
            # "Make it 4 pm" means the day the visit is on.
            turn.set("wish", windows.to_slot(windows.day_of(spoken(turn, visit))))

    async def _hear_practitioner(self, turn: Turn) -> bool:
        directory = await turn.directory()
        people = directory.find_practitioners(turn.heard.text)
        places = directory.find_locations(turn.heard.text)
        if turn.heard.is_any_doctor() and not turn.moments() and turn.get("practitioner"):
            turn.forget("practitioner", "offers", "choice", "confirmed")
            return True
        changed = False
        for slot, found in (("practitioner", people), ("location", places)):
            if len(found) == 1 and found[0].id != turn.get(slot):
                turn.set(slot, found[0].id)
                if slot == "location":
                    turn.forget("practitioner")
                turn.forget("offers", "choice", "confirmed")
                changed = True
        return changed


class Reschedule(DeskAction):
    """Move the appointment to the time that was read back."""

    action_name = "action_reschedule"

    async def take(self, turn: Turn) -> None:
        """Move it, and say so; the old time is kept unless the new one is got."""
        visit, choice = turn.get("appointment"), turn.get("choice")
        if not turn.get("confirmed") or visit is None or choice is None:
            return
        try:
            moved = await turn.desk.backend.change(
                turn.id, visit["id"], "reschedule", {"token": choice["token"]}, turn.key("reschedule")
            )
        except Refused as error:
            if error.code in GONE:
                show_again(turn, error.problem)
                turn.follow("reschedule_form")
                return
            turn.end_task()
            if error.code == "patient_busy":
                turn.say("utter_patient_busy")
            elif error.code in ("too_late_to_cancel", "too_soon", "too_far", "outside_hours"):
                turn.say("utter_too_late_to_change", phone=turn.clinic_phone)
            else:
                raise
            return
        turn.end_task()
        turn.set("recent", moved)
        turn.say("utter_moved", visit=describe(turn, moved))


def known_visit(turn: Turn) -> Json | None:
    """Return the appointment the conversation is already about: of the task before, or the one just made."""
    if turn.get("task") in KEPT_BETWEEN_TASKS and turn.get("appointment"):
        visit: Json = turn.get("appointment")
        return visit
    recent: Json | None = turn.get("recent")
    return recent if recent and _means_the_recent_one(turn) else None


def _means_the_recent_one(turn: Turn) -> bool:
    said = f" {turn.heard.plain} "
    return any(
        word in said
        for word in (
            " it ", " that ", " this ", " one i just ", " make it ", " just made ", " just booked ",
            " esa ", " esta cita ", " la que acabo ", " cambiela ", " muevala ", " cancelela ", " cambiarla ",
            " moverla ", " cancelarla ", " cancelala ", " cambiala ", " muevela ", " la cambia ", " la mueve ",
        )
    )  # fmt: skip
