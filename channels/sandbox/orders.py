"""What Twilio would take: the checks of a create request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from channels.sandbox.contents import ContentStore, Rendered, render, values_of
from channels.sandbox.errors import Rejected
from channels.sandbox.messages import MAX_BODY
from channels.sandbox.numbers import is_address, is_number, on_whatsapp
from channels.sandbox.settings import SandboxSettings


@dataclass(frozen=True, slots=True)
class Order:
    """A create request that passed the checks; ``sender`` is None until a messaging service chooses one."""

    to: str
    sender: str | None
    content: Rendered
    messaging_service_sid: str | None
    status_callback: str | None


def checked(form: Mapping[str, str], settings: SandboxSettings, contents: ContentStore) -> Order:
    """The request, if Twilio would take it. Raises Rejected with the code Twilio gives."""
    to = _recipient(form.get("To", ""), settings)
    service = _service(form.get("From", ""), form.get("MessagingServiceSid", ""), settings)
    return Order(
        to=to,
        sender=_sender(form.get("From", ""), to, settings),
        messaging_service_sid=service,
        content=_content(form, contents),
        status_callback=_callback(form.get("StatusCallback", "")),
    )


def _recipient(to: str, settings: SandboxSettings) -> str:
    if not to:
        raise Rejected(21604, "A 'To' phone number is required.")
    if not is_address(to):
        raise Rejected(21211, f"The 'To' number {to} is not a valid phone number.")
    if to in {settings.number, settings.whatsapp_address}:
        raise Rejected(21266, "'To' and 'From' number cannot be the same.")
    return to


def _service(sender: str, service: str, settings: SandboxSettings) -> str | None:
    if not sender and not service:
        raise Rejected(21603, "A 'From' phone number is required.")
    if service and settings.messaging_service_sid not in {None, service}:
        raise Rejected(21701, "The Messaging Service does not exist.")
    return service or None


def _sender(sender: str, to: str, settings: SandboxSettings) -> str | None:
    """The sender that was asked for; it must be one of the account's, and of the recipient's channel."""
    if not sender:
        return None
    if on_whatsapp(sender) != on_whatsapp(to):
        raise Rejected(21910, "'From' and 'To' must be of the same channel.")
    if on_whatsapp(sender) and sender != settings.whatsapp_address:
        raise Rejected(63007, "Twilio could not find a Channel with the specified From address")
    if not on_whatsapp(sender) and not is_number(sender):
        raise Rejected(21212, f"The 'From' number {sender} is not a valid phone number.")
    if not on_whatsapp(sender) and sender != settings.number:
        raise Rejected(21606, f"The 'From' number {sender} is not a message-capable number of this account.")
    return sender


def _content(form: Mapping[str, str], contents: ContentStore) -> Rendered:
    body, sid = form.get("Body", ""), form.get("ContentSid", "")
    if sid:
        content = contents.find(sid)
        if content is None:
            raise Rejected(21655, "The ContentSid is invalid.")
        if body:
            raise Rejected(20001, "A message has a Body or a ContentSid, not both.")
        return render(content, values_of(form.get("ContentVariables", "")))
    if not body:
        raise Rejected(21602, "Message body is required.")
    if len(body) > MAX_BODY:
        raise Rejected(21617, f"The concatenated message body exceeds the {MAX_BODY} character limit.")
    return Rendered(body)


def _callback(url: str) -> str | None:
    if url and not (urlsplit(url).scheme in {"http", "https"} and urlsplit(url).hostname):
        raise Rejected(21609, f"The 'StatusCallback' URL {url} is not a valid URL.")
    return url or None
