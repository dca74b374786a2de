"""Texts taken to a running product's dialogue engine as its worker takes them, one turn after the other."""

from __future__ import annotations

import time
from dataclasses import dataclass
from uuid import uuid4

import httpx
from sqlalchemy import text as query

from backend.domain.messaging.incoming import Kind, legible
from backend.domain.messaging.language import spoken
from backend.domain.triage.lexicon import lexicons
from backend.settings import parse
from backend.store.database import engine
from tests.bench.running import Bench
from tests.e2e.product import Product

ANSWER_WITHIN = 15.0


@dataclass(frozen=True, slots=True)
class Answered:
    """What came of a text: how long it took in milliseconds, and what was wrong, if anything."""

    text: str
    milliseconds: float
    error: str = ""


class Door:
    """The engine's door for turns, in conversations that the backend knows."""

    def __init__(self, product: Product, conversations: int) -> None:
        bench = Bench.of(product)
        found = parse(product.environ)
        self._client = httpx.Client(
            base_url=found.engine_url,
            headers={"Authorization": f"Bearer {found.engine_token.reveal()}"},
            timeout=ANSWER_WITHIN,
        )
        for _ in range(conversations):
            product.phone().say("hello")
        database = engine(bench.database_url)
        with database.connect() as connection:
            newest = query("SELECT id FROM conversations ORDER BY created_at DESC LIMIT :most")
            self._conversations = [str(row[0]) for row in connection.execute(newest, {"most": conversations})]
        database.dispose()
        self._received = bench.now().isoformat()
        self._taken = 0

    def close(self) -> None:
        """Hang up."""
        self._client.close()

    def take(self, text: str) -> Answered:
        """Do with a text what the worker does: make it legible, look for an emergency, ask the engine."""
        began = time.perf_counter()
        read = legible(text)
        lexicons().find(read.text)
        error = self._asked(read.text) if read.kind is Kind.TEXT else ""
        return Answered(text, 1000 * (time.perf_counter() - began), error)

    def _asked(self, text: str) -> str:
        conversation = self._conversations[self._taken % len(self._conversations)]
        self._taken += 1
        metadata = {"message_id": uuid4().hex, "received_at": self._received, "attempt": 1}
        turn = {
            "sender": conversation,
            "message": text,
            "metadata": {**metadata, "language": spoken(text, "en").language},
        }
        try:
            answer = self._client.post("/webhooks/frontdesk/webhook", json=turn)
        except httpx.HTTPError as error:
            return type(error).__name__
        if answer.status_code != 200:
            return f"HTTP {answer.status_code}: {answer.text[:200]}"
        return "" if any(said.get("text") for said in answer.json()) else "no answer"
