"""What is said when the clinic closes: that a visit cannot take place, and which other times there are.

The first sentence is the clinic's template "closure"; the times and how to answer follow it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from zoneinfo import ZoneInfo

from backend.domain.closures.records import NewTime
from backend.domain.messaging.language import Language, language_of
from backend.domain.messaging.moments import short_day, spelled_day, spelled_time
from backend.domain.messaging.records import Option, Purpose, Words
from backend.domain.scheduling.clinic import Directory
from backend.domain.scheduling.records import Appointment
from backend.domain.sensitive import Sensitive

_LEAD: Final[dict[Language, str]] = {"en": "You could come:", "es": "Podría venir:"}
_HOW: Final[dict[Language, dict[int, str]]] = {
    "en": {
        1: "Reply 1 to take it, 2 if it doesn't suit you.",
        2: "Reply 1 or 2, or 3 if neither suits you.",
        3: "Reply 1, 2 or 3, or 4 if none suits you.",
    },
    "es": {
        1: "Responda 1 para tomarla, 2 si no le va bien.",
        2: "Responda 1 o 2, o 3 si ninguna le va bien.",
        3: "Responda 1, 2 o 3, o 4 si ninguna le va bien.",
    },
}
_NO_TIMES: Final[dict[Language, str]] = {
    "en": "To find another time, just answer here.",
    "es": "Para buscar otra hora, conteste aquí.",
}
_NONE: Final[dict[Language, str]] = {"en": "None of these", "es": "Ninguna"}
_BOOKED: Final[dict[Language, str]] = {
    "en": "{clinic}: thank you, {whose} is now on {day} at {time}, {place}.",
    "es": "{clinic}: gracias, {whose} es ahora el {day} a las {time}, {place}.",
}
_TAKEN: Final[dict[Language, str]] = {
    "en": "{clinic}: sorry, that time was just taken.",
    "es": "{clinic}: lo sentimos, esa hora se acaba de ocupar.",
}
_DECLINED: Final[dict[Language, str]] = {
    "en": "{clinic}: all right, nothing is booked. To find another time, just write to us here.",
    "es": "{clinic}: de acuerdo, no queda nada reservado. Para buscar otra hora, escríbanos aquí.",
}
_YOURS: Final[dict[Language, str]] = {"en": "your visit", "es": "su cita"}
_THEIRS: Final[dict[Language, str]] = {"en": "{given}'s visit", "es": "la cita de {given}"}


def called_off(
    directory: Directory,
    appointment: Appointment,
    locale: str,
    offers: Sequence[NewTime],
    given: Sensitive[str] | None,
) -> Words:
    """That a visit cannot take place, with other times; `given`: whose it is, where that has to be said."""
    language = language_of(locale)
    template = directory.templates.of("closure", language)
    text = _filled(template.body if template else "", directory, appointment, language, given)
    return _offering(text, directory, appointment, offers, language)


def label(directory: Directory, appointment: Appointment, locale: str) -> str:
    """A visit that was called off, told from others."""
    language = language_of(locale)
    local = appointment.starts_at.astimezone(ZoneInfo(directory.location_of[appointment.location].zone))
    return f"{appointment.name.given}, {short_day(local, language)}, {spelled_time(local)}"


def taken(directory: Directory, appointment: Appointment, locale: str, offers: Sequence[NewTime]) -> Words:
    """That the time was taken meanwhile, with others."""
    language = language_of(locale)
    text = _TAKEN[language].format(clinic=directory.clinic.name)
    return _offering(text, directory, appointment, offers, language)


def booked(directory: Directory, appointment: Appointment, locale: str) -> Words:
    """That it has a new time."""
    language = language_of(locale)
    text = _filled(_BOOKED[language], directory, appointment, language, None)
    return Words(text, Purpose.REPLY)


def declined(directory: Directory, locale: str) -> Words:
    """That nothing is booked."""
    return Words(_DECLINED[language_of(locale)].format(clinic=directory.clinic.name), Purpose.REPLY)


def again(offers: Sequence[NewTime], locale: str) -> Words:
    """How to answer, once more."""
    return Words(_HOW[language_of(locale)][len(offers)], Purpose.REPLY)


def _offering(
    text: str, directory: Directory, appointment: Appointment, offers: Sequence[NewTime], language: Language
) -> Words:
    if not offers:
        return Words(f"{text} {_NO_TIMES[language]}", Purpose.OFFER)
    lines = [_line(directory, appointment, offer, language) for offer in offers]
    numbered = "\n".join(f"{number}: {line}" for number, line in enumerate(lines, 1))
    none = str(len(offers) + 1)
    options = [Option(line, str(number)) for number, line in enumerate(lines, 1)]
    return Words(
        f"{text} {_LEAD[language]}\n{numbered}\n{_HOW[language][len(offers)]}",
        Purpose.OFFER,
        options=(*options, Option(_NONE[language], none)),
        until=offers[-1].starts_at,
    )


def _line(directory: Directory, appointment: Appointment, offer: NewTime, language: Language) -> str:
    place = directory.location_of[offer.location]
    local = offer.starts_at.astimezone(ZoneInfo(place.zone))
    elsewhere = "" if offer.location == appointment.location else f", {place.name}"
    return f"{short_day(local, language)}, {spelled_time(local)}{elsewhere}"


def _filled(
    body: str, directory: Directory, appointment: Appointment, language: Language, given: Sensitive[str] | None
) -> str:
    place = directory.location_of[appointment.location]
    local = appointment.starts_at.astimezone(ZoneInfo(place.zone))
    whose = _YOURS[language] if given is None else _THEIRS[language].format(given=given.reveal())
    names = {
        "clinic": directory.clinic.name,
        "whose": whose,
        "day": spelled_day(local, language),
        "time": spelled_time(local),
        "place": place.name,
        "phone": place.phone or directory.clinic.phone,
        "directions": "",
        "answers": "",
    }
    for name, value in names.items():
        body = body.replace(f"{{{name}}}", value)
    return body.strip()
