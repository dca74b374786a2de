"""Days and times in words, by the wall clock of the place, as patients read them."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Final

from backend.domain.messaging.language import Language

_DAYS: Final[dict[Language, list[str]]] = {
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(),
    "es": "lunes martes miércoles jueves viernes sábado domingo".split(),
}
_MONTHS: Final[dict[Language, list[str]]] = {
    "en": "January February March April May June July August September October November December".split(),
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split(),
}


def spelled(local: datetime, language: Language) -> str:
    """Day, year and time in full: "Tuesday, December 1, 2026, 2:20 pm"."""
    joined = " de " if language == "es" else ", "
    return f"{spelled_day(local, language)}{joined}{local.year}, {spelled_time(local)}"


def spelled_day(local: date, language: Language) -> str:
    """A day near enough to need no year: "Tuesday, December 1", "martes 1 de diciembre"."""
    day, month = _DAYS[language][local.weekday()], _MONTHS[language][local.month - 1]
    return f"{day} {local.day} de {month}" if language == "es" else f"{day}, {month} {local.day}"


def short_day(local: date, language: Language) -> str:
    """A day in few letters, for a list: "Tue, Dec 1", "mar 1 dic"."""
    day, month = _DAYS[language][local.weekday()][:3], _MONTHS[language][local.month - 1][:3]
    return f"{day} {local.day} {month}" if language == "es" else f"{day}, {month} {local.day}"


def spelled_month(local: date, language: Language) -> str:
    """The name of a month."""
    return _MONTHS[language][local.month - 1]


def spelled_time(local: datetime | time) -> str:
    """A time of the day, the same in both languages: "2:20 pm"."""
    hour, half = (local.hour - 1) % 12 + 1, "am" if local.hour < 12 else "pm"
    return f"{hour}:{local.minute:02} {half}"


def spelled_clock(local: datetime | time, language: Language) -> str:
    """A time of the day within a sentence, in Spanish with its article: "las 2:20 pm"."""
    if language == "en":
        return spelled_time(local)
    return f"{'la' if local.hour % 12 == 1 else 'las'} {spelled_time(local)}"
