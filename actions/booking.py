"""Booking: which service, when, for whom, read back, then booked."""

from __future__ import annotations

import re
from typing import Final

from actions import patient, waiting, wording
from actions.action import DeskAction
from actions.backend import Json, Refused
from actions.directory import Directory, Entry, rules_out
from actions.forms import FormValidation
from actions.names import person_name
from actions.offering import (
    GONE,
    agrees,
    ask_time,
    describe,
    describe_choice,
    find_offers,
    hear_time,
    show_again,
    time_of,
)
from actions.turn import Turn

MOST_SERVICES = 12
SHORT = 4
CHANGES = frozenset(
    {"reschedule_appointment", "book_appointment", "check_availability", "request_alternatives", "deny", "inform"}
)
# The questions while a time is kept.
KEEPS_A_TIME = frozenset({"patient", "date_of_birth", "confirmed"})
ANY_TIME: Final[Json] = {"windows": [], "after": None, "clock": False}
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_ONE_MORE = re.compile(
    r"\b(?:one|another|the same)(?: one| visit| appointment)? for (?:my|our|his|her)\b"
    r"|\b(?:una|otra|lo mismo)(?: igual| cita| m[aá]s)? para (?:mi|nuestr[oa]|su|el|la)\b",
    re.IGNORECASE,
)
NOT_A_NAME = frozenset({"handoff", "emergency", "help", "ask_clinic_info", "thanks", "goodbye"})


