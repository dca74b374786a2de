"""Whose visit it is: the person whose number this is, one of several who share it, or somebody new."""

from __future__ import annotations

import re
from datetime import date

from actions import wording
from actions.backend import Json
from actions.directory import words
from actions.names import person_name
from actions.turn import LANGUAGES_BEFORE, Turn

UNKNOWN = "unknown"
_BEFORE_A_DATE = re.compile(r"[,;]|\s+(?:born|dob|nacid[oa]|nac[eií]\w*)\b|\s+\d", re.IGNORECASE)
OLDEST = 120
_TIME_NAMES = frozenset(
    "april may june july august january summer autumn dawn eve noel sunday friday tuesday abril julio domingo".split()
)


def note_whose(turn: Turn) -> bool:
    """Note whom a visit is for when the message says so: "for my son", "for Anna"."""
    relative = turn.heard.relative()
    known = _known_by_name(turn)
    if known is not None:
        turn.set("patient", known)
        return True
    if relative is None:
        return False
    kind, word = relative
    turn.forget("patient", "person_name", "date_of_birth")
    turn.set("relationship", kind)
    turn.set("whose", word or None)
    name = turn.entity("person_name")
    given = person_name(name, LANGUAGES_BEFORE[turn.language]) if name else None
    if given is not None:
        _take_name(turn, *given)
    return True


def is_named_like_a_time(turn: Turn) -> bool:
    """Say whether the patient's name in the message reads as a month or season: "no, for June"."""
    named = _known_by_name(turn)
    return named is not None and words(str(named["first_name"]))[0] in _TIME_NAMES


def hear_patient(turn: Turn) -> bool:
    """Take the answer to "who is it for?" or "what is the name?"; False if it is none."""
    heard = turn.heard
    people = _people(turn)
    if people and turn.get("relationship") is None:
        number = heard.number(len(people) + 1)
        if number is not None and number <= len(people):
            turn.set("patient", people[number - 1])
            return True
        if number is not None:
            turn.set("relationship", "other")
            return True
    if note_whose(turn):
        return True
    if heard.is_myself() and len(people) == 1:
        if people[0].get("relative"):
            turn.set("relationship", "self")
        else:
            turn.set("patient", people[0])
        return True
    if people and turn.get("relationship") is None and heard.is_myself():
        return False
    return _hear_name(turn)


def hear_birth_date(turn: Turn) -> bool:
    """Take a date of birth, or that the patient would rather not give it."""
    born = turn.birth_date()
    if born is not None and _is_possible(turn, born):
        turn.set("date_of_birth", born.isoformat())
        return True
    if turn.heard.is_skip():
        turn.set("date_of_birth", UNKNOWN)
        return True
    return False


def next_question(turn: Turn) -> str | None:
    """Return the slot still to be asked about the person, after taking what needs no question."""
    if turn.get("patient") is None:
        people = _people(turn)
        if turn.get("relationship") is None and len(people) == 1 and not people[0].get("relative"):
            turn.set("patient", people[0])
        elif turn.get("relationship") is None and people:
            names = [str(person["first_name"]) for person in people]
            turn.set("patient_list", wording.numbered([*names, turn.phrase("somebody_else")], ", "))
            turn.set("patient_question", "which")
            return "patient"
        else:
            return _ask_name(turn)
    if "id" in turn.get("patient"):
        turn.set("date_of_birth", UNKNOWN)
    elif turn.get("date_of_birth") is None:
        turn.set("whose_name", wording.quoted(turn.get("patient")["given_name"]))
        return "date_of_birth"
    return None


def for_whom(turn: Turn) -> str:
    """Return ", for Theo": the number alone does not tell who comes, so the read-back always does."""
    patient = turn.get("patient") or {}
    if "given_name" in patient:
        name = f"{wording.quoted(patient['given_name'])} {wording.quoted(patient['family_name'])}"
        return turn.phrase("for_person", name=name)
    return turn.phrase("for_person", name=wording.quoted(str(patient["first_name"]))) if patient else ""


def booking_member(turn: Turn) -> Json:
    """Return the patient, and how they are related to who writes, as the booking takes them."""
    patient: Json = turn.get("patient")
    if "id" in patient:
        return {"patient": {"id": patient["id"]}}
    born = turn.get("date_of_birth")
    person = {**patient, **({"birth_date": born} if born not in (None, UNKNOWN) else {})}
    return {"patient": person, "relationship": turn.get("relationship") or "self"}


def remember(turn: Turn, who: Json) -> None:
    """Know a person from now on who was new: {"id", "first_name"}."""
    conversation, people = turn.conversation, _people(turn)
    if all(person["id"] != who["id"] for person in people):
        is_relative = turn.get("relationship") not in (None, "self")
        turn.set("conversation", {**conversation, "patients": [*people, {**who, "relative": is_relative}]})


def _people(turn: Turn) -> list[Json]:
    return list(turn.conversation.get("patients") or ())


def _known_by_name(turn: Turn) -> Json | None:
    said = set(words(turn.heard.text))
    fitting = [
        person
        for person in _people(turn)
        if words(str(person["first_name"]))[:1] and words(str(person["first_name"]))[0] in said
    ]
    return fitting[0] if len(fitting) == 1 and len(_people(turn)) > 1 else None


def _ask_name(turn: Turn) -> str:
    given = turn.get("person_name")
    whose = turn.get("whose")
    if given:
        turn.set("whose_name", wording.quoted(given))
        turn.set("patient_question", "family_name")
    elif whose:
        turn.set("whose_name", wording.quoted(turn.phrase("your_relative", word=whose)))
        turn.set("patient_question", "their_name")
    else:
        turn.set("patient_question", "name" if turn.get("relationship") in (None, "self") else "someone")
    return "patient"


def _hear_name(turn: Turn) -> bool:
    if turn.heard.wants_all():
        return False
    text = turn.heard.text
    said = (text, _BEFORE_A_DATE.split(text)[0], turn.entity("person_name") or "")
    name = next((name for words in said if (name := person_name(words, LANGUAGES_BEFORE[turn.language]))), None)
    if name is None:
        return False
    before = turn.get("person_name")
    given, family = name
    if before and not (given and family):
        given, family = before, family or given
    if not given:
        return False
    _take_name(turn, given, family)
    born = turn.birth_date() if any(sign.isdigit() for sign in turn.heard.text) else None
    if born is not None and _is_possible(turn, born):
        turn.set("date_of_birth", born.isoformat())
    return True


def _take_name(turn: Turn, given: str, family: str) -> None:
    """Keep a whole name as the patient's, or the first name until the family name is known."""
    if family:
        turn.set("patient", {"given_name": given, "family_name": family})
    else:
        turn.set("person_name", given)


def _is_possible(turn: Turn, born: date) -> bool:
    today = turn.now.date()
    return born <= today and today.year - born.year <= OLDEST
