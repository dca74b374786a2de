"""Handing mail to a relay by SMTP (RFC 5321), and what its refusals mean.

Until the relay has said 354 to DATA nothing was sent; once it has, only its last answer tells, and a connection that
breaks between the two leaves an outcome that nobody can look up.
"""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import parseaddr
from typing import Final
from urllib.parse import unquote, urlsplit

from channels.contracts import Capabilities, OutboundMessage, Receipt
from channels.email.account import CHANNEL, Account
from channels.email.addresses import Addresses
from channels.email.letter import letter
from channels.errors import (
    DeadAddress,
    NoLookup,
    RateLimited,
    Refused,
    Rejected,
    SendError,
    UnknownOutcome,
    Unreachable,
)

LONGEST: Final = 20_000
TIMEOUT: Final = 15.0
_RETRY_AFTER: Final = 60.0
_GO_AHEAD: Final = 354
_REFUSED: Final = 400
_FOR_GOOD: Final = 500
_LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})
_SUBMISSION, _OVER_TLS = 587, 465
_ENHANCED: Final = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
# RFC 3463 and 7505: no such mailbox, system or address; a mailbox that is closed; a domain that takes no mail.
_NOBODY_THERE: Final = re.compile(r"5\.1\.([0-36]|10)$|5\.2\.1$")
_OUR_FAULT: Final = frozenset({"530", "534", "535", "538", "5.7.0", "5.7.8", "5.7.9"})
_NO_SUCH_MAILBOX: Final = frozenset({550, 551, 553})


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class SmtpMail:
    """Implements contracts.Outbound; a connection a mail, so it is safe to use from several threads."""

    account: Account
    timeout: float = TIMEOUT
    tls: ssl.SSLContext = field(default_factory=ssl.create_default_context)
    now: Callable[[], datetime] = _utc_now

    @property
    def capabilities(self) -> Capabilities:
        """Long words and a file; choices are numbers in the text, and nobody reports what arrived."""
        return Capabilities(CHANNEL, LONGEST, attachments=True, reports=False)

    def send(self, message: OutboundMessage) -> Receipt:
        """Hand a mail over once; raises SendError."""
        recipient = _ascii(message.recipient)
        try:
            mail = letter(replace(message, recipient=recipient), self.account, self.now())
        except ValueError:
            raise Rejected("unwritable") from None
        sender = Addresses(self.account).envelope_sender(message.id, recipient)
        connection = self._connected()
        try:
            _begin(connection, sender, recipient)
            _hand_over(connection, mail.as_bytes())
            with suppress(OSError, smtplib.SMTPException):
                connection.putcmd("quit")
        finally:
            connection.close()
        return Receipt(str(mail["Message-ID"]), "sent")

    def find(self, message: OutboundMessage, since: datetime, known: frozenset[str]) -> Receipt | None:
        """Raises NoLookup: a relay cannot be asked what it took."""
        raise NoLookup("no_lookup")

    def _connected(self) -> smtplib.SMTP:
        """A connection that is private and signed in; raises Unreachable or Refused."""
        relay = urlsplit(self.account.smtp_url)
        host = relay.hostname or ""
        try:
            if relay.scheme == "smtps":
                connection: smtplib.SMTP = smtplib.SMTP_SSL(
                    host, relay.port or _OVER_TLS, self._own_name, timeout=self.timeout, context=self.tls
                )
            else:
                connection = smtplib.SMTP(host, relay.port or _SUBMISSION, self._own_name, timeout=self.timeout)
        except ssl.SSLError as error:
            raise Refused(type(error).__name__) from None
        except smtplib.SMTPResponseException as error:
            raise Unreachable(str(error.smtp_code)) from None
        except (OSError, smtplib.SMTPException) as error:
            raise Unreachable(type(error).__name__) from None
        try:
            self._introduce(connection, on_this_machine=host in _LOOPBACK)
            if relay.username:
                connection.login(unquote(relay.username), unquote(relay.password or ""))
        except SendError:
            connection.close()
            raise
        except (smtplib.SMTPAuthenticationError, smtplib.SMTPNotSupportedError, ssl.SSLError) as error:
            connection.close()
            raise Refused(str(getattr(error, "smtp_code", type(error).__name__))) from None
        except (OSError, smtplib.SMTPException) as error:
            connection.close()
            raise Unreachable(type(error).__name__) from None
        return connection

    def _introduce(self, connection: smtplib.SMTP, *, on_this_machine: bool) -> None:
        """Say who we are; over a network nothing is said in the clear."""
        connection.ehlo_or_helo_if_needed()
        if isinstance(connection, smtplib.SMTP_SSL):
            return
        if connection.has_extn("starttls"):
            connection.starttls(context=self.tls)
            connection.ehlo()
        elif not on_this_machine:
            raise Refused("no STARTTLS")

    @property
    def _own_name(self) -> str:
        return self.account.domain


def _ascii(recipient: str) -> str:
    """An address as every relay takes it; raises Rejected for what is none."""
    address = parseaddr(recipient)[1]
    local, _, domain = address.rpartition("@")
    try:
        domain = domain.encode("idna").decode()
    except UnicodeError:
        domain = ""
    if address != recipient or not local.isascii() or not local or "." not in domain or re.search(r"[\s<>,;]", address):
        raise Rejected("address")
    return f"{local}@{domain}"


def _begin(connection: smtplib.SMTP, sender: str, recipient: str) -> None:
    """Everything before the mail itself: whatever goes wrong here, nothing was sent."""
    try:
        code, said = connection.mail(sender)
        if code >= _REFUSED:
            raise _about_us(code, said)
        code, said = connection.rcpt(recipient)
        if code >= _REFUSED:
            raise _about_them(code, said)
        code, said = connection.docmd("data")
        if code != _GO_AHEAD:
            raise _about_them(code, said)
    except smtplib.SMTPResponseException as error:
        raise Unreachable(str(error.smtp_code)) from None
    except (OSError, smtplib.SMTPException) as error:
        raise Unreachable(type(error).__name__) from None


def _hand_over(connection: smtplib.SMTP, mail: bytes) -> None:
    """The mail, and the relay's last word on it."""
    dotted = re.sub(rb"(?m)^\.", b"..", mail)
    try:
        connection.send(dotted + (b"" if dotted.endswith(b"\r\n") else b"\r\n") + b".\r\n")
        code, said = connection.getreply()
    except (OSError, smtplib.SMTPException) as error:
        raise UnknownOutcome(type(error).__name__) from None
    if code >= _REFUSED:
        raise _about_them(code, said)


def _about_us(code: int, said: bytes) -> SendError:
    """What a refusal of the sender means: it is the account, not the person."""
    name = _name(code, said)
    return RateLimited(name, _RETRY_AFTER) if code < _FOR_GOOD else Refused(name)


def _about_them(code: int, said: bytes) -> SendError:
    """What a refusal of the recipient, or of the mail, means."""
    name = _name(code, said)
    if code < _FOR_GOOD:
        return RateLimited(name, _RETRY_AFTER)
    if name in _OUR_FAULT:
        return Refused(name)
    nobody = _NOBODY_THERE.match(name) if "." in name else code in _NO_SUCH_MAILBOX
    return DeadAddress(name) if nobody else Rejected(name)


def _name(code: int, said: bytes) -> str:
    """The enhanced status (RFC 3463) where the relay gives one, else the reply code; never its words."""
    found = _ENHANCED.search(said.decode("ascii", "replace"))
    return found[1] if found else str(code)
