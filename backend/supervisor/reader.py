"""The dialogue engine by itself, for as long as texts are to be read and nobody is to be answered."""

from __future__ import annotations

import dataclasses
import socket
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from threading import Event
from time import monotonic

from backend.settings import Ports, Settings
from backend.supervisor import checks
from backend.supervisor.errors import StartRefused
from backend.supervisor.model import trained
from backend.supervisor.programs import BOT_PYTHON, LOOPBACK, ROOT, Program, programs
from backend.supervisor.progress import progress
from backend.supervisor.supervisor import answers

PATIENCE = 120.0
GRACE_SECONDS = 10.0
# Reading a text touches no conversation, so there is no memory behind this address, and none is asked for.
NO_MEMORY = "redis://127.0.0.1:1"


@contextmanager
def reader(settings: Settings, environ: Mapping[str, str]) -> Iterator[str]:
    """Start the engine on a free port, training its model if need be; give its address, and end it afterwards.

    Raises StartRefused, with one sentence that says what to do.
    """
    checks.programs_are_there(BOT_PYTHON)
    checks.home_is_writable(settings.home)
    model = trained(settings.home)
    base = _free_port() - Ports(0).engine
    alone = dataclasses.replace(settings, ports=Ports(base), redis_url=settings.redis_url or NO_MEMORY)
    engine = next(program for program in programs(alone, environ, model) if program.name == "rasa")
    process = subprocess.Popen(
        engine.command, cwd=ROOT, env=dict(engine.environ), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
    )
    try:
        with progress("Loading the dialogue model"):
            _wait(engine, process)
        yield f"{LOOPBACK}:{engine.port}"
    finally:
        process.terminate()
        try:
            process.wait(GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(engine: Program, process: subprocess.Popen[bytes]) -> None:
    limit, pause = monotonic() + PATIENCE, Event()
    while not answers(str(engine.probe)):
        if process.poll() is not None or monotonic() > limit:
            raise StartRefused("The dialogue engine does not start; its last words stand above.")
        pause.wait(0.2)


def _free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind((checks.LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port
