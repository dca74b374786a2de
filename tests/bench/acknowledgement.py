"""How fast a webhook is acknowledged: 50 signed texts a second, whatever the answers cost behind it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator

import httpx
from twilio.request_validator import RequestValidator

from backend.settings import Settings
from tests.bench.figures import Figure, percentile
from tests.bench.running import Bench

RATE = 50
SECONDS = 15
GOAL_MS = 50.0


def signed_texts(settings: Settings, url: str, count: int) -> Iterator[tuple[dict[str, str], dict[str, str]]]:
    """`count` inbound texts from 100 telephones with their signature headers."""
    validator = RequestValidator(settings.twilio.auth_token.reveal())
    for number in range(count):
        fields = {
            "MessageSid": f"SM{time.time_ns():032x}"[:34],
            "AccountSid": settings.twilio.account_sid,
            "From": f"+1617556{number % 100:04d}",
            "To": settings.twilio.sender or "",
            "Body": "what are your opening hours?",
            "NumMedia": "0",
        }
        yield fields, {"X-Twilio-Signature": validator.compute_signature(url, fields)}


async def acknowledge(url: str, texts: list[tuple[dict[str, str], dict[str, str]]], rate: float) -> list[float]:
    """Post each text at its due time without waiting for the others; milliseconds each took from its due time."""
    taken: list[float] = []

    async def one(client: httpx.AsyncClient, due: float, fields: dict[str, str], headers: dict[str, str]) -> None:
        answer = await client.post(url, data=fields, headers=headers)
        taken.append((time.perf_counter() - due) * 1000)
        answer.raise_for_status()

    async with httpx.AsyncClient(timeout=15, limits=httpx.Limits(max_connections=64)) as client:
        start = time.perf_counter()
        tasks = []
        for place, (fields, headers) in enumerate(texts):
            due = start + place / rate
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            tasks.append(asyncio.create_task(one(client, due, fields, headers)))
        await asyncio.gather(*tasks)
    return taken


async def health(url: str, count: int) -> list[float]:
    """Milliseconds that each of so many looks at a page took."""
    taken = []
    async with httpx.AsyncClient(timeout=15) as client:
        for _ in range(count):
            start = time.perf_counter()
            (await client.get(url)).raise_for_status()
            taken.append((time.perf_counter() - start) * 1000)
    return taken


def measure(bench: Bench) -> list[Figure]:
    """The 95th percentile of the acknowledgement while the turns behind it are being worked on."""
    url = f"{bench.product.url}/webhooks/sms"
    idle = percentile(asyncio.run(health(f"{bench.product.url}/healthz", 200)), 95)
    texts = list(signed_texts(bench.settings, url, RATE * SECONDS))
    p95 = percentile(asyncio.run(acknowledge(url, texts, RATE)), 95)
    bench.drain()
    return [
        Figure(
            name=f"webhook acknowledgement p95 at {RATE}/s",
            value=p95,
            unit="ms",
            goal=f"at most {GOAL_MS:.0f} ms",
            reached=p95 <= GOAL_MS,
            baseline=idle,
            baseline_is="GET /healthz p95, nothing else running",
            ratio=p95 / idle,
        )
    ]
