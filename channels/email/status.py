"""What mail systems report: mail that came back (RFC 3464) and complaints (RFC 5965).

Reports prove nothing by themselves: each is believed only for a message of ours to the address it went to, which the
seal in our envelope sender or Message-ID tells (see addresses.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message
from typing import Final

from channels.contracts import ContactUpdate, DeliveryUpdate, Event
from channels.email.account import CHANNEL
from channels.email.addresses import Addresses

COMPLAINT: Final = "complaint"
_LONGEST_FIELD: Final = 1000
_STATUS: Final = re.compile(r"\s*([245]\.\d{1,3}\.\d{1,3})\b")
# Five-something for now, or for this mail only: full, too large, its content, a policy (RFC 3463).
_NOT_THE_ADDRESS: Final = re.compile(r"5\.2\.[23]$|5\.3\.4$|5\.6\.|5\.7\.")
_COMPLAINTS: Final = frozenset({"abuse", "fraud", "other", "opt-out", "virus"})
_ADDRESS: Final = re.compile(r"[^\s<>;,]+@[^\s<>;,]+")


def reports(mail: Message, addresses: Addresses, token: str | None) -> list[Event] | None:
    """What a report says; None when a mail is none. `token` is that of the bounce address it came to."""
    if mail.get_content_type() != "multipart/report" or not mail.is_multipart():
        return None
    kind = str(mail.get_param("report-type", "")).lower()
    parts = {part.get_content_type(): part for part in mail.walk()}
    if kind == "feedback-report" or "message/feedback-report" in parts:
        return list(_complaint(parts, addresses))
    if kind == "delivery-status" or "message/delivery-status" in parts:
        return list(_bounce(parts, addresses, token))
    return []


def _bounce(parts: dict[str, Message], addresses: Addresses, token: str | None) -> Iterator[Event]:
    """Mail that did not arrive. "Delayed" is no news: whoever says so still tries."""
    original = _original(parts)
    tokens = [one for one in (token, _token(addresses, original)) if one]
    for fields in _fields(parts.get("message/delivery-status")):
        status = _STATUS.match(str(fields.get("Status", "")))
        if not status or str(fields.get("Action", "")).strip().lower() != "failed":
            continue
        named = [_address(fields, name) for name in ("Original-Recipient", "Final-Recipient")] + _recipients(original)
        for found in (addresses.opened(one, [name for name in named if name]) for one in tokens):
            if found is None:
                continue
            message, recipient = found
            yield DeliveryUpdate(message, addresses.message_id(message, recipient), "failed", status[1])
            if status[1].startswith("5") and not _NOT_THE_ADDRESS.match(status[1]):
                yield ContactUpdate(CHANNEL, recipient, "bounced", status[1])
            break


def _complaint(parts: dict[str, Message], addresses: Addresses) -> Iterator[Event]:
    """Somebody told their provider that they do not want this mail."""
    report, original = next(_fields(parts.get("message/feedback-report")), None), _original(parts)
    if report is None or str(report.get("Feedback-Type", "")).strip().lower() not in _COMPLAINTS:
        return
    named = [_address(report, "Original-Rcpt-To"), *_recipients(original)]
    found = addresses.opened(_token(addresses, original), [name for name in named if name])
    if found:
        yield ContactUpdate(CHANNEL, found[1], "complained", COMPLAINT)


def _fields(part: Message | None) -> Iterator[Message]:
    """The groups of fields in a report, however its part was read."""
    payload = part.get_payload() if part is not None else None
    if isinstance(payload, list):
        for group in payload:
            if isinstance(group, Message):
                yield group if group.keys() else _headers(group)
    elif part is not None:
        yield _headers(part)


def _original(parts: dict[str, Message]) -> Message | None:
    """The headers of the mail that is reported on."""
    whole = parts.get("message/rfc822")
    if whole is not None and whole.is_multipart():
        inner = whole.get_payload(0)
        return inner if isinstance(inner, Message) else None
    headers = parts.get("text/rfc822-headers")
    return _headers(headers) if headers is not None else None


def _headers(part: Message) -> Message:
    """Fields that stand in the body of a part."""
    payload = part.get_payload(decode=True)
    return message_from_bytes(payload if isinstance(payload, bytes) else b"")


def _token(addresses: Addresses, original: Message | None) -> str | None:
    return addresses.token_of(str(original.get("Message-ID", ""))) if original is not None else None


def _recipients(original: Message | None) -> list[str]:
    return _ADDRESS.findall(str(original.get("To", ""))[:_LONGEST_FIELD]) if original is not None else []


def _address(fields: Message, name: str) -> str | None:
    """The address in a field such as `rfc822; ana@example.org`."""
    value = str(fields.get(name, ""))[:_LONGEST_FIELD]
    found = _ADDRESS.search(value.partition(";")[2] or value)
    return found[0] if found else None
