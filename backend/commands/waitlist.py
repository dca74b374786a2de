"""`frontdesk waitlist`: who waits for a time, and what became free."""

from __future__ import annotations

import getpass
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

import click

from backend.api.waitlist import by_staff, entry_json, offer_json, opening_json
from backend.bootstrap import Frontdesk
from backend.commands.installation import installation
from backend.domain.errors import InvalidRequest
from backend.domain.ids import AppointmentId, EntryId, OpeningId, PatientId
from backend.domain.scheduling.clinic import MONDAY_FIRST, Directory
from backend.domain.scheduling.zones import zone
from backend.domain.waitlist.records import Entry, EntryState, Opening, OpeningState
from backend.identifiers import parse_id
from backend.services.hold_slot import Wanted
from backend.services.waitlist import NOTICE, Wished

_AS_JSON: Final = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
_MOMENT: Final = "A moment with its offset, like 2026-12-01T14:00-05:00."


def _by[F: Callable[..., object]](function: F) -> F:
    return click.option("--as", "staff", default=getpass.getuser, help="Your name, for the record.")(function)


@click.group(epilog="Example: frontdesk waitlist list")
def command() -> None:
    """See who waits, put people on the list, and steer what is offered."""


@command.command("list", epilog="Example: frontdesk waitlist list --json")
@click.option("--state", type=click.Choice([*map(str, EntryState), "all"]), default="waiting", show_default=True)
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 500))
@_AS_JSON
def list_(state: str, limit: int, *, as_json: bool) -> None:
    """List who waits, in the order in which they are asked."""
    with installation() as frontdesk:
        found = frontdesk.waitlist.listed(state=None if state == "all" else EntryState(state), limit=limit)
        if as_json:
            click.echo(json.dumps([entry_json(found.directory, entry) for entry in found.entries]))
            return
        for entry in found.entries:
            click.echo(_line(frontdesk, found.directory, entry))
    if not found.entries:
        click.echo("Nobody waits.")


@command.command(epilog="Example: frontdesk waitlist add 01a2050c200c7af8b6164673a01d972e checkup --after 14:00")
@click.argument("patient")
@click.argument("service", required=False)
@click.option("--practitioner", help="Only with this one.")
@click.option("--location", help="Only at this place.")
@click.option("--appointment", help="An earlier time for this visit.")
@click.option("--from", "from_", help=_MOMENT)
@click.option("--until", help=_MOMENT)
@click.option("--weekday", "weekdays", multiple=True, type=click.Choice(MONDAY_FIRST), help="Only on such days.")
@click.option("--after", default="00:00", help="From this time of the day on.")
@click.option("--before", default="24:00", help="Before this time of the day.")
@click.option("--notice", default=NOTICE, show_default=True, type=click.IntRange(0), help="Shortest notice, minutes.")
@click.option("--priority", default=0, help="Higher goes first.")
@_by
@_AS_JSON
def add(patient: str, service: str | None, staff: str, *, as_json: bool, **wished: Any) -> None:
    """Put a patient on the list; doing it again changes the wishes and keeps the place."""
    asked = Wished(
        service=service,
        practitioner=wished["practitioner"],
        location=wished["location"],
        appointment=AppointmentId(parse_id(wished["appointment"])) if wished["appointment"] else None,
        from_at=_moment(wished["from_"]),
        until_at=_moment(wished["until"]),
        weekdays=frozenset(map(MONDAY_FIRST.index, wished["weekdays"])) or None,
        minutes=(_minutes(wished["after"]), _minutes(wished["before"])),
        notice=wished["notice"],
    )
    with installation() as frontdesk:
        who = PatientId(parse_id(patient))
        entry = frontdesk.waitlist.join(who, asked, priority=wished["priority"], by=by_staff(staff))
        _show(frontdesk, entry.id, as_json=as_json)


@command.command(epilog="Example: frontdesk waitlist remove 01a2050c200c7af8b6164673a01d972e")
@click.argument("entry")
@_by
@_AS_JSON
def remove(entry: str, staff: str, *, as_json: bool) -> None:
    """Take somebody off the list."""
    with installation() as frontdesk:
        id_ = EntryId(parse_id(entry))
        frontdesk.waitlist.leave(id_, by=by_staff(staff))
        _show(frontdesk, id_, as_json=as_json)


@command.command(epilog="Example: frontdesk waitlist priority 01a2050c200c7af8b6164673a01d972e 10")
@click.argument("entry")
@click.argument("priority", type=int)
@_by
@_AS_JSON
def priority(entry: str, priority: int, staff: str, *, as_json: bool) -> None:
    """Rank somebody before all of lower priority; 0 is everybody's."""
    with installation() as frontdesk:
        id_ = EntryId(parse_id(entry))
        frontdesk.waitlist.set_priority(id_, priority, by=by_staff(staff))
        _show(frontdesk, id_, as_json=as_json)


