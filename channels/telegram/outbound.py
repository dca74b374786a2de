"""Sending to a person's chat with the bot.

The Bot API has no idempotency key and no way to look a message up: what may have been sent is never sent again. Only
a text in several parts can be gone on with, by the process that saw which of them Telegram took.
Source: Bot API, sendMessage, InlineKeyboardMarkup.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from datetime import datetime
from typing import Final

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions, Message
from telegram.error import TelegramError

from channels.contracts import Capabilities, OutboundMessage, Receipt
from channels.errors import DeadAddress, NoLookup, SendError, UnknownOutcome
from channels.telegram.bot import TelegramBot
from channels.telegram.inbound import CHANNEL
from channels.telegram.parts import parts
from channels.telegram.status import failure

LONGEST: Final = 4096
CHOICES: Final = 10
LABEL: Final = 64
LONGEST_SPLIT: Final = 4 * LONGEST
_REMEMBERED: Final = 1000
# Telegram would fetch an address to show what is behind it, and a one-time link would be used up.
_NO_PREVIEW: Final = LinkPreviewOptions(is_disabled=True)


class TelegramOutbound:
    """Implements contracts.Outbound; safe to use from several threads."""

    def __init__(self, bot: TelegramBot) -> None:
        self._bot = bot
        self._lock = threading.Lock()
        self._begun: OrderedDict[str, tuple[str, ...]] = OrderedDict()

    @property
    def capabilities(self) -> Capabilities:
        """Texts of any length, buttons, no reports."""
        return Capabilities(CHANNEL, LONGEST_SPLIT, CHOICES, LABEL, reports=False)

    def send(self, message: OutboundMessage) -> Receipt:
        """Hand a text over once, in parts where it is long; raises SendError.

        The receipt has the ids of all parts. When a part could not be sent for now, the next `send` of that message
        begins with it.
        """
        if not message.recipient.isdecimal():
            raise DeadAddress("no_chat_id")
        words = f"{message.author}: {message.body}" if message.author else message.body
        texts = parts(words, LONGEST)
        sent = self._take(message.id)
        while len(sent) < len(texts):
            try:
                sent += (self._send_one(message, texts[len(sent)], last=len(sent) == len(texts) - 1),)
            except SendError as error:
                if sent and error.retryable:
                    self._keep(message.id, sent)
                    raise UnknownOutcome(f"begun_{error.code}") from None
                raise
        return Receipt(",".join(sent), "sent")

    def find(self, message: OutboundMessage, since: datetime, known: frozenset[str]) -> Receipt | None:
        """None when this process knows which parts are still to be sent; raises NoLookup otherwise."""
        with self._lock:
            if message.id in self._begun:
                return None
        raise NoLookup("no_lookup")

    def close(self) -> None:
        """Let go of the connections."""
        self._bot.close()

    def _send_one(self, message: OutboundMessage, text: str, *, last: bool) -> str:
        keyboard = _keyboard(message) if last else None

        async def work(bot: Bot) -> Message:
            return await bot.send_message(
                int(message.recipient), text, reply_markup=keyboard, link_preview_options=_NO_PREVIEW
            )

        try:
            return str(self._bot.call(work).message_id)
        except TelegramError as error:
            raise failure(error) from None
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            # A success whose body makes no sense: it may well have been sent.
            raise UnknownOutcome(type(error).__name__) from None

    def _take(self, message: str) -> tuple[str, ...]:
        with self._lock:
            return self._begun.pop(message, ())

    def _keep(self, message: str, sent: tuple[str, ...]) -> None:
        with self._lock:
            self._begun[message] = sent
            if len(self._begun) > _REMEMBERED:
                self._begun.popitem(last=False)


def _keyboard(message: OutboundMessage) -> InlineKeyboardMarkup | None:
    """A button a row, so that no label is cut on a small screen."""
    if not message.choices:
        return None
    return InlineKeyboardMarkup.from_column(
        [InlineKeyboardButton(choice.label, callback_data=choice.token) for choice in message.choices]
    )
