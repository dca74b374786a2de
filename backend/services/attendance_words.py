"""What is said to an answer to a reminder, in both languages; at most two segments each, as in wording.py."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from backend.domain.messaging.language import Language, language_of
from backend.domain.messaging.moments import spelled_day, spelled_month, spelled_time
from backend.domain.messaging.ports import Letterhead
from backend.domain.scheduling.clinic import Directory
from backend.domain.scheduling.records import Appointment
from backend.domain.scheduling.zones import zone


class Line(StrEnum):
    """What there is to say; those with a name are for telephones that several people share."""

    SEE_YOU = "see_you"
    SEE_THEM = "see_them"
    LATE = "late"
    LATE_BY = "late_by"
    TOO_LATE = "too_late"
    UNABLE = "unable"
    UNCLEAR = "unclear"
    MOVED = "moved"
    CANCELLED = "cancelled"
    PAST = "past"
    UNKNOWN = "unknown"
    CALL = "call"
    YOURS = "yours"
    THEIRS = "theirs"
    LABEL = "label"
    ANSWERS = "answers"
    CONFIRM = "confirm"
    DECLINE = "decline"


LINES: Final[Mapping[Language, Mapping[Line, str]]] = {
    "en": {
        Line.SEE_YOU: "Thank you. See you on {when}.",
        Line.SEE_THEM: "Thank you. {whose} on {when} is confirmed.",
        Line.LATE: "Thank you for telling us. They will know that you are running late for {time}.",
        Line.LATE_BY: "Thank you for telling us. They will know that you are about {minutes} minutes late for {time}.",
        Line.TOO_LATE: (
            "Thank you for telling us. It is too late for me to change {whose} on {day} at {time} by text, so our team"
            " has been told that you cannot come.{call}"
        ),
        Line.UNABLE: "Thank you for telling us. Our team has been told that you cannot come on {day} at {time}.{call}",
        Line.UNCLEAR: "That is fine, no hurry. When you know about {day} at {time}: {answers}",
        Line.MOVED: "That time has changed. {Whose} is now on {when}. {answers}",
        Line.CANCELLED: (
            "{whose} on {day} at {time} was cancelled, so nothing is booked for that time. To book again, just answer"
            " here."
        ),
        Line.PAST: "{whose} was on {day} at {time}, so there is nothing left to do. To book again, just answer here.",
        Line.UNKNOWN: "Sorry, I cannot take that answer from this number.{call}",
        Line.CALL: " If you need anything, call {phone}.",
        Line.YOURS: "your visit",
        Line.THEIRS: "{name}'s visit",
        Line.LABEL: "{whose_short}{day} at {time}",
        Line.ANSWERS: "Reply 1 to confirm, 2 if you can't come.",
        Line.CONFIRM: "I'm coming",
        Line.DECLINE: "I can't come",
    },
    "es": {
        Line.SEE_YOU: "Gracias. Le esperamos el {when}.",
        Line.SEE_THEM: "Gracias. Queda confirmada {whose} del {when}.",
        Line.LATE: "Gracias por avisar. Les diremos que llega tarde a su cita de las {time}.",
        Line.LATE_BY: "Gracias por avisar. Les diremos que llega unos {minutes} minutos tarde a su cita de las {time}.",
        Line.TOO_LATE: (
            "Gracias por avisar. Ya es tarde para que yo cambie {whose} del {day} a las {time} por mensaje, pero"
            " nuestro equipo ya sabe que no puede venir.{call}"
        ),
        Line.UNABLE: "Gracias por avisar. Nuestro equipo ya sabe que no puede venir el {day} a las {time}.{call}",
        Line.UNCLEAR: "No hay prisa. Cuando lo sepa, sobre el {day} a las {time}: {answers}",
        Line.MOVED: "Esa hora ha cambiado. {Whose} es ahora el {when}. {answers}",
        Line.CANCELLED: (
            "{whose} del {day} a las {time} se canceló y no tiene nada reservado a esa hora. Para pedir otra, conteste"
            " aquí."
        ),
        Line.PAST: "{whose} fue el {day} a las {time}; ya no hay nada que hacer. Para pedir otra, conteste aquí.",
        Line.UNKNOWN: "Perdone, no puedo tomar esa respuesta desde este número.{call}",
        Line.CALL: " Si necesita algo, llame al {phone}.",
        Line.YOURS: "su cita",
        Line.THEIRS: "la cita de {name}",
        Line.LABEL: "{whose_short}{day} a las {time}",
        Line.ANSWERS: "Responda 1 para confirmar, 2 si no puede venir.",
        Line.CONFIRM: "Sí, iré",
        Line.DECLINE: "No puedo ir",
    },
}


@dataclass(frozen=True, slots=True)
class Teller:
    """Says lines about one visit; `shared` when the telephone belongs to several people, who are told apart by name."""

    directory: Directory
    letterhead: Letterhead
    locale: str
    appointment: Appointment
    shared: bool

    def say(self, line: Line, *, at: datetime | None = None, **values: object) -> str:
        """A line; about the visit as it stands, or as it stood when its time was `at`."""
        language = language_of(self.locale)
        lines = LINES[language]
        local = self.local(at)
        place = self.directory.location_of[self.appointment.location]
        place_name = str(place.translations.get(language, {}).get("name") or place.name)
        day, time = spelled_day(local, language), spelled_time(local)
        joined = _at_one("{day} a las {time}" if language == "es" else "{day} at {time}", local)
        values = {
            "clinic": self.letterhead.name,
            "whose": self.whose(),
            "Whose": _capital(self.whose()),
            "whose_short": f"{self.appointment.name.given}: " if self.shared else "",
            "day": day,
            "time": time,
            "when": f"{joined.format(day=day, time=time)}, {place_name}",
            "call": lines[Line.CALL].format(phone=self.letterhead.phone) if self.letterhead.phone else "",
            "answers": lines[Line.ANSWERS],
            **values,
        }
        return _capital(_at_one(lines[line], local).format(**values).strip())

    def whose(self) -> str:
        """Whose visit it is: "your visit", or "Nora's visit" where several people share the telephone."""
        lines = LINES[language_of(self.locale)]
        return lines[Line.THEIRS].format(name=self.appointment.name.given) if self.shared else lines[Line.YOURS]

    def short(self) -> str:
        """The visit on a button, told from others by the name where several people share the telephone."""
        language = language_of(self.locale)
        local = self.local()
        day, month = spelled_day(local, language).split()[0][:3], spelled_month(local, language)[:3]
        time = spelled_time(local)
        if self.shared:
            return f"{self.appointment.name.given}, {day} {time}"
        return f"{day} {local.day} {month}, {time}" if language == "es" else f"{day} {month} {local.day}, {time}"

    def local(self, at: datetime | None = None) -> datetime:
        """The visit's beginning, or another moment, by the wall clock of its place."""
        place = self.directory.location_of[self.appointment.location]
        return (at or self.appointment.starts_at).astimezone(zone(place.zone))


def _at_one(text: str, local: datetime) -> str:
    """In Spanish one o'clock is one hour, and the others are several."""
    return text.replace("las {time}", "la {time}") if local.hour % 12 == 1 else text


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