@command.command(epilog="Example: frontdesk waitlist openings")
@click.option("--state", type=click.Choice([*map(str, OpeningState)]), help="Default: all.")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 500))
@_AS_JSON
def openings(state: str | None, limit: int, *, as_json: bool) -> None:
    """List times that became free, and how far each is with being offered."""
    with installation() as frontdesk:
        wanted = OpeningState(state) if state else None
        found = frontdesk.waitlist.openings(state=wanted, start=frontdesk.clock.now(), limit=limit)
        if as_json:
            shown = []
            for one in found.openings:
                offers = frontdesk.waitlist.opening(one.id)[2]
                said = [offer_json(found.directory, one, offer) for offer in offers]
                shown.append(opening_json(found.directory, one) | {"offers": said})
            click.echo(json.dumps(shown))
            return
        for one in found.openings:
            _say(frontdesk, found.directory, one)
    if not found.openings:
        click.echo("Nothing became free.")


@command.command("open", epilog="Example: frontdesk waitlist open checkup dr-lindqvist harbor 2026-12-01T14:00-05:00")
@click.argument("service")
@click.argument("practitioner")
@click.argument("location")
@click.argument("start")
@_by
@_AS_JSON
def open_(service: str, practitioner: str, location: str, start: str, staff: str, *, as_json: bool) -> None:
    """Offer a free time to whoever waits."""
    moment = _moment(start)
    if moment is None:
        raise InvalidRequest("say when", field="start")
    with installation() as frontdesk:
        wanted = Wanted(service, practitioner, location, moment)
        opened = frontdesk.waitlist.open(wanted, by=by_staff(staff))
        _tell(frontdesk, opened.id, as_json=as_json)


@command.command(epilog="Example: frontdesk waitlist offer 01a2050c200c7af8b6164673a01d972e 01a2050cb5e87a0e8f4a1c1f")
@click.argument("opening")
@click.argument("entry")
@_by
@_AS_JSON
def offer(opening: str, entry: str, staff: str, *, as_json: bool) -> None:
    """Offer an opening to one who waits, whatever they wish for."""
    with installation() as frontdesk:
        id_ = OpeningId(parse_id(opening))
        frontdesk.waitlist.offer_to(id_, EntryId(parse_id(entry)), by=by_staff(staff))
        _tell(frontdesk, id_, as_json=as_json)


@command.command(epilog="Example: frontdesk waitlist stop 01a2050c200c7af8b6164673a01d972e")
@click.argument("opening")
@_by
@_AS_JSON
def stop(opening: str, staff: str, *, as_json: bool) -> None:
    """Offer a time to nobody any more; it is free, and whoever is still asked is told."""
    with installation() as frontdesk:
        id_ = OpeningId(parse_id(opening))
        frontdesk.waitlist.stop(id_, by=by_staff(staff))
        _tell(frontdesk, id_, as_json=as_json)


def _show(frontdesk: Frontdesk, id_: EntryId, *, as_json: bool) -> None:
    directory, entry = frontdesk.waitlist.get(id_)
    click.echo(json.dumps(entry_json(directory, entry)) if as_json else _line(frontdesk, directory, entry))


def _tell(frontdesk: Frontdesk, id_: OpeningId, *, as_json: bool) -> None:
    directory, opening, offers = frontdesk.waitlist.opening(id_)
    if as_json:
        said = [offer_json(directory, opening, one) for one in offers]
        click.echo(json.dumps(opening_json(directory, opening) | {"offers": said}))
    else:
        _say(frontdesk, directory, opening)


def _line(frontdesk: Frontdesk, directory: Directory, entry: Entry) -> str:
    shown = entry_json(directory, entry)
    who = frontdesk.patients.get(entry.patient).name.short
    parts = [shown["service"], shown["practitioner"], shown["location"], "earlier" if shown["appointment"] else None]
    wish = ", ".join(part for part in parts if part)
    joined = entry.joined_at.astimezone(zone(directory.clinic.zone))
    ranked = f", priority {entry.priority}" if entry.priority else ""
    return f"{shown['id']}  {who}: {wish}; since {joined:%Y-%m-%d %H:%M}{ranked}, {entry.state}"


def _say(frontdesk: Frontdesk, directory: Directory, opening: Opening) -> None:
    shown = opening_json(directory, opening)
    start = opening.freed.starts_at.astimezone(zone(shown["zone"]))
    where = f"{shown['practitioner']['name']}, {shown['location']['name']}"
    wave = f", wave {opening.wave}" if opening.wave else ""
    click.echo(f"{shown['id']}  {start:%a %d %b %H:%M}  {where}: {opening.state}{wave}")
    for one in frontdesk.waitlist.opening(opening.id)[2]:
        who = frontdesk.patients.get(one.patient).name.short
        until = one.deadline.astimezone(zone(shown["zone"]))
        click.echo(f"  wave {one.wave}, {who}: {one.state}, until {until:%H:%M}")


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise InvalidRequest(f"{text!r} is no moment with an offset", field="time")
    return moment


def _minutes(text: str) -> int:
    hours, _, minutes = text.partition(":")
    if not (hours.isdigit() and minutes.isdigit() and int(minutes) < 60 and int(hours) * 60 + int(minutes) <= 1440):
        raise InvalidRequest(f"{text!r} is no time of the day", field="time")
    return int(hours) * 60 + int(minutes)
