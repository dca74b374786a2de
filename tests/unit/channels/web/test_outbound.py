"""Sending to the widget: the thread has the message already, so its streams are rung for."""

from __future__ import annotations

from datetime import UTC, datetime

from channels.contracts import OutboundMessage, Receipt
from channels.web.outbound import WebOutbound


def test_streams_are_rung_for_when_a_message_is_sent() -> None:
    rung: list[str] = []
    channel = WebOutbound(rung.append)

    assert channel.send(OutboundMessage("0a", "an-address", "hello")) == Receipt("0a", "sent")
    assert rung == ["an-address"]


def test_message_is_sent_again_when_nobody_knows_whether_it_was() -> None:
    message = OutboundMessage("0a", "an-address", "hello")

    assert WebOutbound(lambda _: None).find(message, datetime.now(UTC), frozenset()) is None
