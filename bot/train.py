"""Train the dialogue model: `python -m bot.train --out DIR`."""

from __future__ import annotations

import argparse
import logging
import sys
from pathlib import Path

from bot.settings import prepare_process, silence_warnings

ROOT = Path(__file__).resolve().parent.parent


def train(root: Path, out: Path) -> Path:
    """Train NLU and rules from the files under `root` and return the model written to `out`."""
    import rasa.model_training
    import structlog

    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    result = rasa.model_training.train(
        domain=str(root / "domain.yml"),
        config=str(root / "config.yml"),
        training_files=[str(root / "data")],
        output=str(out),
        force_training=True,
        fixed_model_name="frontdesk",
    )
    if result.model is None or result.code != 0:
        raise SystemExit("The training data or the rules contradict each other; see the lines above.")
    return Path(result.model)


def main() -> None:
    """Train from the command line."""
    parser = argparse.ArgumentParser(
        description="Train the dialogue model.", epilog="example: python -m bot.train --out models"
    )
    parser.add_argument("--out", required=True, type=Path, help="folder the model is written to")
    options = parser.parse_args()
    prepare_process()
    silence_warnings()
    if str(ROOT) not in sys.path:
        sys.path.insert(0, str(ROOT))
    print(train(ROOT, options.out))


if __name__ == "__main__":
    main()
