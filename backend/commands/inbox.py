"""`frontdesk inbox`: what waits for staff."""

from __future__ import annotations

import getpass
import json
from collections.abc import Callable
from typing import Any, Final

import click

from backend.api.handoffs import handoff_json, said_json
from backend.bootstrap import Frontdesk
from backend.commands.installation import installation
from backend.domain.errors import InvalidRequest, NotFound
from backend.domain.ids import HandoffId
from backend.domain.messaging.records import Handoff
from backend.identifiers import parse_id

_AUTHORS: Final = {"patient": "patient", "bot": "assistant", "system": "frontdesk"}
_SHORTEST_ID: Final = 4
_WHOLE_ID: Final = 32

type Json = dict[str, Any]


def _as_json[F: Callable[..., object]](function: F) -> F:
    return click.option("--json", "as_json", is_flag=True, help="Print JSON.")(function)


def _by[F: Callable[..., object]](function: F) -> F:
    return click.option("--as", "staff", default=getpass.getuser, help="Your name, as patients see it.")(function)


@click.group(epilog="Example: frontdesk inbox list")
def command() -> None:
    """Read, take over and answer the conversations that need a person.

    A handoff is named by its id, or by the last few characters of it.
    """


@command.command("list", epilog="Example: frontdesk inbox list --state claimed")
@click.option("--state", type=click.Choice(["waiting", "claimed", "resolved", "returned"]), help="Default: all open.")
@_as_json
def list_(state: str | None, *, as_json: bool) -> None:
    """List what waits, the most urgent first."""
    with installation() as frontdesk:
        found = frontdesk.handoffs.waiting(state)
    if as_json:
        click.echo(json.dumps([handoff_json(one) for one in found]))
        return
    for one in found:
        holder = f" by {one.claimed_by}" if one.claimed_by else ""
        opened = one.opened_at.astimezone().strftime("%Y-%m-%d %H:%M")
        click.echo(
            f"{one.id.hex[-8:]}  {one.priority.name.lower():9}  {one.reason.value:13}  {opened}  {one.state}{holder}"
        )
    if not found:
        click.echo("Nothing waits.")


@command.command(epilog="Example: frontdesk inbox show 3fa2c1d0")
@click.argument("handoff")
@click.option("--limit", default=30, show_default=True, type=click.IntRange(1, 200), help="Lines to show.")
@_as_json
def show(handoff: str, limit: int, *, as_json: bool) -> None:
    """Show a conversation."""
    with installation() as frontdesk:
        found = _find(frontdesk, handoff)
        lines = frontdesk.handoffs.thread(found.conversation, limit=limit)
    if as_json:
        click.echo(json.dumps({**handoff_json(found), "messages": [said_json(line) for line in lines]}))
        return
    _say(found)
    for line in lines:
        author = line.author_name or _AUTHORS.get(line.author, line.author.value)
        delivery = f" [{line.delivery}]" if line.delivery else ""
        click.echo(f"{line.at.astimezone():%H:%M} {author}: {line.body.reveal()}{delivery}")


@command.command(epilog="Example: frontdesk inbox claim 3fa2c1d0 --as Sam")
@click.argument("handoff")
@_by
@_as_json
def claim(handoff: str, staff: str, *, as_json: bool) -> None:
    """Take a conversation over; the patient is told, the bot is silent."""
    _do(handoff, lambda desk, id_: desk.handoffs.claim(id_, staff), as_json=as_json)


@command.command(epilog='Example: frontdesk inbox reply 3fa2c1d0 "Could you come at 3 pm?" --as Sam')
@click.argument("handoff")
@click.argument("text")
@_by
@_as_json
def reply(handoff: str, text: str, staff: str, *, as_json: bool) -> None:
    """Write to the patient; you must have claimed the conversation."""
    with installation() as frontdesk:
        message = frontdesk.handoffs.reply(_find(frontdesk, handoff).id, text, staff)
    click.echo(json.dumps({"message": message.hex}) if as_json else "On its way.")


@command.command(epilog="Example: frontdesk inbox resolve 3fa2c1d0")
@click.argument("handoff")
@_by
@_as_json
def resolve(handoff: str, staff: str, *, as_json: bool) -> None:
    """Close it: the patient's next text goes to the bot."""
    _do(handoff, lambda desk, id_: desk.handoffs.resolve(id_, staff), as_json=as_json)


@command.command("return", epilog="Example: frontdesk inbox return 3fa2c1d0")
@click.argument("handoff")
@_by
@_as_json
def return_(handoff: str, staff: str, *, as_json: bool) -> None:
    """Give the conversation back to the bot, which says so."""
    _do(handoff, lambda desk, id_: desk.handoffs.give_back(id_, staff), as_json=as_json)


@command.command(epilog="Example: frontdesk inbox release 3fa2c1d0")
@click.argument("handoff")
@_by
@_as_json
def release(handoff: str, staff: str, *, as_json: bool) -> None:
    """Let it wait for somebody else."""
    _do(handoff, lambda desk, id_: desk.handoffs.release(id_, staff), as_json=as_json)


def _do(handoff: str, what: Callable[[Frontdesk, HandoffId], Handoff], *, as_json: bool) -> None:
    with installation() as frontdesk:
        done = what(frontdesk, _find(frontdesk, handoff).id)
    if as_json:
        click.echo(json.dumps(handoff_json(done)))
    else:
        _say(done)


def _find(frontdesk: Frontdesk, text: str) -> Handoff:
    """The handoff with an id, or the only open one whose id ends so; raises NotFound, InvalidRequest."""
    ending = text.replace("-", "").lower()
    if len(ending) == _WHOLE_ID:
        return frontdesk.handoffs.get(HandoffId(parse_id(ending)))
    if len(ending) < _SHORTEST_ID:
        raise InvalidRequest(f"give at least {_SHORTEST_ID} characters of the id", field="handoff")
    open_ = [one for one in frontdesk.handoffs.waiting(limit=1000) if one.id.hex.endswith(ending)]
    if len(open_) > 1:
        raise InvalidRequest("more than one handoff ends so: give more of the id", field="handoff")
    if not open_:
        raise NotFound("no open handoff has that id")
    return open_[0]


def _say(found: Handoff) -> None:
    holder = f" by {found.claimed_by}" if found.claimed_by else ""
    note = f" ({found.note.reveal()})" if found.note else ""
    click.echo(f"{found.id.hex}: {found.reason.value}{note}, {found.priority.name.lower()}, {found.state}{holder}")
