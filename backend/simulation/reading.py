"""Reading what the clinic texts, as a person would: what is asked, what is offered, what was decided."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAY = re.compile(
    rf"\b(?:(?P<near>today|tomorrow)|(?:mon|tue|wed|thu|fri|sat|sun) (?P<day>\d{{1,2}}) (?P<month>{'|'.join(_MONTHS)})"
    r"(?: (?P<year>\d{4}))?)\b",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"\b(?P<hour>\d{1,2}):(?P<minute>\d\d) (?P<half>[ap])m\b", re.IGNORECASE)
_ITEM = re.compile(r"(?:^|(?<=\s))(\d{1,2})\) ")
_AFTER_LAST_ITEM = re.compile(r"\n|\?|\. (?=[A-Z])")


class Asks(StrEnum):
    """What a text wants of its reader."""

    SERVICE = "service"
    WHEN = "when"
    CHOICE = "choice"
    NAME = "name"
    BIRTH = "birth"
    CONFIRM = "confirm"
    LOOK = "look"
    WHOM = "whom"
    TASK = "task"
    WISH = "wish"
    AGAIN = "again"
    NOTHING = "nothing"
    OTHER = "other"
    BOOKED = "booked"
    PERSON = "person"
    ERROR = "error"
    GOODBYE = "goodbye"


# The ends of a dialogue count wherever they stand; of several questions the last is the one to answer.
_ENDS = (
    (Asks.BOOKED, r"\b(?:it is|you are) booked\b"),
    (Asks.ERROR, r"can't get to our calendar|can't reach the desk|could not answer that|longer than usual"),
    (
        Asks.PERSON,
        (
            r"asked the desk to|passing you to the desk|passed (?:this|your message) to our team|alerted our team"
            r"|told our staff|nobody has taken over yet"
        ),
    ),
)
_QUESTIONS = (
    (Asks.SERVICE, r"what is the visit for|which kind of visit|number or the name from the list"),
    (Asks.WHEN, r"when would (?:you|suit)|when would suit|which day or time|tell me another day|you can write \"tues"),
    (Asks.CHOICE, r"shall i take it\?|reply [\d, or]+, or say|which one would you like|number is enough"),
    (Asks.NAME, r"full name|family name of|first and last name"),
    (Asks.BIRTH, r"date of birth|day, month and year"),
    (Asks.CONFIRM, r"book it\?|reply 1 for yes or 2 for no"),
    (Asks.LOOK, r"shall i (?:look for a time|book one)"),
    (Asks.WHOM, r"whom would you like to see"),
    (Asks.TASK, r"shall i: 1\)|did you mean: 1\)|reply 1 to book a visit|reply with one of the numbers"),
    (Asks.WISH, r"what can i do for you|would you like to book, move|just write what you need"),
    (Asks.AGAIN, r"other words|another way|did not (?:understand|get that)|only help with visits|look after visits"),
    (Asks.GOODBYE, r"\bgoodbye\b|take care|you're welcome|happy to help|my pleasure|just write|i'm here if you need"),
    (Asks.NOTHING, r"nothing is booked|not booked it|have stopped|have left that"),
)


@dataclass(frozen=True, slots=True)
class Visit:
    """A time that a text speaks of, as far as it says; `number` is what picks it from a list. `text`: all about it."""

    number: int
    day: date | None
    clock: time | None
    text: str

    def is_at(self, start: datetime) -> bool:
        """Say whether this is that time on that day."""
        return self.day == start.date() and self.clock == start.time()

    def names(self, name: str) -> bool:
        """Say whether somebody is named in it."""
        return plain(name) in plain(self.text)


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as understood by its reader: `items` is a numbered list, `visit` a single time that is read back.

    `other_service`: it says that whom they wanted does another kind of visit.
    """

    asks: Asks
    items: tuple[Visit, ...] = ()
    visit: Visit | None = None
    other_service: bool = False


def read(text: str, today: date) -> Reading:
    """Understand a text that arrived on a day."""
    asks = _asked(text)
    items = _items(text, today)
    visit = _visit(text, today)
    if asks is Asks.CHOICE and not items and visit is not None:
        items, visit = (visit,), None
    return Reading(asks, items, visit, "not do that kind of visit" in text)


def plain(text: str) -> str:
    """Return the letters and digits of a text, in lower case and without accents, one blank between words."""
    folded = unicodedata.normalize("NFKD", text)
    kept = (sign if sign.isalnum() else " " for sign in folded.lower() if not unicodedata.combining(sign))
    return " ".join("".join(kept).split())


def _asked(text: str) -> Asks:
    for asks, pattern in _ENDS:
        if re.search(pattern, text, re.IGNORECASE):
            return asks
    last, found = -1, Asks.OTHER
    for asks, pattern in _QUESTIONS:
        for match in re.finditer(pattern, text, re.IGNORECASE):
            if match.start() > last:
                last, found = match.start(), asks
    return found


def _items(text: str, today: date) -> tuple[Visit, ...]:
    """Return a numbered list, each line completed by what stands before the list."""
    parts = _ITEM.split(text)
    if len(parts) < 3:
        return ()
    shared = parts[0].strip().rpartition("\n")[2]
    found = []
    for number, line in zip(parts[1::2], parts[2::2], strict=True):
        own = _AFTER_LAST_ITEM.split(line.strip(), maxsplit=1)[0].rstrip(" ,.")
        found.append(Visit(int(number), _day(own, today) or _day(shared, today), _clock(own), f"{own} {shared}"))
    return tuple(found)


def _visit(text: str, today: date) -> Visit | None:
    """Return the last time that is spoken of, with the line it stands in."""
    clocks = list(_CLOCK.finditer(text))
    if not clocks:
        return None
    days = [match for match in _DAY.finditer(text) if match.start() < clocks[-1].start()]
    day = _as_date(days[-1], today) if days else None
    line = next(line for line in reversed(text.split("\n")) if _CLOCK.search(line))
    return Visit(1, day, _as_time(clocks[-1]), line)


def _day(text: str, today: date) -> date | None:
    match = _DAY.search(text)
    return _as_date(match, today) if match else None


def _clock(text: str) -> time | None:
    match = _CLOCK.search(text)
    return _as_time(match) if match else None


def _as_date(match: re.Match[str], today: date) -> date:
    if match["near"]:
        return today + timedelta(days=match["near"].lower() == "tomorrow")
    month = _MONTHS.index(match["month"].lower()) + 1
    if match["year"]:
        return date(int(match["year"]), month, int(match["day"]))
    this_year = date(today.year, month, int(match["day"]))
    return this_year if this_year >= today else this_year.replace(year=today.year + 1)


def _as_time(match: re.Match[str]) -> time:
    return time(int(match["hour"]) % 12 + 12 * (match["half"].lower() == "p"), int(match["minute"]))
