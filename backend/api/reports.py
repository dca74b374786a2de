"""Reports on reminders, as JSON and as CSV."""

from __future__ import annotations

import csv
from dataclasses import asdict
from datetime import date
from io import StringIO
from typing import Any, Final, Literal

from flask import Response, request
from pydantic import BaseModel, Field

from backend.api.operations import Operations
from backend.api.policies import ScopeQuery
from backend.domain.reminders.plan import Skip
from backend.domain.reminders.reports import COUNTS, By, Line, Report
from backend.services.policies import For
from backend.services.reports import Reports

type Json = dict[str, Any]

CSV: Final = "text/csv"


class ReportQuery(ScopeQuery):
    """Days `from` until before `until`, by the clinic's clock; without them the last twelve weeks and this one."""

    from_: date | None = Field(None, alias="from")
    until: date | None = None
    by: By = By.WEEK
    format: Literal["json", "csv"] | None = None


class LineAnswer(BaseModel):
    """The counts of a week (named by its Monday), channel, service or kind of message.

    `planned` messages are `waiting`, `skipped`, `withdrawn`, `failed`, `unknown` or `sent`; `delivered` and `read` are
    parts of `sent`. Of those `asked`, each is one of the seven that follow. `visits` are `kept`, `missed`, `called_off`
    or `unmarked`; of all, `promised` are those for which the patient said that they come. `freed` times are those that
    somebody waited for; some were `filled` from the waitlist.
    """

    group: str
    planned: int
    waiting: int
    skipped: int
    withdrawn: int
    failed: int
    unknown: int
    sent: int
    delivered: int
    read: int
    asked: int
    confirmed: int
    declined: int
    another_time: int
    late: int
    wrong_number: int
    unclear: int
    unanswered: int
    visits: int
    kept: int
    missed: int
    called_off: int
    unmarked: int
    promised: int
    freed: int
    filled: int
    no_show_rate: float | None
    skipped_by: dict[str, int]


class ReportAnswer(BaseModel):
    """A report: its lines and their sum."""

    start: date
    until: date
    zone: str
    by: By
    lines: list[LineAnswer]
    total: LineAnswer


def add_reports(operations: Operations, reports: Reports) -> None:
    """Add the operation that reports."""

    def reminder_report(query: ReportQuery) -> Json | Response:
        """What was said, answered and kept, by week, channel, service or kind; as CSV when asked for."""
        found = reports(start=query.from_, end=query.until, by=query.by, whom=For(query.service, query.location))
        best = request.accept_mimetypes.best_match(["application/json", CSV])
        if query.format == "csv" or (query.format is None and best == CSV):
            return Response(report_csv(found), content_type=f"{CSV}; charset=utf-8")
        return report_json(found)

    operations.add("GET /reports/reminders", reminder_report, ReportAnswer, query=ReportQuery)


def report_json(found: Report) -> Json:
    """A report as JSON."""
    return {
        "start": found.asked.start.isoformat(),
        "until": found.asked.end.isoformat(),
        "zone": found.asked.zone,
        "by": str(found.asked.by),
        "lines": [_line(line) for line in found.lines],
        "total": _line(found.total),
    }


def report_csv(found: Report) -> str:
    """A report as CSV: a line a group, without the sum; skipped messages by reason at the end of the line."""
    written = StringIO()
    rows = csv.writer(written)
    rows.writerow([found.asked.by, *COUNTS, "no_show_rate", *(f"skipped_{reason}" for reason in Skip)])
    for line in found.lines:
        counts = [getattr(line, name) for name in COUNTS]
        rate = "" if line.no_show_rate is None else f"{line.no_show_rate:.4f}"
        rows.writerow([line.group, *counts, rate, *(line.skipped_by.get(reason, 0) for reason in Skip)])
    return written.getvalue()


def _line(line: Line) -> Json:
    rate = line.no_show_rate
    return {**asdict(line), "no_show_rate": None if rate is None else round(rate, 4)}
