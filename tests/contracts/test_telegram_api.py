"""python-telegram-bot and the sandbox against the description of the Bot API: each request, answer and update."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from flask import Flask, Response, request
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError
from werkzeug.serving import make_server

from channels.contracts import Choice, ContactUpdate, InboundMessage, OutboundMessage, Webhook
from channels.errors import OptedOut, RateLimited, UnknownOutcome
from channels.sandbox.app import QuietHandler, create_app
from channels.sandbox.carrier import Carrier
from channels.sandbox.telegram_settings import TelegramSettings
from channels.telegram.bot import Account, TelegramBot
from channels.telegram.inbound import SECRET_HEADER, TelegramInbound
from channels.telegram.outbound import TelegramOutbound
from channels.telegram.registration import set_webhook
from tests.contracts.bot_api import BotApi
from tests.contracts.running import PATIENT, serving, settings_for, until

pytestmark = pytest.mark.enable_socket

TOKEN = "700000001:AAE-not-a-secret"
SECRET = "a-secret_for-tests"
PERSON = 10**15 + int(PATIENT[1:])
CHOICES = (Choice("Tue, Dec 1, 2:20 pm", "tokenA_-1"), Choice("Wed, Dec 2, 9:00 am", "tokenB_-2"))


@dataclass
class Telegram:
    """The sandbox, our webhook, what passed between them, and what was wrong with it."""

    url: str
    clinic: str
    api: BotApi
    requests: list[str] = field(default_factory=list)
    updates: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    objections: list[str] = field(default_factory=list)

    def phone(self, path: str, **body: object) -> Any:
        """Do something on the patient's telephone."""
        answer = httpx.post(f"{self.url}/sandbox/handsets/{PATIENT}/telegram/{path}", json=body)
        assert answer.is_success, answer.text
        return answer.json()

    def thread(self) -> list[dict[str, Any]]:
        """What the patient's telephone shows."""
        messages: list[dict[str, Any]] = httpx.get(f"{self.url}/sandbox/handsets/{PATIENT}/telegram/messages").json()[
            "messages"
        ]
        return messages

    def fault(self, **fault: object) -> None:
        """Order a fault."""
        httpx.post(f"{self.url}/sandbox/faults", json=fault).raise_for_status()

    def run[T](self, work: Callable[[Bot], Awaitable[T]], token: str = TOKEN) -> T:
        """Ask the official library, as its own documentation does."""

        async def asked() -> T:
            async with Bot(token, f"{self.url}/bot") as bot:
                return await work(bot)

        return asyncio.run(asked())

    def next_updates(self, count: int) -> list[dict[str, Any]]:
        """The updates once there are so many."""
        until(lambda: len(self.updates) >= count)
        return self.updates

    def received(self, position: int) -> Webhook:
        """An update as our web process hands it to the channel."""
        headers = {name.lower(): value for name, value in self.headers[position].items()}
        return Webhook("/webhooks/telegram", headers, json.dumps(self.updates[position]).encode())


@pytest.fixture(scope="module")
def api() -> BotApi:
    return BotApi()


@pytest.fixture
def telegram(api: BotApi) -> Iterator[Telegram]:
    agreed = Telegram("", "", api)
    clinic = Flask("clinic")

    @clinic.post("/webhooks/telegram")
    def take() -> Response:
        agreed.objections += api.update(request.json)
        agreed.headers.append(dict(request.headers))
        agreed.updates.append(request.get_json())
        return Response(status=204)

    with serving(make_server("127.0.0.1", 0, clinic, threaded=True, request_handler=QuietHandler)) as clinic_url:
        carrier = Carrier(settings_for(clinic_url, telegram=TelegramSettings(TOKEN, retry_seconds=0.02)))
        app = create_app(carrier)

        @app.after_request
        def check(response: Response) -> Response:
            if request.path.startswith("/bot"):
                method = request.path.rpartition("/")[2]
                agreed.requests.append(method)
                agreed.objections += api.request(method, request.form.to_dict())
                agreed.objections += api.answer(method, response.status_code, response.get_json())
            return response

        with serving(make_server("127.0.0.1", 0, app, threaded=True, request_handler=QuietHandler)) as url:
            agreed.url, agreed.clinic = url, f"{clinic_url}/webhooks/telegram"
            yield agreed
            carrier.close()
    assert agreed.objections == []


@pytest.fixture
def registered(telegram: Telegram) -> Telegram:
    set_webhook(Account(TOKEN, telegram.url), telegram.clinic, SECRET)
    return telegram


@pytest.fixture
def outbound(telegram: Telegram) -> Iterator[TelegramOutbound]:
    with closing(TelegramOutbound(TelegramBot(Account(TOKEN, telegram.url)))) as channel:
        yield channel


