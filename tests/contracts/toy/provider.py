"""The provider of the toy: takes letters, keeps them, and calls the clinic; it misbehaves once when told to."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Final

import httpx
from flask import Flask, Response, jsonify, request
from werkzeug.serving import make_server

from channels.sandbox.app import QuietHandler
from tests.contracts.contract import RETRY_AFTER, Fault
from tests.contracts.running import serving
from tests.contracts.toy.inbound import SIGNATURE, signature
from tests.contracts.toy.outbound import LONGEST

KEY: Final = "between-the-toy-and-us"
REFUSALS: Final[dict[Fault, tuple[int, dict[str, object]]]] = {
    "rate limited": (429, {"seconds": RETRY_AFTER}),
    "in trouble": (500, {}),
    "opted out": (403, {"reason": "left"}),
    "dead address": (404, {"reason": "nobody there"}),
}


@dataclass
class ToyProvider:
    """Everybody's letters; `clinic` is the address its webhooks go to."""

    clinic: str
    url: str = ""
    letters: list[dict[str, Any]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    closing: threading.Event = field(default_factory=threading.Event)
    callers: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(4))
    ids: Iterator[int] = field(default_factory=lambda: count(1))

    def take(self) -> tuple[Response, int]:
        """A letter, or a refusal."""
        if request.headers.get("Authorization") != f"Bearer {KEY}":
            return jsonify(reason="wrong key"), 401
        fault = self.faults.pop(0) if self.faults else None
        if fault in REFUSALS:
            status, body = REFUSALS[fault]
            return jsonify(body), status
        given = request.get_json()
        if len(given["text"]) > LONGEST:
            return jsonify(reason="too long"), 400
        letter = {"id": str(next(self.ids)), "state": "queued", **given}
        self.letters.append(letter)
        if fault == "slow after accepting":
            self.closing.wait(5)
        for state in ("arrived", "on its way"):  # reports come in any order
            report = {"kind": "message", "id": letter["id"], "reference": given["reference"], "state": state}
            self.callers.submit(self.call, report)
        return jsonify(letter), 201

    def look(self) -> Response:
        """The letters with a reference."""
        wanted = request.args["reference"]
        return jsonify(letters=[letter for letter in self.letters if letter["reference"] == wanted])

    def write(self, person: str, text: str, **more: object) -> int:
        """Somebody writes to the clinic; the status with which the clinic answered."""
        return self.call(
            {"kind": "text", "id": f"in-{next(self.ids)}", "from": person, "to": "clinic", "text": text, **more}
        )

    def call(self, said: Mapping[str, object]) -> int:
        """Call the clinic, signed; its status."""
        body = json.dumps(said).encode()
        headers = {SIGNATURE: signature(KEY, body), "Content-Type": "application/json"}
        return httpx.post(f"{self.clinic}/webhooks/toy", content=body, headers=headers, trust_env=False).status_code


@contextmanager
def provider(clinic: str) -> Iterator[ToyProvider]:
    """A provider on a free port."""
    toy = ToyProvider(clinic)
    app = Flask("toy")
    app.add_url_rule("/letters", view_func=toy.take, methods=["POST"], endpoint="take")
    app.add_url_rule("/letters", view_func=toy.look, methods=["GET"], endpoint="look")
    with serving(make_server("127.0.0.1", 0, app, threaded=True, request_handler=QuietHandler)) as url:
        toy.url = url
        try:
            yield toy
        finally:
            toy.closing.set()
            toy.callers.shutdown()
