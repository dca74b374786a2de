"""A mail as a mailbox keeps it, and as the telephones' page shows it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr
from typing import Final

from channels.sandbox.messages import JsonObject

MAILBOX: Final = re.compile(r"[a-z0-9.!#$%&'*/=?^_{|}~+-]{1,64}@[a-z0-9.-]{1,200}\.[a-z0-9-]{2,}")
_ONE_CLICK: Final = re.compile(r"<(https?://[^<>\s]+)>")


@dataclass(frozen=True, slots=True)
class Post:
    """One mail in somebody's mailbox: received from the clinic, or written to it (``incoming``)."""

    id: int
    mailbox: str
    incoming: bool
    content: bytes = field(repr=False)
    envelope_sender: str
    created_at: datetime
    updated_at: datetime
    status: str
    reply_code: int | None = None

    @property
    def parsed(self) -> EmailMessage:
        """The mail with its parts."""
        mail = message_from_bytes(self.content, policy=policy.default)
        assert isinstance(mail, EmailMessage)  # noqa: S101  # nosec B101  # the policy makes no other
        return mail

    @property
    def answers_to(self) -> str:
        """Where an answer goes."""
        mail = self.parsed
        return parseaddr(str(mail["Reply-To"] or mail["From"] or ""))[1]

    @property
    def one_click(self) -> str | None:
        """The address that a mail program posts to when its reader unsubscribes."""
        mail = self.parsed
        found = _ONE_CLICK.search(str(mail["List-Unsubscribe"] or ""))
        return found[1] if found and mail["List-Unsubscribe-Post"] else None


def body_of(mail: EmailMessage, kind: str) -> str:
    """The mail's words in one of its two forms; empty without it."""
    part = mail.get_body((kind,))
    content = part.get_content() if part is not None else ""
    return content.replace("\r\n", "\n") if isinstance(content, str) else ""


def calendar_of(mail: EmailMessage) -> str | None:
    """The invitation in a mail."""
    for part in mail.walk():
        if part.get_content_type() == "text/calendar":
            content = part.get_content()
            return content if isinstance(content, str) else None
    return None


def mail_view(post: Post) -> JsonObject:
    """The mail as a telephone's page shows it, with the fields a text message has and a few more."""
    mail = post.parsed
    return {
        "channel": "email",
        "sid": f"EM{post.id}",
        "mail_id": post.id,
        "handset": post.mailbox,
        "direction": "inbound" if post.incoming else "outbound-api",
        "from": str(mail["From"] or ""),
        "to": str(mail["To"] or ""),
        "subject": str(mail["Subject"] or ""),
        "body": body_of(mail, "plain"),
        "html": body_of(mail, "html") or None,
        "ics": calendar_of(mail),
        "unsubscribe": post.one_click,
        "status": post.status,
        "reply_code": post.reply_code,
        "error_code": None,
        "error_message": None,
        "date_created": post.created_at.isoformat(),
        "date_updated": post.updated_at.isoformat(),
    }
