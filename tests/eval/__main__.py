"""Measure how well the product understands, against its goals: `python -m tests.eval`; also `make eval`.

The data stands beside the checkout, in ../shared, or where FRONTDESK_EVAL_DATA says; what needs it is left out where it
is not. Ends with 1 if anything fell below its floor in floors.toml.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from backend.supervisor.programs import BOT_PYTHON, ROOT
from tests.eval import fuzz, identity, patients, times, understanding
from tests.eval.goals import Row, fallen, floors, lines
from tests.eval.sources import Sources, sources

SCRATCH = ROOT / ".frontdesk" / "eval"
PICTURE = ROOT / "docs" / "pictures" / "confusion.png"
MESSAGES = 10_000


def main() -> int:
    """Measure, print the table, draw the picture."""
    arguments = argparse.ArgumentParser(prog="make eval", description=__doc__)
    arguments.add_argument("parts", nargs="*", metavar="PART", help=f"one or more of: {', '.join(_parts(None, 1))}")
    arguments.add_argument("--dialogues", type=int, metavar="N", help="play the first N of each file only")
    arguments.add_argument("--fuzzed", type=int, default=MESSAGES, metavar="N", help="send so many fuzzed messages")
    given = arguments.parse_args()
    parts = _parts(given.dialogues, given.fuzzed)
    if unknown := set(given.parts) - set(parts):
        arguments.error(f"there is no part {', '.join(sorted(unknown))}; there are: {', '.join(parts)}")
    data = sources()
    SCRATCH.mkdir(parents=True, exist_ok=True)
    rows: list[Row] = []
    for name, measure in parts.items():
        if not given.parts or name in given.parts:
            sys.stderr.write(f"measuring {name} ...\n")
            rows += measure(data)
    bounds = floors()
    _say("\n".join(lines(rows, bounds)))
    if any(row.reached is None for row in rows):
        _say(f"\nWhat was left out needs the evaluation data in {data.folder} (set FRONTDESK_EVAL_DATA to move it).")
    _draw(data)
    _say(f"\nPredictions and the odd messages are in {SCRATCH.relative_to(ROOT)}.")
    return 1 if fallen(rows, bounds) else 0


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _parts(dialogues: int | None, fuzzed: int) -> dict[str, Callable[[Sources], list[Row]]]:
    return {
        "times": lambda data: times.measure(data, SCRATCH),
        "understanding": lambda data: understanding.measure(data, SCRATCH),
        "identity": identity.measure,
        "patients": lambda data: patients.measure(data, SCRATCH, dialogues),
        "fuzz": lambda _: fuzz.measure(fuzzed, SCRATCH),
        "training": lambda _: understanding.training(),
    }


def _draw(data: Sources) -> None:
    """Draw the confusion matrix, if the labelled messages were read."""
    gold, read = data.file("intents/dev_intents.jsonl"), Path(SCRATCH / "intents.jsonl")
    if gold is None or not read.is_file():
        return
    command = [str(BOT_PYTHON), "-m", "tests.eval.confusion", str(gold), str(read), str(PICTURE)]
    subprocess.run(command, cwd=ROOT, check=True)
    _say(f"\nWhich intent was taken for which: {PICTURE.relative_to(ROOT)}")


if __name__ == "__main__":
    sys.exit(main())
