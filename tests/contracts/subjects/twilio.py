"""The channels through Twilio, with the sandbox carrier as Twilio."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import ClassVar, Final
from urllib.parse import urlencode

import httpx
from twilio.request_validator import RequestValidator

from channels.contracts import Event, Inbound, Outbound, Webhook
from channels.sms.inbound import SmsInbound
from channels.sms.outbound import TwilioSms
from channels.twilio.client import Account
from channels.twilio.forms import form_of
from channels.twilio.signatures import HEADER, Signatures
from channels.twilio.status import Reports
from channels.whatsapp.inbound import WhatsAppInbound
from channels.whatsapp.outbound import TwilioWhatsApp
from tests.contracts.contract import (
    RETRY_AFTER,
    Arrived,
    Doorstep,
    Fault,
    How,
    Notion,
    Peer,
    Recorded,
    Subject,
    doorstep,
    until,
)
from tests.contracts.running import (
    ACCOUNT_SID,
    AUTH_TOKEN,
    CLINIC_NUMBER,
    CLINIC_WHATSAPP,
    PATIENT,
    SERVICE_SID,
    running_carrier,
    settings_for,
)

PAYLOADS = Path(__file__).parents[2] / "payloads"
ORIGIN = "https://clinic.example"
MESSAGE = "0190b8a2c4d47e8f9a0b1c2d3e4f5061"
FAULTS: Final[dict[Fault, dict[str, object]]] = {
    "rate limited": {"kind": "rate_limited", "seconds": RETRY_AFTER},
    "in trouble": {"kind": "server_error"},
    "slow after accepting": {"kind": "timeout_after_accept", "seconds": 5},
    "opted out": {"kind": "opted_out"},
    "dead address": {"kind": "refused", "error_code": 21614},
}

type Inbounds = Callable[[Signatures], Inbound]


class CarrierPeer(Peer):
    """The carrier and one of its telephones."""

    def __init__(
        self, carrier: str, step: Doorstep, channel: type[TwilioSms | TwilioWhatsApp], inbound: Inbounds
    ) -> None:
        super().__init__(step.webhooks, PATIENT)
        self._inbound = inbound
        self._carrier = carrier
        self._public_url = step.url
        self._channel = channel
        self._handset = PATIENT if channel is TwilioSms else f"whatsapp:{PATIENT}"

    def read(self, webhook: Webhook) -> Sequence[Event]:
        return _read(webhook, self._public_url, self._inbound)

    @contextmanager
    def outbound(self, how: How = "well") -> Iterator[Outbound]:
        texts = self._channel is TwilioSms
        account = Account(
            ACCOUNT_SID,
            "wrong" if how == "as a stranger" else AUTH_TOKEN,
            SERVICE_SID if texts else None,
            CLINIC_NUMBER if texts else CLINIC_WHATSAPP,
            "http://127.0.0.1:1" if how == "to nobody" else self._carrier,
        )
        timeout = httpx.Timeout(0.4 if how == "impatiently" else 10.0)
        with closing(self._channel(account, self._public_url, timeout)) as outbound:
            yield outbound

    def arrived(self) -> list[Arrived]:
        found = httpx.get(f"{self._carrier}/sandbox/handsets/{self._handset}/messages").json()["messages"]
        return [
            Arrived(line["body"], tuple(button["label"] for button in line.get("buttons", ())))
            for line in found
            if line["direction"] == "outbound-api"
        ]

    def order(self, fault: Fault) -> None:
        httpx.post(f"{self._carrier}/sandbox/faults", json=FAULTS[fault]).raise_for_status()

    def write(self, text: str) -> None:
        self._telephone({"text": text})

    def press(self, label: str) -> None:
        found = httpx.get(f"{self._carrier}/sandbox/handsets/{self._handset}/messages").json()["messages"]
        buttons = [button for line in found for button in line.get("buttons", ()) if button["label"] == label]
        self._telephone({"press": buttons[-1]["payload"]})

    def _telephone(self, does: dict[str, str]) -> None:
        httpx.post(f"{self._carrier}/sandbox/handsets/{self._handset}/messages", json=does).raise_for_status()


class TwilioSubject(Subject):
    """What both channels have in common."""

    channel: type[TwilioSms | TwilioWhatsApp]
    inbound: Inbounds

    def recorded(self) -> Sequence[Recorded]:
        return [
            *_recorded(self.name, "inbound", "InboundMessage", f"/webhooks/{self.name}"),
            *_recorded(self.name, "status", "DeliveryUpdate", f"/webhooks/status/{MESSAGE}"),
        ]

    def signed(self, body: bytes, like: Webhook) -> Webhook:
        return _signed(like.target, body, AUTH_TOKEN)

    def forged(self, webhook: Webhook) -> Sequence[Webhook]:
        elsewhere = _signed("/elsewhere", webhook.body, AUTH_TOKEN)
        return [_signed(webhook.target, webhook.body, "another-token"), replace(elsewhere, target=webhook.target)]

    def read(self, webhook: Webhook) -> Sequence[Event]:
        return _read(webhook, ORIGIN, self.inbound)

    @contextmanager
    def peer(self) -> Iterator[Peer]:
        with doorstep() as step, running_carrier(settings_for(step.url)) as (_, carrier):
            peer = CarrierPeer(carrier, step, self.channel, self.inbound)
            peer.write("hello")
            until(lambda: step.webhooks)
            step.webhooks.clear()
            yield peer


class Sms(TwilioSubject):
    """Texts."""

    name = "sms"
    channel = TwilioSms
    inbound = SmsInbound
    lacks: ClassVar[Mapping[Notion, str]] = {"buttons": "A text has no buttons: its words name the choices by number."}


class WhatsApp(TwilioSubject):
    """WhatsApp."""

    name = "whatsapp"
    channel = TwilioWhatsApp
    inbound = WhatsAppInbound


def _read(webhook: Webhook, origin: str, inbound: Inbounds) -> Sequence[Event]:
    signatures = Signatures(AUTH_TOKEN, origin)
    reports = webhook.target.startswith("/webhooks/status/")
    return Reports(signatures).read(webhook) if reports else inbound(signatures).read(webhook)


def _signed(target: str, body: bytes, token: str) -> Webhook:
    form = form_of(Webhook(target, {}, body))
    return Webhook(target, {HEADER: RequestValidator(token).compute_signature(ORIGIN + target, form)}, body)


def _recorded(channel: str, table: str, event: str, target: str) -> Iterator[Recorded]:
    for name, case in tomllib.loads((PAYLOADS / channel / f"{table}.toml").read_text(encoding="utf-8")).items():
        webhook = _signed(target, urlencode(case["form"]).encode(), AUTH_TOKEN)
        says = [{"event": event, **case.get("read", {}), **dict.fromkeys(case.get("missing", ()))}]
        says += [{"event": "ContactUpdate", **case["contact"]}] if "contact" in case else []
        refused = case.get("malformed")
        yield Recorded(f"{table}/{name}", webhook, () if refused else tuple(says), refused)
