"""What an action sees and says: the conversation's slots, the message, the backend; and the events it returns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from rasa_sdk import Tracker
from rasa_sdk.events import ActiveLoop, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import wording
from actions.backend import Backend, Json
from actions.directory import Directory, DirectoryKeeper
from actions.hearing import Heard
from actions.phrases import phrase
from actions.reading import entities
from actions.when import Moment, birth_date, understand
from actions.when import Window as Span

# Slots of one task; a new task begins with all of them empty.
TASK_SLOTS = (
    "service", "practitioner", "location", "avoid", "when", "wish", "offers", "choice", "patient", "person_name",
    "relationship", "whose", "date_of_birth", "confirmed", "appointments", "appointment", "attendance", "reaction",
    "meant", "options", "offer_intro", "offer_list", "offer_hint", "summary", "service_list", "patient_list",
    "appointment_list", "option_list", "time_kept", "waits",
)  # fmt: skip
# Actions that answer a question in the middle of a form; after them the form only asks again.
DIGRESSIONS = frozenset(
    {
        "action_clinic_info", "action_list_appointments", "action_find_practitioner", "action_medical_question",
        "action_help", "action_greet", "utter_thanks", "action_out_of_scope", "action_goodbye",
    }
)  # fmt: skip
FALLBACK = "nlu_fallback"
# In which order a text is read: people mix, but mostly write one.
LANGUAGES_BEFORE = {"en": ("en", "es"), "es": ("es", "en")}


@dataclass(frozen=True)
class Desk:
    """What all actions share."""

    backend: Backend
    directory: DirectoryKeeper


class Turn:
    """One action's view of one turn."""

    def __init__(self, tracker: Tracker, dispatcher: CollectingDispatcher, desk: Desk) -> None:
        self._tracker = tracker
        self._dispatcher = dispatcher
        self._slots: Json = dict(tracker.slots)
        self._events: list[Json] = []
        self._first_events: list[Json] = []
        self.desk = desk
        self.id: str = tracker.sender_id

    # -- the message

    @property
    def metadata(self) -> Json:
        """What the channel said about the message: message_id, received_at, granted, about."""
        return dict(self._tracker.latest_message.get("metadata") or {})

    @property
    def language(self) -> str:
        """The language the patient is answered in: "en" or "es"."""
        return "es" if self.metadata.get("language") == "es" else "en"

    def phrase(self, name: str, /, **values: str) -> str:
        """Return a piece of an answer in the patient's language."""
        return phrase(name, self.language, **values)

    def told(self, item: Json, field: str = "name") -> str:
        """Return what the clinic says of a service or place in the patient's language, or else in its own."""
        return str((item.get("translations") or {}).get(self.language, {}).get(field) or item[field])

    @cached_property
    def heard(self) -> Heard:
        """The patient's message."""
        latest = self._tracker.latest_message
        ranking = tuple(
            (str(one["name"]), float(one["confidence"]))
            for one in latest.get("intent_ranking") or ()
            if one["name"] != FALLBACK
        )
        intent, confidence = ranking[0] if ranking else (str((latest.get("intent") or {}).get("name") or ""), 0.0)
        return Heard(str(latest.get("text") or ""), intent, confidence, ranking)

    @cached_property
    def _entities(self) -> list[Json]:
        return entities(
            self.heard.text,
            self.now,
            self.zone,
            intent=self.heard.intent,
            question=str(self.metadata.get("context") or ""),
            language=self.language,
            directory=self.desk.directory.kept,
            tagged=self._tracker.latest_message.get("entities") or (),
        )

    def entity(self, name: str) -> str | None:
        """Return the first value of an entity of the message, in the patient's own words."""
        return next((str(one["value"]) for one in self._entities if one["entity"] == name), None)

    @property
    def is_unclear(self) -> bool:
        """Say whether the classifier itself was unsure of the message."""
        return (self._tracker.latest_message.get("intent") or {}).get("name") == FALLBACK

    @cached_property
    def zone(self) -> str:
        """The zone the patient's words are read in."""
        return str(self.conversation.get("zone") or "UTC")

    @cached_property
    def now(self) -> datetime:
        """When the message arrived, at the clinic's clock."""
        received = self.metadata.get("received_at")
        moment = datetime.fromisoformat(received) if received else datetime.now(UTC)
        return moment.astimezone(ZoneInfo(self.zone))

    def moments(self, *, offered: tuple[datetime, ...] = (), text: str | None = None) -> list[Moment]:
        """Return the dates and times in the message; "same day" is that of the offers, or of the visit just made."""
        before = offered[0] if offered else self._visit_made
        previous = Span(before, None) if before else None
        found = understand(
            self.heard.text if text is None else text,
            self.now,
            self.zone,
            offered=offered,
            previous=previous,
            languages=LANGUAGES_BEFORE[self.language],
        )
        return [moment for moment in found if moment.start is not None or moment.end is not None]

    @property
    def _visit_made(self) -> datetime | None:
        recent = self.get("recent")
        return wording.moment_of(recent).replace(tzinfo=ZoneInfo(self.zone)) if recent else None

    def birth_date(self) -> date | None:
        """Return the date of birth in the message, if there is one."""
        return birth_date(self.heard.text, self.now.date())

    # -- what is known

    @property
    def conversation(self) -> Json:
        """What the backend said about the conversation at the session's start; empty if it was away."""
        return dict(self._slots.get("conversation") or {})

    @property
    def clinic(self) -> Json:
        """The clinic's name, phone and emergency number."""
        return dict(self.conversation.get("clinic") or {})

    @property
    def clinic_phone(self) -> str:
        """What to call: the clinic's number, or "the clinic" when it is not known."""
        return str(self.clinic.get("phone") or self.phrase("the_clinic"))

    @property
    def active_form(self) -> str | None:
        """The form that is being filled, if any."""
        return self._tracker.active_loop.get("name") if self._tracker.active_loop else None

    @property
    def asked(self) -> str | None:
        """The slot the patient was last asked for."""
        return self._slots.get("requested_slot")

    @cached_property
    def _action_before(self) -> str | None:
        """The action before this one; a form's validation does not count the form itself."""
        names = (event.get("name") for event in reversed(self._tracker.events) if event.get("event") == "action")
        return next((name for name in names if name != self.active_form), None)

    @property
    def is_back_from_digression(self) -> bool:
        """Say whether the message was already answered by another action and the form only comes back."""
        return self._action_before in DIGRESSIONS

    @property
    def is_sent_back(self) -> bool:
        """Say whether a command failed and its form goes on with what it holds, the message being used up."""
        return self._action_before in ("action_book", "action_reschedule")

    @property
    def is_chosen(self) -> bool:
        """Say whether the task was picked from a numbered list, so that the message itself says nothing about it."""
        by_number = self.heard.bare_number() is not None or self.heard.is_yes() or self.heard.number(3) is not None
        return (
            self._action_before == "action_meant"
            and by_number
            or (self._action_before == "action_attendance" and self.heard.number(3) is not None)
        )

    def get(self, slot: str) -> Any:
        """Return a slot's value, including what this turn set."""
        return self._slots.get(slot)

    def set(self, slot: str, value: Any) -> None:
        """Set a slot."""
        self._slots[slot] = value
        self._events = [event for event in self._events if not (event["event"] == "slot" and event["name"] == slot)]
        self._events.append(SlotSet(slot, value))

    def forget(self, *slots: str) -> None:
        """Empty the slots that are filled."""
        for slot in slots:
            if self._slots.get(slot) is not None:
                self.set(slot, None)

    async def directory(self) -> Directory:
        """Return the clinic's services, practitioners and locations."""
        return await self.desk.directory.get()

    def key(self, command: str) -> str:
        """Return the idempotency key of a command in this turn."""
        wish = "wish:" if self.metadata.get("granted") else ""
        return f"{self.metadata.get('message_id') or self.id}:{wish}{command}"

    # -- tasks

    def begin(self, task: str, **kept: Any) -> bool:
        """Start a task with empty slots, apart from those given; False if it is already going on."""
        if self._slots.get("task") == task:
            return False
        self.forget(*TASK_SLOTS)
        self.set("task", task)
        for slot, value in kept.items():
            if value is not None:
                self.set(slot, value)
        return True

    def ask(self, slot: str | None) -> None:
        """Say which slot the form asks for next; None completes it."""
        self.set("requested_slot", slot)

    def end_task(self) -> None:
        """Empty what belonged to the task and leave the form, if one is active."""
        self.forget("task", *TASK_SLOTS)
        if self.active_form:
            self.set("requested_slot", None)
            self._first_events.append(ActiveLoop(None))

    # -- the answer

    def say(self, response: str, **values: Any) -> None:
        """Say one of the domain's responses."""
        self._dispatcher.utter_message(response=response, **{name: str(value) for name, value in values.items()})

    def add(self, phrase_name: str) -> None:
        """Say one of the phrases beside a response."""
        self._dispatcher.utter_message(text=self.phrase(phrase_name))

    def tell(self, words: str) -> None:
        """Say what the backend worded."""
        self._dispatcher.utter_message(text=words)

    def leave_form(self) -> None:
        """End the task and listen."""
        self.end_task()
        self.follow("action_listen")

    def follow(self, action: str) -> None:
        """Have another action run next."""
        self._events.append(FollowupAction(action))

    @property
    def events(self) -> list[Json]:
        """The events of this action, for Rasa."""
        return self._first_events + self._events
