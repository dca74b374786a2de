"""The mails that people's programs and servers write: answers with a quote, mail that came back, complaints."""

from __future__ import annotations

from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid

from channels.sandbox.mail_messages import Post, body_of


def letter(mailbox: str, to: str, text: str, subject: str, at: datetime, answered: Post | None) -> bytes:
    """What a person writes, above a quote of the mail that is answered, as mail programs do."""
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"], mail["Subject"] = mailbox, to, subject
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = make_msgid(domain=mailbox.rpartition("@")[2])
    if answered is not None:
        original = answered.parsed
        mail["In-Reply-To"] = str(original["Message-ID"] or "").strip()
        mail["References"] = f"{original['References'] or ''} {original['Message-ID'] or ''}".strip()
        quoted = "\n".join(f"> {line}".rstrip() for line in body_of(original, "plain").splitlines())
        wrote = answered.created_at.strftime("On %a, %b %d, %Y at %I:%M %p")
        text = f"{text}\n\n{wrote} {original['From']} wrote:\n\n{quoted}\n"
    mail.set_content(text)
    return mail.as_bytes()


def came_back(post: Post, status: str, at: datetime) -> bytes:
    """A delivery status notification (RFC 3464)."""
    fields = (
        f"Reporting-MTA: dns; sandbox.invalid\n\nFinal-Recipient: rfc822; {post.mailbox}\n"
        f"Action: {'delayed' if status.startswith('4') else 'failed'}\nStatus: {status}\n"
    )
    return _report("delivery-status", post.envelope_sender, "Undelivered Mail Returned to Sender", fields, post, at)


def complaint(post: Post, to: str, at: datetime) -> bytes:
    """An abuse report (RFC 5965), as a provider sends it when somebody says "this is spam"."""
    fields = (
        "Feedback-Type: abuse\nUser-Agent: Sandbox/1.0\nVersion: 1\n"
        f"Original-Mail-From: <{post.envelope_sender}>\nOriginal-Rcpt-To: <{post.mailbox}>\n"
    )
    return _report("feedback-report", to, "Abuse report", fields, post, at)


def _report(kind: str, to: str, subject: str, fields: str, post: Post, at: datetime) -> bytes:
    """A report in three parts: for people, for programs, and the mail it is about."""
    boundary = f"report-{post.id}"
    head = (
        f"From: Mail Delivery System <mailer-daemon@sandbox.invalid>\nTo: {to}\nSubject: {subject}\n"
        f"Date: {format_datetime(at)}\nMessage-ID: {make_msgid(domain='sandbox.invalid')}\n"
        "Auto-Submitted: auto-replied\nMIME-Version: 1.0\n"
        f'Content-Type: multipart/report; report-type={kind}; boundary="{boundary}"\n\n'
        f"--{boundary}\nContent-Type: text/plain; charset=us-ascii\n\nThis is a report about a mail of yours.\n"
        f"--{boundary}\nContent-Type: message/{kind}\n\n{fields}\n--{boundary}\nContent-Type: message/rfc822\n\n"
    )
    return head.replace("\n", "\r\n").encode() + post.content + f"\r\n--{boundary}--\r\n".encode()
