"""Spanish, put into the English words that the rules know.

"el martes que viene a las 3 y media" is "nearest tuesday at half past 3". English words among them stay as they are.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from rapidfuzz.distance import OSA

from actions.timing.spanish_phrases import SPANISH
from actions.timing.spanish_words import NOUNS, SPELLINGS_ES, TENS_ES, UNITS_ES
from actions.timing.spelling import MAX_CHARACTERS, spelled, tokens_of
from actions.timing.tokens import Face, Token, at, became_ordinal, rewrite, texts
from actions.timing.words import MERIDIEMS, MONTHS, WEEKDAYS

_FUZZY = tuple(word for word, english in NOUNS.items() if english in WEEKDAYS.keys() | MONTHS.keys() and len(word) > 5)
# Small words that are left when no phrase has taken them.
_SMALL = {
    "y": "and", "e": "and", "o": "or", "u": "or",
    "en": "in", "con": "", "por": "", "los": "", "las": "", "lo": "",
    "la": "", "que": "", "despues": "later", "antes": "earlier", "tarde": "tarde", "noche": "night",
    "manana": "tomorrow", "temprano": "early morning", "es": "", "mas": "", "pero": "but", "si": "yes",
    "misma": "same", "mismo": "same", "otro": "another", "otra": "another", "otros": "other", "otras": "other",
    "cualquier": "any", "cualquiera": "any", "un": "", "una": "", "uno": "", "menos": "except", "luego": "",
    "cada": "every", "su": "", "mi": "my", "cita": "appointment", "citas": "appointments", "horas": "hour",
    "mover": "move", "cambiar": "change", "pasar": "move", "cambie": "change", "mueva": "move", "proximo": "next",
    "pasada": "last", "pasado": "last", "ambos": "", "tambien": "", "preferiblemente": "", "preferible": "",
    "alas": "at", "ala": "at",
}  # fmt: skip
# Spanish words that English has as well, and that say nothing about the language of a text.
_SHARED = set(
    """
    a abr ago ala am anterior como con de dia do dom e en es fin final hola hrs hs jue k ke la lo manan mar mart
    marte mates me media mi mie no noon o oi once pa padre par pasado pm posterior prox q quarter que real santa
    second sem set si sobre solo son tipo trade u un valentin vie x y
    """.split()
)
_VOCABULARY = set().union(NOUNS, SPELLINGS_ES, UNITS_ES, TENS_ES, _SMALL, SPANISH.words) | set(
    "el del al mar ago ni mil novecientos naci nacio nacido nacida puedo podemos quiero quisiera necesito gracias "
    "hola".split()
)
_ONLY_SPANISH = {word for word in _VOCABULARY - _SHARED if word.isalpha() and spelled(word) == word} - {
    word for word in _VOCABULARY if word in NOUNS.values()
}


_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")


def speaks_spanish(text: str, *, first: bool) -> bool:
    """Whether a text is to be read as Spanish; first: that is its writer's own language."""
    words = _WORD.findall(text[:MAX_CHARACTERS].casefold())
    spanish = any(_folded(word) in _ONLY_SPANISH for word in words)
    return spanish or first and not any(spelled(word) in _ENGLISH for word in words)


_ENGLISH = set(WEEKDAYS) | set(MONTHS) | set(
    "the to tomorrow today tonight morning afternoon evening night week month day hour minute next this at on in "
    "after before from until between noon midnight and or of for i my any weekend past".split()
)  # fmt: skip


def spanish_tokens(text: str) -> list[Token]:
    """The tokens of a Spanish or mixed text, in English words."""
    tokens = rewrite(tokens_of(text, _spelled), (_year, _number, _day_ordinal))
    tokens = rewrite(tokens, (_shared_word, _minutes, _day_of_month))
    tokens = SPANISH.rewritten(tokens)
    return [made for index in range(len(tokens)) for made in _small_words(tokens, index)]


@lru_cache(maxsize=4096)
def _spelled(word: str) -> str:
    """The agreed spelling of one word: English for a noun of time, else Spanish without accents."""
    folded = _folded(word)
    folded = SPELLINGS_ES.get(folded, folded)
    if folded in NOUNS:
        return NOUNS[folded]
    if folded in _VOCABULARY:
        return folded
    english = spelled(word)
    if english != word or len(folded) < 6:
        return english
    for known in _FUZZY:
        if known[0] == folded[0] and OSA.distance(folded, known, score_cutoff=1) <= 1:
            return NOUNS[known]
    return english


