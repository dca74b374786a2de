"""The chat widget: what visitors write comes by the chat API, and sending is ringing for their open streams."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import ClassVar

from channels.contracts import Event, Outbound, Webhook
from channels.web.outbound import WebOutbound
from tests.contracts.contract import Arrived, Fault, How, Notion, Peer, Recorded, Subject

VISITOR = "a-visitors-session"
_BY_THE_API = "Visitors write by the chat API, each with the token of their own session."
_IN_THE_THREAD = "Nobody carries the message: it waits in its thread, and sending it again says nothing twice."


class WebPeer(Peer):
    """Whoever looks at a thread: the words are there already, so only the ring arrives."""

    def __init__(self) -> None:
        super().__init__([], VISITOR)
        self._rung: list[str] = []

    def read(self, webhook: Webhook) -> Sequence[Event]:
        raise AssertionError("the widget has no webhook")

    @contextmanager
    def outbound(self, how: How = "well") -> Iterator[Outbound]:
        yield WebOutbound(self._rung.append)

    def arrived(self) -> list[Arrived]:
        return [Arrived("") for _ in self._rung]

    def order(self, fault: Fault) -> None:
        raise AssertionError("there is nobody to fail")

    def write(self, text: str) -> None:
        raise AssertionError("visitors write by the chat API")

    def press(self, label: str) -> None:
        raise AssertionError("visitors press by the chat API")


class Web(Subject):
    """The widget."""

    name = "web"
    lacks: ClassVar[Mapping[Notion, str]] = {
        "webhooks": _BY_THE_API,
        "structure": _BY_THE_API,
        "signed bodies": _BY_THE_API,
        "phones": "A visitor is whoever opened the page.",
        "a provider": _IN_THE_THREAD,
        "credentials": _IN_THE_THREAD,
        "rate limits": _IN_THE_THREAD,
        "a time to wait": _IN_THE_THREAD,
        "opt-outs": _IN_THE_THREAD,
        "dead addresses": _IN_THE_THREAD,
        "look-up": _IN_THE_THREAD,
    }

    def recorded(self) -> Sequence[Recorded]:
        return []

    def signed(self, body: bytes, like: Webhook) -> Webhook:
        raise AssertionError("the widget has no webhook")

    def forged(self, webhook: Webhook) -> Sequence[Webhook]:
        raise AssertionError("the widget has no webhook")

    def read(self, webhook: Webhook) -> Sequence[Event]:
        raise AssertionError("the widget has no webhook")

    @contextmanager
    def peer(self) -> Iterator[Peer]:
        yield WebPeer()
