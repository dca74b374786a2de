"""How fast free times are found: one service, every practitioner who may offer it, 30 days."""

from __future__ import annotations

import time
from datetime import timedelta

import httpx

from tests.bench.figures import Figure, percentile
from tests.bench.running import SERVICE, Bench

CALLS = 200
GOAL_MS = 25.0


def timed(client: httpx.Client, path: str, parameters: dict[str, str], calls: int) -> tuple[list[float], int]:
    """Milliseconds of each call, and how many items the last one listed."""
    taken, items = [], 0
    for _ in range(calls):
        start = time.perf_counter()
        answer = client.get(path, params=parameters)
        taken.append((time.perf_counter() - start) * 1000)
        answer.raise_for_status()
        items = len(answer.json().get("items", ()))
    return taken, items


def measure(bench: Bench) -> list[Figure]:
    """The 95th percentile at the API, beside the cheapest call of the same API."""
    bench.everybody_offers(SERVICE)
    first = bench.now()
    window = {
        "service": SERVICE,
        "start": first.isoformat(),
        "end": (first + timedelta(days=30)).isoformat(),
        "limit": "100",
    }
    with bench.api() as client:
        timed(client, "/availability", window, 10)
        baseline = percentile(timed(client, "/clinic", {}, CALLS)[0], 95)
        taken, items = timed(client, "/availability", window, CALLS)
    assert items == 100, f"only {items} free times: this measured an empty clinic"
    p95 = percentile(taken, 95)
    return [
        Figure(
            name="availability p95, 12 practitioners, 30 days",
            value=p95,
            unit="ms",
            goal=f"at most {GOAL_MS:.0f} ms",
            reached=p95 <= GOAL_MS,
            baseline=baseline,
            baseline_is="GET /clinic p95",
            ratio=p95 / baseline,
        )
    ]
