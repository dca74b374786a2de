"""What a short text says when it answers a message of ours: yes, no, another time, late, wrong number, who is this.

Whoever reminds people is answered with a digit, a letter, a thumb, half a sentence. What is read here is only that; a
text that holds a wish of its own ("yes but can we make it 3?", "1 more question") is no answer and goes to the
dialogue. Words about being written to (STOP) and emergencies are read before this, elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Final

from backend.domain.messaging.grammar import Grammar, plain
from backend.domain.messaging.questions import Reply
from backend.domain.reminders.lateness import lateness
from backend.domain.reminders.reply_words import GRAMMAR, TYPED

LONGEST: Final = 200
"""Characters of a text that may be a bare answer."""

_WORDS: Final = Grammar(GRAMMAR, TYPED, {"name": "(?:[a-z]+ ){1,2}"})
_NUMBERS: Final = {
    word: number
    for number, words in enumerate(
        (
            "1 one uno una first primera primero",
            "2 two dos second segunda segundo",
            "3 three tres third tercera tercero",
            "4 four cuatro fourth cuarta cuarto",
            "5 five cinco fifth quinta quinto",
            "6 six seis",
            "7 seven siete",
            "8 eight ocho",
            "9 nine nueve",
            "10 ten diez",
        ),
        1,
    )
    for word in words.split()
}
_NUMBER: Final = re.compile(
    r"(?:(?:reply|replying|answer|option|number|press|choose|opcion|numero|respondo|la|el|the) )*"
    r"(?P<number>" + "|".join(_NUMBERS) + r") (?:one )?(?:please |thanks |gracias |porfavor |por favor )*"
)
_SIGNS: Final = {
    " yes ": "\U0001f44d\U0001f44c\u2705\u2714\u2611\U0001f197\U0001f4af\U0001f91d\U0001f64c",
    " no ": "\U0001f44e\u274c\U0001f6ab\u2716\u26d4",
    " thanks ": "\U0001f64f",
}
_SIGN: Final = {ord(sign): word for word, signs in _SIGNS.items() for sign in signs}
_QUOTED: Final = r"\s*[\u201c\u00ab\"](?P<quoted>.+)[\u201d\u00bb\"]\s*"
# A telephone that has no such signs gets the sign somebody put on a message as words about it.
_LIKED: Final = re.compile(r"(?P<liked>[^\u201c\u00ab\"]{1,30}?)" + _QUOTED, re.DOTALL)
_REACTED: Final = re.compile(r"(?:reacted|reaccion[o\u00f3] con)?\s*(?P<sign>\S{1,8})\s+(?:to|a|en)", re.IGNORECASE)
_REASON: Final = re.compile(
    r" (?:because|since|as|due to|porque|ya que|por|pues|im sick|im ill|i am sick|i am ill|estoy enferm[oa]) "
)
_ASKS: Final = re.compile(r"[?\u00bf]")
_BEFORE_NAMES: Final = "this is|it'?s|for|on|from|para|de|del|el|soy|habla|le habla|and|y"
# Who says one of these wants something that a bare answer does not hold.
_WISHES: Final = frozenset(
    """
    can could would want wanted need wish move moved change reschedule another other instead different earlier later
    sooner but available availability cancel book next please where when what how which call quiero quisiera necesito
    podria podrian puede pueden cambiar mover otra otro otras otros mejor antes despues pero cancelar anular reservar
    disponible proxima proximo siguiente donde cuando como cual llamar llame llamenme if unless si yes ok though
    """.split()
)


WEEKDAYS: Final = (
    "monday mon lunes", "tuesday tue tues martes", "wednesday wed miercoles", "thursday thu thur thurs jueves",
    "friday fri viernes", "saturday sat sabado", "sunday sun domingo",
)  # fmt: skip
NEAR: Final = {0: "today tonight hoy", 1: "tomorrow manana"}
DAYS: Final = frozenset(" ".join([*WEEKDAYS, *NEAR.values()]).split())
"""Words for a day: whoever says one means what is then."""


@dataclass(frozen=True, slots=True)
class Said:
    """A short answer: what it says; the minutes of a delay; the number it was given by.

    `every`: to all that was asked. `at_two`: "a las dos", which is an hour unless two are asked about. `weak`: "ok",
    which also ends conversations. `cancels`: not coming, and in those words. `quoted`: the message it was put on.
    """

    reply: Reply
    minutes: int | None = None
    number: int | None = None
    every: bool = False
    at_two: bool = False
    weak: bool = False
    cancels: bool = False
    quoted: str | None = None


def read(text: str, names: Collection[str] = ()) -> Said | None:
    """What a short answer says; None when it is none. `names`: first names that may stand beside it, "Nora: yes"."""
    if len(text) > LONGEST:
        return _put_on_a_message(text)
    return _put_on_a_message(text) or _read(_without(text, names) if names else text)


def number(text: str) -> int | None:
    """The number that a text picks from a list of ours, and nothing else."""
    found = _NUMBER.fullmatch("".join(_WORDS.sentences(_spelled(text))))
    return _NUMBERS[found["number"]] if found and not _ASKS.search(text) else None


def words(text: str) -> frozenset[str]:
    """The words of a text, in small letters without accents."""
    return frozenset(re.findall(r"[a-z0-9]+", plain(text)))


def _read(text: str) -> Said | None:
    sentences = _WORDS.sentences(_spelled(text))
    said = "".join(sentences)
    if not said:
        return None
    asks = _ASKS.search(text) is not None
    for reply, around in ((Reply.WRONG_NUMBER, "softly"), (Reply.UNCLEAR, "softly"), (Reply.WHO, "softly")):
        if _WORDS.says(said, around, str(reply)):
            return Said(reply)
    if _WORDS.says(said, "softly", "another_time") or said == "r ":
        return Said(Reply.ANOTHER_TIME)
    if _WORDS.says(said, "softly", "cancel"):
        return Said(Reply.NO, cancels=True)
    return None if asks else _told(said, sentences, text)


def _told(said: str, sentences: list[str], text: str) -> Said | None:
    """What is said by whoever does not ask."""
    picked = number(text)
    if picked is not None and picked > 2:
        return Said(Reply.NUMBER, number=picked)
    if _WORDS.says(said, "around", "yes") or said == "c ":
        return Said(Reply.YES, number=picked, weak=_WORDS.says(said, "around", "acknowledged"))
    if _WORDS.says(said, "softly", "no"):
        return Said(Reply.NO, number=picked)
    late = lateness(said) or _with_reason(sentences, lateness)
    if late is not None:
        return Said(Reply.LATE, minutes=late.minutes)
    if _with_reason(sentences, lambda part: _WORDS.says(part, "softly", "not_then") or None):
        return Said(Reply.NO)
    return _of_all(said)


def _of_all(said: str) -> Said | None:
    """An answer to everything that was asked: "both", "yes to both", "las dos"."""
    for at_two in (False, True):
        name = "at_two" if at_two else "every"
        for every in _WORDS.lines(name):
            if f" {every} " not in f" {said}":
                continue
            rest = f" {said}".replace(f" {every} ", " ", 1).strip()
            if not rest or _WORDS.says(f"{rest} ", "around", "yes", "around"):
                return None if at_two and not rest else Said(Reply.YES, every=True, at_two=at_two)
            if _WORDS.says(f"{rest} ", "softly", "no", "cancel"):
                return Said(Reply.NO, every=True, at_two=at_two, cancels=_WORDS.says(f"{rest} ", "softly", "cancel"))
    return None


def _with_reason[T](sentences: list[str], reading: Callable[[str], T | None]) -> T | None:
    """What one sentence, or its beginning, says when the rest only tells why."""
    found: T | None = None
    for sentence in sentences:
        cut = _REASON.search(f" {sentence}")
        head, tail = (sentence, "") if cut is None else (sentence[: cut.start()], sentence[cut.end() - 1 :])
        says = reading(head)
        if says is not None and found is None and _only_tells(tail):
            found = says
        elif not _only_tells(sentence):
            return None
    return found


def _only_tells(words_: str) -> bool:
    told = words_.split()
    return not _WISHES.intersection(told) and not any(word.isdigit() for word in told)


def _put_on_a_message(text: str) -> Said | None:
    """A thumb somebody put on a message of ours: "Liked ...", "\U0001f44d to ..."."""
    found = _LIKED.fullmatch(text.strip())
    if found is None:
        return None
    about = found["liked"].strip()
    sign = _REACTED.fullmatch(re.sub(r"[\u200a\u200b\ufe0f\u2009]", "", about))
    said = "".join(_WORDS.sentences(_spelled(sign["sign"]) if sign else about))
    if _WORDS.says(said, "around", "liked") or said == "yes ":
        return Said(Reply.YES, quoted=found["quoted"].strip())
    if _WORDS.says(said, "around", "disliked") or said == "no ":
        return Said(Reply.NO, quoted=found["quoted"].strip())
    return None


def _without(text: str, names: Collection[str]) -> str:
    """A text without the people it names."""
    for name in names:
        who = re.escape(name)
        text = re.sub(rf"(?:\b(?:{_BEFORE_NAMES})\s+)?\b{who}\b(?:'?s)?(?:\s+here\b)?", " ", text, flags=re.IGNORECASE)
    return text


def _spelled(text: str) -> str:
    """A text with its signs in words."""
    return text.translate(_SIGN)
