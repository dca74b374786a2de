"""Our e-mail channel against the carrier's mailboxes: both sides speak SMTP, and neither knows of the other."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from channels.contracts import ContactUpdate, DeliveryUpdate, Event, InboundMessage, OutboundMessage
from channels.email.account import Account
from channels.email.inbound import Mail, MailReader
from channels.email.invitation import Invitation, invitation
from channels.email.outbound import SmtpMail
from channels.email.receiver import Door, NotStored, Receiver
from channels.errors import DeadAddress, RateLimited, SendError, UnknownOutcome
from channels.sandbox.mail_settings import MailSettings
from tests.contracts.running import Clinic, recording_clinic, running_carrier, settings_for, until

pytestmark = pytest.mark.enable_socket
THREAD = "kbmlrvge2r7i7gqldqot4t2qmhqvmwlzq4o6i3qnbzr4vxlq3efa"
PATIENT = "ana@example.org"
ID = "0190b8a2c4d47e8f9a0b1c2d3e4f5061"
AT = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)


@dataclass
class Post:
    """The clinic's side of the mail, and the page where people have theirs."""

    mailer: SmtpMail
    page: httpx.Client
    clinic: Clinic
    events: list[Event] = field(default_factory=list)
    away: int = 0
    taken: int = 0

    def keep(self, mail: Mail) -> None:
        """Take mail in; fails as often as told."""
        if self.away:
            self.away -= 1
            raise NotStored("away")
        self.events.extend(MailReader(self.mailer.account).read(mail))
        self.taken += 1

    def send(self, **changes: Any) -> dict[str, Any]:
        """Send a mail; as it is in the patient's mailbox."""
        words = OutboundMessage(
            ID,
            PATIENT,
            "Which suits you?\n1) Tue\n2) Wed",
            thread=THREAD,
            unsubscribe=f"{self.clinic.url}/unsubscribe/x",
        )
        self.mailer.send(replace(words, **changes))
        return self.mails()[-1]

    def mails(self) -> list[dict[str, Any]]:
        """Everything in the patient's mailbox."""
        found: list[dict[str, Any]] = self.page.get(f"/sandbox/mailboxes/{PATIENT}/mails").json()["messages"]
        return found

    def do(self, path: str, **body: object) -> dict[str, Any]:
        """What the patient does with a mail."""
        answer = self.page.post(f"/sandbox/mailboxes/{PATIENT}/mails{path}", json=body)
        answer.raise_for_status()
        done: dict[str, Any] = answer.json()
        return done

    def fault(self, kind: str, **more: object) -> None:
        """Order a fault for the patient's mailbox."""
        self.page.post("/sandbox/faults", json={"kind": kind, "handset": PATIENT} | more).raise_for_status()


@contextmanager
def post(timeout: float = 5.0) -> Iterator[Post]:
    found: list[Post] = []
    account = Account("smtp://127.0.0.1:1", "Harbor Clinic <desk@clinic.example>", "reply.clinic.example", b"a key")

    def keep(mail: Mail) -> None:
        found[0].keep(mail)

    door = Door(MailReader(account).ours, keep)
    receiver = Receiver(door, "127.0.0.1", 0, name="reply.clinic.example", a_minute=600)
    receiver.start()
    with recording_clinic() as clinic:
        mail = MailSettings(0, "127.0.0.1", receiver.port, account.address, retry_seconds=0.05)
        with running_carrier(settings_for(clinic.url, mail=mail)) as (carrier, url), httpx.Client(base_url=url) as page:
            assert carrier.mail is not None
            account = replace(account, smtp_url=f"smtp://127.0.0.1:{carrier.mail.port}")
            found.append(Post(SmtpMail(account, timeout), page, clinic))
            try:
                yield found[0]
            finally:
                receiver.stop()


@pytest.fixture
def desk() -> Iterator[Post]:
    with post() as found:
        yield found


