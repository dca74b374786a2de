"""A telephone of the sandbox carrier."""

from __future__ import annotations

import time
from threading import Event

import httpx


class Handset:
    """Texts the clinic with a signed webhook and keeps the answers."""

    def __init__(
        self, carrier_url: str, number: str, transport: httpx.BaseTransport | None = None, *, looks_every: float = 0.3
    ) -> None:
        self._http = httpx.Client(base_url=carrier_url, timeout=10, transport=transport)
        self._path = f"/sandbox/handsets/{number}/messages"
        self._pause = looks_every
        self._seen = len(self._received())

    def send(self, text: str) -> None:
        """Text the clinic."""
        self._http.post(self._path, json={"text": text}).raise_for_status()

    def answers(self, within: float) -> list[str]:
        """Return what the clinic texted since the last call, waiting for the first of it."""
        deadline = time.monotonic() + within
        pause = Event()
        while True:
            received = self._received()
            if len(received) > self._seen or time.monotonic() >= deadline:
                fresh, self._seen = received[self._seen :], len(received)
                return fresh
            pause.wait(self._pause)

    def close(self) -> None:
        """Put the telephone down."""
        self._http.close()

    def _received(self) -> list[str]:
        answer = self._http.get(self._path)
        answer.raise_for_status()
        return [str(one["body"]) for one in answer.json()["messages"] if one["direction"] != "inbound"]
