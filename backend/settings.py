"""Settings: read once at the start, from the environment and nowhere else.

Every name is listed in docs/operator.md. A setting that is missing where it matters, or that makes no sense,
raises SettingsError with one sentence that says what to do.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parseaddr
from pathlib import Path
from typing import Any, Literal, cast
from urllib.parse import urlsplit

from backend.crypto.keys import KeyRefused, MasterKey, generate_master_key, parse_master_key, read_master_key
from backend.domain.sensitive import Sensitive

Environment = Literal["demo", "test", "production"]

DEMO_ACCOUNT_SID = "AC" + "0" * 32
DEMO_MESSAGING_SERVICE_SID = "MG" + "0" * 32
DEMO_NUMBER = "+15005550006"
DEMO_WHATSAPP_NUMBER = "+15005550007"
DEMO_WHATSAPP_TEMPLATE = "HX" + "0" * 32
DEMO_MAIL_FROM = "Lantern Street Clinic <desk@frontdesk.example>"
DEMO_REPLY_DOMAIN = "reply.frontdesk.example"


USUAL_RATES = {"sms": 1.0, "whatsapp": 20.0, "telegram": 25.0, "email": 10.0}
"""One text a second is what a long code carries; Telegram allows 30 messages a second in all."""
SANDBOX_RATE = 1000.0

_E164 = re.compile(r"\+[1-9][0-9]{6,14}\Z")
_CONTENT_SID = re.compile(r"HX[0-9a-f]{32}\Z")
_TELEGRAM_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}\Z")
_ORIGIN = re.compile(r"https?://[^/\s*]+\Z")


class SettingsError(Exception):
    """The settings do not allow a start; the message says which one and what to do."""


@dataclass(frozen=True)
class Ports:
    """Where our own processes listen on the loopback interface."""

    web: int

    @property
    def carrier(self) -> int:
        """The sandbox carrier (demo and test only)."""
        return self.web + 10

    @property
    def actions(self) -> int:
        """The action server."""
        return self.web + 20

    @property
    def engine(self) -> int:
        """Rasa."""
        return self.web + 30

    @property
    def mail(self) -> int:
        """Our receiver of patients' mail."""
        return self.web + 40

    @property
    def mailbox(self) -> int:
        """The sandbox's mail server, which stands in for everybody's (demo and test only)."""
        return self.web + 50


@dataclass(frozen=True)
class Twilio:
    """How to reach Twilio, or whatever speaks its protocol at `api_base`.

    The second sender of texts is used when the first is out of order. `whatsapp_sender` is a number in E.164; without
    one there is no WhatsApp. `whatsapp_templates` are ContentSids by what they are for.
    """

    account_sid: str
    auth_token: Sensitive[str]
    messaging_service_sid: str | None
    sender: str | None
    api_base: str | None
    second_messaging_service_sid: str | None = None
    second_sender: str | None = None
    whatsapp_sender: str | None = None
    whatsapp_templates: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Telegram:
    """A bot at Telegram, or at whatever speaks the Bot API at `api_base`."""

    token: Sensitive[str]
    webhook_secret: Sensitive[str]
    api_base: str | None


@dataclass(frozen=True)
class Mail:
    """How mail leaves and comes in.

    `reply_domain`: answers go to an address of it, signed a conversation; they arrive at `listen` by SMTP, or from a
    relay by a webhook signed with `webhook_secret`.
    """

    smtp_url: Sensitive[str]
    sender: str
    reply_domain: str | None
    webhook_secret: Sensitive[str] | None
    listen: tuple[str, int] | None


@dataclass(frozen=True)
class Widget:
    """The chat widget: which other sites may use it, as origins; our own always may."""

    origins: tuple[str, ...] = ()


@dataclass(frozen=True)
class Settings:
    """Everything that differs between installations."""

    environment: Environment
    home: Path
    master_key: MasterKey
    public_url: str
    ports: Ports
    database_url: str | None
    redis_url: str | None
    engine_url: str
    api_url: str
    twilio: Twilio
    telegram: Telegram | None
    mail: Mail | None
    widget: Widget
    service_token: Sensitive[str]
    engine_token: Sensitive[str]
    tracker_key: Sensitive[bytes]
    token_key: Sensitive[bytes]
    frozen_now: datetime | None
    rates: Mapping[str, float] = field(default_factory=dict)

    @property
    def demo(self) -> bool:
        """Whether the demo clinic, the sandbox carrier and the telephone page are part of this installation."""
        return self.environment != "production"