def test_mail_arrives_with_its_invitation_when_sent(desk: Post) -> None:
    visit = Invitation(
        "1@reply.clinic.example", 0, AT, AT + timedelta(minutes=30), "America/New_York", "Harbor Clinic", "1 Dock St",
        "Harbor Clinic <desk@clinic.example>", PATIENT,
    )  # fmt: skip
    mail = desk.send(attachment=invitation(visit, "REQUEST", AT))

    assert (mail["subject"], mail["status"], mail["channel"]) == ("Message from Harbor Clinic", "delivered", "email")
    assert "1) Tue" in mail["body"]
    assert "1) Tue" in mail["html"]
    assert "DTSTART;TZID=America/New_York:20261123T100000" in mail["ics"]
    assert desk.page.get(f"/sandbox/mailboxes/{PATIENT}/mails/{mail['mail_id']}/visit.ics").text == mail["ics"]


def test_answer_is_only_what_was_written_when_a_mail_is_answered(desk: Post) -> None:
    mail = desk.send()
    sent = desk.do("", text="the second, please", answers=mail["mail_id"])
    (event,) = until(lambda: desk.events)

    assert "> 1) Tue" in sent["body"]
    assert isinstance(event, InboundMessage)
    assert (event.thread, event.sender, event.body) == (THREAD, PATIENT, "the second, please")
    assert until(lambda: [mail for mail in desk.mails() if mail["status"] == "received"])


def test_new_mail_belongs_to_no_conversation_when_it_answers_nothing(desk: Post) -> None:
    desk.do("", text="Can I come?", subject="Appointment")
    (event,) = until(lambda: desk.events)

    assert isinstance(event, InboundMessage)
    assert (event.thread, event.body) == (None, "Appointment\nCan I come?")


def test_answer_is_not_lost_when_it_could_not_be_stored_at_first(desk: Post) -> None:
    desk.away = 2
    desk.do("", text="Can I come?")

    assert until(lambda: desk.events)
    assert until(lambda: [mail for mail in desk.mails() if mail["status"] == "received"])


def test_answer_has_one_id_when_it_comes_twice(desk: Post) -> None:
    desk.fault("webhook_twice")
    desk.do("", text="Can I come?")
    first, second = until(lambda: desk.events if len(desk.events) == 2 else None)

    assert first == second


@pytest.mark.parametrize(("status", "told"), [("5.1.1", ["failed", "bounced"]), ("5.2.2", ["failed"]), ("4.4.1", [])])
def test_mail_that_came_back_is_told_when_it_is_reported(desk: Post, status: str, told: list[str]) -> None:
    mail = desk.send()
    desk.do(f"/{mail['mail_id']}/bounce", status=status)
    until(lambda: desk.taken)

    assert told == [
        event.progress if isinstance(event, DeliveryUpdate) else event.standing
        for event in desk.events
        if not isinstance(event, InboundMessage)
    ]
    assert all(event.address == PATIENT for event in desk.events if isinstance(event, ContactUpdate))


def test_mail_comes_back_by_itself_when_a_fault_says_so(desk: Post) -> None:
    desk.fault("undelivered")
    desk.send()
    events = until(lambda: desk.events)

    assert isinstance(events[0], DeliveryUpdate)
    assert events[0].message_id == ID


def test_complaint_is_told_when_somebody_calls_it_spam(desk: Post) -> None:
    desk.do(f"/{desk.send()['mail_id']}/complaint")

    assert until(lambda: desk.events) == [ContactUpdate("email", PATIENT, "complained", "complaint")]


def test_one_click_is_enough_when_somebody_unsubscribes(desk: Post) -> None:
    done = desk.do(f"/{desk.send()['mail_id']}/unsubscribe")

    assert done == {"answered": 200}
    assert [(call.target, call.form) for call in desk.clinic.calls] == [
        ("/unsubscribe/x", {"List-Unsubscribe": "One-Click"})
    ]


@pytest.mark.parametrize(
    ("kind", "error"),
    [("rate_limited", RateLimited), ("refused", DeadAddress), ("server_error", RateLimited)],
)
def test_refusal_has_its_class_when_the_mailbox_refuses(desk: Post, kind: str, error: type[SendError]) -> None:
    desk.fault(kind)

    with pytest.raises(error):
        desk.send()
    assert desk.mails() == []


def test_outcome_is_unknown_when_the_mail_was_taken_and_nobody_said_so() -> None:
    with post(timeout=0.3) as desk:
        desk.fault("timeout_after_accept", seconds=1)
        with pytest.raises(UnknownOutcome):
            desk.send()
        assert len(desk.mails()) == 1
