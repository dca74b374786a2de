"""Our channel against answers as Telegram gives them, in whatever order a test wants them."""

from __future__ import annotations

import json
import logging
import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, Response, request
from werkzeug.serving import make_server

from channels import errors
from channels.contracts import Choice, OutboundMessage
from channels.sandbox.app import QuietHandler
from channels.telegram.bot import Account, TelegramBot
from channels.telegram.outbound import TelegramOutbound
from tests.contracts.running import serving

pytestmark = pytest.mark.enable_socket

PAYLOADS = Path(__file__).parents[3] / "payloads" / "telegram"
REFUSALS: dict[str, Any] = json.loads((PAYLOADS / "refusals.json").read_text(encoding="utf-8"))
TOKEN = "700000001:not-a-secret"
CHAT = "5000000101"
SINCE = datetime(2026, 11, 23, tzinfo=UTC)
SENTENCE = "We are open from eight to five. "


@dataclass
class Telegram:
    """Takes every message, but for the answers put in `first`; keeps what was asked."""

    url: str = ""
    first: list[tuple[int, object]] = field(default_factory=list)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    wait: float = 0.0
    released: threading.Event = field(default_factory=threading.Event)

    def take(self, token: str, method: str) -> Response:
        assert token == TOKEN
        self.asked.append((method, request.form.to_dict()))
        if self.wait:
            self.released.wait(self.wait)
        taken = {
            "message_id": 100 + len(self.asked),
            "date": 1795446000,
            "chat": {"id": int(CHAT), "type": "private"},
        }
        status, body = self.first.pop(0) if self.first else (200, {"ok": True, "result": taken})
        return Response(body if isinstance(body, str) else json.dumps(body), status)

    @property
    def texts(self) -> list[str]:
        return [form["text"] for method, form in self.asked if method == "sendMessage"]


@pytest.fixture
def telegram() -> Iterator[Telegram]:
    network = Telegram()
    app = Flask("telegram")
    app.add_url_rule("/bot<token>/<method>", view_func=network.take, methods=["POST"])
    with serving(make_server("127.0.0.1", 0, app, threaded=True, request_handler=QuietHandler)) as url:
        network.url = url
        try:
            yield network
        finally:
            network.released.set()


@contextmanager
def opened(url: str, answer_seconds: float = 5.0) -> Iterator[TelegramOutbound]:
    with closing(TelegramOutbound(TelegramBot(Account(TOKEN, url), answer_seconds))) as outbound:
        yield outbound


@pytest.fixture
def outbound(telegram: Telegram) -> Iterator[TelegramOutbound]:
    with opened(telegram.url) as channel:
        yield channel


def message(body: str = "Hello", **more: Any) -> OutboundMessage:
    return OutboundMessage(**({"id": "1", "recipient": CHAT, "body": body} | more))


def test_text_goes_whole_and_without_a_preview_when_sent(telegram: Telegram, outbound: TelegramOutbound) -> None:
    receipt = outbound.send(message("Open https://clinic.example/x *now* <b>"))

    (asked,) = telegram.asked
    assert (receipt.provider_id, receipt.progress) == ("101", "sent")
    assert asked[0] == "sendMessage"
    assert asked[1].pop("link_preview_options") == '{"is_disabled": true}'
    assert asked[1] == {"chat_id": CHAT, "text": "Open https://clinic.example/x *now* <b>"}


def test_choices_are_buttons_under_each_other_when_there_are_some(
    telegram: Telegram, outbound: TelegramOutbound
) -> None:
    outbound.send(message(choices=(Choice("Tue, 2:20 pm", "tokenA"), Choice("Wed, 9:00 am", "tokenB"))))

    assert json.loads(telegram.asked[0][1]["reply_markup"]) == {
        "inline_keyboard": [
            [{"text": "Tue, 2:20 pm", "callback_data": "tokenA"}],
            [{"text": "Wed, 9:00 am", "callback_data": "tokenB"}],
        ]
    }


def test_name_stands_in_front_when_staff_wrote(telegram: Telegram, outbound: TelegramOutbound) -> None:
    outbound.send(message("We found your card.", author="Ana"))

    assert telegram.texts == ["Ana: We found your card."]


def test_long_text_comes_in_parts_with_buttons_under_the_last_when_sent(
    telegram: Telegram, outbound: TelegramOutbound
) -> None:
    receipt = outbound.send(message(SENTENCE * 300, choices=(Choice("Yes", "token"),)))

    assert receipt.provider_id == "101,102,103"
    assert " ".join(telegram.texts) == (SENTENCE * 300).strip()
    assert all(len(text) <= 4096 and text.endswith("five.") for text in telegram.texts)
    assert ["reply_markup" in form for _, form in telegram.asked] == [False, False, True]


