"""The evaluation data and its scorers: they stand beside the checkout, or where FRONTDESK_EVAL_DATA says."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Sources:
    """A folder with `data/dev/...` and `tools/...`."""

    folder: Path

    def file(self, name: str) -> Path | None:
        """A data file, if it is there."""
        path = self.folder / "data" / "dev" / name
        return path if path.is_file() else None

    def score(self, tool: str, predictions: Path, data: Path) -> Json:
        """What a scorer says of predictions."""
        command = [sys.executable, str(self.folder / "tools" / f"{tool}.py"), "--pred", str(predictions)]
        run = subprocess.run([*command, "--data", str(data)], capture_output=True, text=True, check=True)
        scored: Json = json.loads(run.stdout.splitlines()[0])
        return scored


def sources() -> Sources:
    """Where the evaluation data is, if it is anywhere."""
    return Sources(Path(os.environ.get("FRONTDESK_EVAL_DATA") or ROOT.parent / "shared"))


def rows_of(path: Path) -> list[Json]:
    """The rows of a file of JSON lines."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def write(rows: Iterable[Json], path: Path) -> Path:
    """The file, with the rows as JSON lines."""
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def frontdesk(*arguments: str, out: Path) -> None:
    """Run a subcommand as an operator does, what it prints going to a file."""
    with out.open("wb") as written:
        subprocess.run([sys.executable, "-m", "backend", *arguments], cwd=ROOT, stdout=written, check=True)
