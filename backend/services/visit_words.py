"""The words about a visit: a template filled in for one person, in their language, at the moment of saying.

Whose visit, which day and at what time by the wall clock of the place, where, and how to answer; never what it is for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from backend.domain.messaging.language import Language, language_of
from backend.domain.messaging.moments import spelled_day, spelled_time
from backend.domain.messaging.records import Option
from backend.domain.reminders.templates import Template
from backend.domain.scheduling.clinic import Clinic, Location
from backend.domain.sensitive import Sensitive

_ANSWERS: Final[dict[Language, str]] = {
    "en": "Reply 1 to confirm, 2 if you can't come.",
    "es": "Responda 1 para confirmar, 2 si no puede venir.",
}
_OPTIONS: Final[dict[Language, tuple[Option, ...]]] = {
    "en": (Option("Confirm", "1"), Option("Can't come", "2")),
    "es": (Option("Confirmar", "1"), Option("No puedo ir", "2")),
}
_YOURS: Final[dict[Language, str]] = {"en": "your visit", "es": "su cita"}
_THEIRS: Final[dict[Language, str]] = {"en": "{given}'s visit", "es": "la cita de {given}"}
_NEAR: Final[dict[Language, dict[int, str]]] = {
    "en": {-1: "yesterday", 0: "today", 1: "tomorrow"},
    "es": {-1: "ayer", 0: "hoy", 1: "mañana"},
}
# "on tomorrow" and "el mañana" are what nobody says.
_BEFORE_A_NEAR_DAY: Final[dict[Language, tuple[tuple[str, str], ...]]] = {
    "en": (("on {day}", "{day}"), ("On {day}", "{day}")),
    "es": (("del {day}", "de {day}"), ("al {day}", "a {day}"), ("El {day}", "{day}"), ("el {day}", "{day}")),
}
_ONE_O_CLOCK: Final = (("a las {time}", "a la {time}"), ("A las {time}", "A la {time}"))
_NAME: Final = re.compile(r"\{([a-z]+)\}")
_SPACES: Final = re.compile(r"[ \t]{2,}")


@dataclass(frozen=True, slots=True)
class Occasion:
    """What words are about: a visit at a place, told at `now`; `given`: whose it is, where that has to be said.

    `asks`: whether the person is asked to answer.
    """

    clinic: Clinic
    location: Location
    starts_at: datetime
    now: datetime
    given: Sensitive[str] | None = None
    asks: bool = False


def rendered(template: Template, occasion: Occasion, locale: str) -> str:
    """The words; a name that nobody knows stays as it was written."""
    language = language_of(locale)
    zone = ZoneInfo(occasion.location.zone)
    local = occasion.starts_at.astimezone(zone)
    near = _NEAR[language].get((local.date() - occasion.now.astimezone(zone).date()) // timedelta(days=1))
    body = template.body
    if near is not None:
        for written, meant in _BEFORE_A_NEAR_DAY[language]:
            body = re.sub(rf"(?<!\w){re.escape(written)}", meant, body)
    if language == "es" and local.hour % 12 == 1:
        for written, meant in _ONE_O_CLOCK:
            body = body.replace(written, meant)
    names = {
        "clinic": occasion.clinic.name,
        "whose": _whose(occasion.given, language),
        "day": near or spelled_day(local, language),
        "time": spelled_time(local),
        "place": place(occasion.location),
        "directions": _directions(occasion.location, language),
        "answers": _ANSWERS[language] if occasion.asks else "",
        "phone": occasion.location.phone or occasion.clinic.phone,
    }
    words = _NAME.sub(lambda found: names.get(found[1], found[0]), body)
    return _SPACES.sub(" ", words).strip()


def options(locale: str) -> tuple[Option, ...]:
    """The buttons under words that ask whether somebody comes; each says what others type."""
    return _OPTIONS[language_of(locale)]


def place(location: Location) -> str:
    """Where it is: the name and the street, as far as fits into a text message."""
    street = location.address.partition(",")[0].strip()
    return f"{location.name}, {street}" if street else location.name


def same_day(one: datetime, other: datetime, zone: str) -> bool:
    """Whether "today" and "tomorrow" still mean at one moment what they meant at another."""
    return _local_day(one, zone) == _local_day(other, zone)


def _local_day(moment: datetime, zone: str) -> date:
    return moment.astimezone(ZoneInfo(zone)).date()


def _whose(given: Sensitive[str] | None, language: Language) -> str:
    return _YOURS[language] if given is None else _THEIRS[language].format(given=given.reveal())


def _directions(location: Location, language: Language) -> str:
    return location.translations.get(language, {}).get("directions") or location.directions or ""
