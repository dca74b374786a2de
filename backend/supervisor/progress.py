"""Show what takes longer than a person likes to wait, and stay quiet about the rest."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

SILENT_SECONDS = 2.0
REPEAT_SECONDS = 30.0  # between two lines where there is no terminal


@contextmanager
def progress(label: str) -> Iterator[None]:
    """Show the label and the elapsed time once the block has taken two seconds."""
    finished = threading.Event()
    shower = threading.Thread(target=_show, args=(label, finished), daemon=True)
    shower.start()
    try:
        yield
    finally:
        finished.set()
        shower.join()


def _show(label: str, finished: threading.Event) -> None:
    start, terminal, shown = monotonic(), sys.stderr.isatty(), False
    wait = SILENT_SECONDS
    while not finished.wait(wait):
        line = f"  {label} ... {monotonic() - start:.0f} s"
        sys.stderr.write(f"\r{line} " if terminal else f"{line}\n")
        sys.stderr.flush()
        shown, wait = True, 1.0 if terminal else REPEAT_SECONDS
    if shown:
        line = f"  {label}: {monotonic() - start:.0f} s"
        sys.stderr.write(f"\r{line}     \n" if terminal else f"{line}\n")
        sys.stderr.flush()
