"""One supervisor a home: a lock that the system gives back when its holder dies, whatever it died of."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from backend.supervisor.errors import StartRefused

NAME = "supervisor.lock"


@contextmanager
def hold(home: Path) -> Iterator[None]:
    """Be this home's supervisor; raises StartRefused when there is one."""
    with (home / NAME).open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StartRefused(
                f"Frontdesk is running already with {home}: stop it first, or set FRONTDESK_HOME and FRONTDESK_PORT "
                "for a second one."
            ) from None
        yield


def held(home: Path) -> bool:
    """Tell whether a supervisor runs with this home."""
    if not (home / NAME).exists():
        return False
    with (home / NAME).open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False
