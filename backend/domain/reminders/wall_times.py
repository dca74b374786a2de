"""The times of day in a sentence about hours: "before 10", "after 6:30 pm", "between 9 and 5", "antes de las diez".

Found in text without accents; each is replaced by a word that tells what kind of bound it is. A bare number is read as
people mean it: 10 is in the morning where a day begins, 6 in the evening where it ends.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time
from typing import Final

BEFORE: Final = "xbefore"
AFTER: Final = "xafter"
BETWEEN: Final = "xbetween"
"""What stands in a text for "before ten", "after ten", "between ten and six"."""

_DAY: Final = 24
_NOON: Final = 12
_EARLY: Final = 6
"""A day that begins at a bare number under this begins in the afternoon."""
_LATEST: Final = time(23, 59)

_HOURS: Final = {
    word: number
    for number, words in enumerate(
        "one una|two dos|three tres|four cuatro|five cinco|six seis|seven siete|eight ocho|nine nueve|ten diez"
        "|eleven once|twelve doce".split("|"),
        1,
    )
    for word in words.split()
}
_AM: Final = r"a ?\.? ?m\b\.?|in the morning|de la manana|por la manana|de la madrugada"
_PM: Final = (
    r"p ?\.? ?m\b\.?|in the afternoon|in the evening|at night|de la tarde|por la tarde|de la noche|por la noche"
)


def _clock(name: str) -> str:
    """A time of day as a regular expression whose groups end in `name`."""
    return (
        rf"(?:(?:(?:12|doce) )?(?P<noon{name}>noon|midday|medio ?dia)|(?P<midnight{name}>midnight|media ?noche)"
        rf"|(?P<hour{name}>\d{{1,2}}|{'|'.join(_HOURS)})\b(?: ?[:.] ?(?P<minute{name}>[0-5]\d))?"
        rf"(?P<past{name}> y media)?(?: ?(?:h|hs|hrs|horas|o ?clock|en punto)\b)?"
        rf"(?: ?(?:(?P<am{name}>{_AM})|(?P<pm{name}>{_PM})))?)(?![\w:])"
    )


_THE: Final = r"(?:the |las |la |el )?"
_STRETCH: Final = re.compile(
    rf"\b(?:between|from|entre|desde|de) {_THE}{_clock('_1')} (?:and|to|till|until|y|a|hasta) {_THE}{_clock('_2')}"
)
_SIDE: Final = re.compile(
    rf"\b(?:(?P<before>before|earlier than|antes del?|mas temprano de)"
    rf"|(?P<after>after|later than|past|despues del?|mas tarde de|luego de)) {_THE}{_clock('')}"
)
_HALF: Final = re.compile(r"(?<=\d)(?=[ap] ?\.? ?m\b)")
_DASH: Final = re.compile(r"(?<=[\dm])\s*[\-\u2013\u2014]\s*(?=\d)")


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day as it was said; `sure` when it says which half of the day."""

    hour: int
    minute: int = 0
    sure: bool = False

    def as_start(self) -> time:
        """When a day begins: 9 is in the morning, 2 in the afternoon."""
        later = not self.sure and 0 < self.hour < _EARLY
        return time((self.hour + _NOON if later else self.hour) % _DAY, self.minute)

    def as_end(self, start: time | None = None) -> time:
        """When a day ends: the first such time after `start`, or in the afternoon when it has no beginning."""
        if self.sure:
            return time(self.hour, self.minute) if self.hour or self.minute else _LATEST
        here = time(self.hour, self.minute)
        if self.hour < _NOON and (start is None or here <= start):
            return time(self.hour + _NOON, self.minute)
        return here


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a text names: the time after "before", the one after "after", and the ends of a stretch."""

    before: Clock | None = None
    after: Clock | None = None
    between: tuple[time, time] | None = None


def spread(text: str) -> str:
    """The text with "9-5pm" written as "9 to 5 pm"."""
    return _HALF.sub(" ", _DASH.sub(" to ", text))


def without_times(text: str) -> tuple[str, Bounds] | None:
    """A text with words for its bounds, and the bounds; None when one is no time, or two are of one kind."""
    stretches = list(_STRETCH.finditer(text))
    rest = _STRETCH.sub(f" {BETWEEN} ", text)
    sides = list(_SIDE.finditer(rest))
    befores, afters = [one for one in sides if one["before"]], [one for one in sides if one["after"]]
    if max(len(stretches), len(befores), len(afters)) > 1:
        return None
    clocks = [_said(one, "") for one in (*befores, *afters)] + [_said(one, end) for one in stretches for end in _ENDS]
    if any(clock.hour >= _DAY for clock in clocks):
        return None
    bounds = Bounds(
        before=_said(befores[0], "") if befores else None,
        after=_said(afters[0], "") if afters else None,
        between=_stretch(stretches[0]) if stretches else None,
    )
    return _SIDE.sub(lambda found: f" {BEFORE if found['before'] else AFTER} ", rest), bounds


_ENDS: Final = ("_1", "_2")


def _stretch(found: re.Match[str]) -> tuple[time, time]:
    first, last = (_said(found, end) for end in _ENDS)
    if found["pm_2"] and not first.sure and first.hour % _NOON < last.hour % _NOON:
        first = Clock(first.hour % _NOON + _NOON, first.minute, sure=True)  # "between 6 and 8 pm"
    start = first.as_start()
    return start, last.as_end(start)


def _said(found: re.Match[str], name: str) -> Clock:
    if found[f"noon{name}"]:
        return Clock(_NOON, sure=True)
    if found[f"midnight{name}"]:
        return Clock(0, sure=True)
    word = found[f"hour{name}"]
    hour = _HOURS[word] if word in _HOURS else int(word)
    minute = 30 if found[f"past{name}"] else int(found[f"minute{name}"] or 0)
    half = "am" if found[f"am{name}"] else "pm" if found[f"pm{name}"] else ""
    if half and hour <= _NOON:
        return Clock(hour % _NOON + (_NOON if half == "pm" else 0), minute, sure=True)
    return Clock(hour, minute, sure=hour > _NOON or hour == 0)