def _folded(word: str) -> str:
    letters = unicodedata.normalize("NFD", word.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _number(tokens: Sequence[Token], index: int) -> tuple[int, Token] | None:
    """Read "tres", "veinticinco", "treinta y cinco"; but "uno" and "una" are mostly articles."""
    token = at(tokens, index)
    if token.text in TENS_ES:
        unit = UNITS_ES.get(at(tokens, index + 2).text, 0) if at(tokens, index + 1).text == "y" else 0
        taken, value = (3, TENS_ES[token.text] + unit) if 1 <= unit <= 9 else (1, TENS_ES[token.text])
    elif token.text in UNITS_ES and token.text != "uno":
        taken, value = 1, UNITS_ES[token.text]
    else:
        return None
    last = at(tokens, index + taken - 1)
    return taken, Token(str(value), "number", token.start, last.end, number=value, glued=token.glued)


def _year(tokens: Sequence[Token], index: int) -> tuple[int, Token] | None:
    """Read "mil novecientos ochenta y cinco", "dos mil uno"."""
    heads = {("mil", "novecientos"): 1900, ("dos", "mil"): 2000, ("2", "mil"): 2000}
    base = heads.get((at(tokens, index).text, at(tokens, index + 1).text))
    if base is None:
        return None
    rest = _number(tokens, index + 2)
    last = at(tokens, index + 2)
    taken, value = (rest[0], rest[1].number) if rest else (1, UNITS_ES.get(last.text, last.number))
    if not 0 <= value < 100:
        taken, value = 0, 0
    end = at(tokens, index + 1 + taken)
    return 2 + taken, Token(str(base + value), "number", tokens[index].start, end.end, number=base + value)


def _day_ordinal(tokens: Sequence[Token], index: int) -> tuple[int, Token] | None:
    """Read "1ro", "3er", "1º" are days of the month."""
    number, ending = at(tokens, index), at(tokens, index + 1)
    if number.kind != "number" or not ending.glued or ending.text not in {"ro", "er", "o", "ero", "°"}:
        return None
    return 2, became_ordinal(number, ending, number.number)


def _shared_word(tokens: Sequence[Token], index: int) -> tuple[int, Token] | None:
    """Read "mar" is tuesday, but "3 mar" march; "ago" is august only beside a day."""
    token, before = at(tokens, index), at(tokens, index - 1)
    dated = before.kind in {"number", "ordinal"} or before.text == "de"
    dated = dated or bool(MONTHS.keys() & set(texts(tokens, index - 2, 2)))
    meant = {"mar": "march" if dated else "tuesday", "ago": "august" if dated else "ago"}.get(token.text)
    return (1, Token(meant, "word", token.start, token.end)) if meant else None


def _minutes(tokens: Sequence[Token], index: int) -> tuple[int, Token] | None:
    """Read "las 3 y veinte" is 3:20; "entre las 2 y 4" are two times."""
    hour, minute = at(tokens, index), at(tokens, index + 2)
    if at(tokens, index - 1).text not in {"las", "la"} or at(tokens, index + 1).text not in {"y", "con"}:
        return None
    number = 1 if hour.text == "una" else hour.number
    if not 1 <= number <= 24 or minute.kind != "number" or not 1 <= minute.number <= 59:
        return None
    ranged = "between" in texts(tokens, index - 3, 3) or "entre" in texts(tokens, index - 3, 3)
    if ranged and minute.number <= 24 or minute.number <= 12 and minute.number % 5:
        return None
    text = f"{number}:{minute.number:02}"
    return 3, Token(text, "face", hour.start, minute.end, face=Face(number, minute.number, sure=number > 12))


def _day_of_month(tokens: Sequence[Token], index: int) -> tuple[int, Token] | None:
    """Read "el jueves 3" is the third, as long as nothing makes it an hour."""
    token = at(tokens, index)
    named = at(tokens, index - 1).text in WEEKDAYS or at(tokens, index - 1).text == "day"
    if not named or token.kind != "number" or not 1 <= token.number <= 31 or token.number < 0:
        return None
    after = at(tokens, index + 1).text
    timed = after in MERIDIEMS | {"a", "y", "-", "menos", "o", "horas", "hour", "p", "until"}
    parted = texts(tokens, index + 1, 2) == ("de", "la") or texts(tokens, index + 1, 2) == ("en", "punto")
    return None if timed or parted else (1, became_ordinal(token, token, token.number))


def _small_words(tokens: Sequence[Token], index: int) -> list[Token]:
    """A token with its small word in English; nothing where English has none."""
    token = tokens[index]
    reader = _READERS.get(token.text)
    meant = reader(tokens, index) if reader else _SMALL.get(token.text, token.text)
    if meant == token.text:
        return [token]
    return [Token(word, "word", token.start, token.end, glued=token.glued) for word in meant.split()]


def _is_time(token: Token) -> bool:
    return token.kind in {"number", "face"} or token.text == "at"


def _is_day(token: Token) -> bool:
    return token.text in _DAYS or token.kind in {"ordinal", "date"}


_DAYS = WEEKDAYS.keys() | MONTHS.keys() | {"today", "tomorrow", "manana"}
_ARTICLES = {"el", "la", "las", "los", "the"}


def _next(tokens: Sequence[Token], index: int) -> Token:
    """The token behind, articles left out."""
    index += 1
    while at(tokens, index).text in _ARTICLES:
        index += 1
    return at(tokens, index)


def _in_range(tokens: Sequence[Token], index: int) -> bool:
    """Whether "de 9 ...", "desde el lunes ..." stands before, or just "9" or "lunes"."""
    before, behind = at(tokens, index - 1), _next(tokens, index)
    if before.kind == "number" and behind.kind in {"number", "face"} or before.kind == behind.kind == "face":
        return True
    if _is_day(before) and _is_day(behind):
        return True
    opened = (place for place in range(max(index - 9, 0), index) if tokens[place].text in {"de", "del", "from"})
    return any(_is_time(_next(tokens, place)) or _is_day(_next(tokens, place)) for place in opened)


def _a(tokens: Sequence[Token], index: int) -> str:
    """Read the "a" of "de 9 a 11", of "a las 3", and the English one of "in a week"."""
    behind = at(tokens, index + 1)
    if _is_time(_next(tokens, index)) and _is_day(at(tokens, index - 1)):
        return "" if behind.text == "at" else "at"
    if (_is_time(_next(tokens, index)) or _is_day(_next(tokens, index))) and _in_range(tokens, index):
        return "to"
    if behind.text in _COUNTED and at(tokens, index - 1).text not in {"de", "del"}:
        return "a"
    return "at" if behind.kind in {"number", "face"} else ""


_COUNTED = {"week", "day", "month", "year", "minute", "couple", "few", "half", "quarter"}


def _al(tokens: Sequence[Token], index: int) -> str:
    """Read the "al" of "del 3 al 5", "al mediodia"."""
    behind = at(tokens, index + 1)
    if not _in_range(tokens, index):
        return "at" if behind.text == "noon" else "the" if behind.kind in {"number", "ordinal"} else ""
    return "to the" if behind.kind in {"number", "ordinal"} else "to"


def _de(tokens: Sequence[Token], index: int) -> str:
    """Read the "de" of "de 9 a 11", "15 de marzo", "la semana del 14"; elsewhere it says nothing."""
    before, behind = at(tokens, index - 1), _next(tokens, index)
    the = " the" if at(tokens, index).text == "del" and behind.kind in {"number", "ordinal"} else ""
    if before.text in {"week", "weekend"} and behind.kind in {"number", "ordinal"} or before.text == "end":
        return "of" + the
    if _is_time(behind) or _is_day(behind):
        ahead = texts(tokens, index + 1, 9)
        if {"a", "al", "hasta", "until"} & set(ahead) and behind.text not in MONTHS:
            return "from" + the
    dated = before.kind in {"number", "ordinal"} or before.text in _OF_MONTH
    if dated and (behind.text in MONTHS or behind.text in {"this", "next", "month", "year"}):
        return "of"
    year = behind.kind == "number" and behind.number >= 1900
    return "of" if year and (before.text in MONTHS or before.kind == "ordinal") or behind.text in _PERIODS else ""


_OF_MONTH = WEEKDAYS.keys() | {"day", "week", "first", "second", "third", "fourth", "last", "early", "mid", "end"}
_PERIODS = {"this", "next"}


def _el(tokens: Sequence[Token], index: int) -> str:
    """Read "el 15" is a day."""
    return "the" if at(tokens, index + 1).kind in {"number", "ordinal"} else ""


def _no(tokens: Sequence[Token], index: int) -> str:
    """Read "no puedo el lunes", "el lunes no puedo", "el lunes no", "no el lunes"; but "no, el lunes"."""
    before, behind = at(tokens, index - 1), at(tokens, index + 1)
    unable = behind.text in _UNABLE
    ahead: list[Token] = []
    for token in tokens[index + 1 : index + 6]:
        if token.kind == "mark" or token.text in {"y", "pero", "o"}:
            break
        ahead.append(token)
    follows = any(_is_time(token) or _is_day(token) or token.text in _TIMELY for token in ahead)
    if unable and follows:
        return "cant do"
    told = _is_day(before) or before.text in {"morning", "tarde", "night", "manana", "week", "day"}
    if told and (unable or not ahead):
        return "doesnt work"
    return "not" if behind.text in _ARTICLES | WEEKDAYS.keys() | {"this", "every", "in"} and follows else "no"


_UNABLE = {"puedo", "podemos", "podria", "puede", "me", "nos", "voy"}
_TIMELY = {"morning", "tarde", "night", "week", "before", "after", "every", "noon", "weekend", "month", "until"}


def _ni(tokens: Sequence[Token], index: int) -> str:
    """Read "ni lunes ni martes" is not monday or tuesday."""
    return "or" if {"ni", "no"} & set(texts(tokens, 0, index)) else "not"


def _para(tokens: Sequence[Token], index: int) -> str:
    """Read "mover la cita para el viernes" moves it to friday."""
    return (
        "to"
        if {"move", "change", "mover", "cambiar", "pasar", "cambie", "mueva"} & set(texts(tokens, 0, index))
        else ""
    )


def _better(tokens: Sequence[Token], index: int) -> str:
    """Read "mejor el jueves" takes back what was said before."""
    before = at(tokens, index - 1)
    return "i mean" if before.kind in {"none", "mark"} or before.text == "no" else ""


_READERS = {"a": _a, "al": _al, "de": _de, "del": _de, "el": _el, "no": _no, "para": _para, "ni": _ni, "mejor": _better}
