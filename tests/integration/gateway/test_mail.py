"""Mail from the receiver and from a relay, on the real stores: kept once, answered where it came from, and ended."""

from __future__ import annotations

import smtplib
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from backend.gateway.app import create
from backend.gateway.mailroom import Mailroom
from backend.switchboard import mail_account, mail_reader
from channels.contracts import Capabilities, Channel, OutboundMessage
from channels.email.addresses import Addresses
from channels.email.receiver import Receiver
from channels.email.webhook import MailInbound, signature
from tests.integration.messaging.doubles import Desk, HeldCarrier

pytestmark = pytest.mark.enable_socket
ANA = "ana@example.org"


@dataclass
class MailDesk:
    """The product with a receiver, a held relay and a web side."""

    desk: Desk
    relay: HeldCarrier
    port: int
    client: FlaskClient
    addresses: Addresses
    written: int = field(default=0)

    def mail(self, body: str, *, to: str | None = None, sender: str = ANA, id_: str | None = None) -> bytes:
        """A mail of a patient's."""
        self.written += 1
        mail = EmailMessage()
        mail["From"], mail["To"] = sender, to or self.addresses.account.address
        mail["Message-ID"] = f"<{id_ or self.written}@example.org>"
        mail.set_content(body)
        return mail.as_bytes()

    def deliver(self, content: bytes, to: str | None = None, sender: str = ANA) -> None:
        """Hand a mail to the receiver; raises what Python's client raises."""
        with smtplib.SMTP("127.0.0.1", self.port, "relay.example", timeout=10) as connection:
            connection.sendmail(sender, [to or self.addresses.account.address], content)

    def say(self, body: str, to: str | None = None, sender: str = ANA) -> list[OutboundMessage]:
        """A patient's mail, and everything that is sent because of it."""
        before = len(self.relay.sent)
        self.deliver(self.mail(body, to=to, sender=sender), to, sender)
        self.desk.work()
        return self.relay.sent[before:]

    def reply_to(self, message: OutboundMessage) -> str:
        """Where an answer to a mail of ours goes."""
        assert message.thread is not None
        return self.addresses.reply_to(message.thread)

    def conversations(self) -> int:
        """How many there are."""
        ((number,),) = self.desk.sql("SELECT count(*) FROM conversations")
        assert isinstance(number, int)
        return number


@pytest.fixture
def post(desk: Desk) -> Iterator[MailDesk]:
    frontdesk = desk.frontdesk
    account, reader = mail_account(frontdesk.settings), mail_reader(frontdesk.settings)
    assert account is not None
    assert reader is not None
    assert account.webhook_secret is not None
    relay = HeldCarrier(capabilities=Capabilities("email", 20_000, attachments=True, reports=False))
    email = Channel("email", relay, MailInbound(reader, account.webhook_secret))
    vars(frontdesk).update(channels=dict(frontdesk.channels) | {"email": email})
    receiver = Receiver(Mailroom(reader, frontdesk.reception).door, "127.0.0.1", 0, name="reply.example", a_minute=6000)
    receiver.start()
    yield MailDesk(desk, relay, receiver.port, create(frontdesk).test_client(), Addresses(account))
    receiver.stop()


def test_mail_is_answered_where_it_came_from_when_it_is_received(post: MailDesk) -> None:
    (answer,) = post.say("I need an appointment")

    assert (answer.recipient, answer.body) == (ANA, "echo: I need an appointment")
    assert answer.thread
    assert answer.unsubscribe


def test_answers_stay_in_one_conversation_when_they_go_to_its_address(post: MailDesk) -> None:
    (first,) = post.say("I need an appointment")
    (second,) = post.say(
        "Tuesday\n\nOn Mon, 23 Nov 2026 at 10:02, Desk <d@x.example> wrote:\n> old", post.reply_to(first)
    )

    assert second.body == "echo: Tuesday"
    assert second.thread == first.thread
    assert post.conversations() == 1


def test_mail_is_not_acknowledged_when_it_could_not_be_stored(post: MailDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object) -> None:
        raise OperationalError("statement", {}, Exception("gone"))

    content = post.mail("hello")
    with monkeypatch.context() as patch:
        patch.setattr(Engine, "raw_connection", away)
        with pytest.raises(smtplib.SMTPDataError) as refused:
            post.deliver(content)
    post.deliver(content)
    post.deliver(content)
    post.desk.work()

    assert refused.value.smtp_code == 451
    assert post.relay.texts == ["echo: hello"]


