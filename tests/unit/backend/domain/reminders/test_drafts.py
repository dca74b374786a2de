"""Words of a clinic's: what is refused before a patient reads it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.errors import InvalidRequest
from backend.domain.reminders.drafts import check, places
from backend.domain.reminders.templates import BUILT_IN, NAMES


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("{clinic}: {0}", "nothing to fill in by that name"),
        ("{clinic}: {}", "Put a name between the braces"),
        ("{clinic.__class__}", "Write {clinic}: what is filled in cannot be formatted or taken apart"),
        ("{clinic!r:>9}", "Write {clinic}: what"),
        ("{day:%A} {clinic}", "Write {day}: what"),
        ("{clinic[0]}", "Write {clinic}: what"),
        ("{ Day } {clinic}", "Write {day}, without anything else"),
        ("{clinic}: {patient}", "Only these can be filled in: {clinic}, {whose}"),
        ("{clinic} {day", "a brace has no partner"),
        ("{clinic} day}", "a brace has no partner"),
        ("{{clinic}}", "a brace has no partner"),
        ("Hello, see you {day}", "say who writes: put {clinic} into it"),
        ("   ", "write 1 to 1000 characters"),
        ("{clinic}" + "x" * 1000, "write 1 to 1000 characters"),
        ("{clinic}\x07", "a sign in it that cannot be seen"),
        ("{clinic}\u202e", "a sign in it that cannot be seen"),
    ],
)
def test_says_what_to_do_when_words_cannot_be_sent(body: str, told: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        check(body, asks=False)
    assert told in refused.value.message
    assert refused.value.field == "body"


def test_asks_how_to_answer_when_a_step_asks() -> None:
    check("{clinic}: {day}", asks=False)
    with pytest.raises(InvalidRequest, match=r"put \{answers\} where"):
        check("{clinic}: {day}", asks=True)


@pytest.mark.parametrize("key", BUILT_IN, ids="-".join)
def test_keeps_to_the_rules_when_the_product_writes(key: tuple[str, str]) -> None:
    check(BUILT_IN[key].body, asks=key[0] == "reminder")


@given(st.text(alphabet="{}clinicday.!:[]0_ ", max_size=30))
def test_finds_only_known_names_when_anything_is_written(body: str) -> None:
    try:
        found = places(body)
    except InvalidRequest:
        return
    assert set(found) <= set(NAMES)
    assert body.count("{") == body.count("}") == len(found)
