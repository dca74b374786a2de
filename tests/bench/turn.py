"""What a whole turn costs, from the webhook to the call of the provider, beside Rasa's part of it alone.

The baseline is the same words sent straight to Rasa's REST channel, with the same model, a tracker in memory and an
action server that answers at once from memory: what the dialogue itself costs before anything is kept, encrypted,
looked up or delivered.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import httpx
import psutil
from sqlalchemy import create_engine, text

from tests.bench.figures import Figure, percentile
from tests.bench.processes import cpu_seconds
from tests.bench.running import Bench
from tests.e2e.product import ROOT, free_base_port, until

SCRIPT = (
    "hi",
    "what are your opening hours at harbor?",
    "can i see a dermatologist tuesday afternoon?",
    "something later please",
    "never mind",
)
CONVERSATIONS = 12
GOAL_RATIO = 2.5
GOAL_MS = 400.0


class PlainEngine:
    """Rasa's REST channel and the stub action server, as two processes."""

    def __init__(self, bench: Bench, base: int, environ: dict[str, str]) -> None:
        self.url = f"http://127.0.0.1:{base + 30}"
        self.stub_url = f"http://127.0.0.1:{base + 20}"
        self.client = httpx.Client(timeout=30)
        real = f"http://127.0.0.1:{bench.product.base + 20}/webhook"
        log = (bench.product.home / "plain-engine.log").open("ab")
        self.stub = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.stub_actions", str(base + 20), real],
            cwd=ROOT,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        self.engine = subprocess.Popen(
            [str(ROOT / ".venv-bot" / "bin" / "python"), "-m", "tests.bench.plain_engine"],
            cwd=ROOT,
            env={
                **os.environ,
                **environ,
                "RASA_PORT": str(base + 30),
                "ACTION_ENDPOINT": f"{self.stub_url}/webhook",
                "FRONTDESK_MODEL": str(bench.model()),
            },
            stdout=log,
            stderr=subprocess.STDOUT,
        )

    def ready(self) -> bool | None:
        """Whether the engine answers."""
        try:
            return True if self.client.get(self.url).status_code < 500 else None
        except httpx.TransportError:
            return None

    def converse(self, sender: str) -> None:
        """One conversation, straight through the REST channel."""
        for words in SCRIPT:
            body = {
                "sender": sender,
                "message": words,
                "metadata": {"message_id": str(uuid4()), "received_at": "2026-11-30T14:30:00+00:00", "attempt": 1},
            }
            answer = self.client.post(f"{self.url}/webhooks/rest/webhook", json=body)
            answer.raise_for_status()
            assert answer.json(), f"Rasa said nothing to {words!r}; see plain-engine.log"

    def cpu(self) -> float:
        """Processor seconds of both processes so far."""
        times = [psutil.Process(process.pid).cpu_times() for process in (self.stub, self.engine)]
        return float(sum(one.user + one.system for one in times))

    def stop(self) -> None:
        """End both."""
        for process in (self.engine, self.stub):
            process.terminate()
            process.wait(20)


@contextmanager
def plain_engine(bench: Bench, **environ: str) -> Iterator[PlainEngine]:
    """A plain engine that has learnt the action server's answers from a conversation with the real one."""
    engine = PlainEngine(bench, free_base_port(), environ)
    try:
        until(engine.ready, 120, "Rasa's REST channel")
        engine.converse(known_conversation(bench))
        engine.client.post(f"{engine.stub_url}/replay").raise_for_status()
        engine.converse("warming-up")
        yield engine
    finally:
        engine.stop()


def known_conversation(bench: Bench) -> str:
    """The id of a conversation that the backend knows."""
    bench.product.phone().say("hello")
    engine = create_engine(bench.database_url)
    with engine.connect() as connection:
        newest = connection.execute(text("SELECT id FROM conversations ORDER BY created_at DESC LIMIT 1")).scalar_one()
    engine.dispose()
    return str(newest.hex)


def straight(bench: Bench, **environ: str) -> float:
    """Processor milliseconds of one turn straight at Rasa."""
    with plain_engine(bench, **environ) as engine:
        before = engine.cpu()
        for _ in range(CONVERSATIONS):
            engine.converse(uuid4().hex)
        return (engine.cpu() - before) * 1000 / (CONVERSATIONS * len(SCRIPT))


def whole(bench: Bench) -> tuple[Counter[str], list[float]]:
    """Processor milliseconds of one whole turn by role, and the milliseconds each took."""
    assert bench.product.process is not None
    supervisor, home = bench.product.process.pid, bench.product.home
    taken = []
    before = cpu_seconds(supervisor, home)
    for _ in range(CONVERSATIONS):
        phone = bench.product.phone()
        for words in SCRIPT:
            start = time.perf_counter()
            phone.say(words)
            taken.append((time.perf_counter() - start) * 1000)
    spent = cpu_seconds(supervisor, home)
    spent.subtract(before)
    turns = len(taken)
    return Counter({role: seconds * 1000 / turns for role, seconds in spent.items()}), taken


def without_callbacks(bench: Bench) -> tuple[Counter[str], list[float]]:
    """The same, ending with the call of the provider: nothing comes back about what was delivered."""
    faults = f"{bench.product.carrier_url}/sandbox/faults"
    bench.product.client.post(faults, json={"kind": "callbacks_lost", "times": None}).raise_for_status()
    try:
        return whole(bench)
    finally:
        bench.product.client.delete(faults).raise_for_status()


def measure(bench: Bench) -> list[Figure]:
    """The ratio of processor time, and the time a patient waits."""
    phone = bench.product.phone()
    for words in SCRIPT:
        phone.say(words)
    turn, _ = without_callbacks(bench)
    followed, taken = whole(bench)
    patched = straight(bench)
    stock = straight(bench, PLAIN_ENGINE_STOCK="1")
    waited = percentile(taken, 50), percentile(taken, 95)
    return [
        _cost("webhook in, provider call out", turn, patched, "straight to Rasa with our patches"),
        _cost("the same, and its delivery callbacks", followed, patched, "straight to Rasa with our patches"),
        _cost("the same", followed, stock, "straight to Rasa as it is shipped"),
        Figure(
            name="whole turn p95 at one client",
            value=waited[1],
            unit="ms",
            goal=f"under {GOAL_MS:.0f} ms",
            reached=waited[1] < GOAL_MS,
            baseline=waited[0],
            baseline_is="p50",
            ratio=waited[1] / waited[0],
        ),
    ]


def _cost(what: str, spent: Counter[str], baseline: float, baseline_is: str) -> Figure:
    ours = Counter({role: value for role, value in spent.items() if role != "carrier"})  # the provider's own work
    cost = sum(ours.values())
    parts = ", ".join(f"{role} {value:.1f}" for role, value in ours.most_common() if value >= 0.05)
    return Figure(
        name=f"processor time of a whole turn, {what} ({parts})",
        value=cost,
        unit="ms",
        goal=f"at most {GOAL_RATIO} times",
        reached=cost <= GOAL_RATIO * baseline,
        baseline=baseline,
        baseline_is=baseline_is,
        ratio=cost / baseline,
    )
