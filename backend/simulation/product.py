"""A product of its own for simulations: demo settings, a folder of its own, a clock that stands still."""

from __future__ import annotations

import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from threading import Event
from time import monotonic

from backend.bootstrap import Frontdesk, build
from backend.embedded import postgres
from backend.settings import parse
from backend.simulation import clinic
from backend.store.migrate import upgrade
from backend.supervisor.errors import StartRefused
from backend.supervisor.programs import ROOT

START_SECONDS = 900.0  # a model may have to be trained first
STOP_SECONDS = 30.0
OFFSETS = (0, 10, 20, 30)  # of the product's ports from the first
# The operator's own stores and accounts are none of a simulation's business; empty means the default.
NOT_OURS = (
    "DATABASE_URL", "REDIS_URL", "RASA_URL", "PUBLIC_URL", "FRONTDESK_API_URL", "FRONTDESK_SERVICE_TOKEN",
    "FRONTDESK_ENGINE_TOKEN", "FRONTDESK_MASTER_KEY", "FRONTDESK_MASTER_KEY_FILE", "TWILIO_ACCOUNT_SID",
    "TWILIO_AUTH_TOKEN", "TWILIO_MESSAGING_SERVICE_SID", "TWILIO_FROM", "TWILIO_API_BASE",
)  # fmt: skip


@dataclass(frozen=True)
class Product:
    """A running product: where its telephones are, and its parts for looking into the database."""

    carrier_url: str
    frontdesk: Frontdesk


@contextmanager
def running(environ: Mapping[str, str], models: Path, now: datetime) -> Iterator[Product]:
    """Run a product that shares the trained models of an installation; raises StartRefused when it does not start."""
    with tempfile.TemporaryDirectory(prefix="frontdesk-", ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        models.mkdir(parents=True, exist_ok=True)
        (home / "models").symlink_to(models.absolute())
        port = int(environ.get("FRONTDESK_PORT") or _free_port())
        told = {
            **environ,
            **dict.fromkeys(NOT_OURS, ""),
            "FRONTDESK_ENV": "test",
            "FRONTDESK_HOME": folder,
            "FRONTDESK_PORT": str(port),
            "FRONTDESK_NOW": now.isoformat(),
            "FRONTDESK_DIRECTORY_SECONDS": "0",  # every round of dialogues has a clinic of its own
        }
        stores = postgres.ensure(home, durable=False)
        frontdesk = build(replace(parse(told), database_url=stores.url))
        try:
            upgrade(frontdesk.database.engine)
            clinic.found(frontdesk.database)
            with _up(told, home / "up.log"):
                yield Product(f"http://127.0.0.1:{port + 10}", frontdesk)
        finally:
            frontdesk.database.engine.dispose()
            stores.remove()
            shutil.rmtree(home, ignore_errors=True)


@contextmanager
def _up(told: Mapping[str, str], log: Path) -> Iterator[None]:
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "backend", "up"],
            cwd=ROOT,
            env=dict(told),
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        _wait(process, log)
        yield
    finally:
        _stop(process)


def _wait(process: subprocess.Popen[bytes], log: Path) -> None:
    deadline, pause = monotonic() + START_SECONDS, Event()
    while "Ready in " not in (said := log.read_text(errors="replace")):
        if process.poll() is not None or monotonic() > deadline:
            raise StartRefused("The product did not start. Its last words: " + " | ".join(said.splitlines()[-5:]))
        pause.wait(0.1)


def _stop(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is not None:
        return
    process.send_signal(signal.SIGINT)
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _free_port() -> int:
    """Return a port whose neighbours are free too; at random, as others may be looking."""
    for base in random.sample(range(20100, 32000, 100), 119):  # nosec B311
        if all(_is_free(base + offset) for offset in OFFSETS):
            return base
    raise StartRefused("No free ports were found for a simulation: set FRONTDESK_PORT.")


def _is_free(port: int) -> bool:
    with closing(socket.socket()) as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
