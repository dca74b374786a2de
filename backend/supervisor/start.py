"""`frontdesk up`, from nothing to ready and back."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from time import monotonic

from backend.embedded import postgres, valkey
from backend.settings import Settings, parse
from backend.supervisor import checks
from backend.supervisor.errors import StartRefused
from backend.supervisor.leftovers import Leftovers
from backend.supervisor.lock import hold
from backend.supervisor.model import trained
from backend.supervisor.programs import BOT_PYTHON, ROOT, programs, whole
from backend.supervisor.progress import progress
from backend.supervisor.supervisor import Supervisor

PORT_NAMES = {"web": "web", "carrier": "sandbox carrier", "actions": "action server", "engine": "Rasa"}


def up(environ: Mapping[str, str], home: Path) -> int:
    """Run the whole product until it is told to stop and return the exit code.

    Raises StartRefused, SettingsError or EmbeddedStoreError, each with one sentence that says what to do.
    """
    began = monotonic()
    checks.home_is_writable(home)
    checks.disk_has_room(home)
    settings = parse(environ)
    with hold(home):
        ended = Leftovers(home).end()
        if ended:
            _say(f"Ended {ended} processes that an earlier start left running.")
        for name, label in PORT_NAMES.items():
            checks.port_is_free(getattr(settings.ports, name), label, settings.ports.web)
        checks.programs_are_there(BOT_PYTHON)
        return _run_on_stores(settings, environ, began)


def _run_on_stores(settings: Settings, environ: Mapping[str, str], began: float) -> int:
    """Run with the stores around: they are the first to come and the last to go."""
    stores: list[postgres.EmbeddedPostgres | valkey.EmbeddedValkey] = []
    try:
        with progress("Starting the stores"):
            if settings.database_url is None:
                database = postgres.ensure(settings.home)
                stores.append(database)
                settings = dataclasses.replace(settings, database_url=database.url)
            if settings.redis_url is None:
                queue = valkey.ensure(settings.home)
                stores.append(queue)
                settings = dataclasses.replace(settings, redis_url=queue.url)
        _prepare(settings, environ)
        model = trained(settings.home)
        keep = programs(settings, environ, model)
        return Supervisor(keep, settings.home, lambda: _say(_welcome(settings, monotonic() - began))).run()
    except KeyboardInterrupt:
        return 130
    finally:
        for store in reversed(stores):
            store.stop()


def _prepare(settings: Settings, environ: Mapping[str, str]) -> None:
    """Bring the database to this release, and the demo clinic into it."""
    command = [sys.executable, "-m", "backend.supervisor.prepare"]
    with progress("Bringing the database up to date"):
        done = subprocess.run(
            command, cwd=ROOT, env=whole(settings, environ), stderr=subprocess.PIPE, text=True, check=False
        )
    if done.returncode != 0:
        said = done.stderr.strip().splitlines()
        raise StartRefused(f"The database could not be brought to this release: {said[-1] if said else 'no reason'}")


def _welcome(settings: Settings, seconds: float) -> str:
    base = settings.public_url
    places = [("Phones", f"{base}/sandbox")] if settings.demo else []
    places += [("API", f"{base}/api/v1/openapi.json"), ("State", f"{settings.home}")]
    width = max(len(name) for name, _ in places)
    rule = "-" * 64
    title = f"  Frontdesk {version('frontdesk')}" + (", with a demo clinic" if settings.demo else "")
    lines = [f"  {name:<{width}}  {where}" for name, where in places]
    last = f"  Ready in {seconds:.0f} s. Ctrl-C stops everything."
    return "\n".join(["", rule, title, "", *lines, "", last, rule, ""])


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