class ValidateBookingForm(FormValidation):
    """Reads answers while a visit is being booked."""

    action_name = "validate_booking_form"
    task = "booking"
    own_intents = frozenset({"book_appointment", "check_availability", "decline_attendance", "confirm_attendance"})

    async def begin(self, turn: Turn) -> None:
        """Take everything the first message says."""
        suggested = turn.get("suggested") or {}
        turn.begin(self.task, **suggested)
        turn.forget("suggested")
        if turn.is_chosen:
            return
        await self._note_names(turn)
        recent = turn.get("recent")
        if turn.get("service") is None and recent and _ONE_MORE.search(turn.heard.text):
            turn.set("service", recent["service"]["id"])
        patient.note_whose(turn)
        if not patient.is_named_like_a_time(turn):
            await hear_time(turn, None)
        if waiting.note(turn) is not None:
            await self._begin_waiting(turn)

    async def _begin_waiting(self, turn: Turn) -> None:
        """Look for what is waited for: any time unless one was said, an earlier one for whoever has that visit."""
        service = turn.get("service")
        if waiting.wants_earlier(turn):
            held = await turn.desk.backend.appointments(turn.id)
            if any(service in (None, visit["service"]["id"]) for visit in held):
                await waiting.put_on_list(turn, "earlier")
                return
        named = any(turn.get(slot) for slot in ("service", "practitioner", "location", "options", "when"))
        if not named and turn.get("waits") == waiting.ASKED:
            await waiting.hear_alone(turn)
            turn.leave_form()
        elif turn.get("when") is None:
            turn.set("when", dict(ANY_TIME))

    async def _hear_waiting(self, turn: Turn) -> bool:
        """Take a wish to wait in the middle: for what it says, or for what was looked for last."""
        patient.note_whose(turn)
        renamed = await self._note_names(turn)
        timed = await hear_time(turn, None)
        is_alone = not renamed and not timed
        if is_alone and (turn.get("service") is not None or turn.get("waits") == waiting.ASKED):
            await waiting.hear_alone(turn)
        elif turn.get("when") is None:
            turn.set("when", dict(ANY_TIME))
        return True

    async def hear(self, turn: Turn) -> bool:
        """Take an answer to the question, or a change of mind about an earlier one."""
        asked = turn.asked
        if waiting.note(turn) is not None:
            return await self._hear_waiting(turn)
        if asked in KEEPS_A_TIME and turn.get("choice") and _hesitates(turn):
            return _hear_hesitation(turn)
        if asked == "date_of_birth":
            return patient.hear_birth_date(turn) or self._is_change_of_mind(turn) and await hear_time(turn, asked)
        if asked == "patient" and patient.hear_patient(turn):
            return True
        if asked == "service" and await self._hear_service(turn):
            await hear_time(turn, asked)
            return True
        if asked == "confirmed" and await agrees(turn):
            turn.set("confirmed", True)
            return True
        renamed = await self._note_names(turn)
        whose = patient.note_whose(turn)
        timed = not (whose and patient.is_named_like_a_time(turn)) and await hear_time(turn, asked)
        if asked == "patient" and (timed or renamed):
            turn.forget("waits")
        if timed or renamed or whose:
            turn.forget("confirmed")
            return True
        if asked == "choice" and await self._names_the_same(turn):
            turn.say("utter_which_one")
            return True
        return self._hear_refusal(turn, asked)

    async def advance(self, turn: Turn) -> None:
        """Ask for what is missing: service, time, choice, person, and the go-ahead."""
        if turn.get("task") is None:
            return
        directory = await turn.directory()
        service = directory.by_id(directory.services, turn.get("service"))
        if service is None:
            turn.ask(self._ask_service(turn, directory))
            return
        searches = turn.get("choice") is None and turn.get("offers") is None and turn.get("when") is not None
        if searches and await find_offers(turn):
            await self._wait(turn)
            return
        if turn.get("choice") is None:
            turn.ask(ask_time(turn))
            return
        question = patient.next_question(turn)
        if question is not None:
            self._say_time_once(turn)
        if question is None and not turn.get("confirmed"):
            turn.set("summary", describe_choice(turn, service.data) + patient.for_whom(turn))
            question = "confirmed"
        turn.ask(question)

    async def _wait(self, turn: Turn) -> None:
        """Put on the list who wished to wait, once it is known who that is."""
        if patient.next_question(turn) == "patient":
            if turn.asked != "patient":
                turn.say("utter_will_wait")
            turn.ask("patient")
            return
        if turn.asked != "patient":
            turn.say("utter_none_fully_booked")
        await waiting.put_on_list(turn, who=patient.booking_member(turn))

    def _say_time_once(self, turn: Turn) -> None:
        """Say which time is kept before asking who comes; the read-back says it to the others."""
        choice = turn.get("choice")
        if turn.get("time_kept") != choice["token"]:
            turn.set("time_kept", choice["token"])
            turn.say("utter_time_kept", time=time_of(turn, choice))

    async def is_answer(self, turn: Turn) -> bool:
        """Names, birth dates, numbers, picks and times answer, whatever else they look like."""
        heard, asked = turn.heard, turn.asked
        if heard.waiting() is not None or asked in KEEPS_A_TIME and _hesitates(turn):
            return True
        if asked == "confirmed" and heard.yes_or_no() is not None:
            return True
        if asked == "date_of_birth" and (turn.birth_date() is not None or heard.is_skip()):
            return True
        if asked == "patient" and heard.intent not in NOT_A_NAME and person_name(heard.text) is not None:
            return True
        if asked == "choice" and heard.number(len(turn.get("offers") or ())) is not None:
            return True
        if heard.intent in ("find_practitioner", "list_appointments") and heard.alternative() is not None:
            return True
        if heard.intent in ("cancel_appointment", "reschedule_appointment"):
            return bool(turn.moments()) and not heard.names_an_appointment()
        return len(heard.plain.split()) <= SHORT and heard.intent not in NOT_A_NAME and await self._says_something(turn)

    def _is_change_of_mind(self, turn: Turn) -> bool:
        """Say whether a message where a date of birth was asked for speaks of the visit's time instead."""
        heard = turn.heard
        return heard.intent in CHANGES and len(heard.plain.split()) >= SHORT and not _YEAR.search(heard.plain)

    async def _says_something(self, turn: Turn) -> bool:
        """Say whether a time, or a name from the directory, is in the message."""
        directory = await turn.directory()
        text = turn.heard.text
        finds = (directory.find_services, directory.find_practitioners, directory.find_locations)
        return bool(turn.moments()) or any(find(text) for find in finds)

    async def _note_names(self, turn: Turn) -> bool:
        """Note a service, practitioner or place named in the message; True if that changes anything."""
        directory = await turn.directory()
        text = turn.heard.text
        before = [turn.get(slot) for slot in ("service", "practitioner", "location")]
        services = directory.find_services(text, named_only=True)
        people, places = directory.find_practitioners(text), directory.find_locations(text)
        if len(services) == 1 or services and turn.get("service") is None:
            self._take_service(turn, services)
        if not services and turn.get("service") is None and not people and not turn.entity("practitioner"):
            services = directory.find_services(text)
            self._take_service(turn, services)
        if len(people) == 1 and rules_out(text, people[0].name):
            turn.set("avoid", sorted({*(turn.get("avoid") or ()), people[0].id}))
            turn.forget("practitioner", "offers", "choice", "confirmed")
            return True
        if len(people) == 1 and people[0].id not in (turn.get("avoid") or ()):
            turn.set("practitioner", people[0].id)
            self._fit_service(turn, directory, people[0])
        elif turn.entity("practitioner") and not people and turn.get("task") and turn.asked is None:
            turn.say("utter_practitioner_unknown")
        if len(places) == 1:
            turn.set("location", places[0].id)
        changed = before != [turn.get(slot) for slot in ("service", "practitioner", "location")]
        if changed:
            turn.forget("offers", "choice", "confirmed")
        return changed

    async def _names_the_same(self, turn: Turn) -> bool:
        """Say whether the message only names again with whom, or for what, the offered times are."""
        directory, text = await turn.directory(), turn.heard.text
        people = [person.id for person in directory.find_practitioners(text)]
        services = [service.id for service in directory.find_services(text, named_only=True)]
        same = people in ([], [turn.get("practitioner")]) and services in ([], [turn.get("service")])
        return same and bool(people or services) and not turn.heard.is_no()

    def _take_service(self, turn: Turn, services: list[Entry]) -> None:
        if len(services) == 1:
            turn.set("service", services[0].id)
        elif services:
            turn.set("options", [service.id for service in services])

    def _fit_service(self, turn: Turn, directory: Directory, person: Entry) -> None:
        """A practitioner with a single service says which it is; one who does not offer the service gives way to it."""
        offered = directory.services_of(person.id)
        known = turn.get("service")
        if known is None and len(offered) == 1:
            turn.set("service", offered[0].id)
        elif known is None:
            turn.set("options", [service.id for service in offered])
        elif offered and known not in {service.id for service in offered}:
            turn.say("utter_practitioner_other_service", practitioner=person.name)
            turn.forget("practitioner")

    async def _hear_service(self, turn: Turn) -> bool:
        directory = await turn.directory()
        listed = self._listed(turn, directory)
        number = turn.heard.number(len(listed))
        if number is not None:
            turn.set("service", listed[number - 1].id)
            return True
        await self._note_names(turn)
        if turn.get("service") is not None:
            return True
        if turn.heard.is_not_sure() and turn.get("options") is None:
            turn.set("service", listed[0].id)
            turn.say("utter_start_with", service=turn.told(listed[0].data))
            return True
        return False

    def _listed(self, turn: Turn, directory: Directory) -> list[Entry]:
        options = turn.get("options")
        if options:
            return [one for one in directory.services if one.id in options][:MOST_SERVICES]
        return list(directory.services)[:MOST_SERVICES]

    def _ask_service(self, turn: Turn, directory: Directory) -> str:
        names = [turn.told(service.data) for service in self._listed(turn, directory)]
        turn.set("service_list", wording.numbered(names, ", "))
        turn.set("service_question", "which" if turn.get("options") else "any")
        return "service"

    def _hear_refusal(self, turn: Turn, asked: str | None) -> bool:
        """A plain no: to the times offered, or to the visit as read back."""
        if asked == "choice" and turn.heard.is_no() or asked == "confirmed" and turn.heard.yes_or_no() is False:
            turn.forget("offers", "choice", "confirmed", "when", "wish")
            turn.say("utter_not_booked")
            return True
        if asked == "when" and turn.heard.is_yes():
            turn.set("when", dict(ANY_TIME))
            return True
        declines = asked in ("service", "when") or asked == "patient" and turn.get("choice") is None
        if declines and turn.heard.is_no() and len(turn.heard.plain.split()) <= SHORT:
            self.stop(turn)
            return True
        return False

    def stop(self, turn: Turn) -> None:
        """Drop the task; that nothing is booked is said to nobody who has just booked, nor to a plain no."""
        if turn.asked != "service" or turn.heard.is_stop() and not turn.get("recent"):
            super().stop(turn)
            return
        turn.leave_form()
        turn.say("utter_fine")


