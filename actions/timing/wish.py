"""One wish: the day and the time of day a patient asks for, as far as they were said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

from actions.timing.clock import in_part, pair
from actions.timing.items import Item
from actions.timing.moment import Openness
from actions.timing.tokens import Face


@dataclass(slots=True)
class Wish:
    """One wish while it is being put together; [first, last) are the tokens it was said with.

    linked: it is set beside the wish before; joined: with a word like "or".
    across: it runs from a time on one day to a time on another ("monday 9 to friday 12").
    every: the weekday is meant in each of the coming weeks.
    """

    first: int
    last: int
    day: Item | None = None
    until_day: Item | None = None
    face: Face | None = None
    until_face: Face | None = None
    part: str = ""
    length: timedelta | None = None
    instant: Item | None = None
    open: Openness | None = None
    inclusive: bool = False
    negated: bool = False
    old: bool = False
    inherited: bool = False
    linked: bool = False
    joined: bool = False
    across: bool = False
    every: bool = False

    @property
    def has_date(self) -> bool:
        """Whether a day was said."""
        return self.day is not None or self.instant is not None

    @property
    def has_time(self) -> bool:
        """Whether a time of day was said."""
        return self.face is not None or bool(self.part) or self.instant is not None

    @property
    def is_empty(self) -> bool:
        """Whether nothing was said after all."""
        return not (self.has_date or self.has_time)


def correct(wish: Wish, *, by_dropping: Wish) -> None:
    """Read "tuesday at 3, no wait, 4": what is not said anew is kept."""
    before = by_dropping
    wish.first = min(wish.first, before.first)
    if not wish.has_date:
        wish.day, wish.until_day = before.day, before.until_day
    elif not wish.has_time and not wish.instant:
        wish.face, wish.until_face, wish.part, wish.open = before.face, before.until_face, before.part, before.open


def share_times(wishes: Sequence[Wish]) -> None:
    """Read "monday or tuesday afternoon", "9 or 10 tomorrow": what is said once, at the end, holds for all of them."""
    for earlier, later in zip(reversed(wishes[:-1]), reversed(wishes[1:]), strict=True):
        if later.linked and earlier.day and not earlier.has_time and later.has_time and not later.inherited:
            if not earlier.negated and later.day is not None and earlier.open is None:
                earlier.face, earlier.until_face, earlier.part = later.face, later.until_face, later.part
                earlier.open, earlier.inclusive = later.open, later.inclusive
        elif later.linked and later.day and not earlier.has_date and earlier.has_time and not later.inherited:
            earlier.day, earlier.until_day = later.day, later.until_day


def share_negations(wishes: Sequence[Wish]) -> None:
    """Read "not monday or tuesday", "mondays and fridays are out": what rules out one rules out both."""
    for earlier, later in pairwise(wishes):
        between = later.first - earlier.last
        alike = later.joined and earlier.has_date == later.has_date and earlier.has_time == later.has_time
        if alike and (earlier.negated and between <= 2 or later.negated and between <= 1):
            earlier.negated = later.negated = True


def faces_of(wish: Wish) -> tuple[Face | None, Face | None]:
    """The clock times of a wish, read with the part of the day and with each other."""
    first, last = wish.face, wish.until_face
    part = wish.part.split()[-1] if wish.part else ""
    if first is not None and part in {"morning", "afternoon", "tarde", "evening", "night", "lunch"}:
        first = in_part(first, part)
    if first is not None and last is not None:
        first, last = pair(first, last)
    return first, last
