"""What patients would read of a template: with usual names and with the clinic's longest, on each channel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from backend.domain.messaging.language import Language
from backend.domain.messaging.moments import spelled_day
from backend.domain.messaging.segments import segments
from backend.domain.reminders.discretion import gives_away
from backend.domain.reminders.drafts import fill, places
from backend.domain.scheduling.clinic import Directory, Location
from channels.contracts import Channel
from channels.sms.letters import affordable

MOST_SEGMENTS: Final = 2
"""Of a text message with usual names; the longest names may take one more."""

_WHOSE: Final[dict[Language, tuple[str, str]]] = {
    "en": ("your visit", "Maximiliana's visit"),
    "es": ("su cita", "la cita de Maximiliana"),
}
_ANSWERS: Final[dict[Language, str]] = {
    "en": "Reply 1 to confirm, 2 if you can't come.",
    "es": "Responda 1 para confirmar, 2 si no puede venir.",
}
_SAMPLE_DAY: Final = date(2026, 12, 1)
_SAMPLE_TIME, _LONGEST_TIME = "2:20 pm", "12:30 pm"
_YEAR: Final = tuple(date(2026, 1, 1) + timedelta(days=day) for day in range(365))


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
    usual = _rendering(fill(body, _usual(directory, language)), channels)
    longest = _rendering(fill(body, _longest(body, directory, language)), channels)
    return Preview(body, asks, usual, longest, tuple(_notes(body, longest, directory)))


def _usual(directory: Directory, language: Language) -> dict[str, str]:
    place = next(iter(directory.locations), None)
    return _values(directory, language, place, longest=False) | {
        "day": spelled_day(_SAMPLE_DAY, language),
        "time": _SAMPLE_TIME,
    }


def _longest(body: str, directory: Directory, language: Language) -> dict[str, str]:
    """The values that make a text longest: everything of the one place where it is."""
    day = max((spelled_day(day, language) for day in _YEAR), key=len)
    found = [
        _values(directory, language, place, longest=True) | {"day": day, "time": _LONGEST_TIME}
        for place in directory.locations or (None,)
    ]
    return max(found, key=lambda values: len(fill(body, values)))


def _values(directory: Directory, language: Language, place: Location | None, *, longest: bool) -> dict[str, str]:
    clinic = directory.clinic
    values = {
        "clinic": clinic.name,
        "whose": _WHOSE[language][longest],
        "answers": _ANSWERS[language],
        "phone": clinic.phone,
    }
    if place is None:
        return values
    said = place.translations.get(language, {})
    return values | {
        "place": f"{said.get('name', place.name)}, {place.address}",
        "directions": said.get("directions", place.directions or ""),
        "phone": place.phone or clinic.phone,
    }


def _rendering(text: str, channels: Mapping[str, Channel]) -> Rendering:
    return Rendering(text, tuple(_carried(text, name, channel) for name, channel in channels.items() if name != "web"))


def _carried(text: str, name: str, channel: Channel) -> Carried:
    longest = channel.outbound.capabilities.longest
    if name != "sms":
        return Carried(name, text, len(text), longest, None, None)
    plain = affordable(text)
    taken = segments(plain)
    return Carried(name, plain, len(plain), longest, taken.count, taken.encoding)


def _notes(body: str, longest: Rendering, directory: Directory) -> list[str]:
    found = places(body)
    notes = [] if body.lstrip().startswith("{clinic}") else ["People trust a text that begins with who writes it."]
    if "time" not in found or "day" not in found:
        notes.append("It does not say the day and the time.")
    for carried in longest.carried:
        if carried.segments is not None and carried.segments > MOST_SEGMENTS:
            notes.append(f"With the clinic's longest names a text message takes {carried.segments} parts.")
        if carried.encoding == "UCS-2":
            notes.append("A sign in it makes text messages two to three times as dear.")
    told = gives_away(longest.text, directory)
    if told is not None:
        notes.append(f'A name that is filled in says "{told}".')
    return notes
