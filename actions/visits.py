"""Which of their appointments a patient means: "my 3pm", "the dentist", "friday", "2", or the only one there is."""

from __future__ import annotations

import re
from datetime import timedelta

from actions import windows, wording
from actions.backend import Json
from actions.offering import describe
from actions.turn import Turn
from actions.when import Moment

MOST_LISTED = 5
_TOWARDS = re.compile(
    r"\b(?:to|until|till|for|onto|into|instead(?: of it)?[ ,]+(?:on|at)?|make it|have|do)\s+(?:the\s+|this\s+|"
    r"next\s+)?$|\b(?:al?|para|pal?|hasta|mejor|que sea)\s+(?:el\s+|la\s+|las\s+|este\s+|esta\s+)?$",
    re.IGNORECASE,
)
_FROM = re.compile(
    r"\b(?:my|from|instead of|the|our|his|her|'s|mi|del|de|desde|en vez del?|la cita)\s+(?:\w+\s+){0,2}$", re.IGNORECASE
)
_OWNED = re.compile(r"^(?:'s)?\s+(?:appointment|appt|apt|visit|booking|slot|one|with)\b|^'s\b", re.IGNORECASE)


async def load(turn: Turn) -> list[Json]:
    """Return the upcoming appointments, from the slot if this task asked before; the one a message is about alone."""
    kept = turn.get("appointments")
    if kept is None:
        kept = await turn.desk.backend.appointments(turn.id)
        turn.set("appointments", kept)
    about = turn.metadata.get("about")
    return [visit for visit in kept if visit["id"] == about] or list(kept)


def old_and_new(turn: Turn, visits: list[Json]) -> tuple[list[Moment], list[Moment]]:
    """Tell the moments that name an appointment from those it should move to: "move my 3pm to friday"."""
    text = turn.heard.text
    said = turn.moments()
    aims = [moment for moment in said if _is_aim(moment, text)]
    old: list[Moment] = []
    new: list[Moment] = []
    for moment in said:
        before, after = text[: moment.span[0]], text[moment.span[1] :]
        # Beside the day it should move to, the day of a visit is that visit: "wednesday is bad, move it to monday".
        named = _FROM.search(before) or aims and moment not in aims
        if moment.old or moment.negated or windows.is_excluded(moment, text):
            old.append(moment)
        elif moment in aims:
            new.append(moment)
        elif _OWNED.search(after) or named and any(fits(turn, visit, [moment]) for visit in visits):
            old.append(moment)
        else:
            new.append(moment)
    return old, new


def _is_aim(moment: Moment, text: str) -> bool:
    """Say whether the words around a moment make it what an appointment should move to."""
    return bool(_TOWARDS.search(text[: moment.span[0]]) and not _OWNED.search(text[moment.span[1] :]))


def fits(turn: Turn, visit: Json, moments: list[Moment]) -> bool:
    """Say whether an appointment lies in one of the moments."""
    start = wording.moment_of(visit)
    for moment in moments:
        if moment.has_time and not moment.has_date and moment.start is not None:
            if (
                (moment.start.hour, moment.start.minute) == (start.hour, start.minute)
                or moment.grain == "hour"
                and moment.start.hour == start.hour
            ):
                return True
            continue
        for window in windows.windows([moment], turn.now - timedelta(hours=1)):
            if windows.contains(window, start):
                return True
    return False


async def narrow(turn: Turn, visits: list[Json], moments: list[Moment]) -> list[Json]:
    """Return the appointments that fit what the message says; all of them if it says nothing that fits."""
    text = turn.heard.text
    directory = await turn.directory()
    said = {
        entry.id
        for find in (directory.find_services, directory.find_practitioners, directory.find_locations)
        for entry in find(text)
    }
    names = set(text.lower().replace("'s", "").split())
    for narrower in (
        [visit for visit in visits if moments and fits(turn, visit, moments)],
        [
            visit
            for visit in visits
            if said & {visit["service"]["id"], visit["practitioner"]["id"], visit["location"]["id"]}
        ],
        [visit for visit in visits if str(visit["patient"]["first_name"]).lower() in names],
    ):
        if narrower:
            visits = narrower
    return visits


async def hear_which(turn: Turn, visits: list[Json]) -> Json | None:
    """Return the appointment an answer picks from the list that was read out, or None."""
    number = turn.heard.number(len(visits))
    if number is not None:
        return visits[number - 1]
    fitting = await narrow(turn, visits, turn.moments())
    if len(fitting) == 1:
        return fitting[0]
    return None


def list_for_choice(turn: Turn, visits: list[Json]) -> None:
    """Keep the appointments for the question "which one?"."""
    shown = visits[:MOST_LISTED]
    turn.set("appointments", shown)


def ask_which(turn: Turn) -> str:
    """Put the appointments into words, to be asked which one is meant."""
    shown = turn.get("appointments") or ()
    turn.set("appointment_list", wording.numbered([with_whom(turn, visit) for visit in shown]))
    return "appointment"


def with_whom(turn: Turn, visit: Json) -> str:
    """Describe an appointment, with the patient's first name when several share the number."""
    people = turn.conversation.get("patients") or ()
    who = f", {wording.quoted(str(visit['patient']['first_name']))}" if len(people) > 1 else ""
    return describe(turn, visit) + who
