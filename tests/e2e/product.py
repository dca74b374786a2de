"""The whole product, started as an operator starts it, and telephones to text it from."""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 300.0
ANSWER_SECONDS = 20.0


def free_base_port() -> int:
    """A base port whose neighbours are free too; at random, as others may be looking."""
    offsets = (0, 10, 20, 30, 40, 50)  # web, carrier, actions, engine, mail, mailboxes
    for base in random.sample(range(20100, 32000, 100), 119):
        probes = [socket.socket() for _ in offsets]
        try:
            for offset, probe in zip(offsets, probes, strict=True):
                probe.bind(("127.0.0.1", base + offset))
        except OSError:
            continue
        finally:
            for probe in probes:
                probe.close()
        return base
    raise RuntimeError("no free ports")


def until[T](look: Callable[[], T | None], seconds: float, what: str) -> T:
    """What `look` gives once it gives something; AssertionError naming `what` after `seconds`."""
    deadline = time.monotonic() + seconds
    while (found := look()) is None:
        assert time.monotonic() < deadline, f"waited {seconds:.0f} s for {what}"
        time.sleep(0.05)
    return found


@dataclass
class Phone:
    """A telephone of the sandbox carrier."""

    number: str
    carrier_url: str
    client: httpx.Client
    seen: int = 0

    def thread(self) -> list[dict[str, str]]:
        """Every text of this telephone, oldest first."""
        answer = self.client.get(f"{self.carrier_url}/sandbox/handsets/{self.number}/messages")
        answer.raise_for_status()
        messages: list[dict[str, str]] = answer.json()["messages"]
        return messages

    def received(self) -> list[str]:
        """The texts the clinic sent here, oldest first."""
        return [message["body"] for message in self.thread() if message["direction"] != "inbound"]

    def send(self, text: str) -> None:
        """Text the clinic and wait for nothing."""
        self.client.post(
            f"{self.carrier_url}/sandbox/handsets/{self.number}/messages", json={"text": text}
        ).raise_for_status()

    def next_text(self, seconds: float = ANSWER_SECONDS) -> str:
        """The next text of the clinic that was not returned before."""

        def look() -> str | None:
            received = self.received()
            return received[self.seen] if len(received) > self.seen else None

        text = until(look, seconds, "a text from the clinic")
        self.seen += 1
        return text

    def say(self, text: str, seconds: float = ANSWER_SECONDS) -> str:
        """Text the clinic and return its answer."""
        self.seen = len(self.received())
        self.send(text)
        return self.next_text(seconds)


@dataclass
class Product:
    """A running product with the demo clinic on the sandbox carrier."""

    home: Path
    base: int
    environ: dict[str, str]
    process: subprocess.Popen[bytes] | None = None
    client: httpx.Client = field(default_factory=lambda: httpx.Client(timeout=15))
    numbers: int = 0

    @property
    def url(self) -> str:
        """Where the web process answers."""
        return f"http://127.0.0.1:{self.base}"

    @property
    def carrier_url(self) -> str:
        """Where the sandbox carrier answers."""
        return f"http://127.0.0.1:{self.base + 10}"

    @property
    def log(self) -> Path:
        """Everything the processes printed."""
        return self.home / "up.log"

    def start(self) -> None:
        """Start as `frontdesk up` does and wait until a patient can text."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [str(Path(sys.executable).parent / "frontdesk"), "up"],
                cwd=ROOT,
                env={**os.environ, **self.environ},
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        until(self._ready, START_SECONDS, f"the product; see {self.log}")

    def _ready(self) -> bool | None:
        assert self.process is not None
        ended = self.process.poll()
        assert ended is None, f"`frontdesk up` ended with {ended}:\n{self.log.read_text()[-4000:]}"
        return True if "Ready in " in self.log.read_text(errors="replace") else None

    def stop(self) -> None:
        """Stop as Ctrl-C does; kills what is left after half a minute."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            raise

    def phone(self, number: str | None = None) -> Phone:
        """A telephone; a number nobody has used yet unless one is given."""
        if number is None:
            self.numbers += 1
            number = f"+1617555{self.numbers:04d}"
        return Phone(number, self.carrier_url, self.client)


def prepare(home: Path, **environ: str) -> Product:
    """A product that keeps its state in `home` and shares the trained model of this checkout."""
    home.mkdir(parents=True, exist_ok=True)
    models = ROOT / ".frontdesk" / "models"
    models.mkdir(parents=True, exist_ok=True)
    if not (home / "models").exists():
        (home / "models").symlink_to(models)
    base = free_base_port()
    settings = {"FRONTDESK_ENV": "test", "FRONTDESK_HOME": str(home), "FRONTDESK_PORT": str(base), **environ}
    return Product(home=home, base=base, environ=settings)
