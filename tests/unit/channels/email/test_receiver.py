"""Our own receiver, spoken to by Python's SMTP client."""

from __future__ import annotations

import smtplib
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest

from channels.email.inbound import Mail, MailReader
from channels.email.receiver import LARGEST, MAILS_A_MINUTE, Allowance, Door, NotStored, Receiver
from channels.errors import Malformed
from tests.unit.channels.email.account import ACCOUNT, PATIENT, THREAD

pytestmark = pytest.mark.enable_socket
CONVERSATION = f"reply+{THREAD}@reply.clinic.example"
MAIL = f"From: {PATIENT}\r\nTo: {CONVERSATION}\r\nMessage-ID: <1@example.org>\r\n\r\n.Tuesday\r\n".encode()


@dataclass
class Keeper:
    """Keeps mail, or fails as told."""

    kept: list[Mail] = field(default_factory=list)
    failures: list[Exception] = field(default_factory=list)

    def __call__(self, mail: Mail) -> None:
        if self.failures:
            raise self.failures.pop(0)
        self.kept.append(mail)


@contextmanager
def receiving(keeper: Keeper, *, largest: int = LARGEST, a_minute: int = MAILS_A_MINUTE) -> Iterator[int]:
    door = Door(MailReader(ACCOUNT).ours, keeper)
    receiver = Receiver(door, "127.0.0.1", 0, name="reply.clinic.example", largest=largest, a_minute=a_minute)
    receiver.start()
    try:
        yield receiver.port
    finally:
        receiver.stop()


@contextmanager
def client(port: int) -> Iterator[smtplib.SMTP]:
    with smtplib.SMTP("127.0.0.1", port, "relay.example", timeout=5) as connection:
        yield connection


def test_mail_is_handed_on_whole_when_it_is_ours() -> None:
    keeper = Keeper()
    with receiving(keeper) as port, client(port) as connection:
        assert connection.sendmail(PATIENT, [CONVERSATION], MAIL) == {}

    assert keeper.kept == [Mail(PATIENT, (CONVERSATION,), MAIL)]


@pytest.mark.parametrize(
    "recipient", ["somebody@elsewhere.example", "x@reply.clinic.example", "reply+@reply.clinic.example", "desk"]
)
def test_nothing_is_relayed_when_the_address_is_not_ours(recipient: str) -> None:
    with (
        receiving(Keeper()) as port,
        client(port) as connection,
        pytest.raises(smtplib.SMTPRecipientsRefused) as refused,
    ):
        connection.sendmail(PATIENT, [recipient], MAIL)

    assert refused.value.recipients[recipient][0] == 550


@pytest.mark.parametrize(
    ("failure", "code"),
    [(NotStored("database"), 451), (RuntimeError("anything"), 451), (Malformed("From"), 554)],
)
def test_sender_is_told_to_come_again_when_the_mail_was_not_stored(failure: Exception, code: int) -> None:
    keeper = Keeper(failures=[failure])
    with receiving(keeper) as port, client(port) as connection:
        with pytest.raises(smtplib.SMTPDataError) as refused:
            connection.sendmail(PATIENT, [CONVERSATION], MAIL)
        connection.sendmail(PATIENT, [CONVERSATION], MAIL)

    assert refused.value.smtp_code == code
    assert len(keeper.kept) == 1


def test_mail_is_refused_when_it_is_too_large() -> None:
    large = MAIL + b"x\r\n" * 2000
    refusal = pytest.raises((smtplib.SMTPSenderRefused, smtplib.SMTPDataError))
    with receiving(Keeper(), largest=1000) as port, client(port) as connection, refusal as refused:
        connection.sendmail(PATIENT, [CONVERSATION], large)

    assert refused.value.smtp_code == 552


def test_long_line_is_taken_when_a_telephone_wrote_it() -> None:
    keeper = Keeper()
    with receiving(keeper) as port, client(port) as connection:
        connection.sendmail(PATIENT, [CONVERSATION], MAIL + b"x" * 20_000 + b"\r\n")

    assert len(keeper.kept) == 1


def test_peer_waits_when_it_sends_too_often() -> None:
    keeper = Keeper()
    with receiving(keeper, a_minute=2) as port, client(port) as connection:
        connection.sendmail(PATIENT, [CONVERSATION], MAIL)
        connection.sendmail(PATIENT, [CONVERSATION], MAIL)
        with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
            connection.sendmail(PATIENT, [CONVERSATION], MAIL)

    assert refused.value.recipients[CONVERSATION][0] == 451
    assert len(keeper.kept) == 2


def test_allowance_fills_up_when_time_passes() -> None:
    moment = 0.0
    allowance = Allowance(2, lambda: moment)

    assert [allowance.take("a"), allowance.take("a"), allowance.take("a"), allowance.take("b")] == [
        True,
        True,
        False,
        True,
    ]
    moment = 30.0
    assert [allowance.take("a"), allowance.take("a")] == [True, False]


def test_recipients_are_counted_when_a_mail_has_many() -> None:
    with receiving(Keeper()) as port, client(port) as connection:
        connection.ehlo()
        connection.mail(PATIENT)
        codes = [connection.rcpt(CONVERSATION)[0] for _ in range(25)]

    assert codes == [250] * 20 + [452] * 5


def test_no_password_is_asked_for_when_somebody_tries_one() -> None:
    with receiving(Keeper()) as port, client(port) as connection:
        connection.ehlo()
        assert not connection.has_extn("auth")
        assert connection.docmd("AUTH", "PLAIN AHgAeQ==")[0] >= 500


def test_nobody_is_named_when_somebody_asks_who_is_there() -> None:
    with receiving(Keeper()) as port, client(port) as connection:
        connection.ehlo()
        code, said = connection.verify(CONVERSATION)

    assert code in {252, 502}
    assert THREAD.encode() not in said or code == 252


def test_one_mail_is_one_mail_when_its_end_is_smuggled() -> None:
    keeper = Keeper()
    with receiving(keeper) as port, socket.create_connection(("127.0.0.1", port), timeout=5) as line:
        talk = line.makefile("rwb")
        talk.readline()
        for command in (b"HELO x", b"MAIL FROM:<a@example.org>", f"RCPT TO:<{CONVERSATION}>".encode(), b"DATA"):
            talk.write(command + b"\r\n")
            talk.flush()
            talk.readline()
        talk.write(b"From: a@example.org\r\n\r\nhi\n.\nMAIL FROM:<b@example.org>\n.\r\n")
        talk.write(b"\r\n.\r\n")
        talk.flush()
        assert talk.readline().startswith(b"250")

    assert len(keeper.kept) == 1
