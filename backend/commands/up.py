"""`frontdesk up`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from backend.environment import environ
from backend.supervisor.start import up


@click.command(epilog="Example: FRONTDESK_PORT=9000 frontdesk up")
def command() -> None:
    """Start everything on this machine and stop it on Ctrl-C.

    Stores, web, worker, action server and Rasa; outside production also a demo clinic with telephones to try it. State
    is kept in FRONTDESK_HOME (.frontdesk).
    """
    known = environ()
    sys.exit(up(known, Path(known.get("FRONTDESK_HOME") or ".frontdesk").absolute()))
