"""Names as they are typed on a telephone become names as they are written."""

from __future__ import annotations

import pytest

from backend.domain.errors import InvalidRequest
from backend.domain.identity.level import Level, level
from backend.domain.identity.names import PersonName


@pytest.mark.parametrize(
    ("given", "family", "tidy"),
    [
        ("ada", "lovegrove", ("Ada", "Lovegrove")),
        ("ADA", "LOVEGROVE", ("Ada", "Lovegrove")),
        ("  mary  ann ", "o'neil", ("Mary Ann", "O'Neil")),
        ("Jean-Luc", "de la Cruz", ("Jean-Luc", "de la Cruz")),
        ("J", "Müller", ("J", "Müller")),
        ("Олена", "Зразок", ("Олена", "Зразок")),
    ],
)
def test_name_is_tidied_when_it_is_typed_carelessly(given: str, family: str, tidy: tuple[str, str]) -> None:
    name = PersonName.of(given, family)
    assert (name.given, name.family) == tidy
    assert repr(name) == str(name) == "PersonName(...)"


@pytest.mark.parametrize("part", ["", "  ", "42", "...", "x" * 81, "a\u0000b", "\u200b\u202e"])
def test_name_is_refused_when_it_is_none(part: str) -> None:
    with pytest.raises(InvalidRequest) as caught:
        PersonName.of("Ada", part)
    assert caught.value.field == "family_name"
    assert part.strip() == "" or part not in str(caught.value)


def test_names_are_the_same_when_only_case_accents_and_hyphens_differ() -> None:
    assert PersonName.of("José", "García-López").is_same_as(PersonName.of("jose", "garcia lopez"))
    assert not PersonName.of("Jose", "Garcia").is_same_as(PersonName.of("Josefa", "Garcia"))


def test_short_name_shows_an_initial_when_others_can_see() -> None:
    assert PersonName.of("Ada", "Lovegrove").short == "Ada L."


def test_level_needs_a_verified_number_when_nobody_said_stop() -> None:
    assert level(known=True, opted_out=False) is Level.L1
    assert level(known=True, opted_out=True) is Level.L0
    assert level(known=False, opted_out=False) is Level.L0
