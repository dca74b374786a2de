"""Dialogue files: what a patient wanted, and everything that patient said.

Two formats, both JSON lists. A *booking* dialogue has `goal`, `turns` and `answer_bank`: what is to be booked, and the
words for it. A *chat* has `user_goal` and `events`: messages in an order. docs/understanding.md describes both.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

KINDS = ("doctor", "dentist", "therapist")
SLOTS = {"appointment_date": "date", "appointment_time": "time", "type": "service", "city": "city"}
_ACT = re.compile(r"(?P<act>\w+)\((?P<slot>\w*)=(?P<value>.*)\)", re.DOTALL)
_DOCTOR = re.compile(r"\bDr\.? ([A-Z][a-z]+)")
_CALLED = re.compile(r"\bYou (?:are |\()(?P<are>[A-Z][a-z]+)|\bYour name: (?P<name>[A-Z][a-z]+)")

type Json = dict[str, Any]


class UnreadableDialogues(Exception):
    """The file is no list of dialogues; the message says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody whom a patient can see, as the dialogue names them; None where it does not say."""

    name: str
    service: str | None = None
    city: str | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """A time that somebody else has."""

    practitioner: str
    start: datetime


@dataclass(frozen=True, slots=True)
class Words:
    """One thing the patient said, and what it says about slots, in canonical values."""

    text: str
    told: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Goal:
    """What is to stand in the database afterwards; `start` is the clock on the wall. `spoken`: slots in their words."""

    practitioner: str
    start: datetime
    service: str | None
    city: str | None
    spoken: Mapping[str, str]

    def value(self, slot: str) -> str | None:
        """Return what the goal says about a slot, in the canonical form of the words."""
        known = {
            "date": f"{self.start:%Y-%m-%d}",
            "time": f"{self.start:%H:%M}",
            "name": self.practitioner,
            "service": self.service,
            "city": self.city,
        }
        return known[slot]


@dataclass(frozen=True, slots=True)
class Booking:
    """A dialogue that ends in a booking, or would, were the time not taken (`is_free` False)."""

    id: str
    kind: str
    today: date
    goal: Goal
    people: tuple[Person, ...]
    taken: tuple[Taken, ...]
    words: tuple[Words, ...]
    bank: Mapping[str, tuple[str, ...]]
    human_turns: int
    is_free: bool
    cities: Mapping[str, tuple[str, ...]]
    """Other ways to write a city, by its name."""


@dataclass(frozen=True, slots=True)
class Chat:
    """Messages of somebody who may ramble, forget and change their mind."""

    id: str
    name: str
    doctors: tuple[str, ...]
    messages: tuple[str, ...]


type Dialogue = Booking | Chat


def read(file: Path) -> list[Dialogue]:
    """Return the dialogues of a file that can be played, in its order; raises UnreadableDialogues.

    Of the booking dialogues these are the medical ones that ended with a booking or with the time being taken.
    """
    try:
        rows = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UnreadableDialogues(f"{file} cannot be read as JSON ({type(error).__name__}).") from error
    if not isinstance(rows, list):
        raise UnreadableDialogues(f"{file} is no list of dialogues.")
    try:
        return list(_playable(rows))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UnreadableDialogues(
            f"{file} has a dialogue of another form ({type(error).__name__}: {error})."
        ) from error


def _playable(rows: list[Json]) -> Iterator[Dialogue]:
    for row in rows:
        if "answer_bank" not in row:
            if any(event["type"] == "user" for event in row["events"]):
                yield _chat(row)
        elif row["goal"]["provider_kind"] in KINDS and _has_an_end(row):
            yield _booking(row)


def _has_an_end(row: Json) -> bool:
    return bool(row["goal"]["final_booking"]) and (row["replayable"] or bool(_refused(row)))


def _chat(row: Json) -> Chat:
    told = row["user_goal"]
    called = _CALLED.search(told)
    return Chat(
        id=row["id"],
        name=(called["are"] or called["name"]) if called else "Robin",
        doctors=tuple(dict.fromkeys(_DOCTOR.findall(told))),
        messages=tuple(event["text"] for event in row["events"] if event["type"] == "user" and event["text"].strip()),
    )


def _booking(row: Json) -> Booking:
    words = tuple(_words(turn) for turn in row["turns"])
    booked = _slots(row["goal"]["final_booking"])
    spoken = _slots({key.partition(".")[2]: value for key, value in row["goal"]["final_state"].items()})
    people = _people(row)
    asked = next((person for person in people if person.name == booked["name"]), Person(booked["name"]))
    last = {slot: value for each in words for slot, value in each.told.items()}
    goal = Goal(
        practitioner=booked["name"],
        start=datetime.fromisoformat(f"{booked['date']}T{booked['time']}"),
        service=spoken.get("service") or asked.service,
        city=asked.city or (last.get("city") if "city" in spoken else None),
        spoken=spoken,
    )
    return Booking(
        id=row["id"],
        kind=row["goal"]["provider_kind"],
        today=date.fromisoformat(row["reference_date"]),
        goal=goal,
        people=(Person(goal.practitioner, goal.service, goal.city), *(one for one in people if one.name != asked.name)),
        taken=tuple(_refused(row)),
        words=words,
        bank={key: tuple(one["text"] for one in said) for key, said in row["answer_bank"].items()},
        human_turns=row["n_user_turns"],
        is_free=row["replayable"],
        cities=_other_spellings(row),
    )


def _slots(values: Mapping[str, Any]) -> dict[str, str]:
    """Return values by our names of slots; those that are of no use here are left out."""
    named = {SLOTS.get(key) or ("name" if key.endswith("_name") else ""): str(value) for key, value in values.items()}
    named.pop("", None)
    return named


def _words(turn: Json) -> Words:
    told = {
        act["slot"]: act["canonical"][-1]
        for frame in turn["frames"]
        for act in frame["acts"]
        if act["act"] == "INFORM" and act["canonical"]
    }
    return Words(turn["user"], _slots(told))


def _people(row: Json) -> list[Person]:
    """Return everybody the other side offered, with what it said of them."""
    found: dict[str, Person] = {}
    for turn in row["turns"]:
        acts = [_ACT.fullmatch(act) for act in (turn["system_before"] or {}).get("acts", ())]
        offered = _slots({act["slot"]: act["value"] for act in acts if act and act["act"] == "OFFER"})
        if "name" in offered:
            before = found.get(offered["name"], Person(offered["name"]))
            found[before.name] = Person(
                before.name, offered.get("service") or before.service, offered.get("city") or before.city
            )
    return list(found.values())


def _refused(row: Json) -> list[Taken]:
    """Return the times that the other side could not book."""
    wanted = [
        _slots(call["parameters"])
        for call in row["service_calls"]
        if call["method"] == "BookAppointment" and call["notify"] == "NOTIFY_FAILURE"
    ]
    refused = [Taken(one["name"], datetime.fromisoformat(f"{one['date']}T{one['time']}")) for one in wanted]
    if not row["replayable"]:
        return refused
    end = _slots(row["goal"]["final_booking"])
    return [one for one in refused if one.start != datetime.fromisoformat(f"{end['date']}T{end['time']}")]


def _other_spellings(row: Json) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for one in row["answer_bank"].get("slot:city", ()):
        if one["value"].lower() != one["canonical"].lower():
            found[one["canonical"]] = (*found.get(one["canonical"], ()), one["value"])
    return found
