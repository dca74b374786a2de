"""What the processes are told."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from backend.settings import parse
from backend.supervisor.programs import _bot
from channels.sandbox.settings import SandboxSettings

CARRIER = {
    "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
    "TWILIO_AUTH_TOKEN": "t",
    "SANDBOX_WEBHOOK_URL": "http://127.0.0.1:8000/webhooks/sms",
}


def test_carrier_is_the_bots_telegram_when_nothing_else_is_set(tmp_path: Path) -> None:
    settings = parse({"FRONTDESK_ENV": "test", "FRONTDESK_HOME": str(tmp_path)})
    told = SandboxSettings.parse(CARRIER | _bot(settings)).telegram

    assert settings.telegram is not None
    assert told is not None
    assert (told.token, told.secret) == (settings.telegram.token.reveal(), settings.telegram.webhook_secret.reveal())
    assert told.webhook_url == "http://127.0.0.1:8000/webhooks/telegram"


@pytest.mark.parametrize("api_base", [None, "https://telegram.example"])
def test_carrier_gets_no_token_when_the_bot_is_elsewhere(tmp_path: Path, api_base: str | None) -> None:
    settings = parse({"FRONTDESK_ENV": "test", "FRONTDESK_HOME": str(tmp_path)})
    assert settings.telegram is not None
    elsewhere = dataclasses.replace(settings, telegram=dataclasses.replace(settings.telegram, api_base=api_base))

    assert _bot(elsewhere) == {}
    assert _bot(dataclasses.replace(settings, telegram=None)) == {}
