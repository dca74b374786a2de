"""What the carrier refuses, with Twilio's codes.

CarrierError
├── Unauthenticated          401 20003
├── NotFound                 404 20404
├── TooLate                  409 30409
├── RateLimited              429 20429
├── InternalError            500 20500
└── Rejected                 400, one code a cause: 20001 21211 21212 21266 21602 21603 21604 21606 21609 21610 21617
                             21655 21656 21701 21910 30400 63007
"""

from __future__ import annotations

from channels.sandbox.messages import JsonObject


class CarrierError(Exception):
    """A request was refused; ``body()`` is Twilio's JSON for it."""

    status = 400
    code = 20001

    def __init__(self, message: str, *, headers: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.headers = headers or {}

    def body(self) -> JsonObject:
        """The error as Twilio words it: code, message, more_info, status."""
        return {
            "code": self.code,
            "message": self.message,
            "more_info": f"https://www.twilio.com/docs/errors/{self.code}",
            "status": self.status,
        }


class Unauthenticated(CarrierError):
    """The account SID or the auth token is wrong."""

    status = 401
    code = 20003

    def __init__(self) -> None:
        super().__init__("Authenticate", headers={"WWW-Authenticate": 'Basic realm="Twilio API"'})


class NotFound(CarrierError):
    """There is no such resource."""

    status = 404
    code = 20404

    def __init__(self, path: str) -> None:
        super().__init__(f"The requested resource {path} was not found")


class TooLate(CarrierError):
    """The message is on its way, or has ended: it cannot be canceled."""

    status = 409
    code = 30409

    def __init__(self) -> None:
        super().__init__("This message cannot be canceled")


class RateLimited(CarrierError):
    """Too many requests; nothing was processed, so it may be tried again."""

    status = 429
    code = 20429

    def __init__(self, retry_after: float) -> None:
        super().__init__("Too Many Requests", headers={"Retry-After": f"{retry_after:g}"})


class InternalError(CarrierError):
    """The carrier itself failed."""

    status = 500
    code = 20500

    def __init__(self) -> None:
        super().__init__("Internal Server Error")


class Rejected(CarrierError):
    """A message that cannot be sent as asked."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code
