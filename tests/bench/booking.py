"""How many bookings a second the API takes at 8 clients, beside an endpoint that only commits one trivial row."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import uuid4

import httpx

from backend.commands.serve import APPLICATION
from tests.bench.figures import Figure, percentile
from tests.bench.load import Call, Load, run
from tests.bench.running import SERVICE, Bench
from tests.e2e.product import ROOT, free_base_port, until

CLIENTS = 8
BOOKINGS = 1600
PATIENTS = 200
GOAL_RATIO = 0.4
WHEN = ("practitioner", "location", "start")


@contextmanager
def web(bench: Bench) -> Iterator[int]:
    """The product's web process as `frontdesk serve` starts it, with the trivial endpoint beside; its port."""
    port = free_base_port()
    command = [sys.executable, "-m", "gunicorn", "tests.bench.trivial:create()", "--bind", f"127.0.0.1:{port}"]
    command += ["--worker-class", "gthread", "--threads", "16", "--log-level", "warning", "--keep-alive", "30"]
    assert APPLICATION, "the same application is measured"
    process = subprocess.Popen([*command, "--no-control-socket"], cwd=ROOT, env={**os.environ, **bench.environ()})

    def ready() -> bool | None:
        try:
            return True if httpx.get(f"http://127.0.0.1:{port}/readyz").status_code == 200 else None
        except httpx.TransportError:
            return None

    try:
        until(ready, 60, "the web process")
        yield port
    finally:
        process.terminate()
        process.wait(20)


def free_times(api: httpx.Client, bench: Bench, wanted: int) -> list[dict[str, str]]:
    """So many free times of the bench's service that do not overlap, each as the start of a booking."""
    first = bench.now() + timedelta(days=8)
    window = {"service": SERVICE, "start": first.isoformat(), "end": (first + timedelta(days=60)).isoformat()}
    answer = api.get("/availability", params={**window, "limit": str(wanted)})
    answer.raise_for_status()
    items = answer.json()["items"]
    assert len(items) == wanted, f"only {len(items)} free times"
    return [{key: item[key] for key in WHEN} for item in items]


def bookings(api: httpx.Client, bench: Bench) -> list[Call]:
    """The calls that book, each another time for another patient."""
    patients = []
    for number in range(PATIENTS):
        person = {"given_name": f"Bench{number}", "family_name": "Patient"}
        made = api.post("/patients", json=person, headers={"Idempotency-Key": uuid4().hex})
        made.raise_for_status()
        patients.append(made.json()["id"])
    headers = {"Authorization": str(api.headers["Authorization"]), "Content-Type": "application/json"}
    return [
        Call(
            "/api/v1/appointments",
            json.dumps({"patient": patients[place % PATIENTS], "service": SERVICE, **when}).encode(),
            {**headers, "Idempotency-Key": uuid4().hex},
        )
        for place, when in enumerate(free_times(api, bench, BOOKINGS))
    ]


def _all(load: Load, status: int) -> Load:
    assert set(load.statuses) == {status}, f"not every call was answered {status}: {dict(load.statuses)}"
    return load


def measure(bench: Bench) -> list[Figure]:
    """Bookings a second, as a share of trivial commits a second."""
    bench.everybody_offers(SERVICE)
    with bench.api() as api:
        calls = bookings(api, bench)
        trivial = [Call("/api/v1/bench-rows", b"{}", call.headers) for call in calls]
    with web(bench) as port:
        run(port, trivial[:200], CLIENTS)
        baseline = _all(run(port, trivial, CLIENTS), 201)
        booked = _all(run(port, calls, CLIENTS), 201)
    ratio = booked.per_second / baseline.per_second
    return [
        Figure(
            name=f"bookings a second at {CLIENTS} clients (p95 {percentile(booked.milliseconds, 95):.0f} ms)",
            value=booked.per_second,
            unit="/s",
            goal=f"at least {GOAL_RATIO:.0%} of the trivial commit",
            reached=ratio >= GOAL_RATIO,
            baseline=baseline.per_second,
            baseline_is="an endpoint that commits one trivial row",
            ratio=ratio,
        )
    ]
