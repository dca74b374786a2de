"""Handing mail over, to relays that behave and to those that do not."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from channels.contracts import OutboundMessage
from channels.email.addresses import Addresses
from channels.email.outbound import SmtpMail
from channels.errors import DeadAddress, RateLimited, Refused, Rejected, SendError, UnknownOutcome, Unreachable
from tests.unit.channels.email.account import ACCOUNT, MESSAGE, PATIENT, THREAD
from tests.unit.channels.email.servers import Script, relay, wordy

pytestmark = pytest.mark.enable_socket
WORDS = OutboundMessage(MESSAGE, PATIENT, "Which suits you?\n.1) Tue\n2) Wed", thread=THREAD)


def mailer(url: str, timeout: float = 5.0) -> SmtpMail:
    return SmtpMail(replace(ACCOUNT, smtp_url=url), timeout)


def test_mail_leaves_once_when_the_relay_takes_it() -> None:
    script = Script()
    with relay(script) as url:
        receipt = mailer(url).send(WORDS)

    ((sender, recipients, content),) = script.taken
    addresses = Addresses(ACCOUNT)
    assert (receipt.provider_id, receipt.progress) == (addresses.message_id(MESSAGE, PATIENT), "sent")
    assert sender == f"bounce+{addresses.sealed(MESSAGE, PATIENT)}@reply.clinic.example"
    assert recipients == [PATIENT]
    assert b"\r\n.1) Tue\r\n2) Wed\r\n" in content


@pytest.mark.parametrize(
    ("answers", "error", "code"),
    [
        ({"sender": "451 4.3.0 later"}, RateLimited, "4.3.0"),
        ({"sender": "550 5.7.1 not you"}, Refused, "5.7.1"),
        ({"recipient": "450 4.2.0 greylisted"}, RateLimited, "4.2.0"),
        ({"recipient": "550 5.1.1 no such user"}, DeadAddress, "5.1.1"),
        ({"recipient": "550 no such user"}, DeadAddress, "550"),
        ({"recipient": "550 5.1.10 null MX"}, DeadAddress, "5.1.10"),
        ({"recipient": "552 5.2.2 mailbox full"}, Rejected, "5.2.2"),
        ({"recipient": "554 5.7.1 policy"}, Rejected, "5.7.1"),
        ({"recipient": "530 5.7.0 sign in first"}, Refused, "5.7.0"),
        ({"mail": "451 4.3.0 later"}, RateLimited, "4.3.0"),
        ({"mail": "552 5.3.4 too big"}, Rejected, "5.3.4"),
        ({"mail": "550 5.1.1 no such user after all"}, DeadAddress, "5.1.1"),
    ],
)
def test_refusal_has_its_class_when_the_relay_refuses(
    answers: dict[str, str], error: type[SendError], code: str
) -> None:
    with relay(Script(**answers)) as url, pytest.raises(error) as refused:  # type: ignore[arg-type]  # fields by name
        mailer(url).send(WORDS)

    assert type(refused.value) is error
    assert refused.value.code == code
    assert PATIENT not in str(refused.value)


def test_outcome_is_unknown_when_the_answer_to_the_mail_never_comes() -> None:
    with relay(Script(silent=True)) as url:
        impatient = mailer(url, timeout=0.3)
        with pytest.raises(UnknownOutcome):
            impatient.send(WORDS)
        with pytest.raises(UnknownOutcome):
            impatient.find(WORDS, datetime.now(UTC), frozenset())


@pytest.mark.parametrize("greeting", [b"", b"421 4.3.2 going down\r\n", b"554 5.3.2 not today\r\n", b"nonsense\r\n"])
def test_relay_is_unreachable_when_it_never_gets_to_work(greeting: bytes) -> None:
    with wordy(greeting) as url, pytest.raises(Unreachable):
        mailer(url, timeout=0.3).send(WORDS)


def test_relay_is_unreachable_when_nobody_listens() -> None:
    with pytest.raises(Unreachable):
        mailer("smtp://127.0.0.1:1").send(WORDS)


def test_nothing_is_said_when_the_line_is_not_private(monkeypatch: pytest.MonkeyPatch) -> None:
    script = Script()
    monkeypatch.setattr("channels.email.outbound._LOOPBACK", frozenset())
    with relay(script) as url, pytest.raises(Refused):
        mailer(url).send(WORDS)

    assert script.taken == []


def test_credentials_are_kept_when_the_relay_has_no_use_for_them() -> None:
    with relay(Script()) as url, pytest.raises(Refused):
        mailer(url.replace("smtp://", "smtp://us%40er:secret@")).send(WORDS)


@pytest.mark.parametrize(
    "recipient",
    ["ana", "ana@localhost", "a b@example.org", "ana@example.org\nBcc: x@y.example", "ñandú@example.org", ""],
)
def test_mail_is_rejected_when_the_address_is_none(recipient: str) -> None:
    with pytest.raises(Rejected):
        mailer("smtp://127.0.0.1:1").send(replace(WORDS, recipient=recipient))


def test_domain_is_written_plainly_when_it_has_letters_of_its_own() -> None:
    script = Script()
    with relay(script) as url:
        mailer(url).send(replace(WORDS, recipient="ana@clínica.example"))

    assert script.taken[0][1] == ["ana@xn--clnica-4va.example"]


def test_account_keeps_its_secrets_when_it_is_printed() -> None:
    shown = repr(replace(ACCOUNT, smtp_url="smtp://user:secret@relay.example", webhook_secret="hush"))

    assert not any(word in shown for word in ("secret", "hush", "payloads"))
