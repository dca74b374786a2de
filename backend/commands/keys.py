"""`frontdesk keys`."""

from __future__ import annotations

import hashlib
import json

import click
from sqlalchemy import text

from backend.commands.installation import installation


@click.group(name="keys", epilog="Example: frontdesk keys status --json")
def command() -> None:
    """Show the state of the keys."""


@command.command(epilog="Example: frontdesk keys status")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def status(*, as_json: bool) -> None:
    """Tell which master key is in use and how many data keys it wraps; no key is ever shown."""
    with installation() as frontdesk:
        with frontdesk.database.engine.connect() as connection:
            counted = connection.execute(
                text(
                    "SELECT master_version, count(*) FILTER (WHERE erased_at IS NULL), "
                    "count(*) FILTER (WHERE erased_at IS NOT NULL) FROM data_keys GROUP BY 1 ORDER BY 1"
                )
            )
            rows = [{"master_version": version, "keys": alive, "erased": gone} for version, alive, gone in counted]
        master = frontdesk.settings.master_key
    # Derived for this purpose alone, so it tells two keys apart and gives nothing away.
    fingerprint = hashlib.sha256(master.derive("fingerprint")).hexdigest()[:12]
    found = {"master_version": master.version, "fingerprint": fingerprint, "data_keys": rows}
    if as_json:
        click.echo(json.dumps(found))
        return
    click.echo(f"Master key: version {master.version}, fingerprint {fingerprint}")
    for row in rows:
        click.echo(f"Data keys under version {row['master_version']}: {row['keys']} in use, {row['erased']} erased")
    if not rows:
        click.echo("No data keys yet: no patient has written.")
