"""The trained dialogue model, made when its inputs changed."""

from __future__ import annotations

from pathlib import Path

from backend.supervisor.errors import StartRefused
from backend.supervisor.programs import BOT_PYTHON, ROOT
from backend.supervisor.progress import progress
from bot.model import TrainingFailed, ensure_model


def trained(home: Path) -> Path:
    """Return the model for the present training data, training it when there is none; raises StartRefused."""
    try:
        with progress("Training the dialogue model (once for each change)"):
            return ensure_model(ROOT, home, BOT_PYTHON)
    except TrainingFailed as error:
        raise StartRefused(str(error)) from None
