"""Answers that change nothing: hello, help, the clinic, its people, a patient's own appointments."""

from __future__ import annotations

import re

from actions import visits, waiting, wording
from actions.action import DeskAction
from actions.clarify import MEDICAL, offer_choice
from actions.directory import Directory, Entry
from actions.handover import emergency_number
from actions.opening import asks_about, opening_hours
from actions.turn import Turn

MOST_PEOPLE = 6
ASKS_FOR_PEOPLE = re.compile(
    r"\b(?:who|doctors?|practitioners?|physicians?|staff|team|people"
    r"|qui[eé]n(?:es)?|doctor[ae]s?|m[eé]dicos?|m[eé]dicas?|personal|equipo|dentistas?)\b",
    re.IGNORECASE,
)
MOST_PLACES = 3
ABOUT_ONE_PLACE = frozenset({"address", "parking", "directions"})
ASKS_FOR_ALL = re.compile(
    r"\b(?:all|other|others|another|locations|places|clinics|offices|addresses"
    r"|tod[ao]s|otr[ao]s?|sucursales|cl[ií]nicas|direcciones|lugares|consultorios)\b",
    re.IGNORECASE,
)
_PARKING = re.compile("park|garage|estaciona|aparca|garaje", re.IGNORECASE)


class Greet(DeskAction):
    """Say hello."""

    action_name = "action_greet"

    async def take(self, turn: Turn) -> None:
        """Say who is speaking and what can be done; in the middle of something, just hello.

        A wish for a language is greeted too: what was asked is then asked again in that language.
        """
        if turn.metadata.get("language_asked"):
            turn.say("utter_language")
            if not turn.active_form:
                turn.say("utter_what_next")
        elif turn.active_form:
            turn.say("utter_hello_again")
        else:
            turn.say("utter_greet", clinic=turn.clinic.get("name") or turn.phrase("the_clinic"))


class Help(DeskAction):
    """Say what can be texted."""

    action_name = "action_help"

    async def take(self, turn: Turn) -> None:
        """In the middle of a form say how to answer or leave; otherwise what can be done."""
        turn.say("utter_help_in_form" if turn.active_form else "utter_help")


class Goodbye(DeskAction):
    """Say goodbye."""

    action_name = "action_goodbye"

    async def take(self, turn: Turn) -> None:
        """Leave what was being done undone, and say so if there was something."""
        busy = turn.active_form is not None
        turn.end_task()
        turn.forget("suggested", "unclear")
        turn.say("utter_goodbye_undone" if busy else "utter_goodbye")


class MedicalQuestion(DeskAction):
    """Answer a medical question with people who may."""

    action_name = "action_medical_question"

    async def take(self, turn: Turn) -> None:
        """Offer a visit or a call back; in the middle of a form say only that this is for the doctor."""
        if turn.active_form and turn.get("task") != "clarifying":
            turn.say("utter_medical_in_form")
            return
        turn.say("utter_medical", number=emergency_number(turn))
        directory = await turn.directory()
        services = directory.find_services(turn.heard.text, named_only=True)
        turn.set("suggested", {"service": services[0].id} if len(services) == 1 else None)
        offer_choice(turn, list(MEDICAL), "medical")


class ListAppointments(DeskAction):
    """Read out a patient's own appointments."""

    action_name = "action_list_appointments"

    async def take(self, turn: Turn) -> None:
        """List the upcoming ones, or those the message asks about."""
        found = await turn.desk.backend.appointments(turn.id)
        turn.forget("unclear")
        if not found:
            turn.say("utter_no_appointments" if turn.active_form else "utter_none_listed")
            return
        asked = await visits.narrow(turn, found, turn.moments())
        shown = asked[: visits.MOST_LISTED]
        lines = [visits.with_whom(turn, visit) for visit in shown]
        if len(lines) == 1:
            turn.say("utter_one_appointment", visit=lines[0])
        else:
            turn.say("utter_appointments", list=wording.numbered(lines))


