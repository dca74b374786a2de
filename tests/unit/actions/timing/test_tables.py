"""What texts mean, in tables: a text and what it says, a line each."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.actions.timing.scene import told

TABLES = Path(__file__).parent / "tables"


def cases(name: str) -> list[tuple[str, str]]:
    lines = (TABLES / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.split(" = ") for line in lines if line and not line.startswith("#"))
    return [(text.strip(), meaning.strip()) for text, meaning in pairs]


@pytest.mark.parametrize(("text", "meaning"), cases("english"))
def test_english_is_understood_when_patients_write_it(text: str, meaning: str) -> None:
    assert told(text) == meaning


@pytest.mark.parametrize(("text", "meaning"), cases("spanish"))
def test_spanish_is_understood_when_patients_write_it(text: str, meaning: str) -> None:
    assert told(text, ("es", "en")) == meaning


@pytest.mark.parametrize(("text", "meaning"), cases("english")[::4])
def test_english_is_understood_when_the_writer_s_language_is_spanish(text: str, meaning: str) -> None:
    assert told(text, ("es", "en")) == meaning


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("el martes que viene por la tarde", "12-01 12:00-19:00"),
        ("mañana a las 3", "11-25 15:00"),
        ("tuesday o miercoles", "12-01; 11-25"),
        ("once a week is fine", "-"),
        ("3", "11-24 15:00"),
    ],
)
def test_spanish_is_understood_when_the_writer_s_language_is_english(text: str, meaning: str) -> None:
    assert told(text, ("en", "es")) == meaning
