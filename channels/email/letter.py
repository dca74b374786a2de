"""An outgoing mail: the same words as text and as HTML, an invitation where there is one, and its headers.

Source: RFC 5322 (messages), RFC 2369 and RFC 8058 (unsubscribing with one click), RFC 3834 (automatic mail),
RFC 6047 (invitations: the MIME method equals the METHOD inside, once to be shown and once as a file).
"""

from __future__ import annotations

import html
import re
from datetime import datetime
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime
from typing import Final

from channels.contracts import Attachment, OutboundMessage
from channels.email.account import Account
from channels.email.addresses import Addresses

_WHOLE: Final = frozenset({"in-reply-to", "list-unsubscribe", "references"})
_CALENDAR: Final = "text/calendar"
_METHOD: Final = re.compile(rb"^METHOD:([A-Z]+)\s*$", re.MULTILINE)
_ONE_CLICK: Final = re.compile(r"https://|http://127\.0\.0\.1[:/]")  # the last for the demo, which has no TLS
_BLANK: Final = re.compile(r"[\x00-\x1f\x7f\s]+")
_LONGEST_SUBJECT: Final = 150

_WORDS: Final = {
    "en": {
        "subject": "Message from {clinic}",
        "answer": "You can answer this e-mail.",
        "leave": "Stop e-mails from {clinic}",
    },
    "es": {
        "subject": "Mensaje de {clinic}",
        "answer": "Puede responder a este correo.",
        "leave": "No recibir más correos de {clinic}",
    },
}

_PAGE: Final = """\
<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>{subject}</title>
<style>
:root {{ color-scheme: light dark; }}
body {{ margin: 0; padding: 24px 16px; font: 16px/1.5 system-ui, -apple-system, "Segoe UI", sans-serif; }}
main, footer {{ max-width: 560px; margin: 0 auto; }}
h1 {{ margin: 0 0 16px; font-size: 18px; }}
p {{ margin: 0 0 16px; }}
footer {{ margin-top: 32px; padding-top: 12px; border-top: 1px solid #767676; font-size: 14px; }}
a {{ color: #0b57d0; }}
@media (prefers-color-scheme: dark) {{
body {{ background: #16181c; color: #f1f1f1; }}
a {{ color: #a8c7fa; }}
}}
</style>
</head>
<body>
<main>
<h1>{clinic}</h1>
{paragraphs}
</main>
{footer}</body>
</html>
"""


class _Policy(EmailPolicy):
    """Seven bits, and addresses in one piece: Python would fold a long one into encoded words nobody follows."""

    def fold_binary(self, name: str, value: str) -> bytes:
        """A header as it leaves."""
        if name.lower() in _WHOLE:
            return f"{name}: {value}".replace(", <", ",\r\n <").encode("ascii") + b"\r\n"
        return super().fold_binary(name, value)


_POLICY: Final = _Policy(linesep="\r\n", cte_type="7bit", max_line_length=78)


def letter(message: OutboundMessage, account: Account, at: datetime) -> EmailMessage:
    """The mail for a message, written `at`; ValueError for a recipient or a token that no header can hold."""
    language = message.locale.partition("-")[0]
    words = {name: text.format(clinic=account.name) for name, text in _WORDS.get(language, _WORDS["en"]).items()}
    language = language if language in _WORDS else "en"
    mail = EmailMessage(policy=_POLICY)
    _address(mail, message, account, _BLANK.sub(" ", message.subject or words["subject"])[:_LONGEST_SUBJECT], at)
    mail.set_content(_text(message, account, words))
    mail.add_alternative(_html(message, account, words, language, str(mail["Subject"])), subtype="html")
    if message.attachment is not None:
        _attach(mail, message.attachment)
    mail["Content-Language"] = language  # last: the parts take over such headers
    return mail


def _address(mail: EmailMessage, message: OutboundMessage, account: Account, subject: str, at: datetime) -> None:
    addresses = Addresses(account)
    mail["From"] = account.sender
    mail["To"] = message.recipient
    mail["Subject"] = subject
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = addresses.message_id(message.id, message.recipient)
    if message.thread is not None:
        mail["In-Reply-To"] = mail["References"] = addresses.root(message.thread)
    if message.thread is not None and account.reply_domain:
        mail["Reply-To"] = addresses.reply_to(message.thread)
    if message.author is None:
        mail["Auto-Submitted"] = "auto-generated"
        mail["X-Auto-Response-Suppress"] = "All"
    ways = []
    if message.unsubscribe is not None:
        ways.append(f"<{message.unsubscribe}>")
        if _ONE_CLICK.match(message.unsubscribe):
            mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    if message.thread is not None and account.reply_domain:
        ways.append(f"<mailto:{addresses.unsubscribe(message.thread)}?subject=unsubscribe>")
    if ways:
        mail["List-Unsubscribe"] = ", ".join(ways)


def _text(message: OutboundMessage, account: Account, words: dict[str, str]) -> str:
    parts = [_signed(message)]
    below = [words["answer"]] if message.thread is not None and account.reply_domain else []
    if message.unsubscribe is not None:
        below.append(f"{words['leave']}: {message.unsubscribe}")
    if below:
        parts.append("-- \n" + "\n".join(below))
    return "\n\n".join(parts) + "\n"


def _html(message: OutboundMessage, account: Account, words: dict[str, str], language: str, subject: str) -> str:
    blocks = [html.escape(block).replace("\n", "<br>\n") for block in re.split(r"\n{2,}", _signed(message))]
    below = []
    if message.thread is not None and account.reply_domain:
        below.append(f"<p>{html.escape(words['answer'])}</p>")
    if message.unsubscribe is not None:
        link = html.escape(message.unsubscribe)
        below.append(f'<p><a href="{link}">{html.escape(words["leave"])}</a></p>')
    return _PAGE.format(
        language=language,
        subject=html.escape(subject),
        clinic=html.escape(account.name),
        paragraphs="\n".join(f"<p>{block}</p>" for block in blocks),
        footer="<footer>\n" + "\n".join(below) + "\n</footer>\n" if below else "",
    )


def _signed(message: OutboundMessage) -> str:
    """The words, without what no mail may hold; signed by the member of staff who wrote them."""
    body = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", message.body.replace("\r\n", "\n")).strip()
    return f"{body}\n\n{message.author}" if message.author else body


def _attach(mail: EmailMessage, attachment: Attachment) -> None:
    """Add a file; an invitation also as a part of its own, which is what calendars look for."""
    kind, _, subtype = attachment.media_type.partition(";")[0].strip().partition("/")
    if f"{kind}/{subtype}" != _CALENDAR:
        mail.add_attachment(attachment.content, maintype=kind, subtype=subtype, filename=attachment.filename)
        return
    method = _METHOD.search(attachment.content)
    text = attachment.content.decode()
    mail.add_alternative(text, subtype="calendar", params={"method": method[1].decode()} if method else None)
    mail.add_attachment(attachment.content, maintype="application", subtype="ics", filename=attachment.filename)
