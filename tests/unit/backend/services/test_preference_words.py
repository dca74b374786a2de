"""What people are told about how they are reminded fits a text message, in both languages."""

from __future__ import annotations

from datetime import time

import pytest

from backend.domain.messaging.ports import Letterhead
from backend.domain.messaging.segments import segments
from backend.domain.reminders.keeping import Preferences
from backend.services.preference_words import _LINES, _WAYS, Line, held, line, listed, ways
from channels.sms.letters import affordable

LOCALES = ("en", "es")
CLINIC = Letterhead("Northern Lights Family Health Center", "US", "+1 212 555 0100")
SENTENCES = [one for one in Line if one not in (Line.DONE, Line.HINT, Line.LEAST, Line.RANGE, Line.NOT_FOR, Line.WAYS)]
TYPICAL = [
    Preferences(),
    Preferences(channel="email"),
    Preferences(channel="sms", fewer=True),
    Preferences(channel="sms", locale="es", wakes=time(10), sleeps=time(18, 30), fewer=True),
]


def parts(text: str) -> int:
    found = segments(affordable(text))
    assert found.encoding == "GSM-7", text
    return found.count


@pytest.mark.parametrize("locale", LOCALES)
def test_has_every_line_in_every_language(locale: str) -> None:
    assert set(_LINES[locale]) == set(Line)  # type: ignore[index]


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("which", SENTENCES)
def test_fits_one_segment_when_it_says_why_not(which: Line, locale: str) -> None:
    assert parts(line(which, locale, CLINIC, way=ways(["sms"], locale))) == 1


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("wishes", TYPICAL)
def test_fits_one_segment_when_it_reads_back(wishes: Preferences, locale: str) -> None:
    assert parts(line(Line.DONE, locale, CLINIC) + held(wishes, locale)) == 1


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("more", [Line.HINT, Line.LEAST, Line.RANGE])
def test_fits_two_segments_when_everything_is_to_be_said(more: Line, locale: str) -> None:
    for wishes in TYPICAL:
        assert parts(held(wishes, locale, ("Maximiliano", "Alexandra")) + line(more, locale, CLINIC)) <= 2


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("which", [Line.NO_SUCH_WAY, Line.PAGE])
def test_fits_one_segment_when_other_ways_are_named(which: Line, locale: str) -> None:
    named = line(Line.WAYS, locale, CLINIC, ways=ways(_WAYS["en"], locale))
    assert parts(line(which, locale, CLINIC) + named) == 1


def test_reads_back_as_people_speak() -> None:
    wishes = Preferences("email", "en", time(13), time(18, 30), fewer=True)
    assert held(wishes, "en") == (
        "You get one reminder for each visit: by email, in English, between 1:00 pm and 6:30 pm."
    )
    assert held(wishes, "es-MX", ["Ada"]) == (
        "Ada recibe un recordatorio por cita: por correo, en inglés, entre la 1:00 pm y las 6:30 pm."
    )
    assert held(Preferences(), "en", ["Ada", "Bo"]) == (
        "Ada and Bo get all our reminders: where you last wrote to me, between 8:00 am and 9:00 pm."
    )
    assert held(Preferences(), "en", in_browser=True) == "You get all our reminders: between 8:00 am and 9:00 pm."


def test_lists_names_as_people_do() -> None:
    assert [listed(names, "en") for names in ([], ["Ada"], ["Ada", "Bo"], ["Ada", "Bo", "Cy"])] == [
        "",
        "Ada",
        "Ada and Bo",
        "Ada, Bo and Cy",
    ]