def _hesitates(turn: Turn) -> bool:
    """Say whether the question is put off; a plain no to "what is the name?" is no more than that."""
    heard = turn.heard
    is_no = turn.asked == "patient" and heard.is_no() and len(heard.plain.split()) <= SHORT
    return heard.hesitates() or is_no


def _hear_hesitation(turn: Turn) -> bool:
    """Show the times again to whoever takes the one they chose back, and leave time to whoever needs a moment."""
    if turn.heard.takes_back():
        turn.forget("choice", "confirmed", "time_kept")
        turn.say("utter_look_again")
    else:
        turn.say("utter_take_your_time")
    return True


class Book(DeskAction):
    """Book what was read back."""

    action_name = "action_book"

    async def take(self, turn: Turn) -> None:
        """Book, and say so; offer other times if this one went while the patient was thinking."""
        if not turn.get("confirmed") or turn.get("choice") is None:
            return
        booking = {"token": turn.get("choice")["token"], **patient.booking_member(turn)}
        try:
            booked = await turn.desk.backend.book(turn.id, booking, turn.key("book"))
        except Refused as error:
            self._refused(turn, error)
            return
        self._remember(turn, booked)
        turn.end_task()
        turn.say("utter_booked", visit=describe(turn, booked))
        address = booked["location"].get("address")
        if address:
            turn.say("utter_where", address=address)

    def _refused(self, turn: Turn, error: Refused) -> None:
        if error.code in GONE:
            show_again(turn, error.problem)
            if turn.get("offers") is None:
                turn.set("when", turn.get("when") or dict(ANY_TIME))
            turn.follow("booking_form")
            return
        turn.end_task()
        if error.code == "patient_busy":
            turn.say("utter_patient_busy")
        elif error.code in ("too_soon", "outside_hours", "too_far"):
            turn.say("utter_not_bookable")
        else:
            raise error

    def _remember(self, turn: Turn, booked: dict[str, object]) -> None:
        """Know the person from now on, and the visit that "cancel that" would mean."""
        who = booked.get("patient")
        if isinstance(who, dict):
            patient.remember(turn, who)
        turn.set("recent", booked)
