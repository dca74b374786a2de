"""Items: the pieces of a text that say something about time, in the order they are said."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from typing import Literal

from actions.timing import phrases, runs
from actions.timing.days import read_days
from actions.timing.periods import Days, quantity
from actions.timing.tokens import Face, Token
from actions.timing.words import UNITS

ItemKind = Literal[
    "date", "ago", "instant", "face", "part", "length", "after", "before", "to", "or", "between", "not", "fix"
]

# How many dates of one text are read; the rest of a text that names more is not a wish.
MAX_DATES = 8


@dataclass(frozen=True, slots=True)
class Item:
    """One piece; [first, last) are the tokens it covers.

    days: of a date, None where it only makes sense with the next one ("first monday", "of next month").
    name: of a part of the day. delta: of an instant from now, or of a length. inclusive: of an opening
    side ("from monday" includes it, "after monday" does not); trailing: it stands behind ("or later").
    """

    kind: ItemKind
    first: int
    last: int
    tokens: tuple[Token, ...] = ()
    days: Days | None = None
    face: Face | None = None
    name: str = ""
    delta: timedelta = timedelta()
    inclusive: bool = False
    trailing: bool = False


class Scan:
    """One reading of the tokens from left to right."""

    def __init__(self, tokens: Sequence[Token], today: date, country: str) -> None:
        self.tokens = tokens
        self.today = today
        self.country = country
        self.text = " ".join(token.text for token in tokens)
        self.offsets = list(accumulate((len(token.text) + 1 for token in tokens), initial=0))
        self.dates = 0

    def items(self) -> list[Item]:
        """Everything the text says about time."""
        found: list[Item] = []
        index = 0
        while index < len(self.tokens):
            item = next((item for scanner in _SCANNERS if (item := scanner(self, index))), None)
            if item is None:
                index += 1
            else:
                found.append(item)
                index = item.last
        return found

    def match(self, pattern: re.Pattern[str], index: int) -> tuple[re.Match[str], int] | None:
        """A match of whole tokens from index on, and the index after it."""
        match = pattern.match(self.text, self.offsets[index])
        if match is None or not match.group():
            return None
        return match, index + match.group().count(" ") + 1

    def word(self, index: int) -> str:
        """The text of a token, empty beyond the ends."""
        return self.tokens[index].text if 0 <= index < len(self.tokens) else ""


_AFTER_GREETING = set("! . , i can could hi doc all there its is im please".split())


def _greeting(scan: Scan, index: int) -> Item | None:
    """Read "morning! can i ..." as a greeting; only a bare "morning" answers a question."""
    greets = scan.word(0) in {"morning", "afternoon", "evening"} and scan.word(1) in _AFTER_GREETING
    return Item("ago", 0, 1) if index == 0 and greets and len(scan.tokens) > 2 else None


def _ago(scan: Scan, index: int) -> Item | None:
    """Times that are over, durations of complaints, and greetings: nothing anybody wishes for."""
    found = scan.match(phrases.AGO, index)
    return Item("ago", index, found[1]) if found else None


def _instant(scan: Scan, index: int) -> Item | None:
    """Read "in 2 hours", "half an hour from now", "within the next 3 hours"."""
    if found := scan.match(phrases.IN_HOURS, index):
        match, last = found
        amount, unit = match["a"] or match["a2"], match["u"] or match["u2"]
        more = timedelta(minutes=min(int(match["b"] or match["b2"] or 0), 600))
        return Item("instant", index, last, delta=_delta(amount, unit, bool(match["half"] or match["half2"])) + more)
    if found := scan.match(phrases.NEXT_HOURS, index):
        match, last = found
        amount, unit = match["a"] or match["a2"] or "1", match["u"] or match["u2"]
        return Item("instant", index, last, delta=_delta(amount, unit, False), name="run")
    return None


def _length(scan: Scan, index: int) -> Item | None:
    """Read "for 2 hours"."""
    found = scan.match(phrases.LENGTH, index)
    if found is None:
        return None
    match, last = found
    amount, unit = match["a"] or match["a2"], match["u"] or match["u2"]
    return Item("length", index, last, delta=_delta(amount, unit, bool(match["half"])))


def _delta(amount: str, unit: str, and_half: bool) -> timedelta:
    unit = "day" if unit.startswith("night") else unit
    count = 0.5 if amount.startswith("half") else 0.25 if "quarter" in amount else quantity(amount)
    count = 0.75 if amount.startswith("3 quarter") else count
    return timedelta(minutes=min((count + 0.5 * and_half) * UNITS[unit], 5_000_000))


def _face(scan: Scan, index: int) -> Item | None:
    """A clock time."""
    token = scan.tokens[index]
    return Item("face", index, index + 1, face=token.face) if token.face else None


_SHADES = {
    "earlier": "early", "later": "late", "first": "early", "middle": "mid", "end": "late", "beginning": "early"
}  # fmt: skip


def _part(scan: Scan, index: int) -> Item | None:
    """A part of the day: "early afternoon", "first thing", "after work"."""
    if found := scan.match(phrases.SPECIAL_PARTS, index):
        match, last = found
        return Item("part", index, last, name=match.lastgroup or "")
    found = scan.match(phrases.PART, index)
    if found is None:
        return None
    match, last = found
    name = match["name"].split()[0]
    shade = (match["shade"] or "").split(" ")[0]
    shade = _SHADES.get(shade, shade)
    days = None
    if match["today"] or match["today2"] or name == "tonight":
        days = Days(scan.today, scan.today + timedelta(1))
    elif match["next"]:
        days = Days(scan.today + timedelta(1), scan.today + timedelta(2))
    name = {"lunchtime": "lunch", "tonight": "night", "nights": "night"}.get(name, name)
    return Item("part", index, last, name=f"{shade} {name}".strip(), days=days)


def _side(scan: Scan, index: int) -> Item | None:
    """Which side is open: "after", "by", "or later"."""
    for pattern, kind, inclusive, trailing in _SIDES:
        if found := scan.match(pattern, index):
            return Item(kind, index, found[1], inclusive=inclusive, trailing=trailing, name=found[0].group())
    return None


_SIDES: tuple[tuple[re.Pattern[str], ItemKind, bool, bool], ...] = (
    (phrases.OR_LATER, "after", True, True),
    (phrases.OR_EARLIER, "before", True, True),
    (phrases.AFTER, "after", False, False),
    (phrases.BEFORE, "before", False, False),
    (phrases.FROM, "after", True, False),
    (phrases.BY, "before", True, False),
    (phrases.NOT_BEHIND, "not", False, True),
    (phrases.BUSY, "not", False, False),
    (phrases.NOT, "not", False, False),
    (phrases.FIX, "fix", False, False),
)


def _link(scan: Scan, index: int) -> Item | None:
    """Read "to", "-", "or", "and", "between"."""
    word = scan.word(index)
    if word == "if" and scan.word(index + 1) == "not":
        return Item("or", index, index + 2, name=word)
    if word in {"to", "-", "until"}:
        return Item("to", index, index + 1)
    if word in {"or", "and", "&", "/"}:
        return Item("or", index, index + 1, name=word)
    return Item("between", index, index + 1) if word == "between" else None


def _date(scan: Scan, index: int) -> Item | None:
    """The longest run of words that is a date."""
    if scan.match(phrases.NOW, index):
        return Item("date", index, index + 1, (scan.tokens[index],), Days(scan.today, scan.today + timedelta(1)))
    if scan.dates >= MAX_DATES:
        return None
    run: tuple[int, int] | None = None
    for run in runs.candidates(scan.tokens, index):
        scan.dates += 1
        tokens = tuple(scan.tokens[slice(*run)])
        days = read_days(tokens, scan.today, scan.country)
        if days is not None:
            return Item("date", *run, tokens, days)
    # The longest run is the first; a date that is none ("31 february") still takes its words with it.
    whole = next(iter(runs.candidates(scan.tokens, index)), None)
    return Item("date", *whole, tuple(scan.tokens[slice(*whole)])) if run and whole else None


_SCANNERS: tuple[Callable[[Scan, int], Item | None], ...] = (
    _greeting, _ago, _instant, _length, _face, _part, _date, _side, _link,
)  # fmt: skip
