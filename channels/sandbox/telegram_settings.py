"""The settings of the carrier's Telegram side: one bot, and where its updates go before anybody says otherwise."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urljoin

TOKEN = re.compile(r"[0-9]{1,15}:[A-Za-z0-9_-]{3,}")


class TelegramSettingsError(ValueError):
    """A setting cannot be used; the message is one sentence that says which and what to do."""


@dataclass(frozen=True, slots=True)
class TelegramSettings:
    """One bot.

    ``chat_seconds`` is the time that must pass between two messages to a chat (0: none); ``retry_seconds`` is when an
    update is tried again for the first time, twice as long each time after.
    """

    token: str = field(repr=False)
    webhook_url: str = ""
    secret: str | None = field(default=None, repr=False)
    chat_seconds: float = 0.0
    retry_seconds: float = 0.5
    username: str = "clinic_demo_bot"

    @property
    def bot_id(self) -> int:
        """The bot's user id, which its token begins with."""
        return int(self.token.partition(":")[0])

    @classmethod
    def parse(cls, environ: Mapping[str, str]) -> TelegramSettings | None:
        """Settings from the environment; None without a token, and then there is no Telegram here.

        Takes TELEGRAM_BOT_TOKEN, TELEGRAM_WEBHOOK_SECRET and SANDBOX_TELEGRAM_CHAT_SECONDS. With a secret, updates go
        to ``telegram`` beside the webhook of the texts from the start. Raises TelegramSettingsError.
        """
        token = environ.get("TELEGRAM_BOT_TOKEN", "")
        if not token:
            return None
        if not TOKEN.fullmatch(token):
            raise TelegramSettingsError("TELEGRAM_BOT_TOKEN must be digits, a colon, and letters, as @BotFather gives.")
        seconds = environ.get("SANDBOX_TELEGRAM_CHAT_SECONDS") or "0"
        if not re.fullmatch(r"[0-9]{1,2}(\.[0-9]+)?", seconds):
            raise TelegramSettingsError("SANDBOX_TELEGRAM_CHAT_SECONDS must be a number between 0 and 99.")
        secret = environ.get("TELEGRAM_WEBHOOK_SECRET") or None
        return cls(
            token=token,
            webhook_url=urljoin(environ.get("SANDBOX_WEBHOOK_URL", ""), "telegram") if secret else "",
            secret=secret,
            chat_seconds=float(seconds),
        )
