"""What people are told about the waitlist: a time that became free, that it is theirs, that it is gone.

Each takes at most two segments of a text message. An offer says the clinic, the day, the time, the place and how to
answer; never what the visit is for or with whom.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from backend.domain.messaging.language import Language, language_of
from backend.domain.messaging.moments import spelled_clock, spelled_day
from backend.domain.messaging.records import Option
from backend.domain.scheduling.clinic import Directory
from backend.domain.scheduling.zones import zone
from backend.domain.sensitive import Sensitive
from backend.domain.waitlist.records import Entry, Freed


class Line(StrEnum):
    """What there is to say."""

    OFFER = "offer"
    OFFER_EARLIER = "offer_earlier"
    YOURS = "yours"
    MOVED = "moved"
    TAKEN = "taken"
    TAKEN_STILL_LISTED = "taken_still_listed"
    DECLINED = "declined"
    LABEL = "label"
    BUSY = "busy"
    JOINED = "joined"
    JOINED_EARLIER = "joined_earlier"
    LEFT = "left"
    NOT_LISTED = "not_listed"
    NAME_NEEDED = "name_needed"
    WHO = "who"
    NOTHING_LOOKED_FOR = "nothing_looked_for"
    NO_VISIT = "no_visit"


_LINES: Final[dict[Language, dict[Line, str]]] = {
    "en": {
        Line.OFFER: (
            "{clinic}: a time has opened up{whom}: {day} at {time}, {place}. Reply 1 to take it, 2 to pass."
            " The first to answer gets it; please reply by {until}."
        ),
        Line.OFFER_EARLIER: (
            "{clinic}: an earlier time has opened up{whom}: {day} at {time}, {place}. Reply 1 to move your visit there,"
            " 2 to keep the one you have. The first to answer gets it; please reply by {until}."
        ),
        Line.YOURS: "It is yours{whom}: {day} at {time}, {place}. See you then.",
        Line.MOVED: "Done, the visit is moved{whom}: {day} at {time}, {place}. Your former time is given up.",
        Line.TAKEN: "{clinic}: sorry, that time has just been taken.",
        Line.TAKEN_STILL_LISTED: (
            "{clinic}: sorry, that time has just been taken. You are still on the list, and I will text you when"
            " another one opens up."
        ),
        Line.DECLINED: "Thank you for telling me. You are still on the list. To leave it, write LEAVE LIST.",
        Line.LABEL: "the free time{whom} on {day} at {time}",
        Line.BUSY: "There is another visit at that time already, so I did not book it. You are still on the list.",
        Line.JOINED: (
            "You are on the waiting list{whom}{when}. I will text you if a time opens up; the first to answer gets it."
            " To leave the list, write LEAVE LIST."
        ),
        Line.JOINED_EARLIER: (
            "Your visit on {day} at {time} stays booked{whom}. I will text you if an earlier time opens up; the first"
            " to answer gets it. To leave the list, write LEAVE LIST."
        ),
        Line.LEFT: "You are off the waiting list. Anything that is booked stays booked.",
        Line.NOT_LISTED: "You are not on a waiting list, and anything that is booked stays booked.",
        Line.NAME_NEEDED: "Whom may I put on the list? Write WAITLIST and the full name, like: WAITLIST Maria Lopez",
        Line.WHO: "Who is it for? Write WAITLIST and the first name: {names}.",
        Line.NOTHING_LOOKED_FOR: (
            "Tell me first what you need and when, in your own words. When nothing suits, write WAITLIST."
        ),
        Line.NO_VISIT: "I see no upcoming visit for you here that could be earlier. Shall I look for a time?",
    },
    "es": {
        Line.OFFER: (
            "{clinic}: quedó libre una hora{whom}: {day} a {time}, {place}. Responda 1 para tomarla, 2 para dejarla."
            " Es del primero que conteste; responda antes de {until}."
        ),
        Line.OFFER_EARLIER: (
            "{clinic}: quedó libre una hora más temprana{whom}: {day} a {time}, {place}. Responda 1 para cambiar su"
            " cita, 2 para dejarla como está. Es del primero que conteste; responda antes de {until}."
        ),
        Line.YOURS: "La hora es suya{whom}: {day} a {time}, {place}. Le esperamos.",
        Line.MOVED: "Listo, la cita cambia{whom}: {day} a {time}, {place}. Su hora anterior queda libre.",
        Line.TAKEN: "{clinic}: lo siento, esa hora la acaban de tomar.",
        Line.TAKEN_STILL_LISTED: (
            "{clinic}: lo siento, esa hora la acaban de tomar. Usted sigue en la lista y le escribiré cuando quede"
            " otra libre."
        ),
        Line.DECLINED: "Gracias por avisar. Usted sigue en la lista. Para dejarla, escriba SALIR LISTA.",
        Line.LABEL: "la hora libre{whom} del {day} a {time}",
        Line.BUSY: "A esa hora ya hay otra cita, así que no la reservé. Usted sigue en la lista.",
        Line.JOINED: (
            "Queda en la lista de espera{whom}{when}. Le escribiré si queda una hora libre; es del primero que"
            " conteste. Para salir de la lista, escriba SALIR LISTA."
        ),
        Line.JOINED_EARLIER: (
            "Su cita del {day} a {time} sigue en pie{whom}. Le escribiré si queda una hora antes; es del primero que"
            " conteste. Para salir de la lista, escriba SALIR LISTA."
        ),
        Line.LEFT: "Ya no está en la lista de espera. Lo que está reservado sigue en pie.",
        Line.NOT_LISTED: "No está en ninguna lista de espera. Lo que está reservado sigue en pie.",
        Line.NAME_NEEDED: (
            "¿A quién pongo en la lista? Escriba LISTA DE ESPERA y el nombre completo: LISTA DE ESPERA Maria Lopez"
        ),
        Line.WHO: "¿Para quién es? Escriba LISTA DE ESPERA y el nombre: {names}.",
        Line.NOTHING_LOOKED_FOR: (
            "Dígame primero qué necesita y cuándo, con sus palabras. Si nada le viene bien, escriba LISTA DE ESPERA."
        ),
        Line.NO_VISIT: "No veo aquí ninguna cita suya que pueda ser antes. ¿Le busco una hora?",
    },
}
_A_MOMENT: Final = timedelta(minutes=1)
_FOR: Final[dict[Language, str]] = {"en": " for {given}", "es": " para {given}"}
_BETWEEN: Final[dict[Language, dict[str, str]]] = {
    "en": {"both": " for {start} to {end}", "end": " until {end}", "start": " from {start} on", "day": " for {start}"},
    "es": {
        "both": ", del {start} al {end}",
        "end": ", hasta el {end}",
        "start": ", desde el {start}",
        "day": ", el {start}",
    },
}
_OPTIONS: Final[dict[Language, tuple[Option, ...]]] = {
    "en": (Option("Take it", "1"), Option("No, thanks", "2")),
    "es": (Option("La tomo", "1"), Option("No, gracias", "2")),
}


@dataclass(frozen=True, slots=True)
class Told:
    """Whom something is said to, and in which language; `given`: whose it is, where that has to be said."""

    locale: str
    given: Sensitive[str] | None = None

    @classmethod
    def of(cls, locale: str, given: str | None = None) -> Told:
        """Of a first name, or none."""
        return cls(locale, None if given is None else Sensitive(given))


def about_nothing(line: Line, told: Told, directory: Directory, **names: str) -> str:
    """A line that names no time."""
    return _filled(line, told, clinic=directory.clinic.name, **names)


def about(
    line: Line, told: Told, directory: Directory, freed: Freed, starts_at: datetime, until: datetime | None = None
) -> str:
    """A line about a time at a place; `until` is when to have answered, by the place's clock."""
    location = directory.location_of[freed.location]
    language, wall = language_of(told.locale), zone(location.zone)
    local = starts_at.astimezone(wall)
    street = location.address.partition(",")[0].strip()
    return _filled(
        line,
        told,
        clinic=directory.clinic.name,
        day=spelled_day(local, language),
        time=spelled_clock(local, language),
        place=f"{location.name}, {street}" if street else location.name,
        until="" if until is None else spelled_clock(until.astimezone(wall), language),
    )


