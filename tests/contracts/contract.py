"""What every channel promises, in the shapes that the suite in test_every_channel.py works on.

A `Subject` is a channel under test: its recorded webhooks, how its provider signs, and a `Peer`, which is a provider
that can be told to misbehave. What a channel has no notion of it names in `lacks`, with the reason; the suite then
leaves those promises out for it and checks that the channel says the same of itself.
"""

from __future__ import annotations

import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import ClassVar, Literal

from flask import Flask, Response, request
from werkzeug.serving import make_server

from channels.contracts import Event, Outbound, Webhook
from channels.sandbox.app import QuietHandler
from tests.contracts.running import serving

type Notion = Literal[
    "webhooks",  # what patients write comes by a webhook
    "structure",  # not just anything is a webhook
    "signed bodies",  # a signature covers what the webhook says, not only who sends it
    "phones",  # the provider vouches for a telephone number
    "buttons",
    "reports",  # the provider tells how far a message got
    "a provider",  # somebody else takes the message, who can be away, slow or in trouble
    "credentials",  # the provider knows who we are
    "rate limits",
    "a time to wait",  # with a rate limit comes how long it holds
    "opt-outs",  # the provider refuses to write to who told it so
    "dead addresses",  # the provider says at once that nobody is there
    "recall",  # the provider can be told to stop a message
    "look-up",  # the provider can be asked whether it has a message
]
type Fault = Literal["rate limited", "in trouble", "slow after accepting", "opted out", "dead address"]
type How = Literal["well", "impatiently", "to nobody", "as a stranger"]

RETRY_AFTER = 2.0


@dataclass(frozen=True, slots=True)
class Recorded:
    """A recorded webhook, signed, and what it says: fields of each event (`event` is its class), or what is wrong."""

    name: str
    webhook: Webhook
    says: tuple[Mapping[str, object], ...] = ()
    malformed: str | None = None


@dataclass(frozen=True, slots=True)
class Arrived:
    """A message as the person sees it."""

    body: str
    buttons: tuple[str, ...] = ()


class Peer(ABC):
    """A provider and a person who has written to the clinic through it; `webhooks` are those it has sent since."""

    def __init__(self, webhooks: list[Webhook], patient: str) -> None:
        self.webhooks = webhooks
        self.patient = patient

    @abstractmethod
    def read(self, webhook: Webhook) -> Sequence[Event]:
        """What the channel makes of a webhook of this provider."""

    @abstractmethod
    def outbound(self, how: How = "well") -> AbstractContextManager[Outbound]:
        """The channel, talking to this provider; or to nobody, or with credentials that are not ours."""

    @abstractmethod
    def arrived(self) -> list[Arrived]:
        """What the person has received, oldest first."""

    @abstractmethod
    def order(self, fault: Fault) -> None:
        """Misbehave once."""

    @abstractmethod
    def write(self, text: str) -> None:
        """The person writes."""

    @abstractmethod
    def press(self, label: str) -> None:
        """The person presses a button of the last message."""


class Subject(ABC):
    """A channel under the contract."""

    name: str
    lacks: ClassVar[Mapping[Notion, str]] = {}

    @abstractmethod
    def recorded(self) -> Sequence[Recorded]:
        """Every webhook in tests/payloads/<channel>/."""

    @abstractmethod
    def signed(self, body: bytes, like: Webhook) -> Webhook:
        """Another body, sent the same way and signed as its provider would."""

    @abstractmethod
    def forged(self, webhook: Webhook) -> Sequence[Webhook]:
        """The same webhook signed with a key that is not the provider's, in the provider's own way."""

    @abstractmethod
    def read(self, webhook: Webhook) -> Sequence[Event]:
        """What the channel makes of a recorded webhook."""

    @abstractmethod
    def peer(self) -> AbstractContextManager[Peer]:
        """A provider, running."""

    def __repr__(self) -> str:
        return self.name


def until[T](look: Callable[[], T | None], seconds: float = 10.0) -> T:
    """What `look` gives once it gives something."""
    deadline = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.01)
    return found


@dataclass
class Doorstep:
    """A web side that keeps every webhook as it came."""

    url: str = ""
    webhooks: list[Webhook] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, **_path: str) -> Response:
        headers = {name.lower(): value for name, value in request.headers.items()}
        webhook = Webhook(str(request.environ["RAW_URI"]), headers, request.get_data())
        with self.lock:
            self.webhooks.append(webhook)
        return Response("<Response/>", 200, content_type="text/xml")


@contextmanager
def doorstep() -> Iterator[Doorstep]:
    """A doorstep on a free port."""
    step = Doorstep()
    app = Flask("doorstep")
    app.add_url_rule("/<path:path>", view_func=step.take, methods=["POST"])
    with serving(make_server("127.0.0.1", 0, app, threaded=True, request_handler=QuietHandler)) as url:
        step.url = url
        yield step
