"""Dialogues of our own in the two formats."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

Json = dict[str, Any]


def turn(number: int, text: str, *, offers: tuple[str, ...] = (), **told: tuple[str, str]) -> Json:
    """A user's turn that tells slots (slot: (as written, canonical)), after offers like "city=Ashford"."""
    acts = [
        {"act": "INFORM", "slot": slot, "values": [written], "canonical": [canonical]}
        for slot, (written, canonical) in told.items()
    ]
    before = {"text": "...", "acts": [f"OFFER({offer})" for offer in offers]} if number else None
    return {"i": number, "user": text, "system_before": before, "frames": [{"acts": acts}]}


def booking(**changes: Any) -> Json:
    """A dentist's patient who first speaks of another day; `changes` replace members of the dialogue."""
    turns = [
        turn(0, "hiya, is there a dentist around ashford?", city=("ashford", "Ashford")),
        turn(2, "that one sounds nice", offers=("dentist_name=Dr. Ida Plumtree", "city=Ashford")),
        turn(4, "put me down for the 6th", appointment_date=("the 6th", "2019-03-06")),
        turn(6, "sorry, make that the 7th", appointment_date=("the 7th", "2019-03-07")),
        turn(8, "ten thirty would do", appointment_time=("ten thirty", "10:30")),
        turn(10, "spot on"),
        turn(12, "ta very much"),
    ]
    row = {
        "id": "own:1",
        "reference_date": "2019-03-01",
        "replayable": True,
        "n_user_turns": 7,
        "goal": {
            "provider_kind": "dentist",
            "final_booking": {
                "appointment_date": "2019-03-07",
                "appointment_time": "10:30",
                "dentist_name": "Dr. Ida Plumtree",
            },
            "final_state": {
                "Services_9.city": "ashford",
                "Services_9.appointment_date": "the 7th",
                "Services_9.appointment_time": "ten thirty",
            },
        },
        "service_calls": [],
        "turns": turns,
        "answer_bank": {
            "slot:city": [{"text": turns[0]["user"], "value": "ashford", "canonical": "Ashford"}],
            "intent:FindProvider": [{"text": turns[0]["user"]}],
            "select": [{"text": "that one sounds nice"}],
            "affirm": [{"text": "spot on"}],
            "negate": [{"text": "nah, leave it"}],
            "thank_you": [{"text": "ta very much"}],
        },
    }
    return row | changes


def refused(clock: str = "10:30") -> Json:
    """A call of the other side that could not book the seventh."""
    return {
        "method": "BookAppointment",
        "notify": "NOTIFY_FAILURE",
        "parameters": {
            "appointment_date": "2019-03-07",
            "appointment_time": clock,
            "dentist_name": "Dr. Ida Plumtree",
        },
    }


def chat(*messages: str) -> Json:
    """A chat of somebody called Wilma with Dr. Plumtree's desk."""
    events = [{"type": "wizard", "text": "Hello"}, *({"type": "user", "text": text} for text in messages)]
    return {
        "id": "own:chat",
        "user_goal": "You are Wilma and would like to see Dr. Plumtree.",
        "events": events,
    }


def write(folder: Path, *rows: Json) -> Path:
    """Write a dialogue file."""
    file = folder / "dialogues.json"
    file.write_text(json.dumps(rows), encoding="utf-8")
    return file
