"""What the Bot API refuses, with Telegram's codes and words.

BotApiError
├── BadRequest           400
├── Unauthorized         401
├── Forbidden            403
├── NotFound             404
├── TooManyRequests      429, with parameters.retry_after
└── ServerError          500
"""

from __future__ import annotations

import math

from channels.sandbox.messages import JsonObject


class BotApiError(Exception):
    """A request was refused; ``body()`` is Telegram's JSON for it."""

    code = 400
    name = "Bad Request"

    def __init__(self, description: str = "") -> None:
        super().__init__(description)
        self.description = f"{self.name}: {description}" if description else self.name

    def body(self) -> JsonObject:
        """The answer's JSON."""
        return {"ok": False, "error_code": self.code, "description": self.description}


class BadRequest(BotApiError):
    """The request cannot be done as it is."""


class Unauthorized(BotApiError):
    """No bot has that token."""

    code, name = 401, "Unauthorized"


class Forbidden(BotApiError):
    """The person does not let the bot write."""

    code, name = 403, "Forbidden"


class NotFound(BotApiError):
    """There is no such method."""

    code, name = 404, "Not Found"


class TooManyRequests(BotApiError):
    """Too fast; nothing was done."""

    code, name = 429, "Too Many Requests"

    def __init__(self, seconds: float) -> None:
        self.retry_after = max(1, math.ceil(seconds))
        super().__init__(f"retry after {self.retry_after}")

    def body(self) -> JsonObject:
        """The answer's JSON, with when to come back."""
        return {**super().body(), "parameters": {"retry_after": self.retry_after}}


class ServerError(BotApiError):
    """Telegram's own trouble; nothing was done."""

    code, name = 500, "Internal Server Error"