def parse(environ: Mapping[str, str]) -> Settings:
    """Settings from environment variables; raises SettingsError.

    In demo and test a missing master key is generated with mode 0600 in `FRONTDESK_HOME`, and the Twilio settings
    point at the sandbox carrier. Production refuses to start without its own.
    """
    environment = _environment(environ)
    home = Path(environ.get("FRONTDESK_HOME") or ".frontdesk").absolute()
    master = _master_key(environ, environment, home)
    ports = Ports(_port(environ))
    return Settings(
        environment=environment,
        home=home,
        master_key=master,
        public_url=_public_url(environ, environment, ports),
        ports=ports,
        database_url=environ.get("DATABASE_URL") or None,
        redis_url=environ.get("REDIS_URL") or None,
        engine_url=(environ.get("RASA_URL") or f"http://127.0.0.1:{ports.engine}").rstrip("/"),
        api_url=(environ.get("FRONTDESK_API_URL") or f"http://127.0.0.1:{ports.web}").rstrip("/"),
        twilio=_twilio(environ, environment, master, ports),
        telegram=_telegram(environ, environment, master, ports),
        mail=_mail(environ, environment, master, ports),
        widget=Widget(_origins(environ)),
        service_token=Sensitive(environ.get("FRONTDESK_SERVICE_TOKEN") or master.token("service/actions")),
        engine_token=Sensitive(environ.get("FRONTDESK_ENGINE_TOKEN") or master.token("service/engine")),
        tracker_key=Sensitive(master.derive("tracker")),
        token_key=Sensitive(master.derive("tokens")),
        frozen_now=_frozen_now(environ, environment),
        rates=_rates(environ, environment),
    )


def _environment(environ: Mapping[str, str]) -> Environment:
    name = environ.get("FRONTDESK_ENV") or "demo"
    if name not in ("demo", "test", "production"):
        raise SettingsError(f"FRONTDESK_ENV is {name!r}: set it to demo, test or production.")
    return cast(Environment, name)


def _master_key(environ: Mapping[str, str], environment: Environment, home: Path) -> MasterKey:
    text, file = environ.get("FRONTDESK_MASTER_KEY"), environ.get("FRONTDESK_MASTER_KEY_FILE")
    kept = home / "master.key"
    try:
        if text:
            return parse_master_key(text)
        if file:
            return read_master_key(Path(file))
        if environment == "production":
            raise SettingsError(
                "FRONTDESK_MASTER_KEY is not set: production refuses to start without it."
                " Make one with `openssl rand -base64 32` and set it, or name its file in FRONTDESK_MASTER_KEY_FILE."
            )
        return read_master_key(kept) if kept.exists() else generate_master_key(kept)
    except KeyRefused as error:
        raise SettingsError(str(error)) from error
    except OSError as error:
        raise SettingsError(
            f"The master key cannot be kept in {home}: {error.strerror}."
            " Set FRONTDESK_HOME to a folder you may write to."
        ) from error


def _port(environ: Mapping[str, str]) -> int:
    text = environ.get("FRONTDESK_PORT") or "8000"
    if not text.isdecimal() or not 1024 <= int(text) <= 65000:
        raise SettingsError(f"FRONTDESK_PORT is {text!r}: set it to a number from 1024 to 65000.")
    return int(text)


def _public_url(environ: Mapping[str, str], environment: Environment, ports: Ports) -> str:
    url = environ.get("PUBLIC_URL")
    if not url and environment == "production":
        raise SettingsError("PUBLIC_URL is not set: providers sign and call it. See docs/operator.md.")
    return (url or f"http://127.0.0.1:{ports.web}").rstrip("/")


def _twilio(environ: Mapping[str, str], environment: Environment, master: MasterKey, ports: Ports) -> Twilio:
    if environment != "production" and not environ.get("TWILIO_ACCOUNT_SID"):
        return Twilio(
            account_sid=DEMO_ACCOUNT_SID,
            auth_token=Sensitive(master.derive("sandbox/auth-token").hex()[:32]),
            messaging_service_sid=DEMO_MESSAGING_SERVICE_SID,
            sender=DEMO_NUMBER,
            api_base=environ.get("TWILIO_API_BASE") or f"http://127.0.0.1:{ports.carrier}",
            whatsapp_sender=_number(environ, "TWILIO_WHATSAPP_FROM") or DEMO_WHATSAPP_NUMBER,
            whatsapp_templates=_templates(environ) or {"message": DEMO_WHATSAPP_TEMPLATE},
        )
    for name in ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN"):
        if not environ.get(name):
            raise SettingsError(f"{name} is not set: copy it from the Twilio console. See docs/operator.md.")
    service, sender = environ.get("TWILIO_MESSAGING_SERVICE_SID") or None, environ.get("TWILIO_FROM") or None
    if not service and not sender:
        raise SettingsError(
            "Neither TWILIO_MESSAGING_SERVICE_SID nor TWILIO_FROM is set: texts need a sender. See docs/operator.md."
        )
    return Twilio(
        account_sid=environ["TWILIO_ACCOUNT_SID"],
        auth_token=Sensitive(environ["TWILIO_AUTH_TOKEN"]),
        messaging_service_sid=service,
        sender=sender,
        second_messaging_service_sid=environ.get("TWILIO_SECOND_MESSAGING_SERVICE_SID") or None,
        second_sender=_number(environ, "TWILIO_SECOND_FROM"),
        api_base=environ.get("TWILIO_API_BASE") or None,
        whatsapp_sender=_number(environ, "TWILIO_WHATSAPP_FROM"),
        whatsapp_templates=_templates(environ),
    )


