"""E-mail, with the sandbox's mail server as everybody's, and our receiver as the relay that calls the webhook."""

from __future__ import annotations

import base64
import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar, Final

import httpx

from channels.contracts import Event, Outbound, Webhook
from channels.email.account import Account
from channels.email.inbound import Mail, MailReader
from channels.email.outbound import SmtpMail
from channels.email.receiver import Door, Receiver
from channels.email.webhook import SIGNATURE, TIMESTAMP, MailInbound, signature
from channels.sandbox.mail_settings import MailSettings
from tests.contracts.contract import Arrived, Fault, How, Notion, Peer, Recorded, Subject, until
from tests.contracts.running import running_carrier, settings_for

PAYLOADS = Path(__file__).parents[2] / "payloads" / "email"
SECRET = "shared-with-the-relay"
NOW = 1795000000
PATIENT = "ana@example.org"
# The tokens in the recorded mails are made with this key.
ACCOUNT = Account(
    "smtp://127.0.0.1:25", "Harbor Clinic <desk@clinic.example>", "reply.clinic.example", b"key of the payloads", SECRET
)
MESSAGE = "0190b8a2c4d47e8f9a0b1c2d3e4f5061"
FAULTS: Final[dict[Fault, dict[str, object]]] = {
    "rate limited": {"kind": "rate_limited"},
    "in trouble": {"kind": "server_error"},
    "slow after accepting": {"kind": "timeout_after_accept", "seconds": 5},
    "dead address": {"kind": "refused"},
}


class MailPeer(Peer):
    """The sandbox's mail server, and somebody with a mailbox."""

    def __init__(self, base: str, port: int, webhooks: list[Webhook]) -> None:
        super().__init__(webhooks, PATIENT)
        self._base = base
        self._port = port

    def read(self, webhook: Webhook) -> Sequence[Event]:
        return _read(webhook)

    @contextmanager
    def outbound(self, how: How = "well") -> Iterator[Outbound]:
        port = 1 if how == "to nobody" else self._port
        account = replace(ACCOUNT, smtp_url=f"smtp://127.0.0.1:{port}")
        yield SmtpMail(account, 0.4 if how == "impatiently" else 10.0)

    def arrived(self) -> list[Arrived]:
        mails = httpx.get(f"{self._base}/sandbox/mailboxes/{PATIENT}/mails").json()["messages"]
        return [Arrived(mail["body"]) for mail in mails if mail["direction"] != "inbound"]

    def order(self, fault: Fault) -> None:
        httpx.post(f"{self._base}/sandbox/faults", json=FAULTS[fault]).raise_for_status()

    def write(self, text: str) -> None:
        httpx.post(f"{self._base}/sandbox/mailboxes/{PATIENT}/mails", json={"text": text}).raise_for_status()

    def press(self, label: str) -> None:
        raise AssertionError("mail has no buttons")


class Email(Subject):
    """E-mail."""

    name = "email"
    lacks: ClassVar[Mapping[Notion, str]] = {
        "structure": "Any bytes are a mail; one that is to nobody here says nothing.",
        "phones": "Nobody vouches for a telephone number in a mail.",
        "buttons": "A button in a mail is a link, and scanners follow links: the words name the choices by number.",
        "reports": "A relay takes a mail and tells nothing more, unless it comes back.",
        "credentials": "The sandbox's mail server asks for none.",
        "a time to wait": "SMTP says to come back later and not when.",
        "opt-outs": "A relay keeps no such list: who leaves tells us, and their provider's complaint is a webhook.",
        "recall": "A relay gives nothing back.",
        "look-up": "A relay cannot be asked what it took.",
    }

    def recorded(self) -> Sequence[Recorded]:
        expected: dict[str, Any] = tomllib.loads((PAYLOADS / "expected.toml").read_text(encoding="utf-8"))
        return [
            Recorded(
                name,
                _signed("message/rfc822", (PAYLOADS / f"{name}.eml").read_bytes(), SECRET),
                tuple(_said(case)),
                case.get("malformed"),
            )
            for name, case in expected.items()
        ]

    def signed(self, body: bytes, like: Webhook) -> Webhook:
        return _signed(like.headers["content-type"], body, SECRET)

    def forged(self, webhook: Webhook) -> Sequence[Webhook]:
        kind = webhook.headers["content-type"]
        return [
            _signed(kind, webhook.body, "another-secret"),
            _signed(kind, webhook.body, SECRET, at=NOW - 3600),
            replace(webhook, headers={**webhook.headers, TIMESTAMP: str(NOW + 1)}),
        ]

    def read(self, webhook: Webhook) -> Sequence[Event]:
        return _read(webhook)

    @contextmanager
    def peer(self) -> Iterator[Peer]:
        webhooks: list[Webhook] = []

        def relayed(mail: Mail) -> None:
            given = {
                "raw": base64.b64encode(mail.content).decode(),
                "sender": mail.sender,
                "recipients": list(mail.recipients),
            }
            webhooks.append(_signed("application/json", json.dumps(given).encode(), SECRET))

        receiver = Receiver(Door(MailReader(ACCOUNT).ours, relayed), "127.0.0.1", 0, name="clinic.example")
        receiver.start()
        try:
            mail = MailSettings(0, "127.0.0.1", receiver.port, ACCOUNT.address, retry_seconds=0.05)
            with running_carrier(settings_for("http://127.0.0.1:1", mail=mail)) as (carrier, base):
                assert carrier.mail is not None
                peer = MailPeer(base, carrier.mail.port, webhooks)
                peer.write("hello")
                until(lambda: webhooks)
                webhooks.clear()
                yield peer
        finally:
            receiver.stop()


def _read(webhook: Webhook) -> Sequence[Event]:
    return MailInbound(MailReader(ACCOUNT), SECRET, lambda: NOW).read(webhook)


def _signed(kind: str, body: bytes, secret: str, at: int = NOW) -> Webhook:
    headers = {"content-type": kind, TIMESTAMP: str(at), SIGNATURE: signature(secret, str(at), body)}
    return Webhook("/webhooks/email", headers, body)


def _said(case: dict[str, Any]) -> Iterator[dict[str, object]]:
    """The events of a case of expected.toml, in the order in which they are told."""
    if "read" in case:
        kept = {
            name: case["read"][name]
            for name in ("body", "attachments", "keyword", "replies_to")
            if name in case["read"]
        }
        yield {"event": "InboundMessage", "sender": PATIENT, "phone": None, **kept}
    if "failed" in case:
        yield {"event": "DeliveryUpdate", "message_id": MESSAGE, "progress": "failed", "error_code": case["failed"]}
    for standing in ("bounced", "complained"):
        if standing in case:
            yield {"event": "ContactUpdate", "channel": "email", "standing": standing, "address": case[standing]}
