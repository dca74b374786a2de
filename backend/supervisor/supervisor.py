"""Keep processes running: start, relay what they print, restart the one that dies, stop all of them.

Honcho starts a process in a group of its own and relays its lines. Its manager, though, ends everything as soon as one
process ends, so the keeping is done here: one thread a process, restarting with back-off.
"""

from __future__ import annotations

import os
import queue
import shlex
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from time import monotonic
from types import FrameType
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from honcho.colour import get_colours
from honcho.printer import Message, Printer
from honcho.process import Process

from backend.supervisor.leftovers import Leftovers
from backend.supervisor.programs import ROOT, Program

BACK_OFF = (0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
STEADY_SECONDS = 60.0  # a process that lived this long starts over with the shortest back-off
TRIES_BEFORE_READY = 3
SETTLED_SECONDS = 1.0  # a program without a probe that lived this long came up
GRACE_SECONDS = 10.0  # between asking to stop and killing
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Supervisor:
    """Runs programs until a signal arrives; `run` returns the exit code once every one of them is gone."""

    def __init__(self, programs: Sequence[Program], home: Path, on_ready: Callable[[], None]) -> None:
        self._programs = {program.name: program for program in programs}
        self._pids: dict[str, int] = {}
        self._births: dict[str, float] = {}
        self._deaths = dict.fromkeys(self._programs, 0)
        self._events: queue.Queue[Message] = queue.Queue()
        self._colours = dict(zip(self._programs, get_colours(), strict=False))
        self._printer = Printer(sys.stdout, width=max(map(len, [*self._programs, "frontdesk"])))
        self._leftovers = Leftovers(home)
        self._stopping = threading.Event()
        self._answering = threading.Event()
        self._signals = 0
        self._on_ready = on_ready
        self._ready = False

    def run(self) -> int:
        """Start everything, keep it running, and stop it on SIGINT, SIGTERM or SIGHUP. 0 on a clean stop."""
        for number in SIGNALS:
            signal.signal(number, self._note_signal)
        keepers = [threading.Thread(target=self._keep, args=(program,)) for program in self._programs.values()]
        for thread in keepers:
            thread.start()
        threading.Thread(target=self._wait_for_answers, daemon=True).start()
        failed = self._watch()
        self._stop(keepers)
        return 1 if failed else 0

    def _note_signal(self, _number: int, _frame: FrameType | None) -> None:
        self._signals += 1  # nothing more: a handler that takes a lock can wait for itself

    def _keep(self, program: Program) -> None:
        """Run one program again and again until told to stop."""
        tries = 0
        while not self._stopping.is_set():
            started = monotonic()
            Process(
                f"exec {shlex.join(program.command)} </dev/null",
                name=program.name,
                colour=self._colours[program.name],
                env=dict(program.environ),
                cwd=str(ROOT),
            ).run(events=self._events)
            tries = 0 if monotonic() - started > STEADY_SECONDS else tries + 1
            self._stopping.wait(BACK_OFF[min(tries, len(BACK_OFF)) - 1] if tries else BACK_OFF[0])

    def _watch(self) -> bool:
        """Relay lines until a signal arrives; True when a program can't be brought up at all."""
        while not self._signals:
            self._relay()
            if self._ready:
                continue
            if self._answering.is_set() and self._settled():
                self._ready = True
                self._on_ready()
            for name, deaths in self._deaths.items():
                if deaths >= TRIES_BEFORE_READY:
                    self._say(f"{name} does not start; its last words stand above")
                    return True
        return False

    def _settled(self) -> bool:
        """Tell whether the programs without a probe have lived for a while, which is all they can show."""
        silent = [name for name, program in self._programs.items() if not program.probe]
        return all(name in self._pids and monotonic() - self._births[name] > SETTLED_SECONDS for name in silent)

    def _relay(self) -> None:
        try:
            message = self._events.get(timeout=0.1)
        except queue.Empty:
            return
        if message.type == "line":
            self._printer.write(message)
        elif message.type == "start":
            self._pids[message.name] = message.data["pid"]
            self._births[message.name] = monotonic()
            self._leftovers.add(message.data["pid"])
        elif message.type == "stop":
            self._bury(message.name, message.data["returncode"])

    def _bury(self, name: str, code: int) -> None:
        pid = self._pids.pop(name)
        self._leftovers.remove(pid)
        _signal_group(pid, signal.SIGKILL)  # what it started itself must not go on without it
        if not self._stopping.is_set():
            self._deaths[name] += 1
            again = self._ready or self._deaths[name] < TRIES_BEFORE_READY
            self._say(f"{name} ended ({_how(code)})" + ("; it is started again" if again else ""))

    def _stop(self, keepers: Sequence[threading.Thread]) -> None:
        """Stop the programs that take work first, then those they need, then kill what is left."""
        self._stopping.set()
        asked = self._signals
        for last in (False, True):
            names = [name for name, program in self._programs.items() if program.last is last]
            limit = monotonic() + GRACE_SECONDS
            told: set[int] = set()
            while self._running(names, keepers) and monotonic() < limit and self._signals <= max(asked, 1):
                for pid in {self._pids[name] for name in names if name in self._pids} - told:
                    with suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGTERM)
                    told.add(pid)
                self._relay()
        while any(thread.is_alive() for thread in keepers):
            for pid in list(self._pids.values()):
                _signal_group(pid, signal.SIGKILL)
            self._relay()
        while not self._events.empty():
            self._relay()

    def _running(self, names: Sequence[str], keepers: Sequence[threading.Thread]) -> bool:
        order = list(self._programs)
        return any(keepers[order.index(name)].is_alive() for name in names)

    def _wait_for_answers(self) -> None:
        waiting = {program.name: program.probe for program in self._programs.values() if program.probe}
        while waiting and not self._stopping.wait(0.1):
            waiting = {name: probe for name, probe in waiting.items() if not answers(probe)}
        self._answering.set()

    def _say(self, text: str) -> None:
        self._printer.write(Message("line", text, datetime.now().astimezone(), "frontdesk", None))


def answers(address: str) -> bool:
    """Tell whether a server answers there with a status under 500."""
    try:
        # An address of one of our own processes, never one from outside.
        with urlopen(address, timeout=2):  # noqa: S310  # nosec B310
            return True
    except HTTPError as error:
        return error.code < 500
    except (URLError, OSError):
        return False


def _signal_group(pid: int, number: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, number)


def _how(code: int) -> str:
    return f"exit code {code}" if code >= 0 else signal.Signals(-code).name
