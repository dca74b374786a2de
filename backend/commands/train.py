"""`frontdesk train`."""

from __future__ import annotations

import click

from backend.environment import settings
from backend.supervisor.model import trained


@click.command(epilog="Example: frontdesk train")
def command() -> None:
    """Train the dialogue model if its inputs changed, and print where it is kept."""
    click.echo(str(trained(settings().home)))
