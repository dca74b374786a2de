"""Draw which intent was taken for which: `python -m tests.eval.confusion GOLD PREDICTIONS PICTURE`.

Runs in the bot's environment, where matplotlib is.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

import matplotlib.pyplot as plt  # type: ignore[import-not-found, unused-ignore]

INCHES = 11.0
DARK = 0.55


def draw(gold: dict[str, str], predicted: dict[str, str], out: Path) -> None:
    """Write the matrix: a row what was meant, a column what was read; the share of the row in colour."""
    names = sorted(set(gold.values()) | set(predicted.values()))
    counts = Counter((gold[one], predicted.get(one, "")) for one in gold)
    rows = Counter(gold.values())
    shares = [[counts[meant, read] / max(rows[meant], 1) for read in names] for meant in names]
    right = sum(counts[name, name] for name in names)
    figure, axes = plt.subplots(figsize=(INCHES, INCHES), layout="constrained")
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    for row, meant in enumerate(names):
        for column, read in enumerate(names):
            if counts[meant, read]:
                colour = "white" if shares[row][column] > DARK else "black"
                axes.text(column, row, str(counts[meant, read]), ha="center", va="center", color=colour, fontsize=10)
    axes.set_xticks(range(len(names)), names, rotation=60, ha="right", fontsize=10)
    axes.set_yticks(range(len(names)), [f"{name} ({rows[name]})" for name in names], fontsize=10)
    axes.set_xlabel("read as", fontsize=12)
    axes.set_ylabel("meant (messages)", fontsize=12)
    axes.set_title(f"{right} of {len(gold)} messages read as meant ({100 * right / len(gold):.1f} %)", fontsize=14)
    out.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(out, dpi=100)


def main() -> None:
    """Draw from two files of JSON lines with `id` and `intent`."""
    gold, predicted, out = sys.argv[1:]
    draw(_intents(gold), _intents(predicted), Path(out))


def _intents(file: str) -> dict[str, str]:
    lines = Path(file).read_text(encoding="utf-8").splitlines()
    return {row["id"]: row["intent"] or "" for row in map(json.loads, lines)}


if __name__ == "__main__":
    main()
