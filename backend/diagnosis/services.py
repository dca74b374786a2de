"""What the product talks to: database, Redis, its own processes, and the provider's settings."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import redis
from sqlalchemy.exc import SQLAlchemyError

from backend.diagnosis.finding import Finding
from backend.embedded import postgres, valkey
from backend.settings import Settings
from backend.store.database import engine
from backend.store.migrate import current, newest
from backend.supervisor.lock import held
from backend.supervisor.supervisor import answers

LOOPBACK = "http://127.0.0.1"


def examine(settings: Settings) -> Iterator[Finding]:
    """Check what is reached over a socket, starting nothing."""
    running = held(settings.home)
    settings = _complete(settings, running=running)
    yield _database(settings)
    yield _redis(settings)
    ports = settings.ports
    for name, address in (
        ("web", f"{LOOPBACK}:{ports.web}/readyz"),
        ("action server", f"{LOOPBACK}:{ports.actions}/health"),
        ("Rasa", f"{settings.engine_url}/"),
    ):
        yield _process(name, address)
    yield _provider(settings)
    yield _public_url(settings)


def _complete(settings: Settings, *, running: bool) -> Settings:
    """Add the addresses of the embedded stores of a running Frontdesk; `ensure` starts nothing then."""
    if running and settings.database_url is None:
        settings = dataclasses.replace(settings, database_url=postgres.ensure(settings.home).url)
    if running and settings.redis_url is None:
        settings = dataclasses.replace(settings, redis_url=valkey.ensure(settings.home).url)
    return settings


def _database(settings: Settings) -> Finding:
    if settings.database_url is None:
        return _embedded_asleep("database", settings.home)
    source = engine(settings.database_url)
    try:
        revision = current(source)
    except SQLAlchemyError as error:
        return Finding("database", "wrong", f"does not answer ({type(error).__name__})", "Check DATABASE_URL.")
    finally:
        source.dispose()
    if revision != newest():
        return Finding(
            "database", "wrong", f"at {revision or 'nothing'}, not {newest()}", "Run 'frontdesk db migrate'."
        )
    return Finding("database", "ok", f"answers, at {revision}")


def _redis(settings: Settings) -> Finding:
    if settings.redis_url is None:
        return _embedded_asleep("redis", settings.home)
    try:
        with redis.Redis.from_url(settings.redis_url, socket_timeout=5, socket_connect_timeout=5) as client:
            version = client.info("server").get("redis_version", "?")
    except (redis.RedisError, ValueError) as error:
        return Finding("redis", "wrong", f"does not answer ({type(error).__name__})", "Check REDIS_URL.")
    return Finding("redis", "ok", f"answers, speaks Redis {version}")


def _embedded_asleep(name: str, home: Path) -> Finding:
    return Finding(name, "warning", f"embedded in {home}, not running", "Run 'frontdesk up'.")


def _process(name: str, address: str) -> Finding:
    shown = f"{urlsplit(address).hostname}:{urlsplit(address).port}"
    if answers(address):
        return Finding(name, "ok", f"answers at {shown}")
    return Finding(name, "wrong", f"does not answer at {shown}", "Run 'frontdesk up', or look at that process's log.")


def _provider(settings: Settings) -> Finding:
    twilio = settings.twilio
    sender = twilio.messaging_service_sid or twilio.sender
    if settings.environment == "production" and twilio.api_base:
        return Finding("Twilio", "wrong", f"TWILIO_API_BASE is {twilio.api_base}", "Remove it in production.")
    if twilio.api_base:
        return Finding("Twilio", "ok", f"the sandbox carrier at {twilio.api_base}")
    if not twilio.messaging_service_sid:
        remedy = "Set TWILIO_MESSAGING_SERVICE_SID: without it opt-out words are not told apart."
        return Finding("Twilio", "warning", f"account set, sender {sender}", remedy)
    return Finding("Twilio", "ok", f"account and messaging service set, sender {sender}")


def _public_url(settings: Settings) -> Finding:
    parts = urlsplit(settings.public_url)
    if settings.environment == "production" and parts.scheme != "https":
        return Finding("PUBLIC_URL", "wrong", settings.public_url, "Set it to the https address Twilio reaches you at.")
    if settings.environment == "production" and parts.path not in {"", "/"}:
        return Finding("PUBLIC_URL", "warning", settings.public_url, "Make sure the proxy passes this path on.")
    return Finding("PUBLIC_URL", "ok", settings.public_url)
