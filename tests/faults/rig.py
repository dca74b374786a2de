"""The web process, a worker and the carrier as real processes on stores of their own, so that they can be killed."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import psutil
from redis import Redis
from sqlalchemy import text

from backend.embedded import postgres, valkey
from backend.settings import parse
from backend.store.database import engine
from backend.store.migrate import upgrade

PATIENT = "+16175550142"
LOOPBACK = "http://127.0.0.1"


def until[T](look: Callable[[], T | None], seconds: float = 20.0) -> T:
    """What `look` gives once it gives something."""
    deadline = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.05)
    return found


class StubEngine:
    """A dialogue engine that echoes; the next `stall` answers wait for `release`."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.stall = 0
        self.release = threading.Event()
        stub = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                stub.asked.append(asked)
                if stub.stall:
                    stub.stall -= 1
                    stub.release.wait(30)
                body = json.dumps([{"text": f"echo: {asked['message']}"}]).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = _QuietServer(("127.0.0.1", 0), Handler)
        self.url = f"{LOOPBACK}:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        """Answer whoever still waits, and stop."""
        self.release.set()
        self._server.shutdown()
        self._server.server_close()


class _QuietServer(ThreadingHTTPServer):
    """Its clients are killed while they wait: that is no error here."""

    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Say nothing."""


@dataclass
class Rig:
    """One installation under test."""

    home: Path
    engine: StubEngine
    port: int
    environ: dict[str, str]
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, name: str) -> None:
        """Start web, carrier or a worker; of workers there may be several, such as "worker" and "worker-2"."""
        command = {
            "web": [sys.executable, "-m", "backend", "serve"],
            "worker": [sys.executable, "-m", "backend", "worker"],
            "carrier": [sys.executable, "-m", "channels.sandbox"],
        }[name.partition("-")[0]]
        log = (self.home / f"{name}.log").open("ab")
        with log:
            self.processes[name] = subprocess.Popen(
                command, env=self.environ, stdout=log, stderr=log, start_new_session=True
            )

    def kill(self, name: str) -> None:
        """End a process as a power cut would."""
        process = self.processes.pop(name)
        process.kill()
        process.wait()

    def stop(self, name: str, seconds: float = 15.0) -> int:
        """Ask a process to end; its exit code."""
        process = self.processes.pop(name)
        process.terminate()
        return process.wait(seconds)

    def cut_database(self) -> None:
        """End the database at once, as a power cut would, and start it again."""
        (pid,) = [int(found.read_text().split()[0]) for found in self.home.rglob("postmaster.pid")]
        os.kill(pid, signal.SIGQUIT)
        until(lambda: not psutil.pid_exists(pid), 30)
        postgres.ensure(self.home, durable=True)

    def flush_queue(self) -> None:
        """Forget everything in Valkey."""
        with Redis.from_url(self.environ["REDIS_URL"]) as connection:
            connection.flushall()

    def messages(self) -> list[dict[str, Any]]:
        """Everything the clinic sent, by the carrier's own interface."""
        account = self.environ["TWILIO_ACCOUNT_SID"]
        base = f"{LOOPBACK}:{self.port + 10}"
        page: str | None = f"/2010-04-01/Accounts/{account}/Messages.json?PageSize=1000"
        found: list[dict[str, Any]] = []
        with httpx.Client(auth=(account, self.environ["TWILIO_AUTH_TOKEN"]), timeout=60) as client:
            while page:
                answer = client.get(base + page).json()
                found += answer["messages"]
                page = answer["next_page_uri"]
        return found

    def text(self, body: str, patient: str = PATIENT) -> None:
        """A patient sends a text, through the carrier and its signed webhook; back when that was acknowledged."""
        answer = httpx.post(f"{self.carrier}/handsets/{patient}/messages", json={"text": body})
        answer.raise_for_status()
        sid = answer.json()["sid"]
        until(lambda: any(line["sid"] == sid and line["webhook_status"] == 200 for line in self.lines(patient)))

    def texts(self, patient: str = PATIENT) -> list[str]:
        """What a patient received."""
        return [line["body"] for line in self.lines(patient) if line["direction"] != "inbound"]

    def lines(self, patient: str = PATIENT) -> list[dict[str, Any]]:
        """Everything on a patient's telephone."""
        found = httpx.get(f"{self.carrier}/handsets/{patient}/messages").json()
        return list(found["messages"])

    def fault(self, kind: str, **more: Any) -> None:
        """Make the carrier misbehave."""
        httpx.post(f"{self.carrier}/faults", json={"kind": kind, **more}).raise_for_status()

    def sql(self, statement: str) -> list[tuple[Any, ...]]:
        """What a statement finds."""
        made = engine(self.environ["DATABASE_URL"])
        try:
            with made.connect() as connection:
                return [tuple(row) for row in connection.execute(text(statement))]
        finally:
            made.dispose()

    @property
    def carrier(self) -> str:
        """The carrier's control interface."""
        return f"{LOOPBACK}:{self.port + 10}/sandbox"

    @property
    def web(self) -> str:
        """The web process."""
        return f"{LOOPBACK}:{self.port}"


@contextmanager
def installation(home: Path, *, durable: bool = False, **settings: str) -> Iterator[Rig]:
    """A rig with everything running, with more settings; everything is ended and removed afterwards.

    `durable`: what was committed is there after a power cut.
    """
    database, queue, stub = postgres.ensure(home, durable=durable), valkey.ensure(home), StubEngine()
    made = engine(database.url)
    upgrade(made)
    with made.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO clinic (id, name, country, zone, phone)"
            " VALUES (1, 'Harbor Clinic', 'US', 'America/New_York', '+1 555 0100')"
        )
    made.dispose()
    port = _free_ports()
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("TWILIO", "FRONTDESK"))}
    environ |= {"FRONTDESK_ENV": "test", "FRONTDESK_HOME": str(home), "FRONTDESK_PORT": str(port)}
    environ |= {"DATABASE_URL": database.url, "REDIS_URL": queue.url, "RASA_URL": stub.url}
    twilio = parse(environ).twilio
    environ |= {
        "TWILIO_ACCOUNT_SID": twilio.account_sid,
        "TWILIO_AUTH_TOKEN": twilio.auth_token.reveal(),
        "TWILIO_API_BASE": f"{LOOPBACK}:{port + 10}",
        "TWILIO_FROM": twilio.sender or "",
        "SANDBOX_PORT": str(port + 10),
        "SANDBOX_NUMBER": twilio.sender or "",
        "SANDBOX_WEBHOOK_URL": f"{LOOPBACK}:{port}/webhooks/sms",
        "SANDBOX_STEP_SECONDS": "0.05",
        **settings,
    }
    rig = Rig(home, stub, port, environ)
    try:
        for name in ("carrier", "web", "worker"):
            rig.start(name)
        until(lambda: _answers(f"{rig.web}/readyz") and _answers(f"{rig.carrier}/faults"), 60)
        yield rig
    finally:
        for process in rig.processes.values():
            process.kill()
            process.wait()
        stub.close()
        valkey.ensure(home).remove()
        postgres.ensure(home, durable=False).remove()


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=2).status_code < 500
    except httpx.TransportError:
        return False


def _free_ports() -> int:
    """A port with the one ten above it free too."""
    while True:
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            port = int(first.getsockname()[1])
            try:
                second.bind(("127.0.0.1", port + 10))
            except (OSError, OverflowError):
                continue
            if port < 65000:
                return port
