"""The telephones' Telegram, and how what happens on them reaches the clinic."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from channels.sandbox.carrier import Carrier
from channels.sandbox.settings import SandboxSettings, SettingsError
from channels.sandbox.telegram_settings import TelegramSettings
from channels.sandbox.telegram_updates import ATTEMPTS
from tests.contracts.running import PATIENT, Clinic, recording_clinic, running_carrier, settings_for, until

pytestmark = pytest.mark.enable_socket

TOKEN = "700000001:AAE-not-a-secret"
SECRET = "a-secret_for-tests"
TELEGRAM = f"/sandbox/handsets/{PATIENT}/telegram"
OK, NO = (204, "text/plain", ""), (503, "text/plain", "not now")

type Post = Callable[..., Any]


@pytest.fixture
def clinic() -> Iterator[Clinic]:
    with recording_clinic() as running:
        running.answers = [OK]
        yield running


@contextmanager
def running(clinic: Clinic, **changes: Any) -> Iterator[tuple[Carrier, httpx.Client]]:
    bot = TelegramSettings(
        **{"token": TOKEN, "webhook_url": f"{clinic.url}/t", "secret": SECRET, "retry_seconds": 0.02, **changes}
    )
    with (
        running_carrier(settings_for(clinic.url, telegram=bot)) as (carrier, url),
        httpx.Client(base_url=url, timeout=5) as web,
    ):
        yield carrier, web


@pytest.fixture
def web(clinic: Clinic) -> Iterator[httpx.Client]:
    with running(clinic) as (_, session):
        yield session


def ask(web: httpx.Client, method: str, **given: object) -> Any:
    return web.post(f"/bot{TOKEN}/{method}", json=given).json()


def phone(web: httpx.Client, path: str, **body: object) -> Any:
    answer = web.post(f"{TELEGRAM}/{path}", json=body)
    assert answer.status_code == 202, answer.text
    return answer.json()


def bodies(clinic: Clinic, count: int) -> list[Any]:
    return [json.loads(call.body) for call in clinic.texts(count)]


def order(web: httpx.Client, **fault: object) -> None:
    assert web.post("/sandbox/faults", json=fault).status_code == 201


def test_update_carries_the_secret_when_a_person_writes(web: httpx.Client, clinic: Clinic) -> None:
    phone(web, "messages", text="hi")

    (update,) = bodies(clinic, 1)
    assert clinic.calls[0].headers["X-Telegram-Bot-Api-Secret-Token"] == SECRET
    assert update["message"]["text"] == "hi"
    assert update["message"]["chat"]["type"] == "private"
    until(lambda: web.get(f"{TELEGRAM}/messages").json()["messages"][0]["webhook_status"] == 204)


def test_update_comes_again_under_its_id_when_it_was_not_taken(web: httpx.Client, clinic: Clinic) -> None:
    clinic.answers = [NO, NO, OK]
    phone(web, "messages", text="hi")

    assert len({update["update_id"] for update in bodies(clinic, 3)}) == 1
    until(lambda: ask(web, "getWebhookInfo")["result"]["pending_update_count"] == 0)
    assert "503" in ask(web, "getWebhookInfo")["result"]["last_error_message"]
    assert len(clinic.calls) == 3


def test_update_is_given_up_when_it_is_never_taken(clinic: Clinic) -> None:
    clinic.answers = [NO]
    with running(clinic, retry_seconds=0.0) as (_, web):
        phone(web, "messages", text="hi")
        clinic.texts(ATTEMPTS)

        until(lambda: ask(web, "getWebhookInfo")["result"]["pending_update_count"] == 0)
    assert len(clinic.calls) == ATTEMPTS


def test_updates_wait_when_there_is_no_webhook(clinic: Clinic) -> None:
    with running(clinic, webhook_url="") as (_, web):
        phone(web, "messages", text="one")
        phone(web, "messages", text="two")
        assert ask(web, "getWebhookInfo")["result"] == {
            "url": "",
            "has_custom_certificate": False,
            "pending_update_count": 2,
        }
        assert ask(web, "setWebhook", url=f"{clinic.url}/t", secret_token="new")["ok"]

        assert {update["message"]["text"] for update in bodies(clinic, 2)} == {"one", "two"}
        assert clinic.calls[0].headers["X-Telegram-Bot-Api-Secret-Token"] == "new"


def test_updates_are_dropped_when_that_is_asked_for(clinic: Clinic) -> None:
    with running(clinic, webhook_url="") as (_, web):
        phone(web, "messages", text="old")
        ask(web, "setWebhook", url=f"{clinic.url}/t", drop_pending_updates=True)
        phone(web, "messages", text="new")

        assert bodies(clinic, 1)[0]["message"]["text"] == "new"


def test_only_wanted_updates_come_when_the_bot_said_which(web: httpx.Client, clinic: Clinic) -> None:
    ask(web, "setWebhook", url=f"{clinic.url}/t", allowed_updates=["my_chat_member"])
    phone(web, "messages", text="hi")
    phone(web, "block", blocked=True)

    assert list(bodies(clinic, 1)[0]) == ["update_id", "my_chat_member"]


def test_update_ids_grow_when_one_carrier_follows_another(clinic: Clinic) -> None:
    for _ in range(2):
        with running(clinic) as (_, web):
            phone(web, "messages", text="hi")
            bodies(clinic, 1)
    first, second = bodies(clinic, 2)

    assert second["update_id"] > first["update_id"]


def test_update_comes_twice_and_late_when_ordered(web: httpx.Client, clinic: Clinic) -> None:
    order(web, kind="webhook_twice")
    phone(web, "messages", text="twice")
    assert len({update["update_id"] for update in bodies(clinic, 2)}) == 1

    order(web, kind="webhook_late", seconds=0.3, handset=f"telegram:{PATIENT}")
    phone(web, "messages", text="late")
    phone(web, "messages", text="early")

    assert [update["message"]["text"] for update in bodies(clinic, 4)[2:]] == ["early", "late"]


def test_fault_leaves_telegram_alone_when_it_is_for_texts(web: httpx.Client) -> None:
    user = web.get(f"{TELEGRAM}/messages").json()["user_id"]
    phone(web, "messages", text="hi")
    order(web, kind="server_error", handset=PATIENT)

    assert ask(web, "sendMessage", chat_id=user, text="Hello")["ok"]


def test_chat_has_to_wait_when_messages_come_too_fast(clinic: Clinic) -> None:
    with running(clinic, chat_seconds=30.0) as (carrier, web):
        user = web.get(f"{TELEGRAM}/messages").json()["user_id"]
        phone(web, "messages", text="hi")

        assert ask(web, "sendMessage", chat_id=user, text="one")["ok"]
        refused = web.post(f"/bot{TOKEN}/sendMessage", json={"chat_id": user, "text": "two"})
        assert carrier.telegram is not None
        assert [message.text for message in carrier.telegram.chats.thread(PATIENT)] == ["hi", "one"]

    assert refused.status_code == 429
    assert refused.json() == {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 30",
        "parameters": {"retry_after": 30},
    }


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("messages", {}),
        ("messages", {"text": ""}),
        ("messages", {"text": "x" * 4097}),
        ("messages", {"text": "\ud83d"}),
        ("messages", {"attached": "house"}),
        ("messages/17/edit", {"text": "hi"}),
        ("messages", {"press": "Yes"}),
        ("block", {"blocked": "yes"}),
    ],
)
def test_telephone_refuses_when_it_cannot_do_that(web: httpx.Client, path: str, body: dict[str, str]) -> None:
    answer = web.post(f"{TELEGRAM}/{path}", content=json.dumps(body), headers={"Content-Type": "application/json"})

    assert answer.status_code == 400
    assert answer.json()["message"]


def test_telephone_refuses_when_the_bot_is_blocked_or_it_is_no_telephone(web: httpx.Client) -> None:
    assert phone(web, "block", blocked=True) == {"blocked": True, "changed": True}
    assert phone(web, "block", blocked=True) == {"blocked": True, "changed": False}

    assert web.post(f"{TELEGRAM}/messages", json={"text": "hi"}).status_code == 400
    assert web.post("/sandbox/handsets/me/telegram/messages", json={"text": "hi"}).status_code == 400
    assert web.post(f"{TELEGRAM}/messages", content="text=hi").status_code == 400


@pytest.mark.parametrize(
    ("path", "status"),
    [("/bot7:wrong/getMe", 401), (f"/bot{TOKEN}/getMoney", 404), (f"/bot{TOKEN}/getme", 200)],
)
def test_method_is_found_when_token_and_name_are_right(web: httpx.Client, path: str, status: int) -> None:
    answer = web.get(path)

    assert answer.status_code == status
    assert answer.json()["ok"] is (status == 200)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"text": "hi"}, "chat_id is empty"),
        ({"chat_id": 1, "text": 2}, "must be a string"),
        ({"chat_id": 1, "text": "hi", "reply_markup": {"inline_keyboard": 1}}, "reply markup"),
        ({"chat_id": 1, "text": "hi", "reply_markup": {"inline_keyboard": [[{"callback_data": "x"}]]}}, "button"),
    ],
)
def test_request_is_refused_when_it_makes_no_sense(web: httpx.Client, given: dict[str, Any], words: str) -> None:
    answer = ask(web, "sendMessage", **given)

    assert answer["error_code"] == 400
    assert words in answer["description"]


def test_stream_shows_both_sides_when_a_page_follows(clinic: Clinic) -> None:
    seen: list[Any] = []
    with running(clinic) as (carrier, web):
        stream = carrier.events.follow()
        reader = threading.Thread(target=lambda: seen.extend(event for event in stream), daemon=True)
        reader.start()
        user = web.get(f"{TELEGRAM}/messages").json()["user_id"]
        phone(web, "messages", text="hi")
        ask(web, "sendMessage", chat_id=user, text="Hello")
        until(lambda: any("Hello" in event for event in seen))

    shown = [json.loads(event.split("data: ")[1]) for event in seen if event.startswith("event: message")]
    assert [(view["channel"], view["handset"], view["direction"], view["body"]) for view in shown] == [
        ("telegram", PATIENT, "inbound", "hi"),
        ("telegram", PATIENT, "outbound-api", "Hello"),
    ]


def test_bot_is_there_when_the_environment_names_it() -> None:
    environ = {
        "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
        "TWILIO_AUTH_TOKEN": "t",
        "SANDBOX_WEBHOOK_URL": "http://127.0.0.1:8000/webhooks/sms",
    }
    assert SandboxSettings.parse(environ).telegram is None
    found = SandboxSettings.parse(environ | {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_WEBHOOK_SECRET": SECRET}).telegram

    assert found is not None
    assert (found.bot_id, found.webhook_url) == (700000001, "http://127.0.0.1:8000/webhooks/telegram")
    assert "not-a-secret" not in repr(found)
    with pytest.raises(SettingsError, match="TELEGRAM_BOT_TOKEN"):
        SandboxSettings.parse(environ | {"TELEGRAM_BOT_TOKEN": "no token"})
    with pytest.raises(SettingsError, match="CHAT_SECONDS"):
        SandboxSettings.parse(environ | {"TELEGRAM_BOT_TOKEN": TOKEN, "SANDBOX_TELEGRAM_CHAT_SECONDS": "-1"})


def test_update_waits_when_the_telephone_is_in_air_plane_mode(web: httpx.Client, clinic: Clinic) -> None:
    device = f"/sandbox/handsets/{PATIENT}/state"
    web.post(device, json={"aeroplane": True}).raise_for_status()
    phone(web, "messages", text="one")
    phone(web, "messages", text="two")
    assert clinic.calls == []

    web.post(device, json={"aeroplane": False}).raise_for_status()

    assert [update["message"]["text"] for update in bodies(clinic, 2)] == ["one", "two"]


def test_update_never_comes_when_it_is_lost(web: httpx.Client, clinic: Clinic) -> None:
    order(web, kind="webhook_lost", handset=f"telegram:{PATIENT}")
    phone(web, "messages", text="lost")
    phone(web, "messages", text="found")

    assert [update["message"]["text"] for update in bodies(clinic, 1)] == ["found"]
