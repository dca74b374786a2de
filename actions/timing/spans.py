"""Spans of days: two dates of which each completes the other ("13 to 15 july", "monday to friday next week")."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from actions.timing.days import read_days
from actions.timing.items import Item
from actions.timing.periods import Days, shift
from actions.timing.tokens import Token
from actions.timing.words import MONTHS, WEEKDAYS

# Dates that say themselves from where they are counted.
_RELATIVE = {"this", "next", "coming", "following", "week", "today", "tomorrow", "now"}


@dataclass(frozen=True, slots=True)
class Calendar:
    """What dates are read against."""

    today: date
    country: str

    def reread(self, item: Item, tokens: Sequence[Token], today: date | None = None) -> Item:
        """A date with other words to it, or as seen from another day."""
        days = read_days(tokens, today or self.today, self.country)
        return replace(item, days=days or item.days, tokens=tuple(tokens))

    def span(self, first: Item, last: Item) -> tuple[Item, Item] | None:
        """Both ends of a span of days, or None if they make none."""
        begin = self._completed(first, last)
        if begin.days is None:
            return None
        end = self.reread(last, last.tokens, begin.days.start)
        if any(token.text in _RELATIVE for token in last.tokens):
            end = last
            if len(begin.tokens) == 1 and begin.tokens[0].text in WEEKDAYS and len(last.tokens) > 1:
                begin = self.reread(begin, [*begin.tokens, *last.tokens[1:]])
        if end.days is None or begin.days is None or end.days.end <= begin.days.start:
            return None
        return self._in_progress(begin, end)

    def _completed(self, first: Item, last: Item) -> Item:
        """The first end, with the month and the year that are only said with the last."""
        months = [token for token in last.tokens if token.text in MONTHS]
        years = [token for token in last.tokens if token.kind == "number" and token.number >= 1900]
        if months and not names_month(first) and first.tokens and first.tokens[-1].kind == "ordinal":
            borrowed = [token for token in last.tokens if token in months or token in years]
        elif years and not any(token.kind == "number" for token in first.tokens):
            borrowed = years
        else:
            return first
        found = self.reread(first, [*first.tokens, *borrowed])
        if months and found.days and last.days and found.days.start > last.days.start:
            return replace(found, days=_in_month_before(last.days, found.days.start.day) or found.days)
        return found

    def _in_progress(self, first: Item, last: Item) -> tuple[Item, Item]:
        """A span that is under way: "from 9/1 to 12/7" in october, "this tuesday to friday" on a tuesday."""
        if first.days is None or last.days is None:
            return first, last
        if first.days.ambiguous == ("same_weekday",) and first.tokens[0].text == "this":
            today = replace(first, days=Days(self.today, self.today + timedelta(1)))
            return today, self.reread(last, last.tokens)
        if not (names_month(first) and names_month(last)):
            return first, last
        again = self.reread(last, last.tokens)
        if again.days and again.days.end <= first.days.start and again.days.start.year < last.days.start.year:
            year_ago = replace(
                first.days, start=shift(first.days.start, -12, "month"), end=shift(first.days.end, -12, "month")
            )
            return replace(first, days=year_ago), again
        return first, last


def names_month(item: Item) -> bool:
    """Whether the date says its month."""
    return any(token.text in MONTHS or token.kind == "date" for token in item.tokens)


def _in_month_before(days: Days, day: int) -> Days | None:
    """Read "the 29th to the 16th of april" begins in march."""
    start = shift(days.start.replace(day=1), -1, "month") + timedelta(day - 1)
    return Days(start, start + timedelta(1)) if start < days.start else None
