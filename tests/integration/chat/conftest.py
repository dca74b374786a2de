"""Browsers with the widget open, and the product that serves them over real HTTP."""

from __future__ import annotations

import dataclasses
import json
import queue
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx
import pytest
from werkzeug.serving import make_server

from backend.bootstrap import Frontdesk
from backend.domain.messaging.records import Option
from backend.gateway.app import create
from tests.integration.messaging.doubles import Desk, Doorbells, HeldCarrier, ScriptedEngine

SECONDS = 5.0
SITE = "https://www.clinic.example"
type Event = tuple[str, Any, str | None]


@dataclass
class Browser:
    """Somebody on the clinic's site, at an address of their own on the internet."""

    http: httpx.Client
    peer: str
    token: str = ""

    def begin(self, **asked: str) -> httpx.Response:
        """Begin a session; it is kept when that worked."""
        answer = self.http.post("/chat/v1/sessions", json=asked, headers=self.headers)
        if answer.is_success:
            self.token = answer.json()["token"]
        return answer

    @property
    def headers(self) -> dict[str, str]:
        """What the widget sends with each call."""
        known = {"X-Forwarded-For": self.peer}
        return known | {"Authorization": f"Bearer {self.token}"} if self.token else known

    def post(self, client_id: str | None = None, **said: str) -> httpx.Response:
        """Say or press something."""
        body = {"client_id": client_id or str(uuid4()), **said}
        return self.http.post("/chat/v1/messages", json=body, headers=self.headers)

    def say(self, text: str) -> str:
        """Say something; its client id."""
        client_id = str(uuid4())
        answer = self.post(client_id, text=text)
        assert answer.status_code == 202, answer.text
        return client_id

    def thread(self, after: str | None = None) -> dict[str, Any]:
        """What GET /chat/v1/messages tells."""
        query = {"after": after} if after else {}
        answer = self.http.get("/chat/v1/messages", params=query, headers=self.headers)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def texts(self) -> list[tuple[str, str]]:
        """Who said what."""
        return [(line["author"], line["text"]) for line in self.thread()["messages"]]

    def stream(self, after: str | None = None) -> Stream:
        """An open stream."""
        return Stream(self, after)


@dataclass
class Stream:
    """Events as they arrive, read by a thread of its own."""

    browser: Browser
    after: str | None
    events: queue.Queue[Event] = field(default_factory=queue.Queue)

    def __enter__(self) -> Stream:
        headers = self.browser.headers | ({"Last-Event-ID": self.after} if self.after else {})
        self._opened = self.browser.http.stream("GET", "/chat/v1/stream", headers=headers, timeout=60)
        self.response = self._opened.__enter__()
        self._thread = threading.Thread(target=self._read, daemon=True)
        if self.response.is_success:
            self._thread.start()
            assert self.next()[0] == "ready"
        return self

    def __exit__(self, *_: object) -> None:
        if not self.response.is_closed:
            # Closing alone does not wake the thread that reads.
            self.response.extensions["network_stream"].get_extra_info("socket").shutdown(socket.SHUT_RDWR)
        self.response.close()
        if self._thread.is_alive():
            self._thread.join(SECONDS)

    def _read(self) -> None:
        fields: dict[str, str] = {}
        try:
            for line in self.response.iter_lines():
                name, _, value = line.partition(": ")
                if line:
                    fields[name] = value
                elif "event" in fields:
                    self.events.put((fields["event"], json.loads(fields["data"]), fields.get("id")))
                    fields = {}
        except (httpx.HTTPError, httpx.StreamError, OSError):
            pass
        self.events.put(("end", None, None))

    def next(self, name: str | None = None) -> Event:
        """The next event (with that name); AssertionError when none comes in time."""
        while True:
            event = self.events.get(timeout=SECONDS)
            if name is None or event[0] == name:
                return event

    def quiet(self, seconds: float = 0.4) -> bool:
        """Whether nothing more comes for a moment."""
        try:
            self.events.get(timeout=seconds)
        except queue.Empty:
            return True
        return False


@dataclass
class Clinic:
    """The product behind an HTTP server, with a scripted dialogue engine and a telephone carrier in hand."""

    desk: Desk
    url: str
    browsers: int = 0
    http: httpx.Client = field(default_factory=lambda: httpx.Client(timeout=10))

    def browser(self) -> Browser:
        """Somebody new, with a session begun."""
        self.browsers += 1
        new = Browser(httpx.Client(base_url=self.url, timeout=10), f"203.0.113.{self.browsers}-{uuid4().hex[:8]}")
        assert new.begin().status_code == 201
        return new

    def offer(self, *options: str) -> None:
        """Have the engine offer these answers from now on."""
        self.desk.engine.options = tuple(Option(label, str(place)) for place, label in enumerate(options, 1))


@pytest.fixture
def clinic(frontdesk: Frontdesk) -> Iterator[Clinic]:
    """The chat API over HTTP; texts of the clinic leave when `desk.work()` is called."""
    widget = dataclasses.replace(frontdesk.settings.widget, origins=(SITE,))
    wired = dataclasses.replace(frontdesk, settings=dataclasses.replace(frontdesk.settings, widget=widget))
    carrier, engine, bells = HeldCarrier(), ScriptedEngine(), Doorbells()
    sms = dataclasses.replace(frontdesk.channels["sms"], outbound=carrier)
    vars(wired).update(channels={"sms": sms, "web": wired.channels["web"]}, engine=engine, wake=bells)
    with wired.database.engine.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO clinic (id, name, country, zone, phone)"
            " VALUES (1, 'Harbor Clinic', 'US', 'America/New_York', '+1 555 0100')"
        )
    server = make_server("127.0.0.1", 0, create(wired), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Clinic(Desk(wired, carrier, engine, bells), f"http://127.0.0.1:{server.server_port}")
    wired.listening.stop()
    server.shutdown()
    thread.join()
    server.server_close()
