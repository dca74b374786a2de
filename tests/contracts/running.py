"""A carrier on a real port, a clinic that records what it is called with, and the official client between them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from flask import Flask, Response, request
from twilio.http.http_client import TwilioHttpClient
from twilio.request_validator import RequestValidator
from twilio.rest import Client
from werkzeug.serving import BaseWSGIServer, make_server

from channels.contracts import Webhook
from channels.sandbox.app import QuietHandler, serve
from channels.sandbox.carrier import Carrier
from channels.sandbox.settings import SandboxSettings

ACCOUNT_SID = "AC" + "0123456789abcdef" * 2
SERVICE_SID = "MG" + "0123456789abcdef" * 2
AUTH_TOKEN = "not-a-secret"
CLINIC_NUMBER = "+15005550006"
CLINIC_WHATSAPP = "+15005550007"
PATIENT = "+16175550142"


def until[T](look: Callable[[], T | None], seconds: float = 5.0) -> T:
    """What `look` gives once it gives something."""
    deadline = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.01)
    return found


@dataclass(frozen=True)
class Call:
    """One webhook as it arrived."""

    target: str
    form: dict[str, str]
    headers: dict[str, str]
    genuine: bool
    body: bytes = b""

    def webhook(self) -> Webhook:
        """The call as our channels take it."""
        return Webhook(self.target, {name.lower(): value for name, value in self.headers.items()}, self.body)


@dataclass
class Clinic:
    """Records webhooks; `answers` are given one after another, the last one for ever."""

    url: str = ""
    calls: list[Call] = field(default_factory=list)
    answers: list[tuple[int, str, str]] = field(default_factory=lambda: [(200, "text/xml", "<Response/>")])
    wait: float = 0.0
    released: threading.Event = field(default_factory=threading.Event)

    def take(self, **_path: str) -> Response:
        target, body = str(request.environ["RAW_URI"]), request.get_data()
        genuine = RequestValidator(AUTH_TOKEN).validate(
            f"{self.url}{target}", request.form, request.headers.get("X-Twilio-Signature", "")
        )
        self.calls.append(Call(target, request.form.to_dict(), dict(request.headers), genuine, body))
        if self.wait:
            self.released.wait(self.wait)
        status, content_type, answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return Response(answer, status, content_type=content_type)

    def texts(self, count: int = 1, seconds: float = 5.0) -> list[Call]:
        """The calls once there are at least `count`."""
        until(lambda: len(self.calls) >= count, seconds)
        return self.calls

    def statuses(self, count: int, seconds: float = 5.0) -> list[str]:
        """The message states called back, in the order of arrival, once there are `count`."""
        return [call.form["MessageStatus"] for call in self.texts(count, seconds)]


@contextmanager
def serving(server: BaseWSGIServer) -> Iterator[str]:
    """Serve in a thread; gives the address."""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def recording_clinic() -> Iterator[Clinic]:
    """A clinic that answers every webhook with an empty TwiML document."""
    clinic = Clinic()
    app = Flask("recording-clinic")
    app.add_url_rule("/<path:path>", view_func=clinic.take, methods=["POST"])
    with serving(make_server("127.0.0.1", 0, app, threaded=True, request_handler=QuietHandler)) as url:
        clinic.url = url
        try:
            yield clinic
        finally:
            clinic.released.set()


def settings_for(clinic_url: str, **changes: object) -> SandboxSettings:
    """Settings of a quick carrier on a free port."""
    known: dict[str, object] = {
        "account_sid": ACCOUNT_SID,
        "auth_token": AUTH_TOKEN,
        "webhook_url": f"{clinic_url}/webhooks/sms",
        "number": CLINIC_NUMBER,
        "port": 0,
        "step_seconds": 0.02,
    }
    return SandboxSettings(**{**known, **changes})  # type: ignore[arg-type]  # fields by name


@contextmanager
def running_carrier(settings: SandboxSettings) -> Iterator[tuple[Carrier, str]]:
    """A carrier and its address."""
    carrier = Carrier(settings)
    try:
        with serving(serve(carrier)) as url:
            yield carrier, url
            carrier.close()
    finally:
        carrier.close()


def official_client(base_url: str, token: str = AUTH_TOKEN) -> Client:
    """Twilio's own client, pointed at another host as `channels.sandbox` documents."""
    client = Client(ACCOUNT_SID, token, http_client=TwilioHttpClient(timeout=5))
    client.api.base_url = base_url
    client.content.base_url = base_url
    return client
