"""The carrier's settings, read once at start."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from channels.sandbox.mail_settings import MailSettings, MailSettingsError
from channels.sandbox.numbers import WHATSAPP, is_number
from channels.sandbox.telegram_settings import TelegramSettings, TelegramSettingsError

DEFAULT_NUMBER = "+15005550006"
DEFAULT_WHATSAPP_NUMBER = "+15005550007"
ACCOUNT_SID = re.compile(r"AC[0-9a-fA-F]{32}")
MESSAGING_SERVICE_SID = re.compile(r"MG[0-9a-fA-F]{32}")


class SettingsError(ValueError):
    """A setting is missing or cannot be used; the message is one sentence that says which and what to do."""


@dataclass(frozen=True, slots=True)
class SandboxSettings:
    """What one carrier is: an account with two numbers, the clinic's webhook, and how fast messages travel.

    What is written to ``whatsapp_number`` on WhatsApp is posted to ``whatsapp`` beside the webhook of the texts.
    ``step_seconds`` is the time between two states of a message (queued, sending, sent, delivered); of so many
    ``handsets`` it remembers the messages.
    """

    account_sid: str
    auth_token: str = field(repr=False)
    webhook_url: str
    number: str = DEFAULT_NUMBER
    whatsapp_number: str = DEFAULT_WHATSAPP_NUMBER
    messaging_service_sid: str | None = None
    host: str = "127.0.0.1"
    port: int = 8010
    step_seconds: float = 0.15
    handsets: int = 5000
    telegram: TelegramSettings | None = None
    mail: MailSettings | None = None

    @property
    def whatsapp_webhook_url(self) -> str:
        """Where the clinic takes in what is written on WhatsApp."""
        return urljoin(self.webhook_url, "whatsapp")

    @property
    def whatsapp_address(self) -> str:
        """The clinic's number on WhatsApp, as Twilio writes it."""
        return f"{WHATSAPP}{self.whatsapp_number}"

    @classmethod
    def parse(cls, environ: Mapping[str, str]) -> SandboxSettings:
        """Settings from the environment. Raises SettingsError."""
        account_sid = _matching(environ, "TWILIO_ACCOUNT_SID", ACCOUNT_SID, "AC and 32 hexadecimal digits")
        webhook_url = _required(environ, "SANDBOX_WEBHOOK_URL")
        if urlsplit(webhook_url).scheme not in {"http", "https"} or not urlsplit(webhook_url).hostname:
            raise SettingsError("SANDBOX_WEBHOOK_URL must be an http or https address.")
        service = environ.get("TWILIO_MESSAGING_SERVICE_SID") or None
        if service and not MESSAGING_SERVICE_SID.fullmatch(service):
            raise SettingsError("TWILIO_MESSAGING_SERVICE_SID must be MG and 32 hexadecimal digits.")
        return cls(
            account_sid=account_sid,
            auth_token=_required(environ, "TWILIO_AUTH_TOKEN"),
            webhook_url=webhook_url,
            number=_telephone(environ, "SANDBOX_NUMBER", DEFAULT_NUMBER),
            whatsapp_number=_telephone(environ, "SANDBOX_WHATSAPP_NUMBER", DEFAULT_WHATSAPP_NUMBER),
            messaging_service_sid=service,
            host=environ.get("SANDBOX_HOST") or "127.0.0.1",
            port=int(_number(environ, "SANDBOX_PORT", 8010, 0, 65535)),
            step_seconds=_number(environ, "SANDBOX_STEP_SECONDS", 0.15, 0, 60),
            handsets=int(_number(environ, "SANDBOX_HANDSETS", 5000, 1, 1_000_000)),
            telegram=_telegram(environ),
            mail=_mail(environ),
        )


def _telegram(environ: Mapping[str, str]) -> TelegramSettings | None:
    try:
        return TelegramSettings.parse(environ)
    except TelegramSettingsError as error:
        raise SettingsError(str(error)) from None


def _mail(environ: Mapping[str, str]) -> MailSettings | None:
    try:
        return MailSettings.parse(environ)
    except MailSettingsError as error:
        raise SettingsError(str(error)) from None


def _required(environ: Mapping[str, str], name: str) -> str:
    value = environ.get(name, "")
    if not value:
        raise SettingsError(f"{name} is not set; the carrier needs it.")
    return value


def _telephone(environ: Mapping[str, str], name: str, default: str) -> str:
    number = environ.get(name) or default
    if not is_number(number):
        raise SettingsError(f"{name} must be a telephone number like {default}.")
    return number


def _matching(environ: Mapping[str, str], name: str, pattern: re.Pattern[str], form: str) -> str:
    value = _required(environ, name)
    if not pattern.fullmatch(value):
        raise SettingsError(f"{name} must be {form}.")
    return value


def _number(environ: Mapping[str, str], name: str, default: float, low: float, high: float) -> float:
    text = environ.get(name) or str(default)
    try:
        value = float(text)
    except ValueError:
        raise SettingsError(f"{name} must be a number, not {text!r}.") from None
    if not low <= value <= high:
        raise SettingsError(f"{name} must be between {low:g} and {high:g}.")
    return value
