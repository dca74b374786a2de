"""A bot whose calls go nowhere, for what is read and not sent."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest

from channels.telegram.bot import Account, TelegramBot
from channels.telegram.inbound import TelegramInbound

SECRET = "a-secret_for-tests"
ACCOUNT = Account("700000001:not-a-secret", "http://127.0.0.1:9")


@pytest.fixture
def inbound() -> Iterator[TelegramInbound]:
    with closing(TelegramBot(ACCOUNT, 0.2)) as bot:
        yield TelegramInbound(SECRET, bot, ACCOUNT.bot_id)
