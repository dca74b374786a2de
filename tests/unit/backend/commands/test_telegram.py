"""`frontdesk telegram` with the sandbox in Telegram's place."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from backend.cli import cli
from channels.sandbox.telegram_settings import TelegramSettings
from tests.contracts.running import running_carrier, settings_for

pytestmark = pytest.mark.enable_socket

TOKEN = "700000001:AAE-not-a-secret"


def told(home: Path, url: str, *arguments: str, token: str = TOKEN) -> Result:
    environ = {
        "FRONTDESK_ENV": "test",
        "FRONTDESK_HOME": str(home),
        "PUBLIC_URL": "https://clinic.example",
        "TELEGRAM_API_BASE": url,
        "TELEGRAM_BOT_TOKEN": token,
        "TELEGRAM_WEBHOOK_SECRET": "a-secret_for-tests",
    }
    return CliRunner().invoke(cli, ["telegram", "set-webhook", *arguments], env=environ)


def test_webhook_is_set_and_shown_when_asked_for(tmp_path: Path) -> None:
    settings = settings_for("http://127.0.0.1:9", telegram=TelegramSettings(TOKEN))
    with running_carrier(settings) as (_, url):
        shown = told(tmp_path, url, "--json")
        read = told(tmp_path, url)
        elsewhere = told(tmp_path, url, "--url", "http://clinic.example/webhooks/telegram")

    assert json.loads(shown.output) == {
        "url": "https://clinic.example/webhooks/telegram",
        "pending_updates": 0,
        "last_error": None,
        "last_error_at": None,
        "allowed_updates": ["message", "edited_message", "callback_query", "my_chat_member"],
    }
    assert "sends to https://clinic.example/webhooks/telegram: message, " in read.output
    assert elsewhere.exit_code == 1
    assert "an https url must be provided" in elsewhere.output


def test_refusal_is_a_sentence_when_telegram_does_not_know_the_bot(tmp_path: Path) -> None:
    settings = settings_for("http://127.0.0.1:9", telegram=TelegramSettings(TOKEN))
    with running_carrier(settings) as (_, url):
        wrong = told(tmp_path, url, token="1:another")
    nobody = told(tmp_path, "http://127.0.0.1:9")

    assert (wrong.exit_code, nobody.exit_code) == (1, 1)
    assert "Refused (401)" in wrong.output
    assert "Unreachable" in nobody.output
    assert "another" not in wrong.output
