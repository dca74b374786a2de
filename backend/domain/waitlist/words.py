"""What a text says about the waitlist, when it is about nothing else: joining it, wanting to come earlier, leaving it.

By whole messages only, in both languages: "is there a waiting list?" is a question for the dialogue, and so is a wish
that says what for or when ("waitlist for a cleaning on Tuesday"). Joining may name whom it is for: "WAITLIST Nora",
"lista de espera Maria Lopez". Wanting to come earlier may say than what: "anything sooner than thursday".
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

LONGEST: Final = 120
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


_KIND: Final = r"(?:wait ?li?st|waiting list|cancell?ation list|standby list|list)"
_LIST: Final = rf"(?:the |a |your |my )?{_KIND}"
_LISTA: Final = r"(?:la |una |su )?lista(?: de (?:espera|cancelaciones))?"
_FULL: Final = r"(?:wait ?li?st|waiting list|cancell?ation list)"
_POLITE: Final = (
    r"(?:yes|yeah|ok|okay|then|just|please|pls|hi|hello|can you|could you|can i|could i|i want to|i would like to"
    r"|id like to|i would rather|id rather|si|pues|entonces|mejor|por favor|porfa|hola|puede|podria|me puede|me podria"
    r"|quiero|quisiera)"
)
_AFTER: Final = r"(?:please|pls|then|instead|thanks|thank you|entonces|mejor|por favor|porfa|gracias)"

_PUT: Final = rf"(?:put|add|keep|place) (?:me|us) (?:on|to|onto|in) {_LIST}"
_BE: Final = rf"(?:join|be on|be put on|get on|go on|stay on) {_LIST}"
_PONGA: Final = (
    r"(?:pongame|ponganme|ponme|poneme|apunteme|apuntame|apuntenme|anoteme|anotame|anotenme|agregueme|agregame|incluyame"
    r"|dejeme|metame|me (?:pone|apunta|anota|agrega)|poner|apuntar|anotar|estar|entrar|quedar|ponerme|apuntarme"
    r"|anotarme)"
)
_THING: Final = r"(?:something|anything|any time|a time|an appointment|a slot|a spot)"
_OPENS: Final = r"(?:opens|opens up|comes up|comes free|frees up|becomes (?:free|available))"
_ASKS: Final = r"(?:let me know|text me|tell me|message me|notify me)"
_SOMETHING: Final = r"(?:algo|una cita|una hora|un turno|un lugar|un espacio)"
_SALE: Final = r"(?:sale|se libera|se desocupa|se abre|queda libre)"
_TELL: Final = r"(?:aviseme|avisame|avisenme|digame|me avisan?|me dice|escribame|mandeme (?:un )?mensaje)"
_JOIN: Final = (
    rf"{_FULL}|waitlist me|{_BE}|{_PUT}|(?:sign me up for {_LIST})"
    rf"|{_ASKS} (?:if|when|once|as soon as) {_THING} {_OPENS}"
    rf"|lista de (?:espera|cancelaciones)|(?:{_PONGA} (?:en|a) {_LISTA})"
    rf"|{_TELL} (?:si|cuando) {_SALE} {_SOMETHING}"
)
_SOONER: Final = (
    rf"(?:{_THING} (?:earlier|sooner)|an? (?:earlier|sooner) (?:time|appointment|slot|visit|date|opening|spot|one))"
)
_FREES: Final = rf"(?:{_OPENS}|is free)"
_MINE: Final = r"(?:my|the|that) (?:\w+ )?(?:appointment|appt|visit|booking|time|one)(?: (?:i have|i got))?"
_SPAN: Final = (
    r"(?:today|tonight|tomorrow|that day|the same day|(?:on )?(?:mon|tues|wednes|thurs|fri|satur|sun)day"
    r"|(?:in )?(?:the|this|next) (?:week|month|morning|afternoon))"
)
_THAN: Final = rf"(?: than (?:{_MINE}|mine|that|what i have|{_SPAN})| {_SPAN})?"
_HAY: Final = rf"(?:{_SALE}|hay|queda)"
_MIA: Final = (
    r"(?:mi cita|mi turno|mi hora|la mia|la que tengo|(?:el )?(?:lunes|martes|miercoles|jueves|viernes|sabado|domingo))"
)
_ANTES: Final = (
    rf"{_SOMETHING} (?:antes|mas temprano|mas pronto)(?: (?:de|del|que) {_MIA}| hoy| manana| (?:en )?esta semana)?"
)
_EARLIER: Final = (
    rf"(?:earlier|sooner) if possible|{_ASKS} (?:if|when|once) {_SOONER}(?: {_FREES})?{_THAN}"
    rf"|{_ASKS} (?:if|when|once) {_THING} {_FREES} (?:earlier|sooner){_THAN}"
    rf"|{_SOONER}{_THAN} if (?:it|one|something) {_FREES}|if {_SOONER} {_FREES}{_THAN} {_ASKS}"
    rf"|(?:{_PUT}|{_BE}|{_FULL}|waitlist me) for {_SOONER}{_THAN}"
    rf"|antes si (?:es posible|se puede)|{_TELL} (?:si|cuando) {_HAY} {_ANTES}"
    rf"|si {_HAY} {_ANTES} {_TELL}"
    rf"|(?:{_PONGA} (?:en|a) {_LISTA}|lista de espera) (?:para|por si {_HAY}) {_ANTES}"
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
_NAMED: Final = re.compile(rf"(?:wait ?li?st|waiting list|lista de espera){_FOR} (?P<name>[^\d]+)")
_NO_NAME: Final = frozenset(
    "is there a are do does how long what when where can could will would for me my the no not you have on in at if i"
    " this next today tonight tomorrow week weekend morning mornings afternoon afternoons evening evenings"
    " monday tuesday wednesday thursday friday saturday sunday any anything something some with dr doctor appointment"
    " visit slot time opening spot before after until as soon possible asap earlier sooner"
    " hoy lunes martes miercoles jueves viernes sabado manana tarde proxima semana algo cualquier cita hora turno dra"
    " doctora con antes despues pronto hay como cuando cuanto donde que es esta tienen tiene para mi en la el de por si"
    " un una".split()
)


def said(text: str) -> Said | None:
    """What a text asks of the waitlist; None when it is about something else, or about more."""
    if len(text) > LONGEST:
        return None
    plain = folded(text)
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


def folded(text: str) -> str:
    """Lower case, without accents and apostrophes, punctuation as spaces."""
    letters = unicodedata.normalize("NFKD", text.lower())
    kept = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(re.sub(r"[^\w\-]+", " ", re.sub(r"['\u2019]", "", kept)).split())


def _words(text: str) -> list[str]:
    return re.sub(r"[^\w'\u2019\-]+", " ", text).split()
