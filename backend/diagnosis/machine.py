"""What lies on the machine: interpreters, environments, disk, clock, the master key's file."""

from __future__ import annotations

import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from backend.diagnosis.finding import Finding
from backend.settings import Settings
from backend.supervisor.programs import BOT_PYTHON, ROOT

ENOUGH_BYTES = 2 * 1024**3
CLOCK_TOLERANCE = 30.0  # seconds: providers refuse signatures and codes that are much older
REFERENCE = "https://api.twilio.com/"


def examine(settings: Settings) -> Iterator[Finding]:
    """Check what lies on this machine."""
    yield _service_python()
    yield _bot_python()
    yield _model(settings)
    yield _disk(settings)
    yield _master_key(settings)
    yield _clock(settings)


def _service_python() -> Finding:
    found = f"Python {sys.version.split()[0]} in {sys.prefix}"
    if sys.version.startswith("3.12."):
        return Finding("service environment", "ok", found)
    return Finding("service environment", "wrong", found, "Run 'make up': it builds .venv on Python 3.12.")


def _bot_python() -> Finding:
    name, remedy = "bot environment", "Run 'make up': it builds .venv-bot on Python 3.10 with Rasa 3.6.21."
    if not BOT_PYTHON.exists():
        return Finding(name, "wrong", f"{BOT_PYTHON} is missing", remedy)
    question = "import sys, importlib.metadata as m; print(sys.version.split()[0], m.version('rasa'))"
    done = subprocess.run([str(BOT_PYTHON), "-c", question], capture_output=True, text=True, check=False)
    python, _, rasa = done.stdout.strip().partition(" ")
    if done.returncode == 0 and python.startswith("3.10.") and rasa == "3.6.21":
        return Finding(name, "ok", f"Python {python} with Rasa {rasa}")
    return Finding(name, "wrong", f"Python {python or '?'} with Rasa {rasa or '?'}", remedy)


def _model(settings: Settings) -> Finding:
    from bot.model import model_path  # noqa: PLC0415  # reads the training data's names

    kept = model_path(ROOT, settings.home)
    if kept.exists():
        return Finding("dialogue model", "ok", kept.name)
    return Finding("dialogue model", "warning", "not trained for the present data", "Run 'frontdesk train'.")


def _disk(settings: Settings) -> Finding:
    here = next(folder for folder in (settings.home, *settings.home.parents) if folder.exists())
    free = shutil.disk_usage(here).free
    found = f"{free / 1024**3:.1f} GB free"
    if free >= ENOUGH_BYTES:
        return Finding("disk", "ok", found)
    return Finding("disk", "wrong", found, f"Free at least 2 GB on the disk that holds {here}.")


def _master_key(settings: Settings) -> Finding:
    file = settings.home / "master.key"
    version = f"version {settings.master_key.version}"
    if not file.exists():
        return Finding("master key", "ok", f"{version}, from the settings")
    mode = stat.S_IMODE(file.stat().st_mode)
    if mode & 0o077:
        return Finding("master key", "wrong", f"{file} has mode {mode:o}", f"Run 'chmod 600 {file}'.")
    if settings.environment == "production":
        return Finding(
            "master key",
            "warning",
            f"{version}, beside the data in {file}",
            "Keep it elsewhere: FRONTDESK_MASTER_KEY_FILE.",
        )
    return Finding("master key", "ok", f"{version}, {file} with mode {mode:o}")


def _clock(settings: Settings) -> Finding:
    if settings.frozen_now:
        return Finding("clock", "warning", f"frozen at {settings.frozen_now.isoformat()}", "Remove FRONTDESK_NOW.")
    if settings.environment != "production":
        return Finding("clock", "ok", "not compared with a provider's outside production")
    try:
        # A constant https address; any answer carries the provider's clock.
        with urlopen(Request(REFERENCE, method="HEAD"), timeout=5) as answer:  # nosec B310
            said = answer.headers["Date"]
    except HTTPError as error:
        said = error.headers["Date"]
    except (URLError, OSError):
        said = None
    if not said:
        return Finding("clock", "warning", "no provider answered, so it was not compared", "Check the network.")
    off = (datetime.now(UTC) - parsedate_to_datetime(said)).total_seconds()
    if abs(off) <= CLOCK_TOLERANCE:
        return Finding("clock", "ok", f"{off:+.0f} s from Twilio's")
    return Finding(
        "clock", "wrong", f"{off:+.0f} s from Twilio's", "Let the system keep time (chrony, systemd-timesyncd)."
    )
