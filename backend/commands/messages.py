"""`frontdesk messages`: what became of a message."""

from __future__ import annotations

import json

import click

from backend.api.messages import attempt_json, life_json
from backend.commands.installation import installation
from backend.domain.ids import MessageId
from backend.identifiers import parse_id


@click.group(epilog="Example: frontdesk messages show 01a2050c200c7af8b6164673a01d972e")
def command() -> None:
    """See what became of messages."""


@command.command(epilog="Example: frontdesk messages show 01a2050c200c7af8b6164673a01d972e --json")
@click.argument("message")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def show(message: str, *, as_json: bool) -> None:
    """Show a message's life: where it went, how far it got, and when."""
    with installation() as frontdesk:
        life = frontdesk.delivery.life(MessageId(parse_id(message)))
    if as_json:
        click.echo(json.dumps(life_json(life)))
        return
    written = life.at.astimezone().strftime("%Y-%m-%d %H:%M:%S")
    click.echo(f"{life.id.hex}: by {life.author}, {life.purpose or 'received'}, {written}, {life.channel}")
    for attempt in life.attempts:
        shown = attempt_json(attempt)
        code = f" ({attempt.error_code})" if attempt.error_code else ""
        times = f"{attempt.began_at.astimezone():%H:%M:%S} to {attempt.at.astimezone():%H:%M:%S}"
        click.echo(f"  {attempt.channel} {shown['address']}: {attempt.state}{code}, {times}")
        if attempt.provider_id:
            click.echo(f"    the provider's id: {attempt.provider_id}")
