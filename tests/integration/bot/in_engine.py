"""Run a piece of Python inside the engine's own environment, where Rasa lives."""

from __future__ import annotations

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
PYTHON = ROOT / ".venv-bot" / "bin" / "python"


def in_engine(script: str, **environ: str) -> str:
    """Return what the script prints; fail with its last words if it fails."""
    run = subprocess.run(
        [str(PYTHON), "-W", "ignore", "-c", script],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", "TF_CPP_MIN_LOG_LEVEL": "3", "SQLALCHEMY_SILENCE_UBER_WARNING": "1", **environ},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert run.returncode == 0, run.stderr[-2000:]
    return run.stdout.strip()
