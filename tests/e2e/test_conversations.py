"""Whole conversations by text: signed webhook in, answer out, appointment in the database."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import pytest
import yaml

from backend.embedded import postgres, valkey
from tests.e2e.product import Product
from tests.e2e.silence import let_pass, span

HERE = Path(__file__).parent / "conversations"
# What the clinic writes fits two text messages, as a rule; several answers in one may take more.
LONGEST_ANSWER = 480
PATIENT, ANOTHER = "patient", "another"


@dataclass(frozen=True)
class Conversation:
    """A conversation as its file tells it."""

    name: str
    phone: str
    talk: list[dict[str, Any]]
    then: dict[str, Any] = field(default_factory=dict)


def conversations() -> list[Conversation]:
    """All conversations of the folder, in order."""
    files = sorted(HERE.glob("*.yml"))
    return [Conversation(**told) for file in files for told in yaml.safe_load(file.read_text())]


def ids_of(database: str) -> set[str]:
    with psycopg.connect(database) as connection:
        return {str(row[0]) for row in connection.execute("SELECT id FROM conversations").fetchall()}


def visits_of(database: str, conversation: str, status: str) -> list[str]:
    query = """SELECT s.slug FROM appointments a JOIN services s ON s.id = a.service_id
               WHERE a.conversation_id = %s AND a.status = %s ORDER BY s.slug"""
    with psycopg.connect(database) as connection:
        return [str(row[0]) for row in connection.execute(query, (conversation, status)).fetchall()]


def handoffs_of(database: str, conversation: str) -> list[str]:
    query = "SELECT reason FROM handoffs WHERE conversation_id = %s ORDER BY opened_at"
    with psycopg.connect(database) as connection:
        return [str(row[0]) for row in connection.execute(query, (conversation,)).fetchall()]


def waited_for(database: str, conversation: str) -> list[str]:
    query = """SELECT s.slug FROM waitlist w JOIN services s ON s.id = w.service_id
               WHERE w.conversation_id = %s AND w.state = 'waiting' ORDER BY s.slug"""
    with psycopg.connect(database) as connection:
        return [str(row[0]) for row in connection.execute(query, (conversation,)).fetchall()]


def play(product: Product, told: Conversation, database: str) -> dict[str, str]:
    """Text each line and hold the answers against what is expected of them; whose conversations began, by id.

    A line is the patient's or, in between, that of somebody else with another telephone, or it is a silence. An
    optional line picks from a list; it is left out when the clinic asked nothing to pick from.
    """
    phones = {PATIENT: product.phone(None if told.phone == "new" else told.phone), ANOTHER: product.phone()}
    began: dict[str, str] = {}
    answer = ""
    for line in told.talk:
        if "later" in line:
            let_pass(span(line["later"]), database, valkey.ensure(product.home).url)
            continue
        if line.get("optional") and "1)" not in answer:
            continue
        who = ANOTHER if ANOTHER in line else PATIENT
        before = ids_of(database)
        answer = phones[who].say(line[who])
        for id_ in ids_of(database) - before:
            began[who] = id_
        said = f"to {line[who]!r} the clinic said:\n{answer}"
        for pattern in line.get("clinic", []):
            assert re.search(pattern, answer, re.IGNORECASE), f"no {pattern!r}; {said}"
        for pattern in line.get("never", []):
            assert not re.search(pattern, answer, re.IGNORECASE), f"unwanted {pattern!r}; {said}"
        assert len(answer) <= LONGEST_ANSWER, f"{len(answer)} characters; {said}"
    return began


def stands(database: str, conversation: str, then: dict[str, Any]) -> None:
    """Hold the database against what should stand there for a conversation."""
    for status in ("booked", "cancelled"):
        if status in then:
            assert visits_of(database, conversation, status) == sorted(then[status])
    if "waiting" in then:
        assert waited_for(database, conversation) == sorted(then["waiting"])
    if "handoff" in then:
        assert handoffs_of(database, conversation)[:1] == [then["handoff"]]


@pytest.mark.parametrize("told", conversations(), ids=lambda told: told.name.replace(" ", "-"))
def test_conversation_goes_as_told(product: Product, told: Conversation) -> None:
    database = postgres.ensure(product.home).url.replace("postgresql+psycopg", "postgresql")

    began = play(product, told, database)

    assert PATIENT in began or told.phone != "new"
    for who, conversation in began.items():
        stands(database, conversation, told.then if who == PATIENT else told.then.get(ANOTHER, {}))