def _number(environ: Mapping[str, str], name: str) -> str | None:
    """A number in E.164, with or without `whatsapp:` before it, as the console shows it."""
    text = (environ.get(name) or "").removeprefix("whatsapp:").replace(" ", "")
    if text and not _E164.match(text):
        raise SettingsError(f"{name} is not a telephone number: write it like +12025550100.")
    return text or None


def _templates(environ: Mapping[str, str]) -> dict[str, str]:
    text = environ.get("TWILIO_WHATSAPP_TEMPLATES") or "{}"
    try:
        found: Any = json.loads(text)
    except ValueError:
        found = None
    if not isinstance(found, dict) or not all(_CONTENT_SID.match(str(sid)) for sid in found.values()):
        raise SettingsError(
            'TWILIO_WHATSAPP_TEMPLATES makes no sense: write it like {"message": "HX..."}. See docs/operator.md.'
        )
    return {str(name): str(sid) for name, sid in found.items()}


def _telegram(environ: Mapping[str, str], environment: Environment, master: MasterKey, ports: Ports) -> Telegram | None:
    token, secret = environ.get("TELEGRAM_BOT_TOKEN"), environ.get("TELEGRAM_WEBHOOK_SECRET")
    if not token and environment != "production":
        return Telegram(
            token=Sensitive(f"1:{master.derive('sandbox/telegram').hex()[:35]}"),
            webhook_secret=Sensitive(secret or master.token("sandbox/telegram")),
            api_base=environ.get("TELEGRAM_API_BASE") or f"http://127.0.0.1:{ports.carrier}",
        )
    if not token:
        return None
    if not secret or not _TELEGRAM_SECRET.match(secret):
        raise SettingsError(
            "TELEGRAM_WEBHOOK_SECRET is not set: with it Telegram's webhooks are told from forged ones."
            " Make one with `openssl rand -hex 32`."
        )
    return Telegram(Sensitive(token), Sensitive(secret), environ.get("TELEGRAM_API_BASE") or None)


def _mail(environ: Mapping[str, str], environment: Environment, master: MasterKey, ports: Ports) -> Mail | None:
    url, sender = environ.get("SMTP_URL"), environ.get("MAIL_FROM")
    domain, secret = environ.get("MAIL_REPLY_DOMAIN") or None, environ.get("MAIL_WEBHOOK_SECRET")
    if not url and environment != "production":
        url, sender = f"smtp://127.0.0.1:{ports.mailbox}", sender or DEMO_MAIL_FROM
        domain, secret = domain or DEMO_REPLY_DOMAIN, secret or master.token("sandbox/mail")
        listen: tuple[str, int] | None = _listen(environ) or ("127.0.0.1", ports.mail)
    else:
        listen = _listen(environ)
    if not url:
        return None
    if urlsplit(url).scheme not in ("smtp", "smtps"):
        raise SettingsError("SMTP_URL makes no sense: write it like smtp://name:password@mail.example.org:587.")
    if not sender or "@" not in parseaddr(sender)[1]:
        raise SettingsError("MAIL_FROM is not set: write it like Harbor Clinic <desk@clinic.example>.")
    return Mail(Sensitive(url), sender, domain, Sensitive(secret) if secret else None, listen)


def _listen(environ: Mapping[str, str]) -> tuple[str, int] | None:
    text = environ.get("MAIL_LISTEN")
    if not text:
        return None
    host, _, port = text.rpartition(":")
    if not host or not port.isdecimal() or not 1 <= int(port) <= 65535:
        raise SettingsError(f"MAIL_LISTEN is {text!r}: write it like 127.0.0.1:2525.")
    return host.strip("[]"), int(port)


def _origins(environ: Mapping[str, str]) -> tuple[str, ...]:
    found = tuple(dict.fromkeys((environ.get("WIDGET_ORIGINS") or "").replace(",", " ").split()))
    for origin in found:
        if not _ORIGIN.match(origin):
            raise SettingsError(f"WIDGET_ORIGINS has {origin!r}: write origins like https://www.clinic.example.")
    return found


def _rates(environ: Mapping[str, str], environment: Environment) -> dict[str, float]:
    """Messages a second that we start, by channel; the sandbox takes whatever comes."""
    rates = {}
    for channel, usual in USUAL_RATES.items():
        name = f"FRONTDESK_{channel.upper()}_PER_SECOND"
        text = environ.get(name) or str(usual if environment == "production" else SANDBOX_RATE)
        try:
            rates[channel] = float(text)
        except ValueError:
            rates[channel] = 0.0
        if not 0.01 <= rates[channel] <= 10_000:
            raise SettingsError(f"{name} is {text!r}: set it to a number from 0.01 to 10000.")
    return rates


def _frozen_now(environ: Mapping[str, str], environment: Environment) -> datetime | None:
    text = environ.get("FRONTDESK_NOW")
    if not text:
        return None
    if environment == "production":
        raise SettingsError("FRONTDESK_NOW freezes the clock and is refused in production: remove it.")
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise SettingsError(
            f"FRONTDESK_NOW is {text!r}: write it like 2026-11-23T09:00:00-05:00, or remove it."
        ) from error
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
