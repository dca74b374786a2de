"""Run a command quietly; show what is going on when it takes longer than a person likes to wait."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Sequence

SILENT_SECONDS = 2.0
REPEAT_SECONDS = 30.0  # between two lines where there is no terminal


class Refusal(Exception):
    """The set-up can't go on; the text is one sentence that says what to do."""


class Failed(Exception):
    """A command failed; `said` is everything it printed."""

    def __init__(self, said: str) -> None:
        super().__init__(said)
        self.said = said


def run(label: str, command: Sequence[str], env: dict[str, str] | None = None, cwd: str | None = None) -> str:
    """Run the command to its end and return what it printed; raises Failed. Shows the label after two seconds."""
    finished = threading.Event()
    shower = threading.Thread(target=_show, args=(label, finished), daemon=True)
    try:
        child = subprocess.Popen(
            list(command), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=env, cwd=cwd
        )
    except OSError as error:
        raise Failed(f"{command[0]}: {error.strerror}") from None
    shower.start()
    try:
        said = child.communicate()[0].decode("utf-8", "replace")
    finally:
        if child.poll() is None:
            child.terminate()
            child.wait()
        finished.set()
        shower.join()
    if child.returncode != 0:
        raise Failed(said)
    return said


def _show(label: str, finished: threading.Event) -> None:
    start = time.monotonic()
    terminal = sys.stderr.isatty()
    shown, wait = False, SILENT_SECONDS
    while not finished.wait(wait):
        spent = time.monotonic() - start
        if terminal:
            print(f"\r  {label} ... {spent:.0f} s ", end="", file=sys.stderr, flush=True)
        else:
            print(f"  {label} ... {spent:.0f} s", file=sys.stderr, flush=True)
        shown, wait = True, 1.0 if terminal else REPEAT_SECONDS
    if shown:
        spent = time.monotonic() - start
        print(f"{chr(13) if terminal else ''}  {label}: {spent:.0f} s      ".rstrip(), file=sys.stderr, flush=True)
