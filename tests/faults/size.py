"""How much is broken: a little in `make test`, all of it in `make bench`, which sets FAULTS=full; more at night."""

from __future__ import annotations

import os
import sys
from typing import Final

FULL: Final = os.environ.get("FAULTS") in ("full", "nightly")


def size(quick: int, full: int) -> int:
    """How many of something this run takes."""
    return full if FULL else quick


def tell(line: str) -> None:
    """A figure of a full run, for whoever watches (`pytest -s`)."""
    if FULL:
        sys.stdout.write(f"\n{line}\n")
