"""What has to hold before anything is started; each refusal says what to do."""

from __future__ import annotations

import errno
import os
import shutil
import socket
from pathlib import Path

from backend.supervisor.errors import StartRefused

NEEDED_BYTES = 1024**3
LOOPBACK = "127.0.0.1"


def home_is_writable(home: Path) -> None:
    """Create the home if need be; refuse one that can't be written to."""
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        probe = home / f".probe-{os.getpid()}"
        probe.write_bytes(b"x")
        probe.unlink()
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise StartRefused(f"The disk that holds {home} is full: free at least 1 GB and start again.") from None
        raise StartRefused(
            f"{home} can't be written to ({error.strerror}): set FRONTDESK_HOME to a folder you may write to."
        ) from None


def disk_has_room(home: Path) -> None:
    """Refuse to start on a disk that is nearly full, where the database would be the first to fail."""
    free = shutil.disk_usage(home).free
    if free < NEEDED_BYTES:
        raise StartRefused(
            f"Only {free // 1024**2} MB are free on the disk that holds {home}: free at least 1 GB and start again."
        )


def port_is_free(port: int, name: str, base: int) -> None:
    """Refuse a port that somebody listens on."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise StartRefused(f"Port {port} can't be opened ({error.strerror}): set FRONTDESK_PORT.") from None
            raise StartRefused(
                f"Port {port} ({name}) is taken by another program: stop that, or choose others with "
                f"FRONTDESK_PORT={base + 100}."
            ) from None


def programs_are_there(*needed: Path) -> None:
    """Refuse to start without the interpreters of both environments."""
    for program in needed:
        if not program.exists():
            raise StartRefused(f"{program} is missing: run 'make up', which installs what is needed.")