@pytest.fixture
def inbound(telegram: Telegram) -> Iterator[TelegramInbound]:
    with closing(TelegramBot(Account(TOKEN, telegram.url))) as bot:
        yield TelegramInbound(SECRET, bot, Account(TOKEN).bot_id)


def test_description_knows_the_methods_when_it_is_read(api: BotApi) -> None:
    assert api.request("sendMessage", {"chat_id": "1", "text": "2"}) == []
    assert api.request("sendMessage", {"chat_id": "1", "texts": "2"}) == [
        "sendMessage: texts is not known",
        "sendMessage: text is missing",
    ]
    assert api.answer("getMe", 200, {"ok": True, "result": {"id": "1", "is_bot": True, "first_name": "C"}}) == [
        "getMe.id: '1' is no Integer"
    ]
    assert api.update({"update_id": 1, "message": {"message_id": 1, "date": 1}}) == ["Update.message: chat is missing"]
    assert api.answer("getMe", 404, {"ok": False, "error_code": 400, "description": "no"}) == [
        "getMe: not an error's form"
    ]


def test_library_is_answered_when_it_uses_every_method(telegram: Telegram) -> None:
    telegram.phone("messages", text="/start")
    keyboard = InlineKeyboardMarkup.from_column([InlineKeyboardButton("Yes", callback_data="y")])

    async def everything(bot: Bot) -> None:
        me = await bot.get_me()
        assert (me.id, me.is_bot, me.username) == (700000001, True, "clinic_demo_bot")
        assert await bot.set_webhook(telegram.clinic, secret_token=SECRET, allowed_updates=Update.ALL_TYPES)
        info = await bot.get_webhook_info()
        assert (info.url, info.has_custom_certificate) == (telegram.clinic, False)
        sent = await bot.send_message(PERSON, "Hello \U0001f642", reply_markup=keyboard)
        assert (sent.text, sent.chat.id, sent.reply_markup) == ("Hello \U0001f642", PERSON, keyboard)
        edited = await bot.edit_message_reply_markup(PERSON, sent.message_id)
        assert isinstance(edited, type(sent))
        assert edited.reply_markup is None
        assert await bot.delete_webhook(drop_pending_updates=True)
        assert (await bot.get_webhook_info()).url == ""

    telegram.run(everything)

    assert set(telegram.requests) == {
        "getMe", "setWebhook", "getWebhookInfo", "sendMessage", "editMessageReplyMarkup", "deleteWebhook",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("chat", "text", "words"),
    [
        (PERSON, "", "Message text is empty"),
        (PERSON, "x" * 4097, "Message is too long"),
        (17, "Hello", "Chat not found"),
        ("@nobody", "Hello", "Chat not found"),
    ],
)
def test_library_hears_why_when_a_message_cannot_be_sent(
    telegram: Telegram, chat: int | str, text: str, words: str
) -> None:
    telegram.phone("messages", text="/start")
    with pytest.raises(BadRequest) as refused:
        telegram.run(lambda bot: bot.send_message(chat, text))

    assert refused.value.message == words


def test_library_hears_why_when_something_else_is_wrong(telegram: Telegram) -> None:
    telegram.phone("messages", text="hi")
    long = InlineKeyboardMarkup.from_button(InlineKeyboardButton("Yes", callback_data="x" * 65))
    with pytest.raises(InvalidToken):
        telegram.run(lambda bot: bot.get_me(), token="7:wrong")
    with pytest.raises(BadRequest, match="Button_data_invalid"):
        telegram.run(lambda bot: bot.send_message(PERSON, "Hello", reply_markup=long))
    with pytest.raises(BadRequest, match="Query is too old"):
        telegram.run(lambda bot: bot.answer_callback_query("17"))
    with pytest.raises(BadRequest, match="an https url must be provided"):
        telegram.run(lambda bot: bot.set_webhook("http://clinic.example/webhooks/telegram"))
    with pytest.raises(BadRequest, match="Message to edit not found"):
        telegram.run(lambda bot: bot.edit_message_reply_markup(PERSON, 1))
    telegram.phone("block", blocked=True)
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        telegram.run(lambda bot: bot.send_message(PERSON, "Hello"))
    telegram.phone("block", blocked=False)
    telegram.fault(kind="server_error", handset=f"telegram:{PATIENT}")
    with pytest.raises(NetworkError):
        telegram.run(lambda bot: bot.send_message(PERSON, "Hello"))


def test_registration_tells_what_telegram_says_when_the_webhook_is_set(telegram: Telegram) -> None:
    telegram.phone("messages", text="first")

    found = set_webhook(Account(TOKEN, telegram.url), telegram.clinic, SECRET)

    assert (found.url, found.last_error) == (telegram.clinic, None)
    assert found.allowed_updates == ("message", "edited_message", "callback_query", "my_chat_member")
    assert telegram.next_updates(1)[0]["message"]["text"] == "first"


