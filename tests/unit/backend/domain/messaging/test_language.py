"""Which language a message is in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from backend.domain.messaging.language import LANGUAGES, Language, language_of, spoken

SPANISH = """
    quiero una cita con el dentista
    necesito ver al doctor lo antes posible
    a que hora abren
    ya no puedo ir manana
    mejor el lunes por la tarde
    la primera por favor
    a las 4
    el de las 3 está bien
    no gracias
    ¿y el jueves?
    se me complico, cambiemos la cita
    voy a llegar 15 min tarde
    xfa una cita pal viernes
    es para mi hijo
    la del centro
    no me acuerdo de la fecha
    hi, necesito un appointment para mi hijo
    Soy Laura, quisiera mover mi cita
"""
ENGLISH = """
    can i see the dentist
    tuesday
    no, later
    the second one
    my doctor is Dr. de la Cruz
    i live in el paso, is the san antonio office closer?
    hola, can you book me in for tuesday
    skip
    near me
"""
NEITHER = """
    ok
    2
    no
    sí
    3pm
    jose nuñez
    José Núñez
    Maria de la Cruz
    maria de los santos
    laura garcia
    el paso
    hmm
    +1 (207) 555-0101
    👍
"""


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.strip().splitlines()]


@pytest.mark.parametrize("text", lines(SPANISH))
def test_is_spanish_when_the_words_are(text: str) -> None:
    assert {spoken(text, usual).language for usual in LANGUAGES} == {"es"}


@pytest.mark.parametrize("text", lines(ENGLISH))
def test_is_english_when_the_words_are(text: str) -> None:
    assert spoken(text, "en").language == "en"


@pytest.mark.parametrize("text", ["", *lines(NEITHER)])
def test_stays_as_the_conversation_was_when_a_text_says_too_little(text: str) -> None:
    assert [spoken(text, usual).language for usual in LANGUAGES] == list(LANGUAGES)


@pytest.mark.parametrize(
    ("text", "language", "asked"),
    [
        ("In English, please", "en", True),
        ("english", "en", True),
        ("inglés por favor", "en", True),
        ("no hablo español", "en", True),
        ("Spanish?", "es", True),
        ("hola, ¿habla español?", "es", True),
        ("do you speak spanish", "es", True),
        ("sorry i don't speak english", "es", True),
        ("in english please, cancel my visit", "en", False),
        ("en español por favor, quiero una cita", "es", False),
        ("is there a doctor who speaks spanish", "en", False),
        ("how do you say thank you in spanish", "en", False),
    ],
)
def test_is_what_was_asked_for_when_a_language_is_asked_for(text: str, language: Language, asked: bool) -> None:
    for usual in LANGUAGES:
        found = spoken(text, usual)
        assert (found.language, found.asked) == (language, asked)


@pytest.mark.parametrize(("locale", "language"), [("es", "es"), ("es-MX", "es"), ("en-GB", "en"), ("fr", "en")])
def test_a_locale_has_a_language_when_we_speak_it_or_not(locale: str, language: Language) -> None:
    assert language_of(locale) == language


@given(some.text(max_size=1600))
def test_has_a_language_when_anything_arrives(text: str) -> None:
    assert spoken(text, "en").language in LANGUAGES
