"""The dates of a closure: named ones, every weekday within a stretch, or the same date every year."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from backend.domain.errors import InvalidRequest
from backend.domain.scheduling.clinic import MONDAY_FIRST

MOST: Final = 400
MOST_YEARS: Final = 20


@dataclass(frozen=True, slots=True)
class Weekly:
    """Weekdays (0 is Monday) from one date until another, both included."""

    weekdays: frozenset[int]
    first: date
    last: date

    @classmethod
    def of(cls, names: Collection[str], first: date, last: date) -> Weekly:
        """Of names like "mon"; raises InvalidRequest."""
        if not names or not set(names) <= set(MONDAY_FIRST):
            raise InvalidRequest(f"write weekdays like {', '.join(MONDAY_FIRST)}", field="weekdays")
        return cls(frozenset(MONDAY_FIRST.index(name) for name in names), first, last)

    def dates(self) -> list[date]:
        """The dates, in order; raises InvalidRequest."""
        if self.last < self.first:
            raise InvalidRequest("that ends before it begins", field="until")
        if self.last - self.first > timedelta(days=7 * MOST):
            raise InvalidRequest("that goes on for too long", field="until")
        every = (self.first + timedelta(days=day) for day in range((self.last - self.first).days + 1))
        return [on for on in every if on.weekday() in self.weekdays]


@dataclass(frozen=True, slots=True)
class Yearly:
    """The same date in so many years, the first one included; February 29 only in the years that have it."""

    first: date
    years: int

    def dates(self) -> list[date]:
        """The dates, in order; raises InvalidRequest."""
        if not 1 <= self.years <= MOST_YEARS:
            raise InvalidRequest(f"write 1 to {MOST_YEARS} years", field="years")
        found = []
        for year in range(self.first.year, self.first.year + self.years):
            try:
                found.append(self.first.replace(year=year))
            except ValueError:
                continue
        return found


type Repeat = Weekly | Yearly


def expanded(on: Collection[date], repeats: Collection[Repeat], today: date) -> tuple[date, ...]:
    """All dates that are named, once each and in order; raises InvalidRequest for none, too many, or a past one."""
    found = sorted({*on, *(each for repeat in repeats for each in repeat.dates())})
    if not found:
        raise InvalidRequest("say on which date, or how it repeats", field="on")
    if len(found) > MOST:
        raise InvalidRequest(f"a closure has at most {MOST} dates", field="on")
    if found[0] < today:
        raise InvalidRequest("a date that is past cannot be closed", field="on")
    return tuple(found)
