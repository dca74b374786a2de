"""Telling Telegram where its webhooks go.

Source: Bot API, setWebhook, getWebhookInfo.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from typing import Final

from telegram import Bot, WebhookInfo
from telegram.error import BadRequest, TelegramError

from channels.telegram.bot import Account, TelegramBot
from channels.telegram.status import failure

UPDATES: Final = ("message", "edited_message", "callback_query", "my_chat_member")


class RegistrationRefused(Exception):
    """Telegram did not take the webhook; the message says why."""


@dataclass(frozen=True, slots=True)
class Registration:
    """What Telegram says about the webhook. `last_error` is of the last update that could not be handed over."""

    url: str
    pending_updates: int
    last_error: str | None
    last_error_at: str | None
    allowed_updates: tuple[str, ...]


def set_webhook(account: Account, url: str, secret: str) -> Registration:
    """Have updates sent to `url` with `secret` in their header, and what Telegram then says; RegistrationRefused."""

    async def work(bot: Bot) -> WebhookInfo:
        await bot.set_webhook(url, allowed_updates=UPDATES, secret_token=secret)
        return await bot.get_webhook_info()

    with closing(TelegramBot(account)) as bot:
        try:
            found = bot.call(work)
        except BadRequest as error:
            raise RegistrationRefused(f"Telegram refused the webhook: {error.message}.") from None
        except TelegramError as error:
            raise RegistrationRefused(f"Telegram did not take the webhook: {failure(error)}.") from None
    return Registration(
        url=found.url,
        pending_updates=found.pending_update_count,
        last_error=found.last_error_message,
        last_error_at=found.last_error_date.isoformat() if found.last_error_date else None,
        allowed_updates=tuple(found.allowed_updates),
    )
