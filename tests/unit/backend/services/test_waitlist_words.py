"""What people are told of the waitlist fits two segments, in both languages, and says nothing of the visit."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from backend.domain.messaging.segments import segments
from backend.domain.scheduling.clinic import Directory
from backend.services.waitlist_words import (
    _LINES,
    Line,
    Told,
    about,
    about_nothing,
    joined,
    joined_earlier,
    options,
)
from channels.sms.letters import affordable
from tests.unit.backend.domain.scheduling.made import EAST
from tests.unit.backend.domain.waitlist.made import clinic, entry, freed

AT = datetime(2026, 9, 30, 17, 30, tzinfo=UTC)  # Wednesday, September 30, 1:30 pm in New York
TIMED = (Line.OFFER, Line.OFFER_EARLIER, Line.YOURS, Line.MOVED, Line.LABEL)
READ_BACK = (Line.JOINED, Line.JOINED_EARLIER)
LOCALES = ("en", "es")


def wordy() -> Directory:
    """A clinic with long names."""
    made = clinic()
    places = tuple(
        replace(place, name="Maple Park Medical Center", address="240 North Maple Avenue, Burlington, VT 05401")
        for place in made.locations
    )
    named = replace(made.clinic, name="Northern Lights Family Health Center")
    return replace(made, clinic=named, locations=places, working_hours={})


@pytest.mark.parametrize("locale", LOCALES)
def test_has_every_line_in_every_language(locale: str) -> None:
    assert set(_LINES[locale]) == set(Line)  # type: ignore[index]


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("line", TIMED)
def test_fits_two_segments_when_names_are_long(line: Line, locale: str) -> None:
    told = Told.of(locale, "Maximiliano")
    body = about(line, told, wordy(), freed(AT), AT, AT - timedelta(hours=2))
    found = segments(affordable(body))
    assert (found.count <= 2, found.encoding) == (True, "GSM-7"), body


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("line", [line for line in Line if line not in (*TIMED, *READ_BACK)])
def test_fits_two_segments_when_it_names_no_time(line: Line, locale: str) -> None:
    body = about_nothing(line, Told.of(locale), wordy(), names="Maximiliano, Alejandra, Nora, Bo")
    assert segments(affordable(body)).count <= 2, body


@pytest.mark.parametrize("locale", LOCALES)
def test_reads_back_what_is_waited_for_in_two_segments(locale: str) -> None:
    told = Told.of(locale, "Maximiliano")
    named = entry(from_at=AT, until_at=AT + timedelta(days=60))
    for body in (joined(told, wordy(), named), joined_earlier(told, wordy(), EAST, AT)):
        assert segments(affordable(body)).count <= 2, body


def test_says_it_as_people_do() -> None:
    told, until = Told.of("es"), AT + timedelta(minutes=30)
    assert about(Line.OFFER, told, clinic(), freed(AT), AT, until) == (
        "Test Clinic: quedó libre una hora: miércoles 30 de septiembre a la 1:30 pm, place-1, 1 Test Street."
        " Responda 1 para tomarla, 2 para dejarla. Es del primero que conteste; responda antes de las 2:00 pm."
    )
    assert joined(Told.of("en"), clinic(), entry(from_at=AT, until_at=AT + timedelta(hours=1))) == (
        "You are on the waiting list for Wednesday, September 30. I will text you if a time opens up; the first to"
        " answer gets it. To leave the list, write LEAVE LIST."
    )
    assert [option.says for option in options("es-MX")] == ["1", "2"]
