"""The real engine and the real actions, with a double of the clinic behind them."""

from __future__ import annotations

import base64
import os
import socket
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest

from backend.embedded import valkey
from bot.model import ensure_model
from tests.integration.bot.in_engine import PYTHON, ROOT
from tests.unit.actions.clinic_double import ClinicDouble, monday_morning

READY_SECONDS = 90.0
TOKEN = "engine-token"
KEY = base64.b64encode(bytes(range(32))).decode()


@dataclass
class Engine:
    """A running engine: `say` takes a turn as the backend does."""

    url: str
    redis_url: str
    clinic: ClinicDouble
    actions: subprocess.Popen[bytes]
    conversation: str = ""
    http: httpx.Client = field(default_factory=lambda: httpx.Client(timeout=20))

    def begin(self, *people: dict[str, str]) -> Engine:
        """Start a new conversation with a clean clinic."""
        self.conversation = uuid.uuid4().hex
        fresh = ClinicDouble(monday_morning(), people=list(people))
        self.clinic.__dict__.update(fresh.__dict__)
        return self

    def post(
        self,
        text: str,
        message_id: str | None = None,
        *,
        token: str = TOKEN,
        told: dict[str, Any] | None = None,
        **body: Any,
    ) -> httpx.Response:
        """Send a turn, with what else is told of it, and return the raw answer."""
        metadata = {"message_id": message_id or uuid.uuid4().hex, "received_at": "2026-11-23T16:00:00Z", "attempt": 1}
        metadata |= told or {}
        turn = {"sender": self.conversation, "message": text, "metadata": metadata, **body}
        return self.http.post(
            f"{self.url}/webhooks/frontdesk/webhook", json=turn, headers={"Authorization": f"Bearer {token}"}
        )

    def say(self, text: str, message_id: str | None = None, **told: Any) -> str:
        """Take a turn and return the texts as one message."""
        answer = self.post(text, message_id, told=told)
        assert answer.status_code == 200, answer.text
        return "\n".join(one["text"] for one in answer.json())


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def clinic_server(clinic: ClinicDouble) -> ThreadingHTTPServer:
    """Serve the double over HTTP."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.0"

        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers.get("content-length") or 0))
            if clinic.away:
                self.close_connection = True
                return
            answer = clinic.handle(
                httpx.Request(self.command, f"http://clinic{self.path}", headers=dict(self.headers), content=content)
            )
            self.send_response(answer.status_code)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(answer.content)))
            self.end_headers()
            self.wfile.write(answer.content)

        do_GET = do_POST  # noqa: N815 - the name the standard library calls

        def log_message(self, *_: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        assert process.poll() is None, f"{url}: the process ended with {process.returncode}"
        try:
            if httpx.get(url, timeout=2).status_code == 200:
                return
        except httpx.HTTPError:
            time.sleep(0.1)
    raise AssertionError(f"{url} did not answer")


@pytest.fixture(scope="session")
def running_engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """Valkey, the actions and Rasa with the trained model, once a run."""
    clinic = ClinicDouble(monday_morning())
    server = clinic_server(clinic)
    model = ensure_model(ROOT, ROOT / ".frontdesk")
    stored = valkey.ensure(tmp_path_factory.mktemp("valkey"))
    actions_port, engine_port = free_port(), free_port()
    programs = [
        start(
            Path(sys.executable), "actions.serve",
            FRONTDESK_API_URL=f"http://127.0.0.1:{server.server_port}", FRONTDESK_SERVICE_TOKEN="token",
            ACTIONS_PORT=str(actions_port),
        ),
        start(
            PYTHON, "bot.serve", FRONTDESK_ENGINE_TOKEN=TOKEN, FRONTDESK_TRACKER_KEY=KEY, REDIS_URL=stored.url,
            ACTION_ENDPOINT=f"http://127.0.0.1:{actions_port}/webhook", FRONTDESK_MODEL=str(model),
            RASA_PORT=str(engine_port),
        ),
    ]  # fmt: skip
    try:
        wait_for(f"http://127.0.0.1:{actions_port}/health", programs[0])
        wait_for(f"http://127.0.0.1:{engine_port}/webhooks/frontdesk/", programs[1])
        running = Engine(f"http://127.0.0.1:{engine_port}", stored.url, clinic, programs[0])
        yield running
        running.http.close()
    finally:
        for program in programs:
            program.terminate()
        for program in programs:
            program.wait(20)
        server.shutdown()
        server.server_close()
        stored.stop()


def start(python: Path, module: str, **environ: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([str(python), "-m", module], cwd=ROOT, env={**os.environ, **environ})


@pytest.fixture
def engine(running_engine: Engine) -> Engine:
    """A new conversation with a stranger."""
    return running_engine.begin()
