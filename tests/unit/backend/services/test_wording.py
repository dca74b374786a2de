from __future__ import annotations

import pytest

from backend.domain.messaging.ports import Letterhead
from backend.domain.messaging.segments import segments
from backend.domain.triage.lexicon import Alarm
from backend.domain.triage.numbers import crisis_line, emergency_number
from backend.services.wording import LINES, Line, emergency, say
from channels.sms.letters import affordable

LONG = Letterhead("Northern Lights Family Health Center", "GB", "+44 20 7946 0958")
LISTED = " ".join(f"{number}. Alexandra: mi\u00e9rcoles 23 de septiembre a las 10:20 am." for number in range(1, 5))
NAMES = {
    "staff": "Alexandra (front desk)",
    "number": "999",
    "crisis": "116 123",
    "phone": LONG.phone or "",
    "listed": LISTED,
}


@pytest.mark.parametrize("line", list(Line))
@pytest.mark.parametrize("language", list(LINES))
def test_fits_two_segments_when_names_are_long(language: str, line: Line) -> None:
    parts = {name: LINES[language][Line(name)].format(**NAMES) for name in ("call_us", "reach_us")}
    text = LINES[language][line].format(clinic=LONG.name, **parts, **NAMES)
    found = segments(affordable(text))
    assert found.count <= 2
    assert found.encoding == "GSM-7"


@pytest.mark.parametrize("language", list(LINES))
def test_has_every_line_when_there_is_a_language(language: str) -> None:
    assert set(LINES[language]) == set(Line)


def test_speaks_english_when_it_does_not_know_the_language() -> None:
    assert say(Line.EMPTY, "xx-YY", LONG) == say(Line.EMPTY, "en", LONG)


def test_leaves_the_telephone_out_when_there_is_none() -> None:
    assert "call" not in say(Line.WAITING, "en", Letterhead("Clinic", "US", None))


@pytest.mark.parametrize(
    ("country", "number", "crisis"),
    [
        ("US", "911", "988"),
        ("ca", "911", "988"),
        ("GB", "999", "116 123"),
        ("DE", "112", None),
        ("AU", "000", "13 11 14"),
        ("ZZ", "112", None),
        ("", "112", None),
    ],
)
def test_names_the_number_of_the_country_when_somebody_is_in_danger(
    country: str, number: str, crisis: str | None
) -> None:
    assert (emergency_number(country), crisis_line(country)) == (number, crisis)
    head = Letterhead("Clinic", country, None)
    assert f"call {number}" in emergency(Alarm("heart"), "en", head)
    assert (crisis or number) in emergency(Alarm("selfharm"), "en", head)
    assert number in emergency(Alarm("selfharm"), "en", head)


def test_speaks_spanish_when_the_conversation_does() -> None:
    assert emergency(Alarm("heart"), "es-MX", LONG).startswith("Esto parece una emergencia. Llame ahora al 999")
