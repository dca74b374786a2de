"""A cheap HTTP client for load: keep-alive, one connection a client, the clients in processes of their own."""

from __future__ import annotations

import http.client
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context

PROCESSES = 2


@dataclass(frozen=True, slots=True)
class Call:
    """One POST."""

    path: str
    body: bytes
    headers: dict[str, str]


@dataclass(frozen=True, slots=True)
class Load:
    """What came of many calls."""

    per_second: float
    statuses: Counter[int]
    milliseconds: list[float]


def _client(port: int, calls: Sequence[Call]) -> list[tuple[int, float]]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    outcome = []
    for call in calls:
        start = time.perf_counter()
        connection.request("POST", call.path, call.body, call.headers)
        answer = connection.getresponse()
        answer.read()
        outcome.append((answer.status, (time.perf_counter() - start) * 1000))
    connection.close()
    return outcome


def _clients(port: int, share: Sequence[Sequence[Call]]) -> list[tuple[int, float]]:
    with ThreadPoolExecutor(len(share)) as threads:
        return [outcome for outcomes in threads.map(_client, [port] * len(share), share) for outcome in outcomes]


def run(port: int, calls: Sequence[Call], clients: int) -> Load:
    """Make the calls with so many clients at once."""
    shares = [calls[place::clients] for place in range(clients)]
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")) as processes:
        list(processes.map(_clients, [port] * PROCESSES, [[[]]] * PROCESSES))  # start them before the clock does
        start = time.perf_counter()
        parts = [shares[place::PROCESSES] for place in range(PROCESSES)]
        outcomes = [one for part in processes.map(_clients, [port] * PROCESSES, parts) for one in part]
        seconds = time.perf_counter() - start
    return Load(len(outcomes) / seconds, Counter(status for status, _ in outcomes), [taken for _, taken in outcomes])