def joined(told: Told, directory: Directory, entry: Entry) -> str:
    """What whoever joined waits for, as far as they named days."""
    language = language_of(told.locale)
    place = directory.location_of.get(entry.wishes.location or 0)
    wall = zone(place.zone if place else directory.clinic.zone)
    between = _BETWEEN[language]
    start = entry.wishes.from_at and spelled_day(entry.wishes.from_at.astimezone(wall), language)
    # The end lies beyond the last start that suits: midnight is the end of the day before.
    end = spelled_day((entry.until_at - _A_MOMENT).astimezone(wall), language)
    kind = "both" if start and start != end else "day" if start else "end"
    return _filled(Line.JOINED, told, when=between[kind].format(start=start, end=end))


def joined_earlier(told: Told, directory: Directory, location: int, starts_at: datetime) -> str:
    """That a visit stays as it is until there is an earlier time."""
    language = language_of(told.locale)
    local = starts_at.astimezone(zone(directory.location_of[location].zone))
    return _filled(Line.JOINED_EARLIER, told, day=spelled_day(local, language), time=spelled_clock(local, language))


def options(locale: str) -> tuple[Option, ...]:
    """The buttons under an offer; each says what others type."""
    return _OPTIONS[language_of(locale)]


def _filled(line: Line, told: Told, **names: str) -> str:
    language = language_of(told.locale)
    whom = "" if told.given is None else _FOR[language].format(given=told.given.reveal())
    return _LINES[language][line].format(whom=whom, **names)
