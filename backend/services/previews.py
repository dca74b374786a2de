"""What patients would read of a template: with usual names and with the clinic's longest, on each channel."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, Literal
from zoneinfo import ZoneInfo

from backend.domain.ids import LocationId
from backend.domain.messaging.language import Language
from backend.domain.messaging.moments import spelled_day
from backend.domain.messaging.segments import segments
from backend.domain.reminders.discretion import gives_away
from backend.domain.reminders.drafts import places
from backend.domain.reminders.templates import Template
from backend.domain.scheduling.clinic import Directory, Location
from backend.domain.sensitive import Sensitive
from backend.services.visit_words import Occasion, rendered
from channels.contracts import Channel
from channels.sms.letters import affordable

MOST_SEGMENTS: Final = 2
"""Of a text message with usual names; the longest names may take one more."""

_SAMPLE: Final = datetime(2026, 12, 1, 14, 20)  # noqa: DTZ001  # by the wall clock of whichever place
_NOON: Final = datetime(2026, 1, 1, 12, 30)  # noqa: DTZ001  # no time of the day is longer
_LONG_NAME: Final = Sensitive("Maximiliana")
_BEFORE: Final = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Carried:
    """How a channel carries a text; `segments` and `encoding` where it is paid for by segment."""

    channel: str
    text: str
    characters: int
    longest: int
    segments: int | None
    encoding: Literal["GSM-7", "UCS-2"] | None


@dataclass(frozen=True, slots=True)
class Rendering:
    """A text with its places filled, on every channel of the installation."""

    text: str
    carried: tuple[Carried, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """A template with usual names and with the longest; `notes` are worth a thought and forbid nothing."""

    body: str
    asks: bool
    sample: Rendering
    longest: Rendering
    notes: tuple[str, ...]


def preview(
    body: str, language: Language, directory: Directory, channels: Mapping[str, Channel], *, asks: bool
) -> Preview:
    """What patients would read; the body's places must be known ones."""
    everywhere = directory.locations or (_nowhere(directory),)
    usual = _filled(body, language, directory, everywhere[0], _SAMPLE, None, asks=asks)
    longest_day = max(
        (_NOON + timedelta(days=day) for day in range(365)), key=lambda day: len(spelled_day(day, language))
    )
    longest = max(
        (_filled(body, language, directory, place, longest_day, _LONG_NAME, asks=asks) for place in everywhere),
        key=len,
    )
    found = Preview(body, asks, _rendering(usual, channels), _rendering(longest, channels), ())
    return replace(found, notes=tuple(_notes(found, directory)))


def _filled(
    body: str,
    language: Language,
    directory: Directory,
    place: Location,
    wall: datetime,
    given: Sensitive[str] | None,
    *,
    asks: bool,
) -> str:
    starts_at = wall.replace(tzinfo=ZoneInfo(place.zone))
    occasion = Occasion(directory.clinic, place, starts_at, starts_at - _BEFORE, given, asks)
    return rendered(Template(body), occasion, language)


def _nowhere(directory: Directory) -> Location:
    """What stands for a place before the clinic has any."""
    clinic = directory.clinic
    return Location(LocationId(0), "", clinic.name, (), "", clinic.zone, clinic.phone, None, ())


def _rendering(text: str, channels: Mapping[str, Channel]) -> Rendering:
    return Rendering(text, tuple(_carried(text, name, channel) for name, channel in channels.items() if name != "web"))


def _carried(text: str, name: str, channel: Channel) -> Carried:
    longest = channel.outbound.capabilities.longest
    if name != "sms":
        return Carried(name, text, len(text), longest, None, None)
    plain = affordable(text)
    taken = segments(plain)
    return Carried(name, plain, len(plain), longest, taken.count, taken.encoding)


def _notes(looked: Preview, directory: Directory) -> Iterator[str]:
    found = places(looked.body)
    if not looked.body.lstrip().startswith("{clinic}"):
        yield "People trust a text that begins with who writes it."
    if "time" not in found or "day" not in found:
        yield "It does not say the day and the time."
    if "answers" in found and not looked.asks:
        yield "No step asks with these words: how to answer is left out."
    for carried in looked.longest.carried:
        if carried.segments is not None and carried.segments > MOST_SEGMENTS:
            yield f"With the clinic's longest names a text message takes {carried.segments} parts."
        if carried.encoding == "UCS-2":
            yield "A sign in it makes text messages two to three times as dear."
    told = gives_away(looked.longest.text, directory)
    if told is not None:
        yield f'A name that is filled in says "{told}".'