def test_everything_a_person_does_is_read_when_the_sandbox_tells_it(
    registered: Telegram, inbound: TelegramInbound
) -> None:
    written = registered.phone("messages", text="tuesday")
    registered.phone(f"messages/{written['message_id']}/edit", text="wednesday")
    registered.phone("messages", attached="photo", text="my card")
    registered.phone("messages", attached="voice")
    registered.phone("messages", attached="contact")
    registered.phone("messages", text="/start a-Link_1", language="es")
    registered.phone("block", blocked=True)
    registered.phone("block", blocked=False)
    registered.next_updates(8)

    events = [event for position in range(8) for event in inbound.read(registered.received(position))]
    messages = [event for event in events if isinstance(event, InboundMessage)]
    standings = [event.standing for event in events if isinstance(event, ContactUpdate)]

    assert registered.headers[0][SECRET_HEADER.title()] == SECRET
    assert {message.sender for message in messages} == {str(PERSON)}
    assert len({message.provider_id for message in messages}) == 6
    assert sorted((message.body, message.attachments) for message in messages) == sorted(
        [("tuesday", 0), ("wednesday", 0), ("my card", 1), ("", 1), (PATIENT, 0), ("hola", 0)]
    )
    assert {message.phone for message in messages} == {None, PATIENT}
    assert {message.link for message in messages} == {None, "a-Link_1"}
    assert sorted(standings) == ["blocked", "resubscribed", "unblocked"]


def test_press_is_read_and_its_sign_of_waiting_ends_when_a_button_is_pressed(
    registered: Telegram, outbound: TelegramOutbound, inbound: TelegramInbound
) -> None:
    registered.phone("messages", text="hi")
    registered.next_updates(1)
    outbound.send(OutboundMessage("1", str(PERSON), "1. Tue\n2. Wed", choices=CHOICES))
    pressed = registered.phone("messages", press="tokenB_-2")
    registered.next_updates(2)

    (event,) = inbound.read(registered.received(1))

    assert isinstance(event, InboundMessage)
    assert (event.choice, event.body) == ("tokenB_-2", "Wed, Dec 2, 9:00 am")
    assert pressed["waiting"]
    until(lambda: not registered.thread()[-1]["buttons"])
    assert not registered.thread()[-1]["waiting"]


def test_channel_sends_parts_in_order_when_a_text_is_long(telegram: Telegram, outbound: TelegramOutbound) -> None:
    telegram.phone("messages", text="hi")
    text = "We are open from eight to five. " * 300

    receipt = outbound.send(OutboundMessage("1", str(PERSON), text, author="Ana"))

    received = [message for message in telegram.thread() if message["direction"] != "inbound"]
    assert [str(message["message_id"]) for message in received] == receipt.provider_id.split(",")
    assert " ".join(message["body"] for message in received) == f"Ana: {text}".strip()


def test_channel_hears_why_when_the_sandbox_refuses(telegram: Telegram, outbound: TelegramOutbound) -> None:
    telegram.phone("messages", text="hi")
    message = OutboundMessage("1", str(PERSON), "Hello")
    telegram.fault(kind="rate_limited", handset=f"telegram:{PATIENT}", seconds=3)
    with pytest.raises(RateLimited) as limited:
        outbound.send(message)
    telegram.phone("block", blocked=True)
    with pytest.raises(OptedOut):
        outbound.send(message)

    assert limited.value.retry_after == 3
    assert len(telegram.thread()) == 1


def test_message_is_there_once_when_its_answer_never_came(telegram: Telegram) -> None:
    telegram.phone("messages", text="hi")
    telegram.fault(kind="timeout_after_accept", seconds=1)
    impatient = TelegramOutbound(TelegramBot(Account(TOKEN, telegram.url), 0.2))
    with closing(impatient), pytest.raises(UnknownOutcome):
        impatient.send(OutboundMessage("1", str(PERSON), "Hello"))

    assert [message["body"] for message in telegram.thread()] == ["hi", "Hello"]
    until(lambda: "sendMessage" in telegram.requests)


def test_callers_are_served_side_by_side_when_they_are_threads(
    registered: Telegram, outbound: TelegramOutbound
) -> None:
    registered.phone("messages", text="hi")
    send = [
        threading.Thread(target=outbound.send, args=(OutboundMessage(str(number), str(PERSON), f"{number}"),))
        for number in range(12)
    ]
    for thread in send:
        thread.start()
    for thread in send:
        thread.join()

    assert len(registered.thread()) == 13
