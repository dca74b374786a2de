"""Times, birth dates and telephone numbers in a text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime

from actions.entities.vocabulary import is_ordinary, listed
from actions.entities.words import Span, Word, words_of
from actions.when import Moment, birth_date, understand

WHEN = "when"
BORN = "date_of_birth"
PHONE = "phone"
YOUNGEST = 2
LONGEST_DATE = 6

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")

_PHONE = re.compile(r"(?<![\w/])\+?\(?\d(?:[\s().-]?\d){8,14}(?!\w)")
_LEFT_OUT = re.compile(r"(?:(?:at|on|for|a las|a la|el|para el|para)\s+)(?=\S)", re.IGNORECASE)
# What is said between two parts of one time: "today at 9", "friday, 2 pm", "monday or tuesday".
_JOINS = re.compile(
    r"\s*,?\s*(?:at|on|in the|or|and|around|about|by|@|-|a las?|por la|de la|o|y|el)?\s*", re.IGNORECASE
)
_SOON = re.compile(
    r"\b(?:asap|(?:as )?soon as (?:possible|you can|u can|can be)|as early as possible|right away|immediately|anytime|"
    r"(?:your |the )?earliest (?:availability|available(?: \w+)?|possible(?: \w+)?|appointment|slot|time|opening)|"
    r"first available|first thing|whenever|in (?:the )?[ap]m|lo antes posible|cuanto antes|lo m[aá]s pronto posible)\b",
    re.IGNORECASE,
)
_SAME = re.compile(
    r"\b(?:(?:that|the same|same|ese mismo|el mismo) (?:day|date|week|time|d[ií]a)(?: and (?:time|day|date|place))?|"
    r"ese d[ií]a|esa (?:semana|hora)|(?:la misma|esa misma) (?:hora|semana))(?: as \w+)?\b",
    re.IGNORECASE,
)
# A time of what has been, or of nothing at all: "how are you today".
_NO_WISH = re.compile(
    r"\b(?:yesterday|last (?:night|week|month|year|time|\w+day(?! of))|the other day|\w+ ago|ayer|anoche|"
    r"la semana pasada|opening hours?|right now|so far)\b|^(?:early|late)$",
    re.IGNORECASE,
)
_PLEASANTRY = re.compile(
    r"\b(?:how (?:are|r) (?:you|u|things)(?: \w+)?|como estas?|have a (?:good|great|nice))\s*$", re.IGNORECASE
)
_PICK = re.compile(r"^(?:the )?(?:1st|2nd|3rd|first|second|third)$", re.IGNORECASE)
_ONE_OF_THEM = re.compile(r"\s+(?:one|option|slot|choice|time|appointment|is|works)\b", re.IGNORECASE)
_WEEKDAY = re.compile(
    r"\b(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\b|\d\s*[ap]\.?m\b", re.IGNORECASE
)
_BIRTH = re.compile(r"\b(?:born|birth\w*|dob|d\.o\.b|nacimiento|nac[ií]|naci[oó]|cumplea\w+)\b", re.IGNORECASE)


def phones(text: str) -> list[Span]:
    """The telephone numbers in a text."""
    return [Span(PHONE, *match.span()) for match in _PHONE.finditer(text)]


def times(
    text: str, now: datetime, zone: str, languages: Sequence[str], question: str, taken: Sequence[Span]
) -> list[Span]:
    """The times and dates of birth a text speaks of, one for each contiguous expression."""
    said = [
        moment
        for moment in understand(text, now, zone, languages=languages)
        if moment.relation is None and (moment.start or moment.end) and not _is_no_wish(text, moment)
    ]
    spans = [
        Span(_kind(text, moment, now, question), *_trimmed(text, part))
        for moment in said
        for part in _parts(text, moment)
    ]
    for pattern in (_SOON, _SAME):
        spans += [Span(WHEN, *match.span()) for match in pattern.finditer(text)]
    spans += _birth(text, now)
    spans = [span for span in spans if not any(span.overlaps(other) for other in taken)]
    return list(_joined(text, sorted(set(spans), key=lambda span: (span.start, -span.end))))


def _kind(text: str, moment: Moment, now: datetime, question: str) -> str:
    """Whether a date is one of birth: it is said or asked to be, or lies years back and is no more than a date."""
    if _BIRTH.search(question) or _BIRTH.search(text[max(0, moment.span[0] - 25) : moment.span[0]]):
        return BORN
    when = moment.start or moment.end
    past = when is not None and moment.has_date and when.year <= now.year - YOUNGEST
    return (
        BORN
        if past and not moment.has_time and not _WEEKDAY.search(moment.text) and any(map(str.isdigit, moment.text))
        else WHEN
    )


def _birth(text: str, now: datetime) -> list[Span]:
    """A text that is nothing but a date of years ago: "13th of the 4th 1985"."""
    year = _YEAR.search(text)
    short = len(text.split()) <= LONGEST_DATE and not _WEEKDAY.search(text)
    born = birth_date(text, now.date()) if year and short and int(year.group()) <= now.year - YOUNGEST else None
    return [Span(BORN, 0, len(text.rstrip(" .!")))] if born else []


def _parts(text: str, moment: Moment) -> list[tuple[int, int]]:
    """The contiguous parts of a moment: "[thursday]'s visit with lee. book it for [10 am]"."""
    start, end = moment.span
    parts: list[list[Word]] = [[]]
    for word in words_of(text[start:end]):
        if any(map(str.isdigit, word.plain)) or word.plain in listed("times") | listed("between"):
            parts[-1].append(word)
        elif is_ordinary(word.plain):
            parts.append([])
    told = [part for part in parts if any(word.plain not in listed("between") for word in part)]
    return [(start + part[0].start, start + part[-1].end) for part in told] if len(told) > 1 else [moment.span]


def _is_no_wish(text: str, moment: Moment) -> bool:
    start, end = moment.span
    if _NO_WISH.search(moment.text) or _PLEASANTRY.search(text[:start]):
        return True
    return bool(_PICK.match(moment.text) and _ONE_OF_THEM.match(text[end:]))


def _trimmed(text: str, span: tuple[int, int]) -> tuple[int, int]:
    """A span without the preposition in front."""
    start, end = span
    match = _LEFT_OUT.match(text, start, end)
    return (match.end(), end) if match and match.end() < end else (start, end)


def _joined(text: str, spans: Sequence[Span]) -> Iterator[Span]:
    """Read "today at 9", "monday or tuesday": what hangs together is one expression."""
    current: Span | None = None
    for span in spans:
        if (
            current is not None
            and span.start <= current.end
            or (current is not None and current.name == span.name and _JOINS.fullmatch(text, current.end, span.start))
        ):
            current = Span(current.name, current.start, max(current.end, span.end))
            continue
        if current is not None:
            yield current
        current = span
    if current is not None:
        yield current
