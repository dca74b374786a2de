"""The toy channel of docs/add-a-channel.md."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

import httpx

from channels.contracts import Event, Outbound, Webhook
from tests.contracts.contract import Arrived, Doorstep, Fault, How, Notion, Peer, Recorded, Subject, doorstep
from tests.contracts.toy.inbound import SIGNATURE, ToyInbound, signature
from tests.contracts.toy.outbound import ToyOutbound
from tests.contracts.toy.provider import KEY, ToyProvider, provider

PAYLOADS = Path(__file__).parents[2] / "payloads" / "toy"
PATIENT = "ana-of-the-toys"


class ToyPeer(Peer):
    """The toy's provider, and somebody who plays with it."""

    def __init__(self, toy: ToyProvider, step: Doorstep) -> None:
        super().__init__(step.webhooks, PATIENT)
        self._toy = toy

    def read(self, webhook: Webhook) -> Sequence[Event]:
        return ToyInbound(KEY).read(webhook)

    @contextmanager
    def outbound(self, how: How = "well") -> Iterator[Outbound]:
        base = "http://127.0.0.1:1" if how == "to nobody" else self._toy.url
        key = "another" if how == "as a stranger" else KEY
        with closing(ToyOutbound(base, key, httpx.Timeout(0.4 if how == "impatiently" else 10.0))) as outbound:
            yield outbound

    def arrived(self) -> list[Arrived]:
        return [
            Arrived(letter["text"], tuple(button["label"] for button in letter["buttons"]))
            for letter in self._toy.letters
        ]

    def order(self, fault: Fault) -> None:
        self._toy.faults.append(fault)

    def write(self, text: str) -> None:
        self._toy.write(PATIENT, text)

    def press(self, label: str) -> None:
        (button,) = [button for button in self._toy.letters[-1]["buttons"] if button["label"] == label]
        self._toy.write(PATIENT, label, button=button["token"])


class Toy(Subject):
    """The toy."""

    name = "toy"
    lacks: ClassVar[Mapping[Notion, str]] = {
        "phones": "People have names there and no numbers.",
        "recall": "The toy's provider gives no letter back.",
    }

    def recorded(self) -> Sequence[Recorded]:
        cases: dict[str, Any] = tomllib.loads((PAYLOADS / "inbound.toml").read_text(encoding="utf-8"))
        return [
            Recorded(name, _signed(case["body"].encode(), KEY), tuple(case.get("says", ())), case.get("malformed"))
            for name, case in cases.items()
        ]

    def signed(self, body: bytes, like: Webhook) -> Webhook:
        return _signed(body, KEY)

    def forged(self, webhook: Webhook) -> Sequence[Webhook]:
        return [_signed(webhook.body, "another-key"), replace(webhook, headers={SIGNATURE: "0" * 64})]

    def read(self, webhook: Webhook) -> Sequence[Event]:
        return ToyInbound(KEY).read(webhook)

    @contextmanager
    def peer(self) -> Iterator[Peer]:
        with doorstep() as step, provider(step.url) as toy:
            yield ToyPeer(toy, step)


def _signed(body: bytes, key: str) -> Webhook:
    return Webhook("/webhooks/toy", {SIGNATURE: signature(key, body)}, body)
