"""`frontdesk visits`: who came and who did not."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Final
from zoneinfo import ZoneInfo

import click

from backend.api import views
from backend.commands.installation import installation
from backend.domain.ids import AppointmentId
from backend.domain.scheduling.clinic import Directory
from backend.domain.scheduling.records import Appointment, Change
from backend.identifiers import new_id, parse_id
from backend.services.commands import Once

_AS_JSON: Final = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.group(epilog="Example: frontdesk visits today")
def command() -> None:
    """See the day's visits and note who came."""


@command.command(epilog="Example: frontdesk visits today --json")
@_AS_JSON
def today(*, as_json: bool) -> None:
    """List the visits from half a day ago to half a day ahead, with what patients said about coming."""
    with installation() as frontdesk:
        now = frontdesk.clock.now()
        found = frontdesk.list_appointments(start=now - timedelta(hours=12), limit=200)
    near = [one for one in found.appointments if one.starts_at < now + timedelta(hours=12)]
    if as_json:
        shown = [
            views.appointment(found.directory, one, now, found.late.get(one.id), found.answers.get(one.id))
            for one in near
        ]
        click.echo(json.dumps(shown))
        return
    for one in near:
        _say(found.directory, one, found.late.get(one.id))
    if not near:
        click.echo("No visits.")


@command.command(epilog="Example: frontdesk visits mark 01a2050c200c7af8b6164673a01d972e missed")
@click.argument("appointment")
@click.argument("as_", metavar="MARK", type=click.Choice(["arrived", "fulfilled", "missed", "undo"]))
@_AS_JSON
def mark(appointment: str, as_: str, *, as_json: bool) -> None:
    """Note that a patient arrived, was seen or did not come; "undo" takes a wrong mark back."""
    change = {"missed": Change.NOSHOW, "undo": Change.CORRECTED}.get(as_) or Change(as_)
    once = Once.of(new_id().hex, mark=appointment, as_=change)
    with installation() as frontdesk:
        marked = frontdesk.attend(AppointmentId(parse_id(appointment)), change, once)
        now = frontdesk.clock.now()
    if as_json:
        click.echo(json.dumps(views.appointment(marked.directory, marked.appointment, now)))
    else:
        _say(marked.directory, marked.appointment, None)


def _say(directory: Directory, found: Appointment, late: int | None) -> None:
    start = found.starts_at.astimezone(ZoneInfo(directory.location_of[found.location].zone))
    said = f", {found.attendance}" if found.attendance else ""
    by = f" by {late} min" if late else ""
    with_ = directory.practitioner_of[found.practitioner].name
    click.echo(f"{found.id.hex}  {start:%a %H:%M}  {found.name.given}, {with_}: {found.status}{said}{by}")
