from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, cast

import pytest

from backend.domain.identity.names import PersonName
from backend.domain.messaging.ports import Letterhead
from backend.domain.messaging.segments import segments
from backend.services.attendance_words import LINES, Line, Teller
from channels.sms.letters import affordable

LONG = Letterhead("Northern Lights Family Health Center", "US", "+1 212 555 0100")
PLACE = SimpleNamespace(name="Riverside Medical Building", zone="America/New_York", translations={})


def _teller(locale: str, starts_at: datetime, *, shared: bool = False) -> Teller:
    visit = SimpleNamespace(location=1, starts_at=starts_at, name=PersonName("Alexandra", "Sample"))
    directory = SimpleNamespace(location_of={1: PLACE})
    return Teller(cast("Any", directory), LONG, locale, cast("Any", visit), shared)


WEDNESDAY = datetime(2026, 9, 23, 14, 20, tzinfo=UTC)
ONE = datetime(2026, 12, 1, 18, 20, tzinfo=UTC)


@pytest.mark.parametrize("locale", ["en", "es"])
@pytest.mark.parametrize("line", [*Line])
def test_fits_two_segments_when_names_are_long(line: Line, locale: str) -> None:
    said = _teller(locale, WEDNESDAY, shared=True).say(line, minutes=120, phone=LONG.phone, name="Alexandra")
    found = segments(affordable(said))
    assert found.count <= 2
    assert found.encoding == "GSM-7"


def test_has_every_line_when_there_is_a_language() -> None:
    assert all(set(lines) == set(Line) for lines in LINES.values())


def test_says_whose_visit_it_is_where_several_share_a_telephone() -> None:
    assert _teller("en", ONE).say(Line.SEE_YOU).startswith("Thank you. See you on Tuesday, December 1 at 1:20 pm")
    assert "Alexandra's visit" in _teller("en", ONE, shared=True).say(Line.SEE_THEM)


def test_is_one_o_clock_in_spanish_too() -> None:
    assert "a la 1:20 pm" in _teller("es", ONE).say(Line.SEE_YOU)
    assert "a la 1:20 pm" in _teller("es", ONE).say(Line.CANCELLED)
    assert "de la 1:20 pm" in _teller("es", ONE).say(Line.LATE)
    assert "a las 10:20 am" in _teller("es", WEDNESDAY).say(Line.SEE_YOU)


def test_fits_on_a_button() -> None:
    for locale in ("en", "es"):
        for shared in (True, False):
            assert len(_teller(locale, WEDNESDAY, shared=shared).short()) <= 24