def test_conversation_is_kept_apart_when_somebody_else_has_its_address(post: MailDesk) -> None:
    (first,) = post.say("I need an appointment")
    post.say("what did Ana write?", post.reply_to(first), "mallory@example.org")

    assert post.conversations() == 2


def test_messages_end_when_somebody_clicks_once(post: MailDesk) -> None:
    (first,) = post.say("hello")
    assert first.unsubscribe is not None
    path = first.unsubscribe.removeprefix(post.desk.frontdesk.settings.public_url)
    seen = post.client.get(path)
    before = post.desk.sql("SELECT kind, source FROM consents")
    done = [post.client.post(path, data={"List-Unsubscribe": "One-Click"}) for _ in range(2)]

    assert seen.status_code == 200
    assert 'method="post"' in seen.get_data(as_text=True)
    assert "Harbor Clinic" in seen.get_data(as_text=True)
    assert before == []
    assert [answer.status_code for answer in done] == [200, 200]
    assert "Ya no recibirá" in done[0].get_data(as_text=True)
    assert post.desk.sql("SELECT kind, source FROM consents") == [("opt_out", "link")]
    assert not any(answer.headers.get("Set-Cookie") for answer in [seen, *done])


@pytest.mark.parametrize("token", ["x", "a" * 52, "%00", "%2e%2e"])
def test_nothing_ends_when_the_link_is_not_ours(post: MailDesk, token: str) -> None:
    post.say("hello")

    assert post.client.post(f"/unsubscribe/{token}").status_code == 404
    assert post.desk.sql("SELECT * FROM consents") == []


def test_messages_end_when_a_mail_program_unsubscribes_by_mail(post: MailDesk) -> None:
    (first,) = post.say("hello")
    assert first.thread is not None
    post.say("", post.addresses.unsubscribe(first.thread))

    assert [kind for (kind,) in post.desk.sql("SELECT kind FROM consents")] == ["opt_out"]


def test_address_is_learned_to_be_dead_when_a_mail_comes_back(post: MailDesk) -> None:
    (first,) = post.say("hello")
    bounce = post.addresses.envelope_sender(first.id, ANA)
    report = (
        f"From: mailer-daemon@mx.example.org\r\nTo: {bounce}\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.org\r\n\r\n"
        f"Final-Recipient: rfc822; {ANA}\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--b--\r\n"
    )
    post.deliver(report.encode(), bounce, "")

    assert post.desk.sql("SELECT standing, standing_code FROM addresses") == [("bounced", "5.1.1")]
    assert post.desk.sql("SELECT state, error_code FROM deliveries") == [("failed", "5.1.1")]


def test_mail_of_a_relay_is_taken_when_it_brings_a_photograph(post: MailDesk) -> None:
    secret, content = post.addresses.account.webhook_secret or "", post.mail("hello\n" + ("x" * 70 + "\n") * 15_000)
    timestamp = str(int(time.time()))
    headers = {"X-Frontdesk-Timestamp": timestamp, "X-Frontdesk-Signature": signature(secret, timestamp, content)}
    answer = post.client.post("/webhooks/email", data=content, content_type="message/rfc822", headers=headers)

    assert answer.status_code == 204


def test_mail_of_a_relay_is_kept_once_when_it_is_handed_over_twice(post: MailDesk) -> None:
    secret, content = post.addresses.account.webhook_secret or "", post.mail("hello")
    timestamp = str(int(time.time()))
    headers = {"X-Frontdesk-Timestamp": timestamp, "X-Frontdesk-Signature": signature(secret, timestamp, content)}
    answers = [
        post.client.post("/webhooks/email", data=content, content_type="message/rfc822", headers=headers)
        for _ in range(2)
    ]
    unsigned = post.client.post("/webhooks/email", data=content, content_type="message/rfc822")
    post.desk.work()

    assert [answer.status_code for answer in answers] == [204, 204]
    assert unsigned.status_code == 403
    assert post.relay.texts == ["echo: hello"]
