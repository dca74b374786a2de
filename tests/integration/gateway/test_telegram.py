"""A telephone's Telegram, the sandbox, our webhook, the stores, and back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from werkzeug.serving import make_server

from backend.domain.messaging.records import Option
from backend.gateway.app import create
from channels.contracts import Channel
from channels.sandbox.app import QuietHandler
from channels.sandbox.telegram_settings import TelegramSettings
from channels.telegram.bot import Account, TelegramBot
from channels.telegram.inbound import TelegramInbound
from channels.telegram.outbound import TelegramOutbound
from tests.contracts.running import running_carrier, serving, settings_for, until
from tests.integration.messaging.doubles import PATIENT, Desk

pytestmark = pytest.mark.enable_socket

TOKEN = "700000001:AAE-not-a-secret"
SECRET = "a-secret_for-tests"


@dataclass
class TelegramDesk:
    """The product with a real channel to the sandbox's Telegram, and a patient's telephone."""

    desk: Desk
    sandbox: str
    seen: int = 0

    def phone(self, path: str, number: str = PATIENT, **body: object) -> dict[str, Any]:
        """Do something on a telephone, and wait until the update was taken."""
        before = self.taken()
        answer = httpx.post(f"{self.sandbox}/sandbox/handsets/{number}/telegram/{path}", json=body)
        assert answer.is_success, answer.text
        until(lambda: self.taken() > before)
        done: dict[str, Any] = answer.json()
        return done

    def fault(self, **fault: object) -> None:
        """Order a fault."""
        httpx.post(f"{self.sandbox}/sandbox/faults", json=fault).raise_for_status()

    def taken(self) -> int:
        """Updates that were acknowledged."""
        return self.seen

    def shown(self, number: str = PATIENT) -> list[dict[str, Any]]:
        """What the clinic wrote, as the telephone shows it."""
        thread = httpx.get(f"{self.sandbox}/sandbox/handsets/{number}/telegram/messages").json()["messages"]
        return [message for message in thread if message["direction"] != "inbound"]

    def say(self, text: str, language: str = "en") -> list[str]:
        """Write to the clinic; what it answers."""
        before = len(self.shown())
        self.phone("messages", text=text, language=language)
        self.desk.work()
        return [message["body"] for message in self.shown()[before:]]

    def again(self) -> None:
        """What waits for another attempt is tried."""
        self.desk.sql("UPDATE deliveries SET due_at = now() WHERE state = 'pending'")
        self.desk.due()

    def press(self, payload: str) -> list[str]:
        """Press a button; what the clinic answers."""
        before = len(self.shown())
        self.phone("messages", press=payload)
        self.desk.work()
        return [message["body"] for message in self.shown()[before:]]


@pytest.fixture
def chat(desk: Desk) -> Iterator[TelegramDesk]:
    frontdesk = desk.frontdesk
    settings = settings_for("http://127.0.0.1:9", telegram=TelegramSettings(TOKEN, secret=SECRET, retry_seconds=0.05))
    with running_carrier(settings) as (carrier, sandbox), closing(TelegramBot(Account(TOKEN, sandbox), 3.0)) as bot:
        telegram = Channel("telegram", TelegramOutbound(bot), TelegramInbound(SECRET, bot, "700000001"))
        vars(frontdesk).update(channels=dict(frontdesk.channels) | {"telegram": telegram})
        app = create(frontdesk)
        found = TelegramDesk(desk, sandbox)

        @app.after_request
        def count(response: Any) -> Any:
            found.seen += response.status_code == 204
            return response

        with serving(make_server("127.0.0.1", 0, app, threaded=True, request_handler=QuietHandler)) as clinic:
            registered = httpx.post(
                f"{sandbox}/bot{TOKEN}/setWebhook",
                json={"url": f"{clinic}/webhooks/telegram", "secret_token": SECRET},
            )
            assert registered.json()["ok"]
            yield found
            carrier.close()


def test_patient_is_answered_when_they_start_and_write(chat: TelegramDesk) -> None:
    assert chat.say("/start") == ["echo: hello"]
    assert chat.say("/start", language="es") == ["echo: hola"]
    assert chat.say("a cleaning on tuesday") == ["echo: a cleaning on tuesday"]
    assert chat.say("/restart") == ["echo: restart"]


def test_press_says_its_number_once_when_a_button_is_pressed(chat: TelegramDesk) -> None:
    chat.desk.engine.options = (Option("Tue 10:00 am", "1"), Option("Tue 2:20 pm", "2"))
    chat.say("book")
    first, second = chat.shown()[-1]["buttons"]
    chat.desk.engine.options = ()
    chat.fault(kind="webhook_twice")

    assert (first["label"], second["label"]) == ("Tue 10:00 am", "Tue 2:20 pm")
    assert chat.press(second["payload"]) == ["echo: 2"]
    until(lambda: not chat.shown()[0]["buttons"])
    assert not chat.shown()[0]["waiting"]
    assert chat.desk.bells.turns == []


def test_nothing_more_is_said_when_stop_was_said(chat: TelegramDesk) -> None:
    chat.say("hi")
    (confirmation,) = chat.say("/stop")

    assert "echo" not in confirmation
    assert chat.say("anybody there?") == []
    assert chat.say("/start") == ["echo: hello"]
    assert chat.desk.sql("SELECT kind, source FROM consents ORDER BY at, id")[0] == ("opt_out", "patient")


def test_block_is_known_when_the_patient_blocks_the_bot(chat: TelegramDesk) -> None:
    chat.say("hi")
    chat.phone("block", blocked=True)
    ((standing, out),) = chat.desk.sql("SELECT standing, opted_out_at IS NOT NULL FROM addresses")
    chat.phone("block", blocked=False)

    assert (standing, out) == ("blocked", True)
    assert chat.say("hi again") == ["echo: hi again"]


def test_conversation_goes_on_here_when_a_link_is_opened(chat: TelegramDesk) -> None:
    chat.desk.say("hello")
    link = chat.desk.frontdesk.linking.issue(chat.desk.conversation())
    answers = chat.say(f"/start {link.token}")

    assert len(answers) == 1
    assert chat.desk.sql("SELECT count(*) FROM conversations") == [(1,)]
    assert chat.say("and now?") == ["echo: and now?"]
    chat.phone("messages", number="+15005550199", text=f"/start {link.token}")
    assert chat.desk.sql("SELECT count(*) FROM conversations") == [(2,)]


def test_message_is_sent_once_when_telegram_was_in_trouble(chat: TelegramDesk) -> None:
    chat.say("hi")
    chat.fault(kind="rate_limited", handset=f"telegram:{PATIENT}", seconds=1)
    assert chat.say("limited") == []
    chat.again()
    assert [message["body"] for message in chat.shown()] == ["echo: hi", "echo: limited"]

    chat.fault(kind="timeout_after_accept", handset=f"telegram:{PATIENT}", seconds=5)
    assert chat.say("slow") == ["echo: slow"]
    for _ in range(3):
        chat.again()
    assert chat.desk.sql("SELECT state FROM deliveries ORDER BY seq") == [("sent",), ("sent",), ("unknown",)]
    assert len(chat.shown()) == 3


@pytest.mark.parametrize("secret", [None, "", "another"])
def test_webhook_is_refused_when_its_secret_does_not_fit(chat: TelegramDesk, secret: str | None) -> None:
    client = create(chat.desk.frontdesk).test_client()
    headers = {} if secret is None else {"X-Telegram-Bot-Api-Secret-Token": secret}

    assert client.post("/webhooks/telegram", json={"update_id": 1}, headers=headers).status_code == 403
    right = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
    assert client.post("/webhooks/telegram", json=[1], headers=right).status_code == 400
    assert client.post("/webhooks/telegram", json={"update_id": 1}, headers=right).status_code == 204
