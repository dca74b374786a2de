"""How fast a message of the clinic reaches a browser while 500 of them hold a stream open to one process."""

from __future__ import annotations

import asyncio
import json
import random
import time
from dataclasses import dataclass, field
from uuid import uuid4

import httpx
from sqlalchemy import create_engine, text

from backend.chat.sessions import Sessions
from backend.clock import FrozenClock
from tests.bench.figures import Figure, percentile
from tests.bench.processes import cpu_seconds, memory_megabytes
from tests.bench.running import Bench

STREAMS = 500
TALKERS = 50
FEW = 5
RATE = 10
SECONDS = 20
GOAL_MS = 300.0
OPENED_PER_SECOND = 100
PEERS = 20  # streams behind one address on the internet, so that none is over its limit

CONVERSATION_OF = text("SELECT conversation_id FROM messages WHERE provider_id LIKE :mine LIMIT 1")


@dataclass
class Line:
    """One open stream; `arrived` is when each text came."""

    token: str
    number: int
    handoff: str = ""
    arrived: dict[str, float] = field(default_factory=dict)

    @property
    def headers(self) -> dict[str, str]:
        """What its browser sends, and the proxy in front of us adds."""
        return {"Authorization": f"Bearer {self.token}", "X-Forwarded-For": f"198.51.100.{self.number // PEERS}"}

    async def listen(self, port: int, ready: asyncio.Semaphore) -> None:
        """Read the stream until cancelled."""
        await asyncio.sleep(self.number / OPENED_PER_SECOND)
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        lines = [f"{name}: {value}" for name, value in {"Host": "127.0.0.1", **self.headers}.items()]
        writer.write("\r\n".join(["GET /chat/v1/stream HTTP/1.1", *lines, "", ""]).encode())
        try:
            status = await reader.readline()
            assert b" 200 " in status, status
            ready.release()
            while line := await reader.readline():
                if line.startswith(b"data: "):
                    said = json.loads(line[6:]).get("text")
                    if said:
                        self.arrived.setdefault(said, time.perf_counter())
        finally:
            writer.close()


def _begin(bench: Bench, count: int) -> list[Line]:
    """Sessions, made as the product makes them; the clock of the product stands still, so ours may as well."""
    sessions = Sessions(bench.settings.master_key.derive("chat"), FrozenClock(bench.now()))
    return [Line(sessions.begin().token, number) for number in range(count)]


def _hand_to_staff(bench: Bench, lines: list[Line]) -> None:
    """Have each of these write once, be answered, and be taken over by a person."""
    sessions = Sessions(bench.settings.master_key.derive("chat"), FrozenClock(bench.now()))
    with httpx.Client(base_url=f"{bench.product.url}/chat/v1", timeout=30) as browser:
        for line in lines:
            said = {"client_id": str(uuid4()), "text": "what are your opening hours?"}
            browser.post("/messages", json=said, headers=line.headers).raise_for_status()
    bench.drain()
    engine = create_engine(bench.database_url)
    with engine.connect() as connection, bench.api() as api:
        for line in lines:
            mine = {"mine": f"{sessions.known(line.token).address}.%"}
            conversation = connection.execute(CONVERSATION_OF, mine).scalar_one().hex
            opened = api.post(f"/conversations/{conversation}/handoff", json={"reason": "patient_asked"})
            line.handoff = opened.raise_for_status().json()["id"]
            api.post(f"/handoffs/{line.handoff}/claim", json={"staff": "Bench"}).raise_for_status()
    engine.dispose()
    bench.drain()


async def _talk(bench: Bench, talkers: list[Line], seconds: int) -> list[float]:
    """Have staff write to the talkers in turn; milliseconds from each request to the event in the browser."""
    headers = {"Authorization": f"Bearer {bench.settings.service_token.reveal()}"}
    asked: dict[str, tuple[Line, float]] = {}

    async def reply(client: httpx.AsyncClient, line: Line, words: str) -> None:
        asked[words] = (line, time.perf_counter())
        key = {"Idempotency-Key": words}
        (await client.post(f"/handoffs/{line.handoff}/reply", json={"text": words}, headers=key)).raise_for_status()

    async with httpx.AsyncClient(base_url=f"{bench.product.url}/api/v1", headers=headers, timeout=30) as client:
        start, tasks = time.perf_counter(), []
        for place in range(RATE * seconds):
            await asyncio.sleep(max(0.0, start + place / RATE - time.perf_counter()))
            tasks.append(asyncio.create_task(reply(client, talkers[place % len(talkers)], f"message {uuid4()}")))
        await asyncio.gather(*tasks)
    for _ in range(100):
        if all(words in line.arrived for words, (line, _) in asked.items()):
            break
        await asyncio.sleep(0.1)
    return [(line.arrived[words] - at) * 1000 for words, (line, at) in asked.items()]


async def _measure(bench: Bench, lines: list[Line], talkers: list[Line], seconds: int) -> list[float]:
    ready = asyncio.Semaphore(0)
    open_ones = [asyncio.create_task(line.listen(bench.product.base, ready)) for line in lines]
    for _ in lines:
        await asyncio.wait_for(ready.acquire(), 60 + STREAMS / OPENED_PER_SECOND)
    await asyncio.sleep(15)  # what opening them took is over
    taken = await _talk(bench, talkers, seconds)
    for one in open_ones:
        one.cancel()
    await asyncio.gather(*open_ones, return_exceptions=True)
    return taken


def _used(bench: Bench) -> dict[str, float]:
    assert bench.product.process is not None
    pid, home = bench.product.process.pid, bench.product.home
    return {"cpu": cpu_seconds(pid, home)["web"], "memory": memory_megabytes(pid, home)["web"]}


def measure(bench: Bench) -> list[Figure]:
    """The 95th percentile from a member of staff's request to the event in the browser, and what streams cost."""
    lines = _begin(bench, STREAMS)
    random.Random(1).shuffle(lines)
    talkers = lines[:TALKERS]
    _hand_to_staff(bench, talkers)
    before = _used(bench)
    few = percentile(asyncio.run(_measure(bench, talkers[:FEW], talkers[:FEW], SECONDS // 4)), 95)
    asyncio.run(asyncio.sleep(20))  # the server notices with its next heartbeat that nobody listens any more
    many = percentile(asyncio.run(_measure(bench, lines, talkers, SECONDS)), 95)
    after = _used(bench)
    return [
        Figure(
            name=f"message to its stream p95 with {STREAMS} open at {RATE}/s",
            value=many,
            unit="ms",
            goal=f"at most {GOAL_MS:.0f} ms",
            reached=many <= GOAL_MS,
            baseline=few,
            baseline_is=f"the same with {FEW} open",
            ratio=many / few,
        ),
        Figure(
            name=f"memory of the web process after {STREAMS} streams",
            value=after["memory"],
            unit="MB",
            goal="at most 100 MB more",
            reached=after["memory"] - before["memory"] <= 100,
            baseline=before["memory"],
            baseline_is="before",
            ratio=after["memory"] / before["memory"],
        ),
    ]
