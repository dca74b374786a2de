"""Any text at all gives an answer, in bounded time."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actions.names import person_name
from actions.timing.spanish_phrases import SPANISH
from actions.timing.spanish_words import NOUNS, UNITS_ES
from actions.timing.words import DAY_WORDS, HOLIDAYS, MONTHS, SPELLINGS, UNITS, WEEKDAYS
from actions.when import Moment, birth_date
from tests.unit.actions.timing.scene import NOW, at, understood

OFFERED = [at("2026-11-26 09:00"), at("2026-11-27 11:00")]
AGREED = Moment(at("2026-11-26 14:30"), None, "minute", has_date=True, has_time=True)
EVERYDAY = """
    next this last first second the of in on at from to - and or between before after until by a half quarter past am pm
    noon later earlier same time day any other early late mid end 1 2 10 15 31 45 99 2027 1030 0930 3:30 25:99 12/12 , .
    31/02/2027 9999-99-99 5th 22nd ? ! / not no except actually wait few weekend fortnight now 99/99/9999 0 00:00 24:00
""".split()
WORDS = [*WEEKDAYS, *MONTHS, *DAY_WORDS, *UNITS, *sorted(HOLIDAYS), *sorted(SPELLINGS), *EVERYDAY]
SPANISH_WORDS = [*NOUNS, *UNITS_ES, *sorted(SPANISH.words), *EVERYDAY]
LIMIT_SECONDS = 3.0
# Of processor time; 50 ms are promised, of a machine with nothing else to do.
UNDERSTOOD_WITHIN = 0.15


@pytest.fixture(autouse=True, scope="module")
def _loaded() -> None:
    """Duckling takes a tenth of a second to load, once."""
    understood("tomorrow")


def seconds_for(text: str, languages: Sequence[str]) -> float:
    """The processor time that understanding a text takes."""
    started = time.thread_time()
    understood(text, offered=OFFERED, previous=AGREED, languages=languages)
    return time.thread_time() - started


def answers(text: str, *languages: str) -> None:
    """Every reader of patients' words copes with the text."""
    began = time.perf_counter()
    # A busy machine may be slow once, but not three times.
    assert any(seconds_for(text, languages or ("en",)) < UNDERSTOOD_WITHIN for _ in range(3))
    for moment in understood(text, offered=OFFERED, previous=AGREED, languages=languages or ("en",)):
        assert 0 <= moment.span[0] <= moment.span[1] <= len(text)
        assert moment.start is None or moment.start.tzinfo is not None
    birth = birth_date(text, NOW.date())
    assert birth is None or birth <= NOW.date()
    person_name(text)
    assert time.perf_counter() - began < LIMIT_SECONDS


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=1700))
def test_answer_is_given_when_the_text_is_anything(text: str) -> None:
    answers(text)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join))
def test_answer_is_given_when_words_of_time_are_heaped_up(text: str) -> None:
    answers(text)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(SPANISH_WORDS), max_size=60).map(" ".join))
def test_answer_is_given_when_spanish_words_of_time_are_heaped_up(text: str) -> None:
    answers(text, "es", "en")


@pytest.mark.parametrize(
    "phrase",
    [
        "monday ",
        "12 ",
        "3 pm to 4 pm on monday ",
        "tomorrow at 3 ",
        "march 3 ",
        "1:30 - 2:30 ",
        "in 3 days ",
        "a ",
        "de 9 a 11 ",
    ],
)
def test_answer_is_given_when_a_phrase_that_duckling_chokes_on_is_repeated(phrase: str) -> None:
    answers(phrase * 300)
    answers(phrase * 300, "es", "en")


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\x00",
        "٣:٣٠",
        "ｔｏｍｏｒｒｏｗ",
        "в 3 часа",
        "İstanbul'da",
        "🕒 3pm",
        "3" * 5000,
        "1/1/0000",
        "0/0",
        "12/31/9999 at 5",
    ],
)
def test_answer_is_given_when_the_text_is_odd(text: str) -> None:
    answers(text)


def test_wide_letters_are_read_when_a_telephone_writes_them() -> None:
    assert [moment.text for moment in understood("ｔｏｍｏｒｒｏｗ")] == ["ｔｏｍｏｒｒｏｗ"]


def test_birth_date_is_never_in_the_future_when_only_a_future_reading_exists() -> None:
    assert birth_date("1/1/2030", date(2026, 11, 24)) is None
