"""Processes that outlived a killed supervisor: noted when they start, ended at the next start."""

from __future__ import annotations

import json
import os
import signal
from contextlib import suppress
from pathlib import Path
from threading import Event
from time import monotonic

import psutil

NAME = "processes.json"
PATIENCE = 10.0


class Leftovers:
    """The note of running processes: id and start time, so that a reused id is never mistaken for ours."""

    def __init__(self, home: Path) -> None:
        self._file = home / NAME
        self._running: dict[int, float] = {}

    def add(self, pid: int) -> None:
        """Note a process that started."""
        with suppress(psutil.NoSuchProcess):
            self._running[pid] = psutil.Process(pid).create_time()
        self._write()

    def remove(self, pid: int) -> None:
        """Strike a process that ended."""
        self._running.pop(pid, None)
        self._write()

    def end(self) -> int:
        """End what an earlier supervisor left running and return how many that were."""
        found = [process for process in map(_same, *self._noted()) if process is not None]
        for number in (signal.SIGTERM, signal.SIGKILL):
            for process in filter(_alive, found):
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, number)
            limit = monotonic() + PATIENCE
            while any(map(_alive, found)) and monotonic() < limit:
                Event().wait(0.05)
        return len(found)

    def _noted(self) -> tuple[list[int], list[float]]:
        try:
            noted = {int(pid): float(born) for pid, born in json.loads(self._file.read_text()).items()}
        except (OSError, ValueError, AttributeError):
            return [], []
        return list(noted), list(noted.values())

    def _write(self) -> None:
        partial = self._file.with_suffix(".part")
        partial.write_text(json.dumps(self._running))
        partial.replace(self._file)


def _alive(process: psutil.Process) -> bool:
    """Tell whether a process still runs; one that ended and was never asked for (as in many containers) does not."""
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def _same(pid: int, born: float) -> psutil.Process | None:
    """Return the process if it is the noted one and leads its own group, as ours do."""
    try:
        process = psutil.Process(pid)
        if _alive(process) and abs(process.create_time() - born) < 1 and os.getpgid(pid) == pid:
            return process
    except (psutil.NoSuchProcess, ProcessLookupError):
        pass
    return None
