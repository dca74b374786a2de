"""What patients are told about how they are reminded: what holds now, and why something cannot be."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from enum import StrEnum
from typing import Final

from backend.domain.messaging.language import Language, language_of
from backend.domain.messaging.moments import spelled_clock
from backend.domain.messaging.ports import Letterhead
from backend.domain.messaging.quiet import US
from backend.domain.reminders.keeping import Preferences
from backend.services import wording


class Line(StrEnum):
    """What there is to say."""

    DONE = "done"
    HINT = "hint"
    LEAST = "least"
    RANGE = "range"
    NOT_FOR = "not_for"
    NOBODY = "nobody"
    NO_SUCH_WAY = "no_such_way"
    PAGE = "page"
    WAYS = "ways"
    NO_EMAIL = "no_email"
    NO_NUMBER = "no_number"
    NO_CHAT = "no_chat"
    ENDED = "ended"
    NOT_THEN = "not_then"
    TOO_SHORT = "too_short"


_LINES: Final[dict[Language, dict[Line, str]]] = {
    "en": {
        Line.DONE: "Done. ",
        Line.HINT: " To change it, write for example: fewer reminders. Or: don't text me before 10.",
        Line.LEAST: " It cannot be fewer; for no messages at all, send STOP.",
        Line.RANGE: " I never remind before {begins} or after {ends}.",
        Line.NOT_FOR: " Not so for {names}: I have no address there.",
        Line.NOBODY: (
            "I do not know yet whom I would remind here. Once a visit is booked for you here, tell me again. What can"
            " I do for you?"
        ),
        Line.NO_SUCH_WAY: "I cannot remind you that way.",
        Line.PAGE: "I cannot remind you on this page: it may be closed by then.",
        Line.WAYS: " I can do it {ways}.",
        Line.NO_EMAIL: (
            "I have no working email address of yours. Please {reach_us} so that we note it down, then ask me again."
        ),
        Line.NO_NUMBER: (
            "I have no working phone number of yours. Please {reach_us} so that we note it down, then ask me again."
        ),
        Line.NO_CHAT: (
            "I cannot write to you {way} yet. Write to us there first and share your phone number, then ask me again."
        ),
        Line.ENDED: "You asked for no more messages {way}. Send START from there first, then ask me again.",
        Line.NOT_THEN: (
            "I may remind only between {begins} and {ends}. Please choose hours within that, for example: text me"
            " between 9 and 5."
        ),
        Line.TOO_SHORT: (
            "I need at least two hours a day to remind you, between {begins} and {ends}. For example: text me between"
            " 9 and 5."
        ),
    },
    "es": {
        Line.DONE: "Listo. ",
        Line.HINT: " Para cambiarlo escriba, por ejemplo: menos recordatorios. O: no me escriba antes de las 10.",
        Line.LEAST: " No pueden ser menos; para no recibir nada, escriba STOP.",
        Line.RANGE: " Nunca le recuerdo nada antes de {begins} ni después de {ends}.",
        Line.NOT_FOR: " No así para {names}: no tengo ahí su dirección.",
        Line.NOBODY: (
            "Aún no sé a quién recordaría aquí sus citas. Cuando tenga aquí una cita, dígamelo otra vez. ¿En qué puedo"
            " ayudarle?"
        ),
        Line.NO_SUCH_WAY: "No puedo recordarle sus citas así.",
        Line.PAGE: "No puedo recordárselas en esta página: quizá esté cerrada.",
        Line.WAYS: " Puedo hacerlo {ways}.",
        Line.NO_EMAIL: (
            "No tengo un correo suyo que funcione. Por favor {reach_us} para que lo anotemos y pídamelo otra vez."
        ),
        Line.NO_NUMBER: (
            "No tengo un teléfono suyo que funcione. Por favor {reach_us} para que lo anotemos y pídamelo otra vez."
        ),
        Line.NO_CHAT: (
            "Aún no puedo escribirle {way}. Escríbanos primero desde ahí, comparta su número y pídamelo otra vez."
        ),
        Line.ENDED: "Nos pidió no recibir más mensajes {way}. Envíe START desde ahí y pídamelo otra vez.",
        Line.NOT_THEN: (
            "Solo puedo recordarle citas entre {begins} y {ends}. Elija por favor horas dentro de eso, por ejemplo:"
            " escríbame entre las 9 y las 5."
        ),
        Line.TOO_SHORT: (
            "Necesito al menos dos horas al día para avisarle, entre {begins} y {ends}. Por ejemplo: escríbame entre"
            " las 9 y las 5."
        ),
    },
}
_WAYS: Final[dict[Language, dict[str, str]]] = {
    "en": {"sms": "by text", "whatsapp": "on WhatsApp", "telegram": "on Telegram", "email": "by email"},
    "es": {
        "sms": "por mensaje de texto",
        "whatsapp": "por WhatsApp",
        "telegram": "por Telegram",
        "email": "por correo",
    },
}
_WHERE_THEY_WRITE: Final[dict[Language, str]] = {
    "en": "where you last wrote to me",
    "es": "donde me escribió por última vez",
}
_IN: Final[dict[Language, dict[Language, str]]] = {
    "en": {"en": "in English", "es": "in Spanish"},
    "es": {"en": "en inglés", "es": "en español"},
}
_BETWEEN: Final[dict[Language, str]] = {"en": "between {wakes} and {sleeps}", "es": "entre {wakes} y {sleeps}"}
_GET: Final[dict[Language, tuple[str, str, str]]] = {
    "en": ("You get", "{names} gets", "{names} get"),
    "es": ("Recibe", "{names} recibe", "{names} reciben"),
}
_OFTEN: Final[dict[Language, tuple[str, str]]] = {
    "en": ("all our reminders", "one reminder for each visit"),
    "es": ("todos los recordatorios", "un recordatorio por cita"),
}
_OR: Final[dict[Language, str]] = {"en": " or ", "es": " o "}
_AND: Final[dict[Language, str]] = {"en": " and ", "es": " y "}


def line(line: Line, locale: str, letterhead: Letterhead, **names: str) -> str:
    """A line with the hours in which we may write, and how to reach the clinic, filled in."""
    language = language_of(locale)
    return _LINES[language][line].format(
        begins=spelled_clock(US.begins, language),
        ends=spelled_clock(US.ends, language),
        reach_us=wording.reach_us(locale, letterhead),
        **names,
    )


def held(wishes: Preferences, locale: str, names: Sequence[str] = (), *, in_browser: bool = False) -> str:
    """What holds for whoever reads it, or for those first names; `in_browser`: said where nobody is reminded."""
    language = language_of(locale)
    get = _GET[language][min(len(names), 2)].format(names=listed(names, locale))
    wakes, sleeps = wishes.wakes or US.begins, wishes.sleeps or US.ends
    how = [
        way(wishes.channel, locale) if wishes.channel else "" if in_browser else _WHERE_THEY_WRITE[language],
        _IN[language][language_of(wishes.locale)] if wishes.locale else "",
        _BETWEEN[language].format(wakes=spelled_clock(wakes, language), sleeps=spelled_clock(sleeps, language)),
    ]
    return f"{get} {_OFTEN[language][wishes.fewer]}: {', '.join(filter(None, how))}."


def way(channel: str, locale: str) -> str:
    """On a channel, in words."""
    return _WAYS[language_of(locale)].get(channel, channel)


def ways(channels: Collection[str], locale: str) -> str:
    """On one of several channels, in words."""
    known = [words for channel, words in _WAYS[language_of(locale)].items() if channel in channels]
    return _joined(known, _OR[language_of(locale)])


def listed(names: Sequence[str], locale: str) -> str:
    """Names one after the other: "Ada, Bo and Cy"."""
    return _joined(names, _AND[language_of(locale)])


def _joined(parts: Sequence[str], last: str) -> str:
    return last.join(filter(None, (", ".join(parts[:-1]), *parts[-1:])))
