"""Get uv: the one on this machine when it is recent enough, else a copy of our own, fetched through pip."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from deploy.step import Failed, Refusal, run

OLDEST = (0, 8)
ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".tools"
LOCK = ROOT / "requirements" / "tools.txt"
LOG = ROOT / "setup.log"
PIP_SETTINGS = {  # what pip calls it, what uv calls it, and what stands between two of them
    "index-url": ("UV_DEFAULT_INDEX", " "),
    "extra-index-url": ("UV_INDEX", " "),
    "find-links": ("UV_FIND_LINKS", ","),
}
UNREACHABLE = (
    "error sending request",
    "failed to fetch",
    "max retries exceeded",
    "could not connect",
    "connection refused",
    "name resolution",
    "dns error",
    "temporary failure",
    "no matching distribution",
)


def find_uv() -> str:
    """Return the path of a uv that runs; raises Refusal when there is none and none can be fetched."""
    own = FOLDER / "bin" / "uv"
    for candidate in (shutil.which("uv"), str(own)):
        if candidate and _version(candidate) >= OLDEST:
            return candidate
    _fetch()
    if _version(str(own)) < OLDEST:
        raise Refusal("uv was fetched but does not run on this machine: install it yourself (pip install uv).")
    return str(own)


def _version(uv: str) -> tuple[int, ...]:
    try:
        command = [uv, "--version"]
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=30, check=True)
    except (OSError, subprocess.SubprocessError):
        return ()
    found = re.search(rb"(\d+)\.(\d+)\.(\d+)", done.stdout)
    return tuple(int(part) for part in found.groups()) if found else ()


def _fetch() -> None:
    if _output_of_pip("--version") is None:
        raise Refusal("This Python 3 has no pip: install it (on Debian: apt install python3-pip) and start again.")
    shutil.rmtree(str(FOLDER), ignore_errors=True)
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check"]
    try:
        run("Fetching uv", [*pip, "--require-hashes", "--target", str(FOLDER), "-r", str(LOCK)])
    except Failed as error:
        raise Refusal(explain(error.said)) from None


def _output_of_pip(*arguments: str) -> str | None:
    try:
        done = subprocess.run(
            [sys.executable, "-m", "pip", *arguments], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.decode("utf-8", "replace").strip()


def environment() -> dict[str, str]:
    """Return the environment for uv, which does not read pip's settings: hand over the index and the certificates."""
    env = dict(os.environ)
    env.pop("VIRTUAL_ENV", None)
    env.setdefault("UV_NO_PROGRESS", "1")
    env.setdefault("UV_SYSTEM_CERTS", "1")  # a company's own certificate authority is in the system's store
    env.setdefault("UV_INDEX_STRATEGY", "unsafe-best-match")  # as pip does; the hashes decide what is let in
    for setting, (name, separator) in PIP_SETTINGS.items():
        value = env.get("PIP_" + setting.upper().replace("-", "_"))
        value = value or _output_of_pip("config", "get", f"global.{setting}")
        if value and name not in env:
            env[name] = separator.join(value.split())
    return env


def explain(said: str) -> str:
    """Turn what an installer said into one sentence that says what to do."""
    text = said.lower()
    if "no space left" in text:
        return "The disk is full: free at least 6 GB and start again."
    if any(sign in text for sign in UNREACHABLE):
        return "The package registry can't be reached: check the network, or name your mirror in PIP_INDEX_URL."
    if "hash" in text and "mismatch" in text:
        return "A package differs from the one that was locked: refuse it, and check the registry you install from."
    LOG.write_text(said)
    lines = [line.strip() for line in said.splitlines() if "error" in line.lower()]
    return f"Installing failed, all of it is in {LOG.name}: {lines[0] if lines else 'no reason given'}"
