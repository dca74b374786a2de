"""What is sent when Twilio's Content API is away: the text has the numbers, so it goes without buttons."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field

import httpx
import pytest
from flask import Flask, Response, jsonify, request
from twilio.rest import Client
from werkzeug.serving import make_server

from channels.contracts import Choice, OutboundMessage
from channels.sandbox.app import QuietHandler
from channels.twilio.client import Account
from channels.twilio.transport import Transport
from channels.whatsapp.content import Contents, Shape
from channels.whatsapp.outbound import TwilioWhatsApp
from tests.contracts.running import ACCOUNT_SID, CLINIC_WHATSAPP, serving

pytestmark = pytest.mark.enable_socket

OFFER = OutboundMessage("1", "+16175550142", "1) Tue 2) Wed", choices=(Choice("Tue", "t"), Choice("Wed", "w")))
SHAPE = Shape("quick-reply", 2, 1, "en")


@dataclass
class Peer:
    """Speaks for Twilio: messages are taken, and about content it answers what it was told to."""

    answer: tuple[int, str]
    url: str = ""
    asked: int = 0
    sent: list[dict[str, str]] = field(default_factory=list)

    def content(self) -> tuple[str, int]:
        self.asked += 1
        return self.answer[1], self.answer[0]

    def message(self) -> tuple[Response, int]:
        self.sent.append(request.form.to_dict())
        return jsonify({"sid": "SM1", "status": "queued"}), 201


@contextmanager
def peer(status: int, body: str) -> Iterator[Peer]:
    twilio, app = Peer((status, body)), Flask("peer")
    app.add_url_rule("/v1/Content", view_func=twilio.content, methods=["GET", "POST"])
    app.add_url_rule(f"/2010-04-01/Accounts/{ACCOUNT_SID}/Messages.json", view_func=twilio.message, methods=["POST"])
    with serving(make_server("127.0.0.1", 0, app, threaded=True, request_handler=QuietHandler)) as twilio.url:
        yield twilio


@pytest.mark.parametrize(("status", "body"), [(500, ""), (404, "{}"), (403, "no"), (200, "not json"), (200, "[]")])
def test_text_goes_without_buttons_when_there_is_no_content_to_be_had(status: int, body: str) -> None:
    with peer(status, body) as twilio:
        account = Account(ACCOUNT_SID, "token", None, CLINIC_WHATSAPP, twilio.url)
        with closing(TwilioWhatsApp(account, "https://clinic.example", httpx.Timeout(5))) as channel:
            receipts = [channel.send(OFFER) for _ in range(3)]

    assert [receipt.provider_id for receipt in receipts] == ["SM1"] * 3
    assert [form["Body"] for form in twilio.sent] == [OFFER.body] * 3
    assert not any("ContentSid" in form for form in twilio.sent)
    assert twilio.asked == 1


def test_content_is_asked_for_again_when_a_minute_has_passed() -> None:
    seconds = 1000.0
    with peer(500, "") as twilio:
        transport = Transport(twilio.url)
        contents = Contents(Client(ACCOUNT_SID, "token", http_client=transport), clock=lambda: seconds)
        for later in (0.0, 59.0, 2.0):
            seconds += later
            assert contents.sid(SHAPE) is None
        transport.close()

    assert twilio.asked == 2
