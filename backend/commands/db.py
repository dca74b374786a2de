"""`frontdesk db`: migrate, back up, restore."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import click
from psycopg.conninfo import conninfo_to_dict
from sqlalchemy import make_url

from backend.bootstrap import build
from backend.commands.installation import with_stores
from backend.embedded import postgres
from backend.environment import environ, settings
from backend.settings import Settings
from backend.store.migrate import upgrade
from backend.supervisor.errors import StartRefused
from backend.supervisor.lock import held
from backend.supervisor.progress import progress


@click.group(name="db", epilog="Example: frontdesk db backup clinic.dump")
def command() -> None:
    """Migrate, back up or restore the database."""


@command.command(epilog="Example: frontdesk db migrate")
def migrate() -> None:
    """Bring the database to this release and print its revision; harmless when it is there already."""
    with with_stores(settings()) as found:
        frontdesk = build(found)
        with progress("Bringing the database up to date"):
            revision = upgrade(frontdesk.database.engine)
        frontdesk.database.engine.dispose()
    click.echo(revision)


@command.command(epilog="Example: frontdesk db backup clinic.dump")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """Write the whole database to FILE, mode 0600.

    Patients' data in it is ciphertext: keep the master key too, elsewhere, or the backup can't be read.
    """
    partial = file.with_name(f"{file.name}.part")
    with with_stores(settings()) as found:
        partial.touch(mode=0o600)
        try:
            with progress("Writing the backup"):
                _run(found, "pg_dump", "--format=custom", "--no-owner", "--file", str(partial))
        except StartRefused:
            partial.unlink()
            raise
    partial.replace(file)
    click.echo(f"{file}: {file.stat().st_size} bytes")


@command.command(epilog="Example: frontdesk db restore clinic.dump --yes")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.confirmation_option(prompt="Everything in the database is replaced. Go on?")
def restore(file: Path) -> None:
    """Replace the whole database by FILE, in one transaction, then bring it to this release. Stop Frontdesk first."""
    found = settings()
    if held(found.home):
        raise StartRefused("Frontdesk is running: stop it before its database is replaced.")
    with with_stores(found) as running:
        with progress("Restoring"):
            flags = ("--clean", "--if-exists", "--no-owner", "--single-transaction", "--exit-on-error")
            _run(running, "pg_restore", *flags, "--dbname", _database(running), str(file))
        frontdesk = build(running)
        revision = upgrade(frontdesk.database.engine)
        frontdesk.database.engine.dispose()
    click.echo(f"Restored; the database is at {revision}.")


def _database(found: Settings) -> str:
    return make_url(found.database_url or "").database or "frontdesk"


def _run(found: Settings, name: str, *arguments: str) -> None:
    """Run one of PostgreSQL's client programs; the address goes by environment, since a command line is public."""
    plain = make_url(found.database_url or "").set(drivername="postgresql").render_as_string(hide_password=False)
    known = conninfo_to_dict(plain)
    names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD", "dbname": "PGDATABASE"}
    names |= {"sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT"}
    told = {names[key]: str(value) for key, value in known.items() if key in names and value is not None}
    path = {"PATH": environ().get("PATH", "")}
    program = shutil.which(name) if found.database_url and not postgres.program(name).exists() else None
    done = subprocess.run(
        [program or str(postgres.program(name)), *arguments],
        env=path | told,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        lines = done.stderr.strip().splitlines() or ["no reason given"]
        raise StartRefused(f"{name} failed: {lines[-1]}")
