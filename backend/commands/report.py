"""`frontdesk report`: what reminders brought."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import click

from backend.api.reports import report_csv, report_json
from backend.commands.installation import installation
from backend.domain.errors import InvalidRequest
from backend.domain.reminders.reports import By, Line, Report
from backend.services.policies import For

_SHOWN: Final = ("planned", "sent", "delivered", "failed", "skipped", "confirmed", "declined", "unanswered")
_OF_VISITS: Final = ("visits", "promised", "kept", "missed", "filled")
_PICTURES: Final = (".png", ".svg")
_FILE: Final = click.Path(dir_okay=False, writable=True, path_type=Path)


@click.command(epilog="Example: frontdesk report --by channel --csv reminders.csv --chart reminders.png")
@click.option("--from", "start", type=click.DateTime(["%Y-%m-%d"]), help="The first day. Default: 12 weeks back.")
@click.option("--until", "end", type=click.DateTime(["%Y-%m-%d"]), help="The first day after. Default: next Monday.")
@click.option("--by", type=click.Choice([str(one) for one in By]), default="week", show_default=True)
@click.option("--service", help="Only this service, by its id.")
@click.option("--location", help="Only this place, by its id.")
@click.option("--csv", "table", type=_FILE, help="Write a table to this file.")
@click.option("--chart", type=_FILE, help="Draw a picture into this file (.png or .svg).")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(
    start: datetime | None,
    end: datetime | None,
    by: str,
    service: str | None,
    location: str | None,
    table: Path | None,
    chart: Path | None,
    *,
    as_json: bool,
) -> None:
    """Count what was sent, what patients answered and who came, by week, channel, service or kind of message."""
    if chart is not None and chart.suffix not in _PICTURES:
        raise InvalidRequest("give the picture a name that ends in .png or .svg", field="chart")
    with installation() as frontdesk:
        found = frontdesk.reports_on_reminders(
            start=start.date() if start else None,
            end=end.date() if end else None,
            by=By(by),
            whom=For(service, location),
        )
        clinic = frontdesk.read_directory().clinic.name
    if table is not None:
        table.write_text(report_csv(found), encoding="utf-8")
    if chart is not None:
        from backend.commands.chart import draw  # noqa: PLC0415  # Matplotlib: only a picture pays for it

        draw(found, clinic, chart)
    click.echo(json.dumps(report_json(found)) if as_json else _said(found))


def _said(found: Report) -> str:
    """The report as a table for a terminal."""
    names = (*_SHOWN, *(_OF_VISITS if found.asked.by is not By.KIND else ()))
    rates = found.asked.by is not By.KIND
    head = [str(found.asked.by), *names, *(["no-show"] if rates else [])]
    rows = [head, *(_row(line, names, rates=rates) for line in (*found.lines, found.total))]
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    last = f"{found.asked.start.isoformat()} until before {found.asked.end.isoformat()}, {found.asked.zone}"
    return "\n".join([last, *("  ".join(_cell(row, column, widths) for column in range(len(row))) for row in rows)])


def _row(line: Line, names: tuple[str, ...], *, rates: bool) -> list[str]:
    rate = "-" if line.no_show_rate is None else f"{line.no_show_rate:.1%}"
    return [line.group, *(str(getattr(line, name)) for name in names), *([rate] if rates else [])]


def _cell(row: list[Any], column: int, widths: list[int]) -> str:
    text: str = row[column]
    return text.ljust(widths[0]) if column == 0 else text.rjust(widths[column])
