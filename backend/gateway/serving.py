"""How gunicorn runs the web side: `--config python:backend.gateway.serving`.

The application is made once and its processes are forked from that, so that they share its memory. Each is kept on one
processor: threads that share an interpreter never run two at a time, and waking one another across processors costs a
quarter of their time (docs/adr/0021).
"""

from __future__ import annotations

import gc
import os
import signal
from collections import Counter
from collections.abc import Mapping
from types import FrameType
from typing import Protocol

from backend.gateway.places import Places


class Worker(Protocol):
    """What we touch of a process of gunicorn's."""

    wsgi: Places


class Arbiter(Protocol):
    """What we touch of the process that starts them."""

    WORKERS: Mapping[int, Worker]


preload_app = True

_processors: dict[Worker, int] = {}


def when_ready(_server: Arbiter) -> None:
    """What was made so far is not looked through again: looking would copy it for each process."""
    gc.collect()
    gc.freeze()


def pre_fork(server: Arbiter, worker: Worker) -> None:
    """Choose a processor that the fewest of the others are on."""
    if not hasattr(os, "sched_getaffinity"):
        return
    for ended in set(_processors) - set(server.WORKERS.values()):
        del _processors[ended]
    taken = Counter(_processors.values())
    _processors[worker] = min(sorted(os.sched_getaffinity(0)), key=lambda processor: taken[processor])


def post_fork(_server: Arbiter, worker: Worker) -> None:
    """Stay on it."""
    if worker in _processors:
        os.sched_setaffinity(0, {_processors[worker]})


def post_worker_init(worker: Worker) -> None:
    """End open streams when gunicorn tells this worker to finish what it is at: they would never finish."""
    before = signal.getsignal(signal.SIGTERM)

    def stop(number: int, frame: FrameType | None) -> None:
        worker.wsgi.stop()
        if callable(before):
            before(number, frame)

    signal.signal(signal.SIGTERM, stop)
