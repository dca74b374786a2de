"""The supervisor, watched from outside as a person at a terminal would: what it prints, and which processes live."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent
from threading import Event
from time import monotonic

import psutil
import pytest

RUNNER = dedent(
    """
    import os, sys
    from pathlib import Path
    from backend.supervisor.programs import Program
    from backend.supervisor.supervisor import Supervisor
    from backend.supervisor.leftovers import Leftovers

    home, port = Path(sys.argv[1]), int(sys.argv[2])
    ended = Leftovers(home).end()
    print("ended", ended, flush=True)
    server = (sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1")
    idle = (sys.executable, "-c", sys.argv[3])
    environ = dict(os.environ, PYTHONUNBUFFERED="1")
    programs = [
        Program("web", server, environ, f"http://127.0.0.1:{port}/", port),
        Program("idle", idle, environ, None, None, last=True),
    ]
    sys.exit(Supervisor(programs, home, lambda: print("READY", flush=True)).run())
    """
)
IDLE = "import threading; print('idling'); threading.Event().wait()"
STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf'); signal.pause()"


class Running:
    """A supervisor in a process of its own, and everything it printed so far."""

    def __init__(self, home: Path, program: str) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.output = home / "output"
        with self.output.open("wb") as file:
            command = [sys.executable, "-c", RUNNER, str(home), str(port), program]
            self.process = subprocess.Popen(command, stdout=file, stderr=file, start_new_session=True)

    def said(self) -> str:
        """Return what was printed."""
        return self.output.read_text()

    def wait_for(self, text: str, times: int = 1) -> None:
        """Wait until the text was printed that often."""
        limit = monotonic() + 15
        while self.said().count(text) < times:
            assert monotonic() < limit, self.said()
            Event().wait(0.02)

    def children(self) -> list[psutil.Process]:
        """Return every process below the supervisor."""
        found: list[psutil.Process] = psutil.Process(self.process.pid).children(recursive=True)
        return found

    def end(self) -> None:
        """Leave nothing behind, whatever the test did."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(30)


def alive(process: psutil.Process) -> bool:
    """Tell whether it still runs; one that nobody has asked for its exit code yet does not."""
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


@pytest.fixture
def running(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Running]:
    supervisor = Running(tmp_path, getattr(request, "param", IDLE))
    yield supervisor
    supervisor.end()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_supervisor_leaves_no_process_when_signalled(running: Running, number: int) -> None:
    running.wait_for("READY")
    running.wait_for("idling")
    children = running.children()
    running.process.send_signal(number)
    assert running.process.wait(15) == 0
    assert len(children) == 2
    assert not [child for child in children if alive(child)]


def test_supervisor_restarts_a_child_when_it_dies(running: Running) -> None:
    running.wait_for("READY")
    running.wait_for("idling")
    next(child for child in running.children() if "idling" in " ".join(child.cmdline())).kill()
    running.wait_for("idle ended (SIGKILL); it is started again")
    running.wait_for("idling", times=2)
    assert running.process.poll() is None


@pytest.mark.parametrize("running", ["raise SystemExit('no such thing')"], indirect=True)
def test_supervisor_gives_up_when_a_program_never_comes_up(running: Running) -> None:
    children = running.children()
    running.wait_for("no such thing", times=3)
    assert running.process.wait(15) == 1
    assert "idle does not start" in running.said()
    assert not [child for child in children if alive(child)]


@pytest.mark.parametrize("running", [STUBBORN], indirect=True)
def test_supervisor_kills_a_deaf_child_when_asked_twice(running: Running) -> None:
    running.wait_for("deaf")
    children = running.children()
    running.process.send_signal(signal.SIGINT)
    Event().wait(0.5)
    running.process.send_signal(signal.SIGINT)
    assert running.process.wait(5) == 0
    assert not [child for child in children if alive(child)]


def test_next_start_ends_the_children_when_a_supervisor_was_killed(running: Running, tmp_path: Path) -> None:
    running.wait_for("READY")
    running.wait_for("idling")
    children = running.children()
    os.kill(running.process.pid, signal.SIGKILL)
    running.process.wait(5)
    second = Running(tmp_path, IDLE)
    try:
        second.wait_for("ended 2")
        assert not [child for child in children if alive(child)]
    finally:
        second.end()
