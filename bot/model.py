"""The trained model, kept by a hash of what it was trained from.

Standard library only: the supervisor (Python 3.12) and the engine (Python 3.10) both import this module.
"""

from __future__ import annotations

import hashlib
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

TRAINED_FROM = (
    "config.yml",
    "domain.yml",
    "data",
    "bot/spelling.py",
    "bot/train.py",
    "bot/understanding",
    "requirements/bot.txt",
    "requirements/weights.txt",
)


class TrainingFailed(RuntimeError):
    """The model could not be trained; the message says what the trainer said last."""


def fingerprint(root: Path) -> str:
    """Return 16 hex digits that change when anything the model is trained from changes."""
    digest = hashlib.sha256()
    for path in _inputs(root):
        content = path.read_bytes()
        name = path.relative_to(root).as_posix().encode()
        digest.update(len(name).to_bytes(4, "big") + name + len(content).to_bytes(8, "big") + content)
    return digest.hexdigest()[:16]


def model_path(root: Path, home: Path) -> Path:
    """Say where the model for the present training inputs is kept, whether or not it is there."""
    return home / "models" / f"frontdesk-{fingerprint(root)}.tar.gz"


def ensure_model(root: Path, home: Path, python: Path | None = None) -> Path:
    """Return the model for the present training inputs, training it (about a minute) only if it is not there.

    `python` is the interpreter of the bot's environment; by default `.venv-bot` under `root`.
    """
    kept = model_path(root, home)
    if kept.exists():
        return kept
    interpreter = python or root / ".venv-bot" / "bin" / "python"
    kept.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=kept.parent, prefix="training-") as scratch:
        run = subprocess.run(
            [str(interpreter), "-m", "bot.train", "--out", scratch],
            cwd=root,
            capture_output=True,
            text=True,
            check=False,
        )
        made = sorted(Path(scratch).glob("*.tar.gz"))
        if run.returncode != 0 or not made:
            raise TrainingFailed("Training the dialogue model failed: " + _last_words(run.stdout + run.stderr))
        made[-1].replace(kept)
    return kept


def _inputs(root: Path) -> Iterator[Path]:
    for name in TRAINED_FROM:
        path = root / name
        if path.is_dir():
            yield from sorted(file for file in path.rglob("*") if file.suffix in {".py", ".yml"} and file.is_file())
        elif path.is_file():
            yield path


def _last_words(output: str) -> str:
    lines = [line for line in output.splitlines() if line.strip()]
    return " | ".join(lines[-5:]) or "no output"
