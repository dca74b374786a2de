"""Reports: how many messages were planned and what became of them, what patients answered, and who came.

A message counts on the day it is due, a visit and a time that became free on the day they begin, by the clinic's clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from backend.domain.errors import InvalidRequest
from backend.domain.ids import LocationId, ServiceId
from backend.domain.messaging.questions import Reply
from backend.domain.scheduling.records import AppointmentStatus

WEEK: Final = timedelta(weeks=1)
USUAL_WEEKS: Final = 12
LONGEST: Final = timedelta(days=750)
NOWHERE: Final = "none"
"""The channel of what was not sent."""


class By(StrEnum):
    """What a report is broken down by."""

    WEEK = "week"
    CHANNEL = "channel"
    SERVICE = "service"
    KIND = "kind"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a report is about: days from `start` until before `end` by the clinic's clock, perhaps of one scope."""

    start: date
    end: date
    zone: str
    by: By = By.WEEK
    service: ServiceId | None = None
    location: LocationId | None = None


@dataclass(frozen=True, slots=True)
class MessageCount:
    """So many planned messages of a group stand so: `plan` and `reason`, how far they got, what was answered."""

    group: str
    plan: str
    reason: str | None
    delivery: str | None
    asked: bool
    answer: str | None
    count: int


@dataclass(frozen=True, slots=True)
class VisitCount:
    """So many visits of a group have a status; `promised`: the patient said, whichever way, that they come."""

    group: str
    status: str
    count: int
    promised: bool = False


@dataclass(frozen=True, slots=True)
class OpeningCount:
    """So many times of a group became free and were, or were not, filled from the waitlist."""

    group: str
    filled: bool
    count: int


@dataclass(slots=True)
class Line:
    """The counts of one group.

    Messages: `planned` is all of them; each is `waiting`, `skipped`, `withdrawn`, `failed`, `unknown` or `sent`; of the
    sent ones, `delivered` is what a provider says arrived, and of these `read` what it says was opened.
    Answers: `asked` is what was sent with a question; each is one of the seven below it.
    Visits: `visits` is all that were not entered in error; `unmarked` ones are booked still. Of all of
    them, `promised` are those for which the patient said that they come, in answer to a reminder or not.
    `freed` times are those that somebody waited for; of these, `filled` ones were taken from the waitlist.
    """

    group: str
    planned: int = 0
    waiting: int = 0
    skipped: int = 0
    withdrawn: int = 0
    failed: int = 0
    unknown: int = 0
    sent: int = 0
    delivered: int = 0
    read: int = 0
    asked: int = 0
    confirmed: int = 0
    declined: int = 0
    another_time: int = 0
    late: int = 0
    wrong_number: int = 0
    unclear: int = 0
    unanswered: int = 0
    visits: int = 0
    kept: int = 0
    missed: int = 0
    called_off: int = 0
    unmarked: int = 0
    promised: int = 0
    freed: int = 0
    filled: int = 0
    skipped_by: dict[str, int] = field(default_factory=dict)

    @property
    def no_show_rate(self) -> float | None:
        """The share of missed visits among those of which it is known whether the patient came; None: of none."""
        known = self.kept + self.missed
        return self.missed / known if known else None


COUNTS: Final = tuple(one.name for one in fields(Line) if one.name not in {"group", "skipped_by"})
"""The names of a line's counts, in order."""

_DELIVERED: Final[dict[str | None, str]] = {
    None: "waiting",
    "pending": "waiting",
    "sending": "waiting",
    "canceled": "withdrawn",
    "failed": "failed",
    "undelivered": "failed",
    "unknown": "unknown",
}
_ARRIVED: Final = {"delivered", "read"}
_ANSWERED: Final[dict[str | None, str]] = {
    None: "unanswered",
    Reply.YES: "confirmed",
    Reply.NO: "declined",
    Reply.ANOTHER_TIME: "another_time",
    Reply.LATE: "late",
    Reply.WRONG_NUMBER: "wrong_number",
}
_CAME: Final[dict[str, str]] = {
    AppointmentStatus.ARRIVED: "kept",
    AppointmentStatus.CHECKED_IN: "kept",
    AppointmentStatus.FULFILLED: "kept",
    AppointmentStatus.NOSHOW: "missed",
    AppointmentStatus.CANCELLED: "called_off",
}


@dataclass(frozen=True, slots=True)
class Report:
    """The lines of a report, and their sum."""

    asked: Asked
    lines: Sequence[Line]
    total: Line


def period(start: date | None, end: date | None, today: date) -> tuple[date, date]:
    """The days a report is about: without any, the last twelve weeks and this one; raises InvalidRequest."""
    monday = today - timedelta(days=today.weekday())
    end = end or (monday + WEEK if start is None or start < monday + WEEK else start + WEEK)
    start = start or end - (USUAL_WEEKS + 1) * WEEK
    if start >= end:
        raise InvalidRequest("the first day must come before the day it ends", field="until")
    if end - start > LONGEST:
        raise InvalidRequest("two years are the longest report", field="from")
    return start, end


def report(
    asked: Asked,
    messages: Iterable[MessageCount],
    visits: Iterable[VisitCount],
    openings: Iterable[OpeningCount],
) -> Report:
    """Lines in the order of their groups; by week none is left out."""
    lines = {group: Line(group) for group in _weeks(asked)} if asked.by is By.WEEK else {}
    total = Line("total")
    for message in messages:
        for line in (lines.setdefault(message.group, Line(message.group)), total):
            _add_message(line, message)
    for visit in visits:
        for line in (lines.setdefault(visit.group, Line(visit.group)), total):
            _add_visit(line, visit)
    for opening in openings:
        for line in (lines.setdefault(opening.group, Line(opening.group)), total):
            line.freed += opening.count
            line.filled += opening.count if opening.filled else 0
    return Report(asked, [lines[group] for group in sorted(lines)], total)


def _weeks(asked: Asked) -> list[str]:
    """The Mondays of the weeks of a report."""
    first = asked.start - timedelta(days=asked.start.weekday())
    return [(first + weeks * WEEK).isoformat() for weeks in range(((asked.end - first).days + 6) // 7)]


def _add_message(line: Line, found: MessageCount) -> None:
    line.planned += found.count
    if found.plan == "skipped":
        line.skipped += found.count
        reason = found.reason or "unknown"
        line.skipped_by[reason] = line.skipped_by.get(reason, 0) + found.count
        return
    state = "waiting" if found.plan == "planned" else _DELIVERED.get(found.delivery, "sent")
    _add(line, state, found.count)
    if state != "sent":
        return
    line.delivered += found.count if found.delivery in _ARRIVED else 0
    line.read += found.count if found.delivery == "read" else 0
    if found.asked:
        line.asked += found.count
        _add(line, _ANSWERED.get(found.answer, "unclear"), found.count)


def _add_visit(line: Line, found: VisitCount) -> None:
    if found.status == AppointmentStatus.ENTERED_IN_ERROR:
        return
    line.visits += found.count
    line.promised += found.count if found.promised else 0
    _add(line, _CAME.get(found.status, "unmarked"), found.count)


def _add(line: Line, name: str, count: int) -> None:
    setattr(line, name, getattr(line, name) + count)
