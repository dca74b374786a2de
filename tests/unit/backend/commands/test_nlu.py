"""The dialogue engine's reading, written as JSON lines."""

from __future__ import annotations

import json
from typing import Any

from click.testing import CliRunner

from backend.cli import cli
from backend.commands.nlu import reading

PARSED: dict[str, Any] = {
    "intent": {"name": "nlu_fallback", "confidence": 0.6},
    "intent_ranking": [
        {"name": "nlu_fallback", "confidence": 0.6},
        {"name": "book_appointment", "confidence": 0.41239},
        {"name": "inform", "confidence": 0.2},
    ],
    "entities": [{"entity": "service", "value": "dentist", "start": 2, "end": 9, "extractor": "CRF"}],
}


def test_likeliest_intent_is_told_when_the_engine_is_unsure() -> None:
    assert reading("a dentist", PARSED) == {
        "intent": "book_appointment",
        "confidence": 0.4124,
        "entities": [{"name": "service", "value": "dentist", "start": 2, "end": 9}],
    }


def test_places_count_from_the_start_when_the_engine_cuts_off_what_stands_in_front() -> None:
    text = " / a dentist"
    entity = reading(text, PARSED)["entities"][0]
    assert text[entity["start"] : entity["end"]] == "dentist"


def test_command_says_what_to_do_when_nothing_runs() -> None:
    answer = CliRunner().invoke(cli, ["nlu", "--engine", "http://127.0.0.1:9"], input=json.dumps({"text": "hello"}))
    assert answer.exit_code == 1
    assert "Start the product first" in answer.output
