"""`frontdesk nlu`: JSON lines with a text in; what a patient means by it, and what they name, out."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import click
import httpx

from actions.backend import Backend, BackendProblem
from actions.directory import Directory, DirectoryKeeper
from actions.reading import entities
from backend.domain.messaging.incoming import legible
from backend.domain.messaging.language import LANGUAGES, spoken
from backend.domain.triage.lexicon import lexicons
from backend.environment import environ, settings
from backend.settings import Settings
from backend.supervisor.reader import reader
from backend.supervisor.supervisor import answers

ANSWER_WITHIN = 10.0
UNSURE = "nlu_fallback"
EMERGENCY = "emergency"


@dataclass(frozen=True)
class Case:
    """A text to read: what the bot said before it, if anything, and its language."""

    id: Any
    text: str
    context: str
    language: str


@click.command("nlu")
@click.option("--engine", "engine_url", help="Address of the dialogue engine; by default the one of this installation.")
@click.argument("lines", type=click.File("r", encoding="utf-8"), default="-")
def command(engine_url: str | None, lines: Sequence[str]) -> None:
    """Tell the intent and the entities of texts, as the product reads them.

    Reads JSON lines {"id", "text", "context"?, "language"?} and writes {"id", "intent", "confidence", "entities":
    [{"name", "value", "start", "end"}]}; start and end count characters of the text, context is what the bot said
    before. The clinic's names come from the running product; where none runs, an engine is started for the while.

    Example: echo '{"id": 1, "text": "a dentist on friday"}' | frontdesk nlu
    """
    found = settings()
    directory = _directory(found)
    now = found.frozen_now or datetime.now(UTC)
    with _engine(found, engine_url) as url, _client(found, url) as engine:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                case = _case(number, line)
                read = reading(case, _parsed(engine, case), now, directory)
                click.echo(json.dumps({"id": case.id, **read}, ensure_ascii=False))


def reading(case: Case, parsed: dict[str, Any], now: datetime, directory: Directory | None = None) -> dict[str, Any]:
    """Return a text's reading in our words: the emergency lexicon's, else Rasa's likeliest intent; and the entities.

    The likeliest intent is told also where Rasa itself would rather ask again.
    """
    ranking = [one for one in parsed.get("intent_ranking") or () if one["name"] != UNSURE]
    best = ranking[0] if ranking else parsed.get("intent") or {}
    intent, confidence = str(best.get("name") or ""), round(float(best.get("confidence") or 0.0), 4)
    if lexicons().find(legible(case.text).text) is not None:
        intent, confidence = EMERGENCY, 1.0
    shift = _cut_off(case.text)
    tagged = [{**one, "start": one["start"] + shift, "end": one["end"] + shift} for one in parsed.get("entities") or ()]
    found = entities(
        case.text,
        now,
        "UTC",
        intent=intent,
        question=case.context,
        language=case.language,
        directory=directory,
        tagged=tagged,
    )
    named = [{"name": one["entity"], **{key: one[key] for key in ("value", "start", "end")}} for one in found]
    return {"intent": intent or None, "confidence": confidence, "entities": named}


def _case(number: int, line: str) -> Case:
    try:
        row = json.loads(line)
        text, context = str(row["text"]), str(row.get("context") or "")
        language = row.get("language") or spoken(text, spoken(context, "en").language).language
        return Case(row.get("id"), text, context, language if language in LANGUAGES else "en")
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise click.ClickException(f"Line {number} is not a JSON object with a text.") from error


@contextmanager
def _engine(found: Settings, given: str | None) -> Iterator[str]:
    """Give the address of the engine that runs, or of one that is started for the while."""
    if given or answers(f"{found.engine_url}/"):
        yield given or found.engine_url
        return
    click.echo("No dialogue engine is running; starting one for this.", err=True)
    with reader(found, environ()) as url:
        yield url


def _client(found: Settings, url: str) -> httpx.Client:
    headers = {"Authorization": f"Bearer {found.engine_token.reveal()}"}
    return httpx.Client(base_url=url, headers=headers, timeout=ANSWER_WITHIN)


def _directory(found: Settings) -> Directory | None:
    """Return the names of the installation's clinic; None where the product is not running."""

    async def ask() -> Directory | None:
        backend = Backend(found.api_url, found.service_token.reveal())
        try:
            return await DirectoryKeeper(backend).get()
        except BackendProblem:
            return None
        finally:
            await backend.close()

    return asyncio.run(ask())


def _parsed(engine: httpx.Client, case: Case) -> dict[str, Any]:
    asked = {"text": case.text, "context": case.context or None, "language": case.language}
    try:
        answer = engine.post("/webhooks/frontdesk/parse", json=asked)
        answer.raise_for_status()
        parsed: dict[str, Any] = answer.json()
    except httpx.HTTPStatusError as error:
        raise click.ClickException(
            f"The dialogue engine refused with HTTP {error.response.status_code}: is it the one of this FRONTDESK_HOME?"
        ) from error
    except httpx.HTTPError as error:
        raise click.ClickException("The dialogue engine does not answer. Start the product first: make up") from error
    return parsed


def _cut_off(text: str) -> int:
    """Return how many signs the engine drops in front: blanks, and slashes, which would be orders to Rasa."""
    return next((at for at, sign in enumerate(text) if sign.isprintable() and sign not in "/ "), 0)
