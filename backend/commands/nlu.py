"""`frontdesk nlu`: JSON lines with a text in, its intent and entities as the running dialogue engine reads it out."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import click
import httpx

from backend.environment import settings

ANSWER_WITHIN = 10.0
UNSURE = "nlu_fallback"


@click.command("nlu")
@click.option("--engine", "engine_url", help="Address of the dialogue engine; by default the one of this installation.")
@click.argument("lines", type=click.File("r", encoding="utf-8"), default="-")
def command(engine_url: str | None, lines: Sequence[str]) -> None:
    """Tell the intent and the entities of texts; the product has to be running.

    Reads JSON lines {"id", "text", "context"?} and writes {"id", "intent", "confidence", "entities": [{"name",
    "value", "start", "end"}]}; start and end count characters of the text. The reading of a text alone does not
    depend on its context: what an answer means for the question before it is settled by the dialogue's actions.

    Example: echo '{"id": 1, "text": "a dentist on friday"}' | frontdesk nlu
    """
    found = settings()
    headers = {"Authorization": f"Bearer {found.engine_token.reveal()}"}
    with httpx.Client(base_url=engine_url or found.engine_url, headers=headers, timeout=ANSWER_WITHIN) as engine:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                identifier, text = _case(number, line)
                click.echo(json.dumps({"id": identifier, **reading(text, _parsed(engine, text))}, ensure_ascii=False))


def _case(number: int, line: str) -> tuple[Any, str]:
    try:
        row = json.loads(line)
        return row.get("id"), str(row["text"])
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise click.ClickException(f"Line {number} is not a JSON object with a text.") from error


def _parsed(engine: httpx.Client, text: str) -> dict[str, Any]:
    try:
        answer = engine.post("/webhooks/frontdesk/parse", json={"text": text})
        answer.raise_for_status()
        parsed: dict[str, Any] = answer.json()
    except httpx.HTTPStatusError as error:
        raise click.ClickException(
            f"The dialogue engine refused with HTTP {error.response.status_code}: is it the one of this FRONTDESK_HOME?"
        ) from error
    except httpx.HTTPError as error:
        raise click.ClickException("The dialogue engine does not answer. Start the product first: make up") from error
    return parsed


def reading(text: str, parsed: dict[str, Any]) -> dict[str, Any]:
    """Return Rasa's reading in our words: the likeliest intent, also where Rasa itself would rather ask again."""
    shift = _cut_off(text)
    ranking = [one for one in parsed.get("intent_ranking") or () if one["name"] != UNSURE]
    best = ranking[0] if ranking else parsed.get("intent") or {}
    entities = [
        {"name": one["entity"], "value": one["value"], "start": one["start"] + shift, "end": one["end"] + shift}
        for one in parsed.get("entities") or ()
    ]
    confidence = round(float(best.get("confidence") or 0.0), 4)
    return {"intent": best.get("name"), "confidence": confidence, "entities": entities}


def _cut_off(text: str) -> int:
    """Return how many signs the engine drops in front: blanks, and slashes, which would be orders to Rasa."""
    return next((at for at, sign in enumerate(text) if sign.isprintable() and sign not in "/ "), 0)
