"""Mail that comes in: what a patient wrote, or what a mail system reports.

Nothing in a mail is proof of who sent it: the sender's address is only where answers go, and no telephone number
comes with it. The thread token in the address that was written to says which conversation is answered.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from email import message_from_bytes
from email.header import decode_header
from email.message import Message
from email.policy import Compat32
from email.utils import getaddresses, parseaddr
from typing import Final

from channels.contracts import Event, InboundMessage
from channels.email.account import CHANNEL, PROVIDER, Account
from channels.email.addresses import Addresses, Place
from channels.email.markup import words
from channels.email.quoting import written
from channels.email.status import reports
from channels.errors import Malformed

LONGEST: Final = 4000
_LONGEST_TEXT: Final = 200_000
_LONGEST_ID: Final = 200
_LONGEST_HEADER: Final = 8000
_MOST_LINES: Final = 300_000
_MOST_PARTS: Final = 2000
_HOPS: Final = 50
_ADDRESS: Final = re.compile(r"[^\s<>@,;:\"()\[\]\\]{1,64}@[^\s<>@,;:\"()\[\]\\]+\.[^\s<>@,;:\"()\[\]\\]+\Z")
_UNPRINTABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_BULK: Final = frozenset({"bulk", "junk", "list", "auto_reply"})
_BY_MACHINE: Final = ("X-Autoreply", "X-Autorespond", "X-Autoresponder", "List-Id", "X-Loop")
_MACHINES: Final = frozenset({"mailer-daemon", "postmaster", "noreply", "no-reply", "donotreply"})
_AN_ANSWER: Final = re.compile(r"\s*(?:re|rv|fw|fwd|aw|sv)\s*(?:\[\d+\])?\s*:", re.IGNORECASE)
_MESSAGE_ID: Final = re.compile(r"<[!-;=?-~]+@[!-;=?-~]+>")
_STOP: Final = "STOP"


class _Policy(Compat32):
    """Headers are cut: what Python does with the parameters of one takes time that grows with its square."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        """A header's name and value."""
        name, value = super().header_source_parse(sourcelines)
        return name, value[:_LONGEST_HEADER]


_POLICY: Final = _Policy()


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail with its envelope (RFC 5321); no sender where it is a report or is not known."""

    sender: str | None
    recipients: tuple[str, ...]
    content: bytes


@dataclass(frozen=True)
class MailReader:
    """Reads mail of one account."""

    account: Account

    def ours(self, recipient: str) -> bool:
        """Whether mail to that address is for us."""
        return Addresses(self.account).read(recipient) is not None

    def read(self, mail: Mail) -> Sequence[Event]:
        """What a mail says; nothing for automatic mail. Raises Malformed when nobody could read it."""
        try:
            parsed = _parsed(mail.content)
            places = self._places(mail, parsed)
            reported = self._reported(parsed, places)
            if reported is not None:
                return reported
            if not places or _automatic(parsed, mail, self.account):
                return ()
            return (self._message(parsed, mail, places[0]),)
        except RecursionError:
            raise Malformed("structure") from None

    def _places(self, mail: Mail, parsed: Message) -> list[Place]:
        """Which of our addresses it came to, conversations first; by its headers where a relay dropped the envelope."""
        addresses = Addresses(self.account)
        written_to = list(mail.recipients) or _addresses(parsed, "Delivered-To", "X-Original-To", "To", "Cc")
        found = [place for place in map(addresses.read, written_to) if place is not None]
        return sorted(found, key=lambda place: place.token is None)

    def _reported(self, parsed: Message, places: list[Place]) -> Sequence[Event] | None:
        """What a report says; whatever else comes to an address for reports says nothing."""
        token = next((place.token for place in places if place.kind == "bounce"), None)
        found = reports(parsed, Addresses(self.account), token)
        if found is None and places and all(place.kind in {"bounce", "report"} for place in places):
            return ()
        return found

    def _message(self, parsed: Message, mail: Mail, place: Place) -> InboundMessage:
        sender = _sender(parsed, mail)
        leaving = place.kind == "unsubscribe"
        return InboundMessage(
            channel=CHANNEL,
            provider=PROVIDER,
            provider_id=_provider_id(parsed, sender),
            sender=sender,
            recipient=self.account.address,
            body=_STOP if leaving else _said(parsed, new=place.token is None),
            attachments=0 if leaving else _attachments(parsed),
            keyword="stop" if leaving else None,
            thread=place.token,
            replies_to=_answered(parsed),
        )


def _parsed(content: bytes) -> Message:
    """A mail's parts; raises Malformed for one that is made to keep its reader busy."""
    if content.count(b"\n") > _MOST_LINES or content.count(b"\n--") > _MOST_PARTS:
        raise Malformed("structure")
    return message_from_bytes(content, policy=_POLICY)