@pytest.mark.parametrize("refusal", [pytest.param(case, id=title) for title, case in REFUSALS.items()])
def test_refusal_has_its_class_and_code_when_telegram_refuses(
    telegram: Telegram, outbound: TelegramOutbound, refusal: dict[str, Any]
) -> None:
    telegram.first = [(refusal["status"], refusal["body"])]

    with pytest.raises(errors.SendError) as refused:
        outbound.send(message("Take your pills"))

    error = refused.value
    assert (type(error).__name__, error.code) == (refusal["error"], refusal["code"])
    assert getattr(error, "retry_after", None) == refusal.get("retry_after")
    assert error.__cause__ is None


@pytest.mark.parametrize("recipient", ["", "@clinic", "-1001234567890", "+15005550101", "5000000101 "])
def test_address_is_dead_when_it_is_no_persons_chat(
    telegram: Telegram, outbound: TelegramOutbound, recipient: str
) -> None:
    with pytest.raises(errors.DeadAddress):
        outbound.send(message(recipient=recipient))

    assert telegram.asked == []


def test_telegram_is_unreachable_when_nobody_listens() -> None:
    with opened("http://127.0.0.1:1") as channel, pytest.raises(errors.Unreachable):
        channel.send(message())


def test_outcome_is_unknown_and_stays_so_when_no_answer_comes(telegram: Telegram) -> None:
    telegram.wait = 10.0
    with opened(telegram.url, answer_seconds=0.2) as channel:
        with pytest.raises(errors.UnknownOutcome):
            channel.send(message())
        with pytest.raises(errors.UnknownOutcome):
            channel.find(message(), SINCE, frozenset())
    assert len(telegram.asked) == 1


def test_outcome_is_unknown_when_the_connection_breaks() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def hang_up() -> None:
            connection, _ = server.accept()
            connection.recv(100)
            connection.close()

        threading.Thread(target=hang_up, daemon=True).start()
        with opened(f"http://127.0.0.1:{server.getsockname()[1]}") as channel, pytest.raises(errors.UnknownOutcome):
            channel.send(message())


def test_parts_are_gone_on_with_when_one_had_to_wait(telegram: Telegram, outbound: TelegramOutbound) -> None:
    long = message(SENTENCE * 300)
    taken = {"message_id": 7, "date": 1795446000, "chat": {"id": int(CHAT), "type": "private"}}
    slow_down = REFUSALS["slow_down"]
    telegram.first = [(200, {"ok": True, "result": taken}), (slow_down["status"], slow_down["body"])]

    with pytest.raises(errors.UnknownOutcome):
        outbound.send(long)
    assert outbound.find(long, SINCE, frozenset()) is None
    receipt = outbound.send(long)

    assert receipt.provider_id == "7,103,104"
    assert len(telegram.texts) == 4
    assert telegram.texts[1] == telegram.texts[2]
    with pytest.raises(errors.UnknownOutcome):
        outbound.find(long, SINCE, frozenset())


def test_nothing_is_gone_on_with_when_a_part_may_have_been_sent(telegram: Telegram, outbound: TelegramOutbound) -> None:
    long = message(SENTENCE * 300)
    taken = {"message_id": 7, "date": 1795446000, "chat": {"id": int(CHAT), "type": "private"}}
    telegram.first = [(200, {"ok": True, "result": taken}), (500, REFUSALS["their_trouble"]["body"])]

    with pytest.raises(errors.UnknownOutcome):
        outbound.send(long)
    with pytest.raises(errors.UnknownOutcome):
        outbound.find(long, SINCE, frozenset())


def test_messages_go_side_by_side_when_several_threads_send(telegram: Telegram, outbound: TelegramOutbound) -> None:
    bodies = [f"Message {number}" for number in range(16)]
    threads = [threading.Thread(target=outbound.send, args=(message(body, id=body),)) for body in bodies]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(telegram.texts) == sorted(bodies)


def test_channel_works_again_when_it_was_closed(telegram: Telegram, outbound: TelegramOutbound) -> None:
    outbound.send(message("one"))
    outbound.close()
    outbound.close()
    outbound.send(message("two"))

    assert telegram.texts == ["one", "two"]


def test_log_has_neither_token_nor_words_when_an_answer_makes_no_sense(
    telegram: Telegram, outbound: TelegramOutbound, caplog: pytest.LogCaptureFixture
) -> None:
    telegram.first = [(200, "you said: Take your pills"), (502, "you said: Take your pills")]
    with caplog.at_level(logging.INFO):
        for _ in range(2):
            with pytest.raises(errors.UnknownOutcome):
                outbound.send(message("Take your pills"))
        outbound.send(message("Take your pills"))

    assert "pills" not in caplog.text
    assert "not-a-secret" not in caplog.text
    assert "not-a-secret" not in repr(Account(TOKEN))
