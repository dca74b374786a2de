"""Write the locks in requirements/ from the dependency groups of pyproject.toml: hashed, and naming no index.

python -m deploy.lock               keep the versions that still fit
python -m deploy.lock --upgrade     take the newest that fit
python -m deploy.lock --check       only tell whether pyproject.toml changed since (needs no network)
"""

import hashlib
import json
import re
import shutil
import sys
import tempfile
import tomllib
from pathlib import Path

from deploy.step import Failed, Refusal, run
from deploy.tools import ROOT, environment, explain, find_uv

PROJECT = ROOT / "pyproject.toml"
FOLDER = ROOT / "requirements"
LINES = {
    "dev": "3.12",
    "service": "3.12",
    "bot": "3.10",
    "weights": "3.10",
    "tools": "3.8",
}  # dev first: service takes its versions
ALONE = {"weights"}  # locked without what they depend on
MARK = "# groups: "


def main(arguments: list[str]) -> int:
    """Write the locks or check them; return the exit code."""
    try:
        if "--check" in arguments:
            return _check()
        for group, line in LINES.items():
            _compile(group, line, upgrade="--upgrade" in arguments)
        _demand_subset()
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        return 1
    return 0


def _check() -> int:
    stale = [group for group in LINES if f"{MARK}{_fingerprint()}" not in _path(group).read_text()]
    if stale:
        print(f"requirements/{stale[0]}.txt is older than pyproject.toml's groups: run 'make lock'.", file=sys.stderr)
    return 1 if stale else 0


def _path(group: str) -> Path:
    return FOLDER / f"{group}.txt"


def _fingerprint() -> str:
    groups = tomllib.loads(PROJECT.read_text())["dependency-groups"]
    return hashlib.sha256(json.dumps(groups, sort_keys=True).encode()).hexdigest()[:16]


def _compile(group: str, line: str, *, upgrade: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        # uv refuses --group for a project it does not manage, and this one is not: `uv run` takes .venv as it is.
        (work / "pyproject.toml").write_text(PROJECT.read_text().replace("managed = false\n", ""))
        earlier = _path("dev" if group == "service" else group)
        if earlier.exists() and (group == "service" or not upgrade):
            shutil.copy(earlier, work / "lock.txt")  # versions found here are kept
        command = [find_uv(), "pip", "compile", "--quiet", "--no-config", "--group", f"pyproject.toml:{group}"]
        command += ["--python-version", line, "--universal", "--generate-hashes", "--no-emit-index-url"]
        command += ["--custom-compile-command", "make lock", "-o", "lock.txt"]
        command += ["--no-deps"] if group in ALONE else []
        try:
            run(f"Locking {group}", command, env=_indexless(environment()), cwd=folder)
        except Failed as error:
            raise Refusal(explain(error.said)) from None
        text = (work / "lock.txt").read_text()
    head, _, body = text.partition("\n#    make lock\n")
    FOLDER.mkdir(exist_ok=True)
    _path(group).write_text(f"{head}\n#    make lock\n{MARK}{_fingerprint()}\n{body}")


def _indexless(env: dict[str, str]) -> dict[str, str]:
    """Leave folders of this machine out: what is locked has to exist at the registry."""
    return {name: value for name, value in env.items() if name not in {"UV_INDEX", "UV_FIND_LINKS"}}


def _demand_subset() -> None:
    """The service environment is the development one less its tools, or tests would not prove what runs."""
    pins = {
        group: set(re.findall(r"^(\S+==\S+)", _path(group).read_text(), re.MULTILINE)) for group in ("service", "dev")
    }
    odd = sorted(pins["service"] - pins["dev"])
    if odd:
        raise Refusal(f"requirements/service.txt has {odd[0]}, requirements/dev.txt has not: run 'make lock' again.")


def _pins(group: str) -> set[str]:
    return set(re.findall(r"^(\S+==\S+)", _path(group).read_text(), re.MULTILINE))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
