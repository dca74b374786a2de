"""Times and lists in words, in the patient's language: "Tue 24 Nov at 2:00 pm", "martes 24 nov a las 2:00 pm"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

LONGEST_NAME = 40


@dataclass(frozen=True)
class Tongue:
    """How a language words times and lists; the week begins on Monday."""

    weekdays: tuple[str, ...]
    short_weekdays: tuple[str, ...]
    months: tuple[str, ...]
    today: str
    tomorrow: str
    at: str
    at_one: str
    both: str
    either: str


TONGUES: Final = {
    "en": Tongue(
        weekdays=("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
        short_weekdays=("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
        months=("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
        today="today",
        tomorrow="tomorrow",
        at="at",
        at_one="at",
        both="and",
        either="or",
    ),
    # "mar 3 mar" is hard to read: the day of the week is written out.
    "es": Tongue(
        weekdays=("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
        short_weekdays=("lun", "mar", "mié", "jue", "vie", "sáb", "dom"),
        months=("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"),
        today="hoy",
        tomorrow="mañana",
        at="a las",
        at_one="a la",
        both="y",
        either="o",
    ),
}


def dated(day: date, language: str) -> str:
    """Return "Tue 24 Nov"."""
    tongue = TONGUES[language]
    return f"{tongue.weekdays[day.weekday()]} {day.day} {tongue.months[day.month - 1]}"


def day(moment: datetime, now: datetime, language: str) -> str:
    """Return "today", "tomorrow (Tue 24 Nov)" or "Tue 24 Nov"; the year only when it is not this or the coming one."""
    tongue, date = TONGUES[language], dated(moment.date(), language)
    if moment.date() == now.date():
        return tongue.today
    if moment.date() == (now + timedelta(days=1)).date():
        return f"{tongue.tomorrow} ({date})"
    return date if (moment.date() - now.date()).days < 300 else f"{date} {moment.year}"


def clock(moment: datetime | time, *, zone_name: bool = False) -> str:
    """Return "2:00 pm", or "2:00 pm MST" where the patient may live by another clock."""
    hour = moment.hour % 12 or 12
    text = f"{hour}:{moment.minute:02d} {'am' if moment.hour < 12 else 'pm'}"
    return f"{text} {moment.tzname()}" if zone_name and moment.tzname() else text


def when(moment: datetime, now: datetime, language: str, *, zone_name: bool = False) -> str:
    """Return "Tue 24 Nov at 2:00 pm"."""
    tongue = TONGUES[language]
    at = tongue.at_one if moment.hour % 12 == 1 else tongue.at
    return f"{day(moment, now, language)} {at} {clock(moment, zone_name=zone_name)}"


def brief(moment: datetime, language: str) -> str:
    """Return "Tue 24 Nov 2:00 pm", at most 20 letters: what fits on a button."""
    tongue = TONGUES[language]
    day = f"{tongue.short_weekdays[moment.weekday()]} {moment.day} {tongue.months[moment.month - 1]}"
    return f"{day} {clock(moment)}"


def numbered(lines: Sequence[str], between: str = "\n") -> str:
    """Number a list the way it is answered: "1) ..."."""
    return between.join(f"{number}) {line}" for number, line in enumerate(lines, 1))


def entries(text: str, between: str = "\n") -> list[str]:
    """Return the lines of a numbered list: the way back from `numbered`."""
    found: list[str] = []
    rest = text.removeprefix("1) ")
    while rest:
        line, _, rest = rest.partition(f"{between}{len(found) + 2}) ")
        found.append(line)
    return found


def listed(names: Sequence[str], language: str) -> str:
    """Return "a, b and c"."""
    last = TONGUES[language].both
    if language == "es" and names and names[-1].lower().startswith(("i", "hi")):
        last = "e"
    return _joined(names, last)


def choices(names: Sequence[str], language: str) -> str:
    """Return "a, b or c"."""
    return _joined(names, TONGUES[language].either)


def _joined(names: Sequence[str], last: str) -> str:
    return "".join(names) if len(names) < 2 else ", ".join(names[:-1]) + f" {last} " + names[-1]


def quoted(text: str) -> str:
    """Return a patient's own words fit for a template: short, without braces."""
    short = " ".join(text.replace("{", "(").replace("}", ")").split())
    return short if len(short) <= LONGEST_NAME else short[: LONGEST_NAME - 3].rstrip() + "..."


def moment_of(item: dict[str, Any], member: str = "start") -> datetime:
    """Read the start (or end) of an offer or appointment, at its place's own clock and with its zone's name."""
    moment = datetime.fromisoformat(str(item[member]))
    return moment.astimezone(ZoneInfo(item["zone"])) if item.get("zone") else moment
