"""Every change of clocks of ten years, in every zone: what is due is due at the right moment and says the right time.

Also when the machine's own clock is an hour off, before or after. FAULTS=full walks all zones, otherwise some of them
and the odd ones.
"""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from backend.domain.messaging.moments import spelled_day
from backend.domain.reminders.decide import Say, decide, wanted
from backend.domain.reminders.plan import Skip
from backend.domain.reminders.policy import USUAL, Anchor
from backend.domain.reminders.templates import BUILT_IN
from backend.domain.scheduling.zones import at_local
from backend.services.visit_words import Occasion, rendered
from tests.faults.size import FULL, tell
from tests.unit.backend.domain.reminders.test_decide import due, place
from tests.unit.backend.services.test_visit_words import CLINIC, HARBOR

FIRST, LAST = datetime(2026, 1, 1, tzinfo=UTC), datetime(2036, 1, 1, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ODD = {
    "Africa/Casablanca",
    "Africa/Cairo",
    "America/New_York",
    "America/Nuuk",
    "America/St_Johns",
    "Antarctica/Troll",
    "Asia/Gaza",
    "Australia/Lord_Howe",
    "Europe/Dublin",
    "Pacific/Chatham",
}
# Visits on the day of the change and on the next, by the wall clock; what the change skips comes an hour later.
VISITS = [(days, hour, minute) for days in (0, 1, 2) for hour, minute in ((0, 30), (2, 30), (9, 0), (13, 5), (23, 45))]
STEPS = [step for step in USUAL.steps if step.anchor is Anchor.START]


def zones() -> list[str]:
    everywhere = sorted(name for name in zoneinfo.available_timezones() if "/" in name and not name.startswith("Etc/"))
    return everywhere if FULL else sorted(ODD | set(everywhere[::40]))


def changes(zone: ZoneInfo) -> Iterator[datetime]:
    """The moments at which a zone's clocks change."""
    day, offset = FIRST, FIRST.astimezone(zone).utcoffset()
    while day < LAST:
        day += DAY
        if day.astimezone(zone).utcoffset() != offset:
            before, after = day - DAY, day
            while after - before > timedelta(minutes=1):
                middle = before + (after - before) / 2
                early = middle.astimezone(zone).utcoffset() == offset
                before, after = (middle, after) if early else (before, middle)
            yield after
            offset = day.astimezone(zone).utcoffset()


def wall(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment.astimezone(zone).replace(tzinfo=None)


@pytest.mark.timeout(1800)
def test_no_local_time_is_wrong_when_clocks_change_or_jump() -> None:
    walked = said = 0
    for name in zones():
        zone = ZoneInfo(name)
        for change in changes(zone):
            walked += 1
            midnight = wall(change, zone).replace(hour=0, minute=0, second=0, microsecond=0)
            for days, hour, minute in VISITS:
                said += _visit(name, midnight + timedelta(days=days, hours=hour, minutes=minute))
    assert walked > (1000 if FULL else 200)
    assert said > walked
    tell(f"{walked} changes of clocks in {len(zones())} zones, {said} messages: no wrong local time")


def _visit(name: str, wanted_wall: datetime) -> int:
    """Check all reminders of a visit, each with the clock right and an hour off either way; how many were said."""
    zone, starts = ZoneInfo(name), at_local(name, wanted_wall)
    there = wall(starts, zone)
    if there != wanted_wall:
        assert there > wanted_wall, "what the change skips comes later"
    number = 0
    for step in STEPS:
        at = step.span.before(starts, name)
        if step.span.days:
            same = there - timedelta(days=step.span.days)
            # The same time of an earlier day, or where that day has none, the first after it.
            assert wall(at, zone) == same or (wall(at, zone) > same and wall(at - HOUR, zone) < same), (name, starts)
        else:
            assert starts - at == timedelta(minutes=step.span.minutes)
        for jump in (-HOUR, timedelta(), HOUR):
            number += _said(name, step.kind, starts, at, jump)
    return number


def _said(name: str, kind: str, starts: datetime, at: datetime, jump: timedelta) -> int:
    """The machine's clock jumps when a message is due, or shortly before; whether it was said then."""
    zone, seen = ZoneInfo(name), at + max(jump, timedelta())
    # Set back, it shows the time a second time: what is due is due an hour later by the sun, at the same time.
    real = at + HOUR if jump < timedelta() else at
    message = replace(due(kind), starts_at=starts, due_at=at, planned_at=at - 30 * DAY)
    step = wanted(message, USUAL, name, seen)
    if isinstance(step, Skip):
        return 0
    decision = decide(message, step, [place("email")], [zone], seen)
    if not isinstance(decision, Say):
        return 0
    location = replace(HARBOR, zone=name)
    words = rendered(BUILT_IN[step.template, "en"], Occasion(CLINIC, location, starts, seen, asks=True), "en")
    there = wall(starts, zone)
    apart = (there.date() - wall(real, zone).date()).days
    day = {0: "today", 1: "tomorrow"}.get(apart, f"on {spelled_day(there, 'en')}")
    clock = f"{(there.hour - 1) % 12 + 1}:{there:%M} {'am' if there.hour < 12 else 'pm'}"
    assert f"your visit is {day} at {clock}, Harbor" in words, (name, kind, starts, jump, words)
    return 1
