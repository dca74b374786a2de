"""`frontdesk reminders`: when patients are reminded, and what they were told."""

from __future__ import annotations

import getpass
import json
import tomllib
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import click

from backend.api.histories import told_json
from backend.api.pages import after_line
from backend.api.policies import policy_json
from backend.api.preferences import preferences_json
from backend.commands.installation import installation
from backend.domain.errors import InvalidRequest
from backend.domain.ids import PatientId
from backend.domain.reminders.keeping import Preferences
from backend.identifiers import parse_id
from backend.services.policies import For

type Json = dict[str, Any]

_ANCHORS: Final = {
    "booked": "at once, when booked or moved",
    "cancelled": "at once, when called off",
    "start": "before the visit",
    "noshow": "after it was missed",
}


def _scoped[F: Callable[..., object]](function: F) -> F:
    function = click.option("--location", help="Only for this place, by its id.")(function)
    return click.option("--service", help="Only for this service, by its id.")(function)


def _as_json[F: Callable[..., object]](function: F) -> F:
    return click.option("--json", "as_json", is_flag=True, help="Print JSON.")(function)


@click.group(epilog="Example: frontdesk reminders policy show")
def command() -> None:
    """Say when patients are reminded; see what they were told."""


@command.group(epilog="Example: frontdesk reminders policy show --service flu-shot")
def policy() -> None:
    """Show and change which messages a visit brings."""


@policy.command(epilog="Example: frontdesk reminders policy show --service flu-shot --location harbor")
@_scoped
@click.option("--all", "everything", is_flag=True, help="Every policy that is kept.")
@_as_json
def show(service: str | None, location: str | None, *, everything: bool, as_json: bool) -> None:
    """Show the policy that holds for a service and a place."""
    with installation() as frontdesk:
        policies = frontdesk.reminder_policies
        shown = policies.all() if everything else [policies.effective(For(service, location))]
    found = [policy_json(one) for one in shown]
    if as_json:
        click.echo(json.dumps(found if everything else found[0]))
        return
    for one in found:
        _say(one)


@policy.command("set", epilog="Example: frontdesk reminders policy set --location harbor harbor.toml")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@_scoped
@click.option("--as", "staff", default=getpass.getuser, help="Your name, for who looks later.")
@_as_json
def set_(file: Path, service: str | None, location: str | None, staff: str, *, as_json: bool) -> None:
    """Keep a policy from a TOML or JSON file, such as `show --json` prints; upcoming visits follow it."""
    told = _read(file)
    with installation() as frontdesk:
        saved = frontdesk.reminder_policies.save(
            For(service, location), told.get("steps", []), told.get("no_show_after"), by=staff
        )
    _print(policy_json(saved), as_json=as_json)


@policy.command(epilog="Example: frontdesk reminders policy remove --location harbor")
@_scoped
@_as_json
def remove(service: str | None, location: str | None, *, as_json: bool) -> None:
    """Forget a policy, and show what holds instead."""
    with installation() as frontdesk:
        instead = frontdesk.reminder_policies.remove(For(service, location))
    _print(policy_json(instead), as_json=as_json)


@command.command(epilog="Example: frontdesk reminders history 01a2050c200c7af8b6164673a01d972e --json")
@click.argument("patient")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 200), help="Lines to show.")
@click.option("--after", help="The `next` of the page before.")
@click.option("--bodies", is_flag=True, help="With the words.")
@_as_json
def history(patient: str, limit: int, after: str | None, *, bodies: bool, as_json: bool) -> None:
    """Show all that was said to a patient, will be, or was not and why; the latest first."""
    with installation() as frontdesk:
        page = frontdesk.histories(PatientId(parse_id(patient)), after=after_line(after), limit=limit, bodies=bodies)
        zone = frontdesk.read_directory().clinic.zone
    found = told_json(page)
    if as_json:
        click.echo(json.dumps(found))
        return
    for line, told in zip(page.lines, found["items"], strict=True):
        click.echo(_line(f"{line.at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}", told))
    if not page.lines:
        click.echo("Nothing was said, and nothing is planned.")
    if found["next"]:
        click.echo(f"More: --after {found['next']}")