def _sender(parsed: Message, mail: Mail) -> str:
    """Where answers go; raises Malformed."""
    for address in [*_addresses(parsed, "From"), mail.sender or ""]:
        if _ADDRESS.match(address) and len(address) <= _LONGEST_ID:
            return address.lower()
    raise Malformed("From")


def _said(parsed: Message, *, new: bool) -> str:
    """What the person wrote; the subject of a new mail belongs to it."""
    said = written(_text(parsed))
    subject = re.sub(r"\s+", " ", _header(parsed, "Subject")).strip()[:_LONGEST_ID]
    if new and subject and not _AN_ANSWER.match(subject) and subject.lower() not in said.lower():
        said = f"{subject}\n{said}".strip()
    return said[:LONGEST]


def _text(parsed: Message) -> str:
    """The plain text, or else the words of the HTML."""
    shown = [part for part in parsed.walk() if not part.is_multipart() and not _is_file(part)]
    plain = [text for part in shown if part.get_content_type() == "text/plain" and (text := _decoded(part)).strip()]
    if plain:
        return "\n".join(plain)[:_LONGEST_TEXT]
    markup = [words(_decoded(part)) for part in shown if part.get_content_type() == "text/html"]
    return "\n".join(markup)[:_LONGEST_TEXT]


def _attachments(parsed: Message) -> int:
    """How many files came along; pictures in a signature are files too, invitations are not."""
    kinds = {"text/plain", "text/html", "text/calendar"}
    leaves = [part for part in parsed.walk() if not part.is_multipart() and part.get_content_maintype() != "message"]
    return sum(_is_file(part) or part.get_content_type() not in kinds for part in leaves)


def _is_file(part: Message) -> bool:
    return part.get_content_disposition() == "attachment" or bool(part.get_filename())


def _decoded(part: Message) -> str:
    """A part's text in whatever it claims to be written in, else in what it can be read as."""
    payload = part.get_payload(decode=True)
    raw = payload if isinstance(payload, bytes) else b""
    for charset in (part.get_content_charset("utf-8"), "utf-8", "cp1252"):
        try:
            return _clean(raw.decode(charset))
        except (LookupError, ValueError):
            continue
    return _clean(raw.decode("latin-1"))


def _header(parsed: Message, name: str) -> str:
    """A header's words; what cannot be decoded is replaced."""
    value = parsed.get(name)
    if value is None:
        return ""
    try:
        pieces = decode_header(str(value)[:2000])
        return _clean("".join(_piece(text, charset) for text, charset in pieces))
    except ValueError:
        return _clean(str(value))


def _piece(text: bytes | str, charset: str | None) -> str:
    if isinstance(text, str):
        return text
    try:
        return text.decode(charset or "utf-8", "replace")
    except LookupError:
        return text.decode("utf-8", "replace")


def _clean(text: str) -> str:
    return _UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _addresses(parsed: Message, *names: str) -> list[str]:
    """The addresses in headers."""
    values = [_clean(str(value))[:5000] for name in names for value in parsed.get_all(name, [])]
    return [address for _, address in getaddresses(values) if address]


def _automatic(parsed: Message, mail: Mail, account: Account) -> bool:
    """Whether a machine sent it, or it goes round in circles: answering would never end (RFC 3834)."""
    if _header(parsed, "Auto-Submitted").partition(";")[0].strip().lower() not in {"", "no"}:
        return True
    if _header(parsed, "Precedence").strip().lower() in _BULK or any(name in parsed for name in _BY_MACHINE):
        return True
    if mail.sender == "" or _header(parsed, "Return-Path").strip() == "<>":
        return True
    author = parseaddr(_clean(str(parsed.get("From", ""))))[1].lower()
    if author == account.address or author.partition("@")[0] in _MACHINES:
        return True
    return len(parsed.get_all("Received", [])) > _HOPS


def _answered(parsed: Message) -> str | None:
    """The mail that is answered (RFC 5322, In-Reply-To); none where that is no id or there are several."""
    named = re.sub(r"\s", "", _clean(str(parsed.get("In-Reply-To", ""))))
    return named if _MESSAGE_ID.fullmatch(named) and len(named) <= _LONGEST_ID else None


def _provider_id(parsed: Message, sender: str) -> str:
    """The mail's own id; a digest of it where there is none, or none that can be kept."""
    own = re.sub(r"\s", "", _clean(str(parsed.get("Message-ID", ""))))
    if _MESSAGE_ID.fullmatch(own) and len(own) <= _LONGEST_ID:
        return own
    said = [own, sender, *(_clean(str(parsed.get(name, ""))) for name in ("Date", "Subject")), _text(parsed)]
    return hashlib.sha256("\n".join(said).encode("utf-8", "replace")).hexdigest()
