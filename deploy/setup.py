"""Install what Frontdesk needs into .venv (Python 3.12: the service) and .venv-bot (Python 3.10: Rasa).

    python3 -m deploy.setup service bot     what `make up` needs
    python3 -m deploy.setup dev bot         what `make test` needs: the service with the tools that check it

Standard library only, Python 3.8 or later. A stamp in each environment names the lock it was installed from, so a
second run looks at two files and is done.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import re
import shutil
import sys
from pathlib import Path
from typing import NamedTuple

from deploy.interpreters import find
from deploy.step import Failed, Refusal, run
from deploy.tools import ROOT, environment, explain, find_uv

RECIPE = 1  # raise it when the steps below change
NEEDED_BYTES = 4 * 1024**3
WEIGHTS = "weights"  # the sentence encoder's, of which Rasa's environment can do without
WITHOUT_WEIGHTS = (
    "The sentence encoder's weights could not be installed. Frontdesk works without them and understands somewhat "
    "less; 'make clean' and another start try again."
)


class Target(NamedTuple):
    """One environment: its folder, the Python line it runs on, and whether our own packages are installed in it."""

    folder: Path
    line: str
    ours: bool

    @property
    def python(self) -> Path:
        """The environment's interpreter."""
        return self.folder / "bin" / "python"

    @property
    def stamp(self) -> Path:
        """The note of what was installed."""
        return self.folder / "frontdesk.json"


SERVICE = Target(ROOT / ".venv", "3.12", True)
BOT = Target(ROOT / ".venv-bot", "3.10", False)
TARGETS = {"service": SERVICE, "dev": SERVICE, "bot": BOT}


def main(arguments: list[str]) -> int:
    """Install the named groups where they are missing or old; return the exit code."""
    if not arguments or set(arguments) - set(TARGETS):
        print("Name what to install: service, dev or bot.", file=sys.stderr)
        return 2
    try:
        with Path(__file__).open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX)  # two starts at once install once
            _install_missing(arguments)
    except Refusal as refusal:
        print(str(refusal), file=sys.stderr)
        return 1
    except OSError as error:
        print("{}: {}.".format(error.filename or "The set-up failed", error.strerror), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped. Start again to go on.", file=sys.stderr)
        return 130
    return 0


def _install_missing(groups: list[str]) -> None:
    stale = [group for group in groups if not _current(group)]
    if not stale:
        return
    free = shutil.disk_usage(str(ROOT)).free
    if free < NEEDED_BYTES:
        raise Refusal(f"Only {free / 1024**3:.1f} GB are free on this disk: free at least 4 GB and start again.")
    print("Setting up; this happens once and takes a few minutes.", file=sys.stderr, flush=True)
    uv = find_uv()
    env = environment()
    for group in stale:
        _install(_kept(group), uv, env)


def _read_stamp(target: Target) -> dict[str, object]:
    try:
        stamp = json.loads(target.stamp.read_text())
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def _expected(group: str) -> dict[str, object]:
    project = (ROOT / "pyproject.toml").read_text().partition("[dependency-groups]")[0]
    locks = b"".join(Path(lock).read_bytes() for lock in _locks(group))
    digest = hashlib.sha256(locks + project.encode()).hexdigest()
    return {"group": group, "digest": digest, "root": str(ROOT), "recipe": RECIPE}


def _current(group: str) -> bool:
    """Tell whether the environment is installed from the group's lock; dev has all of service."""
    target = TARGETS[group]
    accepted = [group, "dev"] if group == "service" else [group]
    return target.python.exists() and any(_read_stamp(target) == _expected(one) for one in accepted)


def _kept(group: str) -> str:
    """Return dev for service where dev was installed, so renewing does not take a developer's tools away."""
    return "dev" if group == "service" and _read_stamp(SERVICE).get("group") == "dev" else group


def _install(group: str, uv: str, env: dict[str, str]) -> None:
    target = TARGETS[group]
    moved = _read_stamp(target).get("root", str(ROOT)) != str(ROOT)
    if target.stamp.exists():
        target.stamp.unlink()  # an interrupted run starts over
    locks = _locks(group)
    python = str(target.python)
    try:
        if moved or _line(target) != target.line:
            shutil.rmtree(str(target.folder), ignore_errors=True)
            base = find(uv, target.line)
            run("Making " + target.folder.name, [uv, "venv", "--no-config", "--python", base, str(target.folder)], env)
        label = "Installing {} ({} packages)".format(target.folder.name, sum(map(_count, locks)))
        pip = [uv, "pip"]
        sync = [*pip, "sync", "--no-config", "--python", python, "--require-hashes"]
        try:
            run(label, [*sync, *locks], env)
        except Failed:
            if len(locks) == 1:
                raise
            run("Installing {} without {}".format(target.folder.name, WEIGHTS), [*sync, locks[0]], env)
            print(WITHOUT_WEIGHTS, file=sys.stderr, flush=True)
        if target.ours:
            own = ["install", "--no-config", "--python", python, "--no-deps", "--no-build-isolation", "-e", str(ROOT)]
            run("Installing Frontdesk", [*pip, *own], env)
    except Failed as error:
        raise Refusal(explain(error.said)) from None
    partial = target.stamp.with_suffix(".part")
    partial.write_text(json.dumps(_expected(group)))
    partial.replace(target.stamp)


def _locks(group: str) -> list[str]:
    names = [group, WEIGHTS] if group == "bot" else [group]
    return [str(ROOT / "requirements" / (name + ".txt")) for name in names]


def _count(lock: str) -> int:
    return len(re.findall(r"^[A-Za-z0-9][^ ]*==", Path(lock).read_text(), re.MULTILINE))


def _line(target: Target) -> str | None:
    """Return the Python line of an environment that can be kept, None when there is none."""
    if not target.python.exists():
        return None
    question = "import sys; print('%d.%d' % sys.version_info[:2])"
    try:
        return run("Looking at " + target.folder.name, [str(target.python), "-c", question]).strip()
    except Failed:
        return None


if __name__ == "__main__":
    if sys.version_info < (3, 8):
        sys.exit("Frontdesk's set-up needs Python 3.8 or later: run 'make PYTHON=python3.12' with a newer one.")
    sys.exit(main(sys.argv[1:]))
