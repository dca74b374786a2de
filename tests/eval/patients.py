"""Simulated patients: `frontdesk simulate` on the dialogues."""

from __future__ import annotations

import json
from pathlib import Path

from tests.eval.goals import Goal, Row, left_out
from tests.eval.sources import Json, Sources, frontdesk

BOOKED = Goal("patients.booked", "simulated patients: exactly their goal booked", ">=", 0.95)
WRONG = Goal("patients.wrong", "simulated patients: wrong bookings", "<=", 0)
TURNS = Goal("patients.turns", "simulated patients: median turns over the human's", "<=", 2)
TAKEN = Goal("patients.taken", "wanted time taken: an alternative offered", ">=", 1.0)
CHATS = Goal("patients.chats", "chats ended booked, closed or handed over", ">=", 1.0)
DIALOGUES = "dialogues/sgd_medical_single.json"
RAMBLING = "dialogues/star_doctor.json"


def measure(data: Sources, scratch: Path, limit: int | None) -> list[Row]:
    """How the dialogues ended; of the first `limit` ones of each file."""
    goals, chats = data.file(DIALOGUES), data.file(RAMBLING)
    found: list[Row] = []
    if goals is None:
        found += left_out([BOOKED, WRONG, TURNS, TAKEN], "there are no dialogues here")
    else:
        by_group = _played(goals, scratch, limit)
        every = by_group.get("all of these") or next(
            (one for name, one in by_group.items() if name not in ("taken", "chat")), None
        )
        if every is None:
            found += left_out([BOOKED, WRONG, TURNS], "none of the dialogues played has a goal that is free")
        else:
            note = f"{every['dialogues']} dialogues"
            more = every["turns_median"] - (every["human_turns_median"] or 0)
            wrong = sum(one["wrong"] for name, one in by_group.items() if name != "all of these")
            found += [Row(BOOKED, every["share"], note), Row(WRONG, wrong)]
            found += [Row(TURNS, more, f"{every['turns_median']:g} turns")]
        found += _share(TAKEN, by_group.get("taken"))
    return found + (left_out([CHATS], "there are no chats here") if chats is None else _chats(chats, scratch, limit))


def _chats(file: Path, scratch: Path, limit: int | None) -> list[Row]:
    return _share(CHATS, _played(file, scratch, limit).get("chat"))


def _share(goal: Goal, summary: Json | None) -> list[Row]:
    if summary is None:
        return left_out([goal], "none of the dialogues played is of that kind")
    return [Row(goal, summary["share"], f"{summary['dialogues']} dialogues")]


def _played(file: Path, scratch: Path, limit: int | None) -> Json:
    out = scratch / f"{file.stem}.jsonl"
    frontdesk("simulate", "--dialogues", str(file), "--json", *(["--limit", str(limit)] if limit else []), out=out)
    summary: Json = json.loads(out.read_text(encoding="utf-8").splitlines()[-1])["summary"]
    return summary
