"""`frontdesk closures`: close for a day and tell everybody affected."""

from __future__ import annotations

import getpass
import json
from collections.abc import Callable
from datetime import date, datetime
from typing import Any, Final

import click

from backend.api.closures import minutes, preview_json, standing_json, target_json
from backend.bootstrap import Frontdesk
from backend.commands.installation import installation
from backend.domain.closures.dates import Repeat, Weekly, Yearly
from backend.domain.closures.records import TargetState
from backend.domain.errors import InvalidRequest
from backend.domain.ids import CampaignId
from backend.identifiers import new_id, parse_id
from backend.services.closures import Standing, Wish
from backend.services.commands import Once

_DATE: Final = click.DateTime(["%Y-%m-%d"])
_TIME: Final = click.DateTime(["%H:%M"])
_WISHES: Final = (
    click.option("--name", required=True, help="What it is called, for staff."),
    click.option("--on", "on", type=_DATE, multiple=True, help="A date; may be given more than once."),
    click.option("--every", help="Weekdays like mon,tue; with --from and --until."),
    click.option("--from", "first", type=_DATE, help="The first date that may be meant."),
    click.option("--until", "last", type=_DATE, help="The last one."),
    click.option("--yearly", type=_DATE, help="This date, and the same in the years after; with --years."),
    click.option("--years", default=5, show_default=True, type=click.IntRange(1, 20)),
    click.option("--between", type=(_TIME, _TIME), help="A part of the day: 13:00 18:00."),
    click.option("--location", help="A place by its id; none: all of them."),
    click.option("--practitioner", help="Somebody by their id: only they are away."),
)
_AS_JSON: Final = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


def _wishing[F: Callable[..., object]](function: F) -> F:
    for option in reversed(_WISHES):
        function = option(function)
    return function


@click.group(epilog='Example: frontdesk closures plan --name "Public holiday" --on 2026-12-25')
def command() -> None:
    """Close for a day: see whom it affects, tell them and offer other times, stop and go on."""


@command.command(epilog="Example: frontdesk closures plan --name Away --every mon --from 2027-08-01 --until 2027-08-31")
@_wishing
@_AS_JSON
def plan(*, as_json: bool, **wished: Any) -> None:
    """Show what it would do; nothing is changed."""
    with installation() as frontdesk:
        found = frontdesk.closures.plan(_wish(**wished))
    if as_json:
        click.echo(json.dumps(preview_json(found)))
        return
    click.echo(f"{_dates(found.closing.days)}: would affect {_visits(found.affected)}.")
    for day, number in found.by_day.items():
        click.echo(f"  {day:%a} {day.isoformat()}: {number}")


@command.command(epilog='Example: frontdesk closures start --name "Water damage" --on 2026-12-03 --location lakeside')
@_wishing
@click.option("--as", "by", default=getpass.getuser, help="Your name.")
@_AS_JSON
def start(*, as_json: bool, by: str, **wished: Any) -> None:
    """Close, and tell everybody affected."""
    with installation() as frontdesk:
        found = frontdesk.closures.start(_wish(**wished), by, Once.of(new_id().hex))
    _show(found, as_json=as_json)


@command.command(epilog="Example: frontdesk closures status --json")
@click.argument("closure", required=False)
@click.option("--visits", is_flag=True, help="List the visits, too.")
@click.option("--state", type=click.Choice([str(state) for state in TargetState]), help="Only visits in that state.")
@_AS_JSON
def status(closure: str | None, *, visits: bool, state: str | None, as_json: bool) -> None:
    """Show how far one is, or all of them."""
    with installation() as frontdesk:
        found = frontdesk.closures.latest() if closure is None else [frontdesk.closures.get(_id(closure))]
        listed = _listed(frontdesk, closure, state) if closure and (visits or state) else None
    if as_json:
        shown = [standing_json(one) for one in found]
        also = {} if listed is None else {"visits": listed}
        click.echo(json.dumps(shown if closure is None else shown[0] | also))
        return
    for one in found:
        _show(one, as_json=False)
    for visit in listed or ():
        failed = ", not delivered" if visit["undelivered"] else ""
        click.echo(f"  {visit['start']}  {visit['first_name']}, {visit['practitioner']}: {visit['state']}{failed}")
    if not found:
        click.echo("Nothing was closed.")


@command.command(epilog="Example: frontdesk closures stop 01a2050c200c7af8b6164673a01d972e")
@click.argument("closure")
@_AS_JSON
def stop(closure: str, *, as_json: bool) -> None:
    """Tell nobody else for now; the clinic stays closed."""
    with installation() as frontdesk:
        found = frontdesk.closures.stop(_id(closure))
    _show(found, as_json=as_json)


@command.command(epilog="Example: frontdesk closures resume 01a2050c200c7af8b6164673a01d972e")
@click.argument("closure")
@_AS_JSON
def resume(closure: str, *, as_json: bool) -> None:
    """Go on telling those who are left."""
    with installation() as frontdesk:
        found = frontdesk.closures.resume(_id(closure))
    _show(found, as_json=as_json)


@command.command(epilog="Example: frontdesk closures reopen 01a2050c200c7af8b6164673a01d972e")
@click.argument("closure")
@_AS_JSON
def reopen(closure: str, *, as_json: bool) -> None:
    """Take a closure back; whoever was not told yet keeps the visit.

    Whoever was told has none any more: `status --visits` lists them, to be called.
    """
    with installation() as frontdesk:
        found = frontdesk.closures.reopen(_id(closure))
    _show(found, as_json=as_json)


def _wish(
    name: str,
    on: tuple[datetime, ...],
    every: str | None,
    first: datetime | None,
    last: datetime | None,
    yearly: datetime | None,
    years: int,
    between: tuple[datetime, datetime] | None,
    location: str | None,
    practitioner: str | None,
) -> Wish:
    repeats: list[Repeat] = []
    if every is not None:
        if first is None or last is None:
            raise InvalidRequest("with --every, say --from and --until", field="from")
        repeats.append(Weekly.of([day.strip() for day in every.split(",")], first.date(), last.date()))
    if yearly is not None:
        repeats.append(Yearly(yearly.date(), years))
    times = None if between is None else (minutes(between[0].time()), minutes(between[1].time()))
    return Wish(name, tuple(each.date() for each in on), tuple(repeats), times, location, practitioner)


def _listed(frontdesk: Frontdesk, closure: str, state: str | None) -> list[dict[str, Any]]:
    directory, found = frontdesk.closures.targets(_id(closure), (TargetState(state),) if state else ())
    return [target_json(directory, target, visit) for target, visit in found]


def _show(found: Standing, *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(standing_json(found)))
        return
    campaign, progress = found.campaign, found.progress
    click.echo(f"{campaign.id.hex}  {campaign.closing.name}, {_dates(campaign.closing.days)}: {campaign.state}")
    click.echo(
        f"  {_visits(progress.affected)}: {progress.waiting} to be told, {progress.told} told, "
        f"{progress.rebooked} rebooked, {progress.declined} declined, {progress.settled} settled otherwise; "
        f"to be called: {progress.unreachable + progress.undelivered}"
    )


def _dates(days: tuple[date, ...]) -> str:
    return days[0].isoformat() if len(days) == 1 else f"{len(days)} days from {days[0].isoformat()}"


def _visits(number: int) -> str:
    return "1 visit" if number == 1 else f"{number} visits"


def _id(text: str) -> CampaignId:
    return CampaignId(parse_id(text))
