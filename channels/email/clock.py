"""A zone's clock as calendars read it: VTIMEZONE, with the rule by which the clocks change where there is one.

Onsets are in the time that the clock showed before it changed (RFC 5545, 3.6.5), and rules are yearly ones ("the
second Sunday of March"), which is all that some calendars understand.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Final
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

_YEARS: Final = 3  # before and after, so that the fourth and the last Sunday of a month can be told apart
_DAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_ALWAYS: Final = datetime(1970, 1, 1)  # noqa: DTZ001  # by the wall clock
_DAY: Final = timedelta(days=1)
_MINUTE: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class _Change:
    """The clock goes from one offset to another when it shows `onset`."""

    onset: datetime
    before: timedelta
    after: timedelta
    name: str

    @property
    def weeks(self) -> frozenset[int]:
        """Which of its weekdays in the month it is, counted from the front, and -1 if it is the last."""
        last = (self.onset + 7 * _DAY).month != self.onset.month
        return frozenset({(self.onset.day - 1) // 7 + 1, -1} if last else {(self.onset.day - 1) // 7 + 1})


def timezone_of(zone: str, moment: datetime) -> Timezone:
    """The zone's clock in the years around an aware moment."""
    found = Timezone()
    found.add("TZID", zone)
    changes = list(_changes(ZoneInfo(zone), moment.year))
    if not changes:
        offset, name = moment.astimezone(ZoneInfo(zone)).utcoffset() or timedelta(), zone
        found.add_component(_observance(_Change(_ALWAYS, offset, offset, name), None))
    by_kind = sorted(changes, key=lambda change: (change.before, change.after, change.onset))
    for _, kind in groupby(by_kind, key=lambda change: (change.before, change.after)):
        alike = list(kind)
        rule = _rule(alike)
        for change in alike[:1] if rule else alike:
            found.add_component(_observance(change, rule))
    return found


def _changes(zone: ZoneInfo, year: int) -> Iterator[_Change]:
    """Every change of the clock in the years around one."""
    at = datetime(year - _YEARS, 1, 1, tzinfo=UTC)
    while at.year <= year + _YEARS:
        low, high = at, at + _DAY
        at = high
        before, after = _offset(zone, low), _offset(zone, high)
        if before == after:
            continue
        while high - low > _MINUTE:
            middle = low + (high - low) // 2
            low, high = (middle, high) if _offset(zone, middle) == before else (low, middle)
        onset = (high.replace(second=0, microsecond=0) + before).replace(tzinfo=None)
        yield _Change(onset, before, after, high.astimezone(zone).tzname() or "")


def _rule(changes: list[_Change]) -> dict[str, object] | None:
    """The yearly rule behind changes of one kind; None when there is none."""
    first = changes[0].onset
    weeks = frozenset.intersection(*(change.weeks for change in changes))
    same = {(change.onset.month, change.onset.weekday(), change.onset.time()) for change in changes}
    if len(changes) != 2 * _YEARS + 1 or len(same) != 1 or not weeks:
        return None
    return {"FREQ": "YEARLY", "BYMONTH": first.month, "BYDAY": f"{min(weeks)}{_DAYS[first.weekday()]}"}


def _observance(change: _Change, rule: dict[str, object] | None) -> TimezoneStandard | TimezoneDaylight:
    observance = TimezoneDaylight() if change.after > change.before else TimezoneStandard()
    observance.add("DTSTART", change.onset)
    observance.add("TZOFFSETFROM", change.before)
    observance.add("TZOFFSETTO", change.after)
    observance.add("TZNAME", change.name)
    if rule:
        observance.add("RRULE", rule)
    return observance


def _offset(zone: ZoneInfo, moment: datetime) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta()
