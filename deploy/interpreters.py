"""Find a Python of a given line: by uv, then pyenv's versions, then PATH, and only then let uv download one."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from deploy.step import Failed, Refusal, run


def find(uv: str, line: str) -> str:
    """Return the path of a working Python `line` (such as '3.10'); raises Refusal when there is none to be had."""
    for candidate in _candidates(uv, line):
        if _works(candidate, line):
            return candidate
    try:
        run(f"Downloading Python {line}", [uv, "python", "install", "--no-config", line])
    except Failed as error:
        raise Refusal(
            f"Python {line} is missing and could not be downloaded: install it (for example 'pyenv install {line}', "
            f"or your system's python{line} package) and start again. ({_last_line(error.said)})"
        ) from None
    found = _output([uv, "python", "find", "--no-config", "--managed-python", line]).strip()
    if not found:
        raise Refusal(f"Python {line} was downloaded but does not run on this machine: install it yourself.")
    return found


def _candidates(uv: str, line: str) -> Iterator[str]:
    yield _output([uv, "python", "find", "--no-config", "--system", "--no-python-downloads", line]).strip()
    for root in _pyenv_roots():
        for version in sorted(root.glob(f"versions/{line}.*"), key=_patch, reverse=True):
            yield str(version / "bin" / f"python{line}")
    yield shutil.which(f"python{line}") or ""


def _pyenv_roots() -> list[Path]:
    roots = [os.environ.get("PYENV_ROOT", "")]
    if shutil.which("pyenv"):
        roots.append(_output(["pyenv", "root"]).strip())
    roots.append(str(Path.home() / ".pyenv"))
    return [Path(root) for root in dict.fromkeys(roots) if root]


def _patch(version: Path) -> int:
    digits = version.name.rsplit(".", 1)[-1]
    return int(digits) if digits.isdigit() else -1


def _works(candidate: str, line: str) -> bool:
    question = "import sys, ssl, zlib; print('%d.%d' % sys.version_info[:2])"
    return bool(candidate) and _output([candidate, "-c", question]).strip() == line


def _output(command: list[str]) -> str:
    """Return what a command prints, nothing when it fails: a candidate that does not run is no candidate."""
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True, timeout=60)
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.decode("utf-8", "replace")


def _last_line(said: str) -> str:
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    return lines[-1] if lines else "no reason given"