class FindPractitioner(DeskAction):
    """Say who works at the clinic and does what."""

    action_name = "action_find_practitioner"

    async def take(self, turn: Turn) -> None:
        """Answer about a person, a service or everyone, and keep what was spoken of for a "yes, book"."""
        if waiting.hand_on(turn):
            return
        directory = await turn.directory()
        text = turn.heard.text
        services, people = directory.find_services(text, named_only=True), directory.find_practitioners(text)
        turn.forget("unclear")
        if len(people) == 1:
            self._about(turn, directory, people[0])
        elif services:
            self._for_service(turn, directory, services[0])
        elif _names_another(turn):
            turn.say("utter_not_here", services=_names(turn, directory.services))
        elif ASKS_FOR_PEOPLE.search(text):
            turn.say("utter_all_practitioners", practitioners=_names(turn, directory.practitioners))
        else:
            turn.say("utter_services", services=_names(turn, directory.services))

    def _about(self, turn: Turn, directory: Directory, person: Entry) -> None:
        offered = directory.services_of(person.id)
        self._suggest(turn, {"practitioner": person.id, "service": offered[0].id if len(offered) == 1 else None})
        said = "utter_about_practitioner_in_form" if turn.active_form else "utter_about_practitioner"
        turn.say(said, practitioner=person.name, services=_names(turn, offered) or turn.phrase("visits"))

    def _for_service(self, turn: Turn, directory: Directory, service: Entry) -> None:
        names = [person.name for person in directory.practitioners_for(service.id)][:MOST_PEOPLE]
        self._suggest(turn, {"service": service.id})
        said = "utter_practitioners_in_form" if turn.active_form else "utter_practitioners"
        people = wording.listed(names, turn.language) or turn.phrase("our_team")
        turn.say(said, service=turn.told(service.data), practitioners=people)

    def _suggest(self, turn: Turn, suggested: dict[str, str | None]) -> None:
        if not turn.active_form:
            turn.set("suggested", suggested)


class ClinicInfo(DeskAction):
    """Say where, when and how the clinic can be found."""

    action_name = "action_clinic_info"

    async def take(self, turn: Turn) -> None:
        """Answer each thing asked about from the directory; what is not there is the desk's to tell."""
        if waiting.hand_on(turn):
            return
        directory = await turn.directory()
        if turn.heard.is_rude():
            turn.say("utter_upset")
            return
        everywhere = (directory.find_locations(turn.heard.text) or list(directory.locations))[:MOST_PLACES]
        known = directory.by_id(directory.locations, _place_spoken_of(turn))
        phone = turn.clinic_phone
        turn.forget("unclear")
        for topic in asks_about(_without_places(turn.heard.text, directory)):
            places = [known] if known and topic in ABOUT_ONE_PLACE and len(everywhere) > 1 else everywhere
            if topic == "hours":
                lines = [f"{place.name}: {opening_hours(turn, place.data)}" for place in places]
                turn.say("utter_hours", hours="\n".join(lines))
            elif topic == "address":
                turn.say(
                    "utter_address", places="\n".join(f"{place.name}: {place.data.get('address')}" for place in places)
                )
            elif topic == "phone":
                numbers = [f"{place.name}: {place.data['phone']}" for place in places if place.data.get("phone")]
                turn.say("utter_phone", numbers="\n".join(numbers) or phone)
            elif topic in ("parking", "directions"):
                self._way(turn, topic, places, phone)
            else:
                turn.say(f"utter_ask_desk_{topic}", phone=phone)

    def _way(self, turn: Turn, topic: str, places: list[Entry], phone: str) -> None:
        known = [
            f"{place.name}: {turn.told(place.data, 'directions')}" for place in places if place.data.get("directions")
        ]
        if topic == "parking":
            known = [_about_parking(line) for line in known if _PARKING.search(line)]
        if known:
            turn.say("utter_directions", directions="\n".join(known))
        else:
            turn.say("utter_ask_desk_parking" if topic == "parking" else "utter_ask_desk_other", phone=phone)


def _about_parking(line: str) -> str:
    """Keep of "Harbor: Parking is free. Bus 8 stops at the door." what is about parking."""
    place, _, told = line.partition(": ")
    about = [said.strip(" .") for said in told.split(". ") if _PARKING.search(said)]
    return f"{place}: {'. '.join(about)}."


def _without_places(text: str, directory: Directory) -> str:
    """Take the names of places out of a question: who asks about Maple Park does not ask about parking."""
    names = "|".join(re.escape(place.name) for place in directory.locations)
    return re.sub(rf"\b(?:{names})\b", " ", text, flags=re.IGNORECASE) if names else text


def _place_spoken_of(turn: Turn) -> str | None:
    """Return where the visit is that the conversation is about, unless all places are asked for."""
    if ASKS_FOR_ALL.search(turn.heard.text):
        return None
    visit = turn.get("choice") or turn.get("appointment") or turn.get("recent") or {}
    found: str | None = (visit.get("location") or {}).get("id")
    return found


def _names_another(turn: Turn) -> bool:
    """Say whether a service or practitioner is named that is not ours; "doctor" names none."""
    named = turn.entity("practitioner") or turn.entity("service") or ""
    return bool(named) and not ASKS_FOR_PEOPLE.search(named)


def _names(turn: Turn, entries: tuple[Entry, ...] | list[Entry]) -> str:
    return wording.listed([turn.told(entry.data) for entry in entries], turn.language)
