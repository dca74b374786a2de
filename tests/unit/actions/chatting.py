"""A conversation with the actions alone: what Rasa's rules and forms do with them, played in a few lines.

Rasa is not needed here: a form runs its validation, asks for the slot it names, and its last slot runs the action
behind it. What the classifier would say is given with each message.
"""

from __future__ import annotations

import asyncio
import uuid
from dataclasses import dataclass, field
from typing import Any

import httpx
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.backend import Backend
from actions.directory import DirectoryKeeper
from actions.registry import all_actions
from actions.turn import Desk
from tests.unit.actions.clinic_double import ClinicDouble

Json = dict[str, Any]
STARTS = {
    "book_appointment": "booking_form",
    "check_availability": "booking_form",
    "reschedule_appointment": "reschedule_form",
    "cancel_appointment": "cancel_form",
    "confirm_attendance": "attendance_form",
    "decline_attendance": "attendance_form",
    "running_late": "attendance_form",
}
ANSWERS = {
    "ask_clinic_info": "action_clinic_info",
    "find_practitioner": "action_find_practitioner",
    "list_appointments": "action_list_appointments",
    "medical_question": "action_medical_question",
    "help": "action_help",
    "greet": "action_greet",
    "goodbye": "action_goodbye",
    "handoff": "action_handoff",
    "emergency": "action_emergency",
    "nlu_fallback": "action_unclear",
}
DONE = {
    "booking_form": "action_book",
    "reschedule_form": "action_reschedule",
    "cancel_form": "action_cancel",
    "attendance_form": "action_attendance",
    "clarify_form": "action_meant",
}


@dataclass
class Chat:
    """A patient's side of a conversation; `say` returns the responses that were said, with their values."""

    clinic: ClinicDouble
    slots: Json = field(default_factory=dict)
    events: list[Json] = field(default_factory=list)
    form: str | None = None
    said: list[Json] = field(default_factory=list)

    def say(
        self, text: str, intent: str = "inform", *, entities: tuple[Json, ...] = (), sure: float = 0.9
    ) -> list[str]:
        """Send a message; return the names of the responses, the form's question last."""
        return asyncio.run(self._take(text, intent, entities, sure))

    async def _take(self, text: str, intent: str, entities: tuple[Json, ...], sure: float) -> list[str]:
        backend = Backend("http://clinic", "token", httpx.MockTransport(self.clinic.handle))
        desk = Desk(backend, DirectoryKeeper(backend))
        self.actions = {action.name(): action for action in all_actions(desk)}
        said_before = " ".join(str(one["response"]) for one in self.said)
        self.said = []
        if not self.events:
            await self._run("action_session_start", {})
        self.events.append({"event": "action", "name": "action_listen"})
        message = {
            "text": text,
            "intent": {"name": intent, "confidence": sure},
            "intent_ranking": [{"name": intent, "confidence": sure}],
            "entities": list(entities),
            "metadata": {
                "message_id": uuid.uuid4().hex,
                "received_at": self.clinic.now.isoformat(),
                "context": said_before or None,
            },
        }
        await self._follow(message, intent)
        await backend.close()
        return [one["response"] for one in self.said]

    async def _follow(self, message: Json, intent: str) -> None:
        pending: str | None = self.form or STARTS.get(intent) or ANSWERS.get(intent, "action_route")
        rejected = False
        for _ in range(8):
            if pending is None or pending == "action_listen":
                return
            if pending in DONE:
                pending, rejected = await self._run_form(pending, message, intent, rejected)
            elif pending.startswith("utter_"):
                self.said.append({"response": pending})
                pending = self.form
            else:
                follow = await self._run(pending, message)
                pending = follow or self.form
        raise AssertionError("the actions send each other round in circles")

    async def _run_form(self, form: str, message: Json, intent: str, rejected: bool) -> tuple[str | None, bool]:
        was, self.form = self.form, form
        before = len(self.events)
        follow = await self._run(f"validate_{form}", message)
        set_slots = [
            one["name"] for one in self.events[before:] if one["event"] == "slot" and one["name"] != "requested_slot"
        ]
        if was == form and not set_slots and not rejected and self._heard_last():
            return STARTS.get(intent) or ANSWERS.get(intent, "action_route"), True
        self.events.append({"event": "action", "name": form})
        if follow is not None:
            return follow, rejected
        if self.slots.get("requested_slot") is None:
            done, self.form = DONE[form], None
            return (done if self.slots.get("task") else None), rejected
        self.said.append({"response": f"utter_ask_{form}_{self.slots['requested_slot']}"})
        return None, rejected

    def _heard_last(self) -> bool:
        last = next(str(one["name"]) for one in reversed(self.events) if one["event"] == "action")
        return last == "action_listen"

    async def _run(self, name: str, message: Json) -> str | None:
        dispatcher = CollectingDispatcher()
        loop = {"name": self.form} if self.form else {}
        tracker = Tracker("c0ffee", dict(self.slots), message, list(self.events), False, None, loop, name)
        events = await self.actions[name].run(dispatcher, tracker, {})
        if not name.startswith("validate_"):
            self.events.append({"event": "action", "name": name})
        self.said += dispatcher.messages
        follow = None
        for event in events:
            self.events.append(event)
            if event["event"] == "slot":
                self.slots[event["name"]] = event["value"]
            elif event["event"] == "active_loop":
                self.form = event["name"]
            elif event["event"] == "followup":
                follow = event["name"]
        return follow
