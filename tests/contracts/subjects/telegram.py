"""Telegram, with the sandbox's Bot API as Telegram."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar, Final

import httpx

from channels.contracts import Event, Outbound, Webhook
from channels.sandbox.telegram_messages import user_id
from channels.sandbox.telegram_settings import TelegramSettings
from channels.telegram.bot import Account, TelegramBot
from channels.telegram.inbound import SECRET_HEADER, TelegramInbound
from channels.telegram.outbound import TelegramOutbound
from tests.contracts.contract import RETRY_AFTER, Arrived, Fault, How, Notion, Peer, Recorded, Subject, doorstep, until
from tests.contracts.running import PATIENT, running_carrier, settings_for

PAYLOADS = Path(__file__).parents[2] / "payloads" / "telegram"
SECRET = "a-secret_for-tests"
TOKEN = "700000001:not-a-secret"
FAULTS: Final[dict[Fault, dict[str, object]]] = {
    "rate limited": {"kind": "rate_limited", "seconds": RETRY_AFTER},
    "in trouble": {"kind": "server_error"},
    "slow after accepting": {"kind": "timeout_after_accept", "seconds": 5},
    "opted out": {"kind": "opted_out"},
}


class TelegramPeer(Peer):
    """The sandbox, and somebody with Telegram on their telephone."""

    def __init__(self, base: str, webhooks: list[Webhook]) -> None:
        super().__init__(webhooks, str(user_id(PATIENT)))
        self._base = base
        self._chat = f"{base}/sandbox/handsets/{PATIENT}/telegram"

    def read(self, webhook: Webhook) -> Sequence[Event]:
        account = Account(TOKEN, self._base)
        with closing(TelegramBot(account)) as bot:
            return TelegramInbound(SECRET, bot, account.bot_id).read(webhook)

    @contextmanager
    def outbound(self, how: How = "well") -> Iterator[Outbound]:
        account = Account(
            "700000001:another" if how == "as a stranger" else TOKEN,
            "http://127.0.0.1:1" if how == "to nobody" else self._base,
        )
        with closing(TelegramOutbound(TelegramBot(account, 0.4 if how == "impatiently" else 10.0))) as outbound:
            yield outbound

    def arrived(self) -> list[Arrived]:
        return [
            Arrived(line["body"], tuple(button["label"] for button in line["buttons"]))
            for line in self._messages()
            if line["direction"] != "inbound"
        ]

    def order(self, fault: Fault) -> None:
        if fault == "dead address":
            self.patient = str(user_id("+16175550199"))  # who never wrote to the bot
            return
        httpx.post(f"{self._base}/sandbox/faults", json=FAULTS[fault]).raise_for_status()

    def write(self, text: str) -> None:
        httpx.post(f"{self._chat}/messages", json={"text": text}).raise_for_status()

    def press(self, label: str) -> None:
        (button,) = [button for button in self._messages()[-1]["buttons"] if button["label"] == label]
        httpx.post(f"{self._chat}/messages", json={"press": button["payload"]}).raise_for_status()

    def _messages(self) -> list[dict[str, Any]]:
        return list(httpx.get(f"{self._chat}/messages").json()["messages"])


class Telegram(Subject):
    """Telegram."""

    name = "telegram"
    lacks: ClassVar[Mapping[Notion, str]] = {
        "signed bodies": "Telegram sends a secret with each update and signs nothing: TLS keeps the body whole.",
        "phones": "Telegram shows a number only when its owner shares it.",
        "reports": "The Bot API never tells whether a message was delivered or read.",
        "recall": "What Telegram has taken the person has.",
        "look-up": "The Bot API cannot be asked what it sent.",
    }

    def recorded(self) -> Sequence[Recorded]:
        cases: dict[str, Any] = json.loads((PAYLOADS / "inbound.json").read_text(encoding="utf-8"))
        return [
            Recorded(
                name,
                Webhook("/webhooks/telegram", {SECRET_HEADER: SECRET}, json.dumps(case["update"]).encode()),
                tuple({"event": kind, **fields} for event in case.get("events", ()) for kind, fields in event.items()),
                case.get("malformed"),
            )
            for name, case in cases.items()
        ]

    def signed(self, body: bytes, like: Webhook) -> Webhook:
        return replace(like, body=body)

    def forged(self, webhook: Webhook) -> Sequence[Webhook]:
        return [replace(webhook, headers={SECRET_HEADER: secret}) for secret in ("another-secret", SECRET + " ")]

    def read(self, webhook: Webhook) -> Sequence[Event]:
        return self._inbound.read(webhook)

    @cached_property
    def _inbound(self) -> TelegramInbound:
        """Lasts for the run: a press is settled at the provider behind the reader's back, here at nobody."""
        account = Account(TOKEN, "http://127.0.0.1:1")
        return TelegramInbound(SECRET, TelegramBot(account, 0.4), account.bot_id)

    @contextmanager
    def peer(self) -> Iterator[Peer]:
        with doorstep() as step:
            bot = TelegramSettings(TOKEN, f"{step.url}/webhooks/telegram", SECRET, retry_seconds=0.05)
            with running_carrier(settings_for(step.url, telegram=bot)) as (_, base):
                peer = TelegramPeer(base, step.webhooks)
                peer.write("hello")
                until(lambda: step.webhooks)
                step.webhooks.clear()
                yield peer
