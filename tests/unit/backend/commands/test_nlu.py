"""A message's reading, written as JSON lines."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from click.testing import CliRunner

from actions.directory import Directory, Entry
from backend.cli import cli
from backend.commands.nlu import Case, reading

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
PARSED: dict[str, Any] = {
    "intent": {"name": "nlu_fallback", "confidence": 0.6},
    "intent_ranking": [
        {"name": "nlu_fallback", "confidence": 0.6},
        {"name": "book_appointment", "confidence": 0.41239},
        {"name": "inform", "confidence": 0.2},
    ],
    "entities": [{"entity": "practitioner", "value": "aurora velk", "start": 2, "end": 13}],
}


def case(text: str, context: str = "", language: str = "en") -> Case:
    return Case(1, text, context, language)


def test_likeliest_intent_is_told_when_the_engine_is_unsure() -> None:
    assert reading(case("a aurora velk"), PARSED, NOW) == {
        "intent": "book_appointment",
        "confidence": 0.4124,
        "entities": [{"name": "practitioner", "value": "aurora velk", "start": 2, "end": 13}],
    }


def test_places_count_from_the_start_when_the_engine_cuts_off_what_stands_in_front() -> None:
    text = " / a aurora velk"
    entity = reading(case(text), PARSED, NOW)["entities"][0]
    assert text[entity["start"] : entity["end"]] == "aurora velk"


def test_an_emergency_of_the_lexicon_outweighs_the_classifier() -> None:
    read = reading(case("book me in, i cant breathe"), {**PARSED, "entities": []}, NOW)
    assert (read["intent"], read["confidence"]) == ("emergency", 1.0)


def test_names_of_the_clinic_are_told_when_its_directory_is_known() -> None:
    directory = Directory((), (Entry("dr-ines-quist", "Dr. Ines Quist"),), ())
    bare = {**PARSED, "entities": []}
    assert reading(case("quist on friday?"), bare, NOW)["entities"][0]["name"] == "when"
    assert reading(case("quist on friday?"), bare, NOW, directory)["entities"][0]["name"] == "practitioner"


@pytest.mark.parametrize("line", ["nonsense", '{"id": 1}', "[1]"])
def test_a_line_that_is_no_case_is_named(line: str) -> None:
    answer = _nlu(line, "--engine", "http://127.0.0.1:9")
    assert answer == (1, "Error: Line 1 is not a JSON object with a text.\n")


def test_command_says_what_to_do_when_the_engine_named_is_away() -> None:
    code, said = _nlu(json.dumps({"text": "hello"}), "--engine", "http://127.0.0.1:9")
    assert code == 1
    assert "Start the product first" in said


def _nlu(line: str, *options: str) -> tuple[int, str]:
    answer = CliRunner().invoke(cli, ["nlu", *options], input=line)
    return answer.exit_code, answer.output
