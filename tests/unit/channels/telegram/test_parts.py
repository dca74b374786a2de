from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from channels.telegram.parts import parts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [""]),
        ("short", ["short"]),
        ("x" * 20, ["x" * 20]),
        ("One is here. Two is here.", ["One is here.", "Two is here."]),
        ("One? Two! Three and more", ["One? Two!", "Three and more"]),
        ("A line of words\nand more", ["A line of words", "and more"]),
        ("no sentence ends in here", ["no sentence ends in", "here"]),
        ("x" * 45, ["x" * 20, "x" * 20, "x" * 5]),
        ("\U0001f642" * 11, ["\U0001f642" * 10, "\U0001f642"]),
        ("a" + "\U0001f642" * 11, ["a" + "\U0001f642" * 9, "\U0001f642" * 2]),
        ("At 2:30 p.m. on Tuesday then", ["At 2:30 p.m.", "on Tuesday then"]),
    ],
)
def test_text_is_cut_between_sentences_when_it_is_long(text: str, expected: list[str]) -> None:
    assert parts(text, 20) == expected


@given(some.text(alphabet="ab. !\n\U0001f642", max_size=200))
def test_nothing_is_lost_and_everything_fits_when_a_text_is_cut(text: str) -> None:
    found = parts(text, 20)

    assert "".join("".join(found).split()) == "".join(text.split())
    assert all(len(part.encode("utf-16-le")) <= 40 and part == part.strip() for part in found)
    assert all(found) or found == [""]
