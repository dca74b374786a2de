"""The baseline of webhooks: the same server and framework, which read a request, keep nothing and acknowledge it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
from flask import Flask, Response, request

from backend.commands.serve import PROCESSES
from backend.gateway.places import Places
from tests.e2e.product import ROOT, free_base_port, until

THREADS = 32


def create() -> Places:
    """What gunicorn serves: `tests.bench.nothing:create()`."""
    app = Flask(__name__, static_folder=None)

    @app.post("/webhooks/<path:_whatever>")
    def acknowledge(_whatever: str) -> Response:
        request.get_data(cache=False)
        return Response(status=204)

    return Places(app, THREADS)


@contextmanager
def web() -> Iterator[int]:
    """It runs as the product's web side does; its port."""
    port = free_base_port()
    command = [sys.executable, "-m", "gunicorn", "tests.bench.nothing:create()", "--bind", f"127.0.0.1:{port}"]
    command += ["--config", "python:backend.gateway.serving", "--worker-class", "gthread", "--keep-alive", "30"]
    command += ["--workers", str(PROCESSES), "--threads", str(THREADS), "--log-level", "warning"]
    process = subprocess.Popen([*command, "--no-control-socket"], cwd=ROOT, env=dict(os.environ))

    def ready() -> bool | None:
        try:
            return True if httpx.get(f"http://127.0.0.1:{port}/").status_code else None
        except httpx.TransportError:
            return None

    try:
        until(ready, 60, "the server that keeps nothing")
        yield port
    finally:
        process.terminate()
        process.wait(20)
