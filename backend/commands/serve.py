"""`frontdesk serve`."""

from __future__ import annotations

import os
import shutil
import sys

import click

from backend.chat.listening import STREAMS
from backend.environment import environ, settings
from backend.supervisor.errors import StartRefused

APPLICATION = "backend.gateway.wsgi:create({threads}, {counts!r})"
PROCESSES = min(2, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)


@click.command(epilog="Example: frontdesk serve --processes 2")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--processes", default=PROCESSES, show_default=True, type=click.IntRange(1, 64), help="Worker processes.")
@click.option("--threads", default=32, show_default=True, type=click.IntRange(1, 256), help="Requests at once in each.")
def command(host: str, processes: int, threads: int) -> None:
    """Serve the web side: webhooks, API and pages, on FRONTDESK_PORT.

    Open chats are streams, each with a thread of its own beside those: at most 512 in a process.

    Needs DATABASE_URL and REDIS_URL; `frontdesk up` sets them for the embedded stores.
    """
    found = settings()
    if found.database_url is None or found.redis_url is None:
        raise StartRefused("DATABASE_URL and REDIS_URL are not both set: run 'frontdesk up', or set them.")
    counts = found.home / f"counts-{found.ports.web}"
    shutil.rmtree(counts, ignore_errors=True)
    counts.mkdir(parents=True)
    arguments = [
        sys.executable,
        "-m",
        "gunicorn",
        APPLICATION.format(threads=threads, counts=str(counts)),
        "--config",
        "python:backend.gateway.serving",
        "--bind",
        f"{host}:{found.ports.web}",
        "--worker-class",
        "gthread",
    ]
    # Gunicorn starts a thread when it has none that is free, so what nobody uses costs nothing.
    arguments += ["--workers", str(processes), "--threads", str(threads + STREAMS)]
    arguments += ["--worker-connections", str(2 * (threads + STREAMS)), "--timeout", "30", "--graceful-timeout", "5"]
    arguments += ["--keep-alive", "30", "--log-level", "warning", "--no-control-socket"]
    # Gunicorn takes this process over, signals included.
    told = environ() | {"PROMETHEUS_MULTIPROC_DIR": str(counts)}
    os.execve(sys.executable, arguments, told)  # noqa: S606  # nosec B606
