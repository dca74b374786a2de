"""`frontdesk bench`."""

from __future__ import annotations

import subprocess
import sys

import click

from backend.supervisor.errors import StartRefused
from backend.supervisor.programs import ROOT

EPILOG = "Example: frontdesk bench turn booking --json"


@click.command(epilog=EPILOG)
@click.argument("names", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a figure, with its baseline and their ratio.")
def command(names: tuple[str, ...], as_json: bool) -> None:
    """Measure speed and size, each beside a baseline of the same run. Starts a product of its own.

    NAME is memory, turn, acknowledgement, availability, booking, streams, webhooks or reminders; all by default.
    """
    if not (ROOT / "tests" / "bench").is_dir():
        raise StartRefused("Benchmarks are part of the source: run this in a checkout, after `make test` set it up.")
    run = subprocess.run(
        [sys.executable, "-m", "tests.bench", *names, *(["--json"] if as_json else [])], cwd=ROOT, check=False
    )
    sys.exit(run.returncode)
