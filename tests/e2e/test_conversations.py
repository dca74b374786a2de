"""Whole conversations by text: signed webhook in, answer out, appointment in the database."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import pytest
import yaml

from backend.embedded import postgres
from tests.e2e.product import Phone, Product

HERE = Path(__file__).parent / "conversations"
# What the clinic writes fits two text messages, as a rule; several answers in one may take more.
LONGEST_ANSWER = 480


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


def play(phone: Phone, talk: list[dict[str, Any]]) -> None:
    """Text each line and hold the answers against what is expected of them.

    An optional line picks from a list; it is left out when the clinic asked nothing to pick from.
    """
    answer = ""
    for line in talk:
        if line.get("optional") and "1)" not in answer:
            continue
        answer = phone.say(line["patient"])
        told = f"to {line['patient']!r} the clinic said:\n{answer}"
        for pattern in line.get("clinic", []):
            assert re.search(pattern, answer, re.IGNORECASE), f"no {pattern!r}; {told}"
        for pattern in line.get("never", []):
            assert not re.search(pattern, answer, re.IGNORECASE), f"unwanted {pattern!r}; {told}"
        assert len(answer) <= LONGEST_ANSWER, f"{len(answer)} characters; {told}"


@pytest.mark.parametrize("told", conversations(), ids=lambda told: told.name.replace(" ", "-"))
def test_conversation_goes_as_told(product: Product, told: Conversation) -> None:
    database = postgres.ensure(product.home).url.replace("postgresql+psycopg", "postgresql")
    before = ids_of(database)

    play(product.phone(None if told.phone == "new" else told.phone), told.talk)

    conversation = next(iter(ids_of(database) - before), None)
    if conversation is None:
        assert told.phone != "new"
        return
    for status in ("booked", "cancelled"):
        if status in told.then:
            assert visits_of(database, conversation, status) == sorted(told.then[status])
    if "handoff" in told.then:
        assert handoffs_of(database, conversation)[:1] == [told.then["handoff"]]
