"""Whether webhooks are all taken and quickly acknowledged: a busy minute, then ten seconds at seven times its pace.

A mix as it comes: every message of the clinic brings three reports and not every one an answer, so four of five are
reports; the others are what people write by text, WhatsApp, Telegram and mail. Answers are worked on behind it.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from itertools import cycle, islice
from urllib.parse import urlencode

from sqlalchemy import create_engine, text
from twilio.request_validator import RequestValidator

from backend.bootstrap import build
from backend.domain.messaging.records import Purpose, Words
from backend.settings import Settings, parse
from channels.email.webhook import SIGNATURE, TIMESTAMP, signature
from channels.telegram.inbound import SECRET_HEADER
from tests.bench import nothing
from tests.bench.arriving import Stage, arrive
from tests.bench.figures import Figure, percentile
from tests.bench.running import Bench

RATE = 200
STAGES = (Stage("busy", RATE, 60), Stage("burst", 7 * RATE, 10))
BARE = (Stage("busy", RATE, 5), Stage("burst", 7 * RATE, 5))
GOAL_MS = 250.0
PEOPLE = 400
REPORTS = ("queued", "sent", "delivered")
TAKEN = text("SELECT count(*) FROM messages WHERE direction = 'inbound'")
FOLLOWED = text("SELECT count(*) FROM deliveries WHERE provider_id LIKE 'bench-%' AND state = 'delivered'")
SENT = "UPDATE deliveries SET state = 'accepted', provider_id = 'bench-' || message_id WHERE state = 'pending'"
LEAVE_IT = text("UPDATE messages SET processed_at = now() WHERE direction = 'inbound' AND processed_at IS NULL")


class Providers:
    """Everybody who calls us: makes requests, signed, whole as they go over the wire."""

    def __init__(self, settings: Settings) -> None:
        assert settings.telegram is not None
        assert settings.mail is not None
        assert settings.mail.webhook_secret is not None
        self._settings = settings
        self._twilio = RequestValidator(settings.twilio.auth_token.reveal())
        self._telegram = settings.telegram.webhook_secret.reveal()
        self._mail = settings.mail.webhook_secret.reveal()
        self._clinic = settings.mail.sender.rpartition("<")[2].rstrip(">")

    def report(self, message: str, status: str) -> bytes:
        """How far a message got."""
        form = {"MessageSid": f"bench-{message}", "MessageStatus": status, "To": "+16175550100", "ApiVersion": "1"}
        return self._form(f"/webhooks/status/{message.replace('-', '')}", form)

    def text(self, number: int) -> bytes:
        """Somebody texts."""
        return self._written("sms", "", number)

    def whatsapp(self, number: int) -> bytes:
        """Somebody writes on WhatsApp."""
        return self._written("whatsapp", "whatsapp:", number)

    def telegram(self, number: int) -> bytes:
        """Somebody writes on Telegram."""
        person = {"id": 5_000_000 + number % PEOPLE, "is_bot": False, "first_name": "A", "language_code": "en"}
        chat = {"id": person["id"], "type": "private", "first_name": "A"}
        message = {"message_id": number, "from": person, "chat": chat, "date": 1795446000, "text": "are you open?"}
        body = json.dumps({"update_id": 10_000_000 + number, "message": message}).encode()
        return _request("/webhooks/telegram", body, {SECRET_HEADER: self._telegram, "content-type": "application/json"})

    def mail(self, number: int) -> bytes:
        """Somebody writes a mail."""
        body = (
            f"From: somebody{number % PEOPLE}@example.org\r\nTo: {self._clinic}\r\n"
            f"Message-ID: <bench-{number}@example.org>\r\n"
            "Subject: Opening hours\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nAre you open on Saturday?\r\n"
        ).encode()
        now = str(int(time.time()))
        headers = {"content-type": "message/rfc822", TIMESTAMP: now, SIGNATURE: signature(self._mail, now, body)}
        return _request("/webhooks/email", body, headers)

    def _written(self, channel: str, prefix: str, number: int) -> bytes:
        form = {
            "MessageSid": f"bench-{channel}-{number}",
            "AccountSid": self._settings.twilio.account_sid,
            "From": f"{prefix}+1617556{number % PEOPLE:04d}",
            "To": f"{prefix}{self._settings.twilio.sender}",
            "Body": "what are your opening hours?",
            "NumMedia": "0",
        }
        return self._form(f"/webhooks/{channel}", form)

    def _form(self, path: str, form: dict[str, str]) -> bytes:
        sealed = self._twilio.compute_signature(self._settings.public_url + path, form)
        headers = {"content-type": "application/x-www-form-urlencoded", "x-twilio-signature": sealed}
        return _request(path, urlencode(form).encode(), headers)


def mixed(providers: Providers, messages: list[str], count: int) -> Iterator[bytes]:
    """`count` webhooks: four reports, then something written; half of that are texts."""
    reports = iter([providers.report(message, status) for status in REPORTS for message in messages])
    writing: list[Callable[[int], bytes]] = [
        providers.text,
        providers.whatsapp,
        providers.telegram,
        providers.text,
        providers.text,
        providers.whatsapp,
        providers.text,
        providers.mail,
    ]
    write = cycle(writing)
    for number in range(count):
        report = next(reports, None) if number % 5 < 4 else None
        yield report or next(write)(number)


def written(bench: Bench, count: int) -> list[str]:
    """The ids of so many messages that the providers have taken and not reported on."""
    frontdesk = build(parse(bench.environ()))
    now = frontdesk.clock.now()
    with frontdesk.database.transaction() as transaction:
        conversations = [transaction.conversations.open("sms", f"+1617557{n:04d}") for n in range(PEOPLE)]
        words = Words("See you tomorrow at 9:00.", Purpose.REPLY)
        ids = [transaction.messages.say(whose, words, now) for whose in islice(cycle(conversations), count)]
        transaction.connection.exec_driver_sql(SENT)
    frontdesk.database.engine.dispose()
    return [str(id_) for id_ in ids]


def counted(bench: Bench) -> int:
    """How many webhooks left what they said: a message each, or the last state of a message after its reports."""
    engine = create_engine(bench.database_url)
    with engine.connect() as connection:
        taken = int(connection.execute(TAKEN).scalar_one())
        followed = int(connection.execute(FOLLOWED).scalar_one())
    engine.dispose()
    return taken + followed * len(REPORTS)


def leave(bench: Bench) -> None:
    """Answer nobody any more: what this asked would keep the product busy for long."""
    engine = create_engine(bench.database_url)
    with engine.begin() as connection:
        connection.execute(LEAVE_IT)
    engine.dispose()
    bench.drain()


def measure(bench: Bench) -> list[Figure]:
    """The 95th percentiles of the acknowledgement at both paces, and how many webhooks were lost."""
    count = sum(stage.rate * stage.seconds for stage in STAGES)
    messages = written(bench, count * 4 // 5 // len(REPORTS))
    requests = list(mixed(Providers(bench.settings), messages, count))
    before = counted(bench)
    with nothing.web() as port:
        bare = arrive(port, requests[: sum(stage.rate * stage.seconds for stage in BARE)], BARE)
    arrivals = arrive(bench.product.base, requests, STAGES)
    lost = count - (counted(bench) - before)
    leave(bench)
    figures = [_paced(stage, arrivals.milliseconds[stage.name], bare.milliseconds[stage.name]) for stage in STAGES]
    refused = sum(number for status, number in arrivals.statuses.items() if not 200 <= status < 300)
    name = f"webhooks lost of {count}"
    return [
        *figures,
        Figure(name, lost, "", "none", lost == 0),
        Figure("webhooks refused", refused, "", "0", refused == 0),
    ]


def _paced(stage: Stage, taken: list[float], bare: list[float]) -> Figure:
    p95, floor = percentile(taken, 95), percentile(bare, 95)
    return Figure(
        name=f"webhook acknowledgement p95, all channels, {stage.rate}/s for {stage.seconds} s",
        value=p95,
        unit="ms",
        goal=f"at most {GOAL_MS:.0f} ms",
        reached=p95 <= GOAL_MS,
        baseline=floor,
        baseline_is="the same requests to gunicorn and Flask that keep nothing, p95",
        ratio=p95 / floor,
    )


def _request(path: str, body: bytes, headers: dict[str, str]) -> bytes:
    lines = [f"POST {path} HTTP/1.1", "Host: 127.0.0.1", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body
