"""The telephone page with its carrier and a clinic that answers by heart: the page by itself, without the product."""

from __future__ import annotations

import asyncio
import smtplib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage, Message
from email.parser import BytesParser

from aiosmtpd.smtp import SMTP, Envelope, Session
from flask import Flask, Response, request
from werkzeug.serving import make_server

from backend.demo.page import Column, Day, Shift, Visit, page_blueprint
from channels.contracts import OutboundMessage
from channels.email.account import Account
from channels.email.invitation import Invitation, Method, invitation
from channels.email.letter import letter
from channels.email.listener import Listener
from channels.sandbox.app import QuietHandler
from channels.sandbox.carrier import Carrier
from channels.sandbox.contents import Rendered
from channels.sandbox.mail_settings import MailSettings
from channels.sandbox.messages import Button, Direction
from channels.sandbox.telegram_messages import Button as Key
from channels.sandbox.telegram_settings import TelegramSettings
from tests.contracts.running import running_carrier, serving, settings_for

NOW = datetime(2026, 11, 30, 14, 41, tzinfo=UTC)
ACCOUNT = Account("smtp://127.0.0.1", "Lantern Clinic <desk@clinic.example>", "reply.clinic.example", b"k" * 32)
TIMES = ("Tue 2:45 PM", "Tue 3:30 PM", "Wed 9:00 AM")
SERVICES = ("Skin check", "Physical", "Flu shot", "Blood test")


def calendar(on: date | None) -> Day:
    """A day with nothing in it, and more visits to come than fit on a line."""
    hours = (Shift(NOW - timedelta(hours=1), NOW + timedelta(hours=4)),)
    column = Column("Dr. Mara Quill", "Harbor Street", "America/New_York", hours)
    coming = tuple(_visit(day) for day in range(1, 16))
    return Day("Lantern Clinic", on or date(2026, 11, 30), NOW, (column,), coming)


def _visit(day: int) -> Visit:
    starts = NOW + timedelta(days=day)
    where = ("America/New_York", "Skin check", "Dr. Mara Quill", "Harbor Street")
    return Visit(f"v{day}", starts, starts + timedelta(minutes=30), *where, "Ana L.")


@dataclass
class Desk:
    """The clinic: what it was told, and what it says. `url` is where its page is."""

    url: str = ""
    carrier_url: str = ""
    carrier: Carrier | None = None
    told: list[str] = field(default_factory=list)
    mails: list[Message] = field(default_factory=list)

    def take(self, channel: str) -> Response:
        """A provider calls: answer with times to choose from, or say what was chosen."""
        assert self.carrier is not None
        if channel == "telegram":
            self._take_update(request.get_json())
        elif "From" in request.form:
            self.told.append(request.form["Body"])
            self.carrier.outgoing.send(request.form["From"], self._answer(), Direction.OUTBOUND_API)
        return Response(status=204)

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802  # aiosmtpd's
        """A person's mail arrives."""
        assert isinstance(envelope.content, bytes)
        self.mails.append(BytesParser().parsebytes(envelope.content))
        return "250 2.0.0 OK"

    def mail(self, mailbox: str, sequence: int, method: Method = "REQUEST") -> None:
        """Write about a visit on Tuesday."""
        starts = datetime(2026, 12, 1, 19, 45, tzinfo=UTC)
        visit = Invitation(
            "visit-1@clinic.example",
            sequence,
            starts,
            starts + timedelta(minutes=30),
            "America/New_York",
            "Lantern Clinic",
            "12 Harbor Street, Boston",
            ACCOUNT.sender,
            mailbox,
        )
        message = OutboundMessage(
            id=f"m{sequence}",
            recipient=mailbox,
            body="Your visit is booked.",
            subject="Your visit on Tuesday",
            thread="kbmlrvge2r7i7gqldqot4t2qmhqvmwlzq4o6i3qnbzr4vxlq3efa",
            attachment=invitation(visit, method, NOW),
        )
        self.post(letter(message, ACCOUNT, NOW), mailbox)

    def post(self, mail: EmailMessage, mailbox: str) -> None:
        """Hand a mail to the carrier."""
        assert self.carrier is not None
        assert self.carrier.mail is not None
        with smtplib.SMTP("127.0.0.1", self.carrier.mail.port) as server:
            server.sendmail("bounces@reply.clinic.example", [mailbox], mail.as_bytes())

    def _answer(self) -> Rendered:
        pressed = request.form.get("ButtonPayload") or request.form.get("ListId")
        if pressed or request.form["From"].startswith("+"):
            return Rendered(f"Noted: {pressed or request.form['Body']}")
        if request.form["Body"] == "list":
            return Rendered("Which?", tuple(Button(name, f"t{at}", in_list=True) for at, name in enumerate(SERVICES)))
        return Rendered("When?", tuple(Button(name, f"t{at}") for at, name in enumerate(TIMES)))

    def _take_update(self, update: dict[str, dict[str, dict[str, int]]]) -> None:
        assert self.carrier is not None
        assert self.carrier.telegram is not None
        if query := update.get("callback_query"):
            self.carrier.telegram.answer(str(query["id"]))
            self.carrier.telegram.send(query["from"]["id"], f"Noted: {query['data']}", ())
        elif message := update.get("message"):
            self.told.append(str(message["text"]))
            keys = tuple(Key(name, f"k{at}") for at, name in enumerate(TIMES))
            self.carrier.telegram.send(message["from"]["id"], "When?", keys)
        elif edited := update.get("edited_message"):
            self.told.append(f"edited: {edited['text']}")
        else:
            self.told.append(str(update["my_chat_member"]["new_chat_member"]["status"]))


@contextmanager
def open_desk() -> Iterator[Desk]:
    """A desk with everything it takes, all on loopback."""
    desk = Desk()
    app = Flask("desk")
    app.add_url_rule("/webhooks/<channel>", view_func=desk.take, methods=["POST"])
    receiver = Listener("127.0.0.1", 0, lambda loop: _connection(desk, loop))
    receiver.start()
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=QuietHandler)
    desk.url = f"http://127.0.0.1:{server.server_port}"
    settings = settings_for(
        desk.url,
        telegram=TelegramSettings("1:sandbox", webhook_url=f"{desk.url}/webhooks/telegram", secret="secret"),
        mail=MailSettings(0, "127.0.0.1", receiver.port, ACCOUNT.address),
    )
    with running_carrier(settings) as (desk.carrier, desk.carrier_url):
        app.register_blueprint(page_blueprint(calendar, carrier_url=desk.carrier_url))
        with serving(server):
            yield desk
    receiver.stop()


def _connection(desk: Desk, loop: asyncio.AbstractEventLoop) -> SMTP:
    return SMTP(desk, hostname="clinic.example", loop=loop)
