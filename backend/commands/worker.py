"""`frontdesk worker`."""

from __future__ import annotations

import logging

import click

from backend.commands.installation import WAITS, installation
from backend.workers.run import run


@click.command(epilog="Example: frontdesk worker")
def command() -> None:
    """Do the work that is due until SIGTERM: answer texts, send replies, take up what was dropped.

    Any number of workers may run; `frontdesk up` starts one.
    """
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    for noisy in ("alembic", "httpx", "rq", "twilio"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    with installation(WAITS) as frontdesk:
        run(frontdesk)
