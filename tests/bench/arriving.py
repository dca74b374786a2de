"""Webhooks that arrive at their own pace, whether or not earlier ones were answered: kept connections, raw HTTP/1.1.

The clients are processes of their own with next to nothing to do a request, so that what is measured is the server.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from typing import Final

CONNECTIONS: Final = 64
LONGEST_WAIT: Final = 60.0


@dataclass(frozen=True, slots=True)
class Stage:
    """So many a second, for so many seconds."""

    name: str
    rate: int
    seconds: int


@dataclass
class Arrivals:
    """How long each acknowledgement took, in milliseconds from when the webhook was due, and what it was."""

    milliseconds: dict[str, list[float]] = field(default_factory=dict)
    statuses: Counter[int] = field(default_factory=Counter)


def arrive(port: int, requests: Sequence[bytes], stages: Sequence[Stage]) -> Arrivals:
    """Send the requests, stage after stage, each when it is due."""
    context = get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as clients:
        clients.submit(_nothing).result()
        return clients.submit(_client, port, list(requests), list(stages)).result()


def _nothing() -> None:
    """Start the process before the clock does."""


def _client(port: int, requests: list[bytes], stages: list[Stage]) -> Arrivals:
    return asyncio.run(_run(port, requests, stages))


async def _run(port: int, requests: list[bytes], stages: list[Stage]) -> Arrivals:
    found = Arrivals()
    due: asyncio.Queue[tuple[float, str, bytes] | None] = asyncio.Queue()
    clients = [asyncio.create_task(_connection(port, due, found)) for _ in range(CONNECTIONS)]
    start, place = time.perf_counter() + 0.5, 0
    for stage in stages:
        found.milliseconds[stage.name] = []
        for number in range(stage.rate * stage.seconds):
            at = start + number / stage.rate
            if (wait := at - time.perf_counter()) > 0:
                await asyncio.sleep(wait)
            due.put_nowait((at, stage.name, requests[place]))
            place += 1
        start += stage.seconds
    for _ in clients:
        due.put_nowait(None)
    await asyncio.gather(*clients)
    return found


async def _connection(port: int, due: asyncio.Queue[tuple[float, str, bytes] | None], found: Arrivals) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    while (item := await due.get()) is not None:
        at, stage, request = item
        writer.write(request)
        head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), LONGEST_WAIT)
        if length := _length(head):
            await reader.readexactly(length)
        found.milliseconds[stage].append((time.perf_counter() - at) * 1000)
        found.statuses[int(head[9:12])] += 1
        if b"connection: close" in head.lower():
            writer.close()
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.close()


def _length(head: bytes) -> int:
    _, _, after = head.lower().partition(b"content-length:")
    return int(after.split(b"\r", 1)[0] or 0) if after else 0