@command.command(epilog="Example: frontdesk reminders wishes 01a2050c200c7af8b6164673a01d972e --channel email --fewer")
@click.argument("patient")
@click.option("--channel", help="Where they are told first: sms, whatsapp, telegram or email.")
@click.option("--language", "locale", help="en or es.")
@click.option(
    "--between",
    type=click.DateTime(["%H:%M"]),
    nargs=2,
    metavar="FROM UNTIL",
    help="When, on their clock: 09:00 18:00.",
)
@click.option("--fewer/--all", "fewer", default=None, help="Only the last reminder that asks, or all of them.")
@click.option("--usual", is_flag=True, help="Forget what they wished for before.")
@_as_json
def wishes(
    patient: str,
    channel: str | None,
    locale: str | None,
    between: tuple[datetime, datetime] | None,
    *,
    fewer: bool | None,
    usual: bool,
    as_json: bool,
) -> None:
    """Show how a patient wants to be told; with options, change that and leave the rest."""
    named: Json = {"channel": channel, "locale": locale, "fewer": fewer}
    if between is not None:
        named |= {"wakes": between[0].time(), "sleeps": between[1].time()}
    changes = {name: value for name, value in named.items() if value is not None}
    id_ = PatientId(parse_id(patient))
    with installation() as frontdesk:
        found = frontdesk.preferences.of(id_)
        if usual or changes:
            found = frontdesk.preferences.put(id_, replace(Preferences() if usual else found, **changes))
    told = preferences_json(found)
    if as_json:
        click.echo(json.dumps(told))
        return
    click.echo(f"channel: {told['channel'] or 'where they write'}")
    click.echo(f"language: {told['locale'] or 'the one they write in'}")
    click.echo(f"hours: {told['wakes']} to {told['sleeps']}" if told["wakes"] else "hours: the usual ones")
    click.echo(f"reminders: {'only the last that asks' if told['fewer'] else 'all'}")


def _line(at: str, told: Json) -> str:
    plan = told["plan"]
    what = plan["kind"] if plan else told["purpose"] or told["author"]
    state = told["state"] or (plan and plan["state"]) or "kept"
    why = f" ({plan['reason'].replace('_', ' ')})" if plan and plan["reason"] else ""
    words = f": {told['body']}" if told["body"] else ""
    return f"{at}  {what:14}  {told['channel'] or '-':9}  {state}{why}{words}"


def _read(file: Path) -> Json:
    try:
        text = file.read_text(encoding="utf-8")
        told = json.loads(text) if file.suffix == ".json" else tomllib.loads(text)
    except (ValueError, UnicodeDecodeError) as error:
        raise InvalidRequest(f"{file.name} is neither JSON nor TOML as its name says: {error}", field="file") from None
    if not isinstance(told, dict) or not isinstance(told.get("steps"), list):
        raise InvalidRequest("write `steps`, a list of messages: see `frontdesk reminders policy show`", field="steps")
    if not all(isinstance(step, dict) for step in told["steps"]):
        raise InvalidRequest("each step is a table with kind, template and anchor", field="steps")
    return told


def _print(found: Json, *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(found))
    else:
        _say(found)


def _say(found: Json) -> None:
    scope = " at ".join(one for one in (found["service"], found["location"]) if one) or "every visit"
    whose = "what the product brings along" if found["usual"] else f"set by {found['changed_by']}"
    click.echo(f"For {scope} ({whose}):")
    for step in found["steps"]:
        span = f"{step['span']} " if step["span"] else ""
        asks = ", asks whether they come" if step["asks"] else ""
        unless = ", unless they said so" if step["unless_confirmed"] else ""
        risk = ", only to who missed visits" if step["at_risk"] else ""
        when = f"{span}{_ANCHORS[step['anchor']]}"
        click.echo(f"  {step['kind']:14}  {when:32}  words: {step['template']}{asks}{unless}{risk}")
    if not found["steps"]:
        click.echo("  nothing is said")
    if found["no_show_after"] is not None:
        click.echo(f"  Who was not seen to come has missed the visit {found['no_show_after']} minutes after its end.")
