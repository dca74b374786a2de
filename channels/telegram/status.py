"""Telegram's refusals, in our words. It reports nothing after a message was taken: neither delivered nor read.

Source: Bot API, "Making requests"; the descriptions are those of Telegram's server (telegram-bot-api, td).
"""

from __future__ import annotations

from typing import Final

import httpx
from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, InvalidToken, TelegramError

from channels.errors import (
    DeadAddress,
    OptedOut,
    Refused,
    Rejected,
    SendError,
    UnknownOutcome,
    Unreachable,
)

_NEVER_REACHED: Final = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
# Part of the description, lower case -> what it means and the code it gets: Telegram's own codes are HTTP's.
_FORBIDDEN: Final[tuple[tuple[str, type[SendError], str], ...]] = (
    ("blocked", OptedOut, "blocked"),
    ("deactivated", DeadAddress, "deactivated"),
    ("can't initiate", Rejected, "never_wrote"),
)
_BAD_REQUEST: Final[tuple[tuple[str, type[SendError], str], ...]] = (
    ("chat not found", DeadAddress, "chat_not_found"),
    ("user not found", DeadAddress, "user_not_found"),
    ("peer_id_invalid", DeadAddress, "chat_not_found"),
    ("deactivated", DeadAddress, "deactivated"),
)


def failure(error: TelegramError) -> SendError:
    """What a failed request means for the message that was to be sent."""
    cause = error.__cause__
    if isinstance(cause, SendError):
        return cause
    match error:
        case Forbidden():
            return _described(error, _FORBIDDEN, "403")
        case BadRequest():
            return _described(error, _BAD_REQUEST, "400")
        case InvalidToken():
            return Refused("401")
        case Conflict():
            return Refused("409")
        case ChatMigrated():
            return Rejected("chat_migrated")
    if isinstance(cause, _NEVER_REACHED):
        return Unreachable(type(cause).__name__)
    return UnknownOutcome(type(cause or error).__name__)


def _described(error: TelegramError, table: tuple[tuple[str, type[SendError], str], ...], otherwise: str) -> SendError:
    description = error.message.lower()
    for part, kind, code in table:
        if part in description:
            return kind(code)
    return Rejected(otherwise)
