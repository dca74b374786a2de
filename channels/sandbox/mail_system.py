"""Everybody's mail server as one object: what the clinic sends arrives in mailboxes, what people write goes to it.

The carrier's faults apply to a mailbox as to a telephone, by its address:

* ``rate_limited`` is a 451 at RCPT, ``refused`` and ``opted_out`` a 550; ``server_error`` a 451 after the mail;
* ``timeout_after_accept`` keeps the mail and holds the answer back;
* ``undelivered`` and ``failed`` take the mail and report later that it came back;
* ``webhook_late``, ``webhook_twice`` and ``webhook_lost`` apply to what a person writes to the clinic.
"""

from __future__ import annotations

import smtplib
from functools import partial

import httpx

from channels.sandbox import mail_writing
from channels.sandbox.exchange import Exchange
from channels.sandbox.faults import FaultKind
from channels.sandbox.incoming import UnusableText
from channels.sandbox.mail_boxes import MailBoxes
from channels.sandbox.mail_messages import MAILBOX, Post, mail_view
from channels.sandbox.mail_server import MailServer
from channels.sandbox.mail_settings import MailSettings

LONGEST = 20_000
TRIES = 8
NO_SUCH_MAILBOX = "5.1.1"
LINES = (FaultKind.WEBHOOK_LATE, FaultKind.WEBHOOK_TWICE, FaultKind.WEBHOOK_LOST)
RETURNS = (FaultKind.UNDELIVERED, FaultKind.FAILED)


class MailSystem:
    """The mailboxes and their server. Shares the carrier's events, faults and time."""

    def __init__(self, exchange: Exchange, settings: MailSettings) -> None:
        self.settings = settings
        self.boxes = MailBoxes()
        self._exchange = exchange
        self._server = MailServer(settings, exchange.faults, self._take)
        self._server.start()

    @property
    def port(self) -> int:
        """Where its server listens."""
        return self._server.port

    def write(self, mailbox: str, text: str, subject: str | None = None, answers: int | None = None) -> Post:
        """A person writes to the clinic, or answers a mail of theirs; it leaves on its own. Raises UnusableText."""
        if not MAILBOX.fullmatch(mailbox):
            raise UnusableText("mailbox", "This is not an address that can have mail here.")
        if len(text) > LONGEST:
            raise UnusableText("text", f"A mail has at most {LONGEST} characters.")
        answered = self._mail(mailbox, answers) if answers is not None else None
        to = answered.answers_to if answered else self.settings.clinic_address
        subject = subject or (f"Re: {answered.parsed['Subject']}" if answered else "")
        now = self._exchange.now()
        content = mail_writing.letter(mailbox, to, text, subject, now, answered)
        post = self._new(mailbox, content, mailbox, incoming=True)
        faults = self._exchange.faults.take(LINES, mailbox)
        if FaultKind.WEBHOOK_LOST in faults:
            return post
        late = faults[FaultKind.WEBHOOK_LATE].seconds if FaultKind.WEBHOOK_LATE in faults else 0.0
        for _ in range(2 if FaultKind.WEBHOOK_TWICE in faults else 1):
            self._post(late, mailbox, to, content, post.id)
        return post

    def bounce(self, mailbox: str, mail: int, status: str = NO_SUCH_MAILBOX) -> None:
        """Report to the clinic that a mail did not arrive. Raises UnusableText."""
        post = self._mail(mailbox, mail)
        self._post(0, "", post.envelope_sender, mail_writing.came_back(post, status, self._exchange.now()))

    def complain(self, mailbox: str, mail: int) -> None:
        """Say "this is spam". Raises UnusableText."""
        post = self._mail(mailbox, mail)
        to = f"abuse@{post.envelope_sender.rpartition('@')[2]}"
        report = mail_writing.complaint(post, to, self._exchange.now())
        self._post(0, "feedback@sandbox.invalid", to, report)

    def unsubscribe(self, mailbox: str, mail: int) -> int:
        """Do what a mail program does when its reader unsubscribes (RFC 8058); the status. Raises UnusableText."""
        address = self._mail(mailbox, mail).one_click
        if address is None:
            raise UnusableText("mail", "This mail offers no unsubscribing with one click.")
        with httpx.Client(trust_env=False, timeout=10) as client:
            return client.post(address, data={"List-Unsubscribe": "One-Click"}).status_code

    def close(self) -> None:
        """Stop listening."""
        self._server.stop()

    def _mail(self, mailbox: str, id_: int) -> Post:
        post = self.boxes.find(mailbox, id_)
        if post is None or post.incoming:
            raise UnusableText("mail", "There is no such mail from the clinic.")
        return post

    def _take(self, sender: str, recipient: str, content: bytes) -> None:
        """A mail of the clinic's arrives."""
        post = self._new(recipient.lower(), content, sender, incoming=False)
        for fault in self._exchange.faults.take(RETURNS, post.mailbox).values():
            report = mail_writing.came_back(post, NO_SUCH_MAILBOX, self._exchange.now())
            self._post(fault.seconds, "", sender, report)

    def _new(self, mailbox: str, content: bytes, sender: str, *, incoming: bool) -> Post:
        now = self._exchange.now()
        status = "sending" if incoming else "delivered"
        post = Post(self.boxes.next_id(), mailbox, incoming, content, sender, now, now, status)
        self.boxes.add(post)
        self._exchange.events.publish("message", mail_view(post))
        return post

    def _post(
        self, seconds: float, sender: str, to: str, content: bytes, id_: int | None = None, tried: int = 0
    ) -> None:
        work = partial(self._hand_over, sender, to, content, id_, tried)
        self._exchange.timetable.after(seconds, work)

    def _hand_over(self, sender: str, to: str, content: bytes, id_: int | None, tried: int) -> None:
        """Give a mail to the clinic; what is not taken for now is tried again, as mail servers do."""
        code = self._delivered(sender, to, content)
        final = 200 <= code < 300 or code >= 500 or tried + 1 >= TRIES
        if not final:
            self._post(self.settings.retry_seconds * 2**tried, sender, to, content, id_, tried + 1)
        if id_ is not None:
            status = ("received" if code < 300 else "refused") if final else "sending"
            changed = self.boxes.change(sender, id_, status=status, reply_code=code, updated_at=self._exchange.now())
            if changed is not None:
                self._exchange.events.publish("status", mail_view(changed))

    def _delivered(self, sender: str, to: str, content: bytes) -> int:
        """The reply of the clinic's receiver; 421 when nobody answers."""
        try:
            with smtplib.SMTP(
                self.settings.clinic_host, self.settings.clinic_port, "sandbox.invalid", timeout=10
            ) as clinic:
                clinic.sendmail(sender, [to], content)
        except smtplib.SMTPRecipientsRefused as refused:
            return next(iter(refused.recipients.values()))[0]
        except smtplib.SMTPResponseException as refused:
            return refused.smtp_code
        except (OSError, smtplib.SMTPException):
            return 421
        return 250
