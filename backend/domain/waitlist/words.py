"""What a text says about the waitlist, when it is about nothing else: joining it, wanting to come earlier, leaving it.

By whole messages only, in both languages: "is there a waiting list?" is a question for the dialogue. Joining may name
whom it is for: "WAITLIST Nora", "lista de espera Maria Lopez".
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

LONGEST: Final = 90
MOST_NAMES: Final = 4


class Wish(StrEnum):
    """What is asked for."""

    JOIN = "join"
    EARLIER = "earlier"
    LEAVE = "leave"


@dataclass(frozen=True, slots=True)
class Said:
    """What a text asks for, and whom for, in its own letters; empty when it says nobody."""

    wish: Wish
    name: str = ""


_LIST: Final = r"(?:the |a |your |my )?(?:wait ?list|waiting list|list)"
_LISTA: Final = r"(?:la |una |su )?lista(?: de espera)?"
_FULL: Final = r"(?:wait ?list|waiting list)"
_POLITE: Final = (
    r"(?:yes|yeah|ok|okay|please|pls|hi|hello|can you|could you|i want to|i would like to|id like to|si|por favor"
    r"|porfa|hola|puede|podria|quiero|quisiera)"
)
_AFTER: Final = r"(?:please|pls|thanks|thank you|por favor|porfa|gracias)"

_JOIN: Final = (
    rf"{_FULL}|(?:join|be on|get on) {_LIST}|(?:put|add) (?:me|us) (?:on|to|onto) {_LIST}|(?:sign me up for {_LIST})"
    rf"|lista de espera|(?:(?:pongame|ponganme|ponme|apunteme|apuntame|apuntenme|anoteme|anotame|agregueme|estar"
    rf"|entrar|ponerme|apuntarme|anotarme) (?:en|a) {_LISTA})"
)
_SOONER: Final = r"(?:something|anything|a time|an appointment) (?:earlier|sooner)"
_FREES: Final = r"(?:opens|opens up|comes up|comes free|is free|frees up)"
_ANTES: Final = r"(?:algo|una cita|una hora) antes"
_TELL: Final = r"(?:aviseme|avisame|avisenme|digame|me avisa)"
_EARLIER: Final = (
    rf"earlier if possible|(?:let me know|text me|tell me) if {_SOONER} {_FREES}"
    rf"|{_SOONER} if (?:it|one|something) {_FREES}"
    rf"|antes si (?:es posible|se puede)|{_TELL} si (?:hay|sale|se libera|queda) {_ANTES}"
    rf"|si (?:hay|sale|se libera|queda) {_ANTES} {_TELL}"
)
_TAKE_OFF: Final = r"(?:quiteme|quitame|saqueme|sacame|borreme)"
_LEAVE: Final = (
    rf"leave {_LIST}|leave list|leave waitlist|(?:take|get) me off (?:of )?(?:the |your )?{_FULL}"
    rf"|remove me from (?:the |your )?{_FULL}|off (?:the )?{_FULL}"
    rf"|(?:i )?dont want to wait (?:anymore|any more)"
    rf"|salir de {_LISTA}|salir lista|{_TAKE_OFF} de (?:la )?lista de espera|dejar {_LISTA}"
    rf"|ya no (?:quiero esperar|espero)"
)
_FOR: Final = r"(?: (?:for|para))?"
_WHOLE: Final = {
    Wish.LEAVE: re.compile(rf"(?:{_POLITE} )*(?:{_LEAVE})(?: {_AFTER})*"),
    Wish.EARLIER: re.compile(rf"(?:{_POLITE} )*(?:{_EARLIER})(?: {_AFTER})*"),
    Wish.JOIN: re.compile(rf"(?:{_POLITE} )*(?:{_JOIN})(?: {_AFTER})*"),
}
_NAMED: Final = re.compile(rf"(?:wait ?list|waiting list|lista de espera){_FOR} (?P<name>[^\d]+)")
_NO_NAME: Final = frozenset(
    "is there a are do does how long what when where can could will would for me my the no not you have on in at if i"
    " today tonight tomorrow next this week morning afternoon evening monday tuesday wednesday thursday friday saturday"
    " sunday hoy lunes martes miercoles jueves viernes sabado manana tarde proxima semana"
    " hay como cuando cuanto donde que es esta tienen tiene para mi en la el de por si un una por".split()
)


def said(text: str) -> Said | None:
    """What a text asks of the waitlist; None when it is about something else, or about more."""
    if len(text) > LONGEST:
        return None
    plain = _plain(text)
    for wish, pattern in _WHOLE.items():
        if pattern.fullmatch(plain):
            return Said(wish)
    named = _NAMED.fullmatch(plain)
    if named is None:
        return None
    names = named["name"].split()
    if len(names) > MOST_NAMES or _NO_NAME.intersection(names):
        return None
    # The name as it was written, not as it was read: the last words of the text.
    return Said(Wish.JOIN, " ".join(_words(text)[-len(names) :]))


def _words(text: str) -> list[str]:
    return re.sub(r"[^\w'\u2019\-]+", " ", text).split()


def _plain(text: str) -> str:
    """Lower case, without accents and apostrophes, punctuation as spaces."""
    letters = unicodedata.normalize("NFKD", text.lower())
    kept = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(re.sub(r"[^\w\-]+", " ", re.sub(r"['\u2019]", "", kept)).split())
