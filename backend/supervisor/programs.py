"""The processes of the product: how each is started, what it is told, and how it shows that it is ready."""

from __future__ import annotations

import base64
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parseaddr
from pathlib import Path

from backend.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
BOT_PYTHON = ROOT / ".venv-bot" / "bin" / "python"
LOOPBACK = "http://127.0.0.1"
BEHIND = ("nice", "-n", "10")  # on a busy machine a webhook is acknowledged before an answer is worked on

# What a child that is not ours to the core may inherit: where programs, time zone and certificates are.
HARMLESS = frozenset(
    "PATH LD_LIBRARY_PATH HOME LANG LC_ALL TZ TMPDIR SSL_CERT_FILE SSL_CERT_DIR FRONTDESK_ENV FRONTDESK_NOW"
    " FRONTDESK_DIRECTORY_SECONDS".split()
)


# Threads that take memory from an arena each never give it back; two arenas are enough for what ours do.
SMALL = {"PYTHONUNBUFFERED": "1", "MALLOC_ARENA_MAX": "2"}


@dataclass(frozen=True, slots=True)
class Program:
    """One process to keep running. `probe` answers with a status under 500 once it is ready.

    `last` ones are stopped after the others, which still need them to finish what they are at.
    """

    name: str
    command: tuple[str, ...]
    environ: Mapping[str, str]
    probe: str | None
    port: int | None
    last: bool = False


def programs(settings: Settings, environ: Mapping[str, str], model: Path) -> list[Program]:
    """Return what has to run for these settings, whose stores are known."""
    ports = settings.ports
    all_of_it = whole(settings, environ)
    frontdesk = (sys.executable, "-m", "backend")
    found = [
        Program("web", (*frontdesk, "serve"), all_of_it, f"{LOOPBACK}:{ports.web}/readyz", ports.web),
        Program("worker", (*BEHIND, *frontdesk, "worker"), all_of_it, None, None),
        _actions(settings, environ),
        _rasa(settings, environ, model),
    ]
    if settings.mail is not None and settings.mail.listen is not None:
        found.append(Program("mail", (*frontdesk, "mail"), all_of_it, None, settings.mail.listen[1]))
    if settings.demo and settings.twilio.api_base == f"{LOOPBACK}:{ports.carrier}":
        found.append(_carrier(settings, environ))
    return found


def whole(settings: Settings, environ: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of the processes that hold the keys: the supervisor's, with the stores it found."""
    known = dict(environ)
    known.pop("PYTHONDONTWRITEBYTECODE", None)  # compiling the same modules at every start takes seconds
    known |= SMALL | {"FRONTDESK_HOME": str(settings.home)}
    known |= {"DATABASE_URL": settings.database_url or "", "REDIS_URL": settings.redis_url or ""}
    return known


def _bare(environ: Mapping[str, str]) -> dict[str, str]:
    """Return an environment without a secret of ours; each process is then told what it needs by name."""
    known = {name: environ[name] for name in HARMLESS if name in environ}
    return known | SMALL


def _actions(settings: Settings, environ: Mapping[str, str]) -> Program:
    port = settings.ports.actions
    told = _bare(environ) | {
        "SANIC_HOST": "127.0.0.1",
        "ACTIONS_PORT": str(port),
        "FRONTDESK_API_URL": settings.api_url,
        "FRONTDESK_SERVICE_TOKEN": settings.service_token.reveal(),
    }
    command = (*BEHIND, sys.executable, "-m", "actions.serve")
    return Program("actions", command, told, f"{LOOPBACK}:{port}/health", port, last=True)


def _rasa(settings: Settings, environ: Mapping[str, str], model: Path) -> Program:
    port = settings.ports.engine
    told = _bare(environ) | {
        "PYTHONWARNINGS": "ignore",  # what TensorFlow's own dependencies deprecate is nobody's business here
        "RASA_PORT": str(port),
        "FRONTDESK_MODEL": str(model),
        "FRONTDESK_ENGINE_TOKEN": settings.engine_token.reveal(),
        "FRONTDESK_TRACKER_KEY": base64.b64encode(settings.tracker_key.reveal()).decode(),
        "REDIS_URL": settings.redis_url or "",
        "ACTION_ENDPOINT": f"{LOOPBACK}:{settings.ports.actions}/webhook",
    }
    return Program("rasa", (*BEHIND, str(BOT_PYTHON), "-m", "bot.serve"), told, f"{LOOPBACK}:{port}/", port, last=True)


def _carrier(settings: Settings, environ: Mapping[str, str]) -> Program:
    port = settings.ports.carrier
    told = _bare(environ) | {
        "SANDBOX_PORT": str(port),
        "SANDBOX_WEBHOOK_URL": f"{settings.public_url}/webhooks/sms",
        "SANDBOX_NUMBER": settings.twilio.sender or "",
        "TWILIO_ACCOUNT_SID": settings.twilio.account_sid,
        "TWILIO_AUTH_TOKEN": settings.twilio.auth_token.reveal(),
        "TWILIO_MESSAGING_SERVICE_SID": settings.twilio.messaging_service_sid or "",
    }
    if settings.twilio.whatsapp_sender:
        told["SANDBOX_WHATSAPP_NUMBER"] = settings.twilio.whatsapp_sender
    told |= _bot(settings) | _mailboxes(settings)
    return Program("carrier", (sys.executable, "-m", "channels.sandbox"), told, f"{LOOPBACK}:{port}/", port)


def _bot(settings: Settings) -> dict[str, str]:
    """Return what the carrier's Telegram side is told, when it stands in for Telegram."""
    telegram = settings.telegram
    if telegram is None or telegram.api_base != f"{LOOPBACK}:{settings.ports.carrier}":
        return {}
    return {
        "TELEGRAM_BOT_TOKEN": telegram.token.reveal(),
        "TELEGRAM_WEBHOOK_SECRET": telegram.webhook_secret.reveal(),
    }


def _mailboxes(settings: Settings) -> dict[str, str]:
    """Return what the carrier's mail side is told, when it stands in for everybody's."""
    mail, port = settings.mail, settings.ports.mailbox
    if mail is None or mail.listen is None or mail.smtp_url.reveal() != f"smtp://127.0.0.1:{port}":
        return {}
    host, ours = mail.listen
    return {
        "SANDBOX_MAIL_PORT": str(port),
        "SANDBOX_MAIL_CLINIC": f"{host}:{ours}",
        "SANDBOX_MAIL_ADDRESS": parseaddr(mail.sender)[1],
    }
