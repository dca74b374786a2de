"""From a create request to the telephone: what is accepted, the states it goes through, the callbacks about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlsplit

from channels.sandbox.errors import InternalError, RateLimited, Rejected
from channels.sandbox.exchange import Exchange
from channels.sandbox.faults import Fault, FaultKind
from channels.sandbox.messages import (
    API_VERSION,
    ERROR_MESSAGES,
    MAX_BODY,
    Direction,
    Message,
    Status,
    new_sid,
)
from channels.sandbox.numbers import is_number
from channels.sandbox.settings import SandboxSettings

REFUSALS = (FaultKind.RATE_LIMITED, FaultKind.SERVER_ERROR, FaultKind.OPTED_OUT)
TRAVEL = (
    FaultKind.CALLBACKS_EARLY,
    FaultKind.CALLBACKS_LATE,
    FaultKind.CALLBACKS_TWICE,
    FaultKind.CALLBACKS_OUT_OF_ORDER,
    FaultKind.CALLBACKS_LOST,
    FaultKind.UNDELIVERED,
    FaultKind.FAILED,
)

type Step = tuple[Status, int | None]
type Faults = dict[FaultKind, Fault]


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A create request that passed the checks."""

    to: str
    body: str
    messaging_service_sid: str | None
    status_callback: str | None


def checked(form: Mapping[str, str], settings: SandboxSettings) -> Outgoing:
    """The request, if Twilio would take it. Raises Rejected with the code Twilio gives."""
    return Outgoing(
        to=_recipient(form.get("To", ""), settings),
        messaging_service_sid=_sender(form.get("From", ""), form.get("MessagingServiceSid", ""), settings),
        body=_body(form.get("Body", "")),
        status_callback=_callback(form.get("StatusCallback", "")),
    )


def _recipient(to: str, settings: SandboxSettings) -> str:
    if not to:
        raise Rejected(21604, "A 'To' phone number is required.")
    if not is_number(to):
        raise Rejected(21211, f"The 'To' number {to} is not a valid phone number.")
    if to == settings.number:
        raise Rejected(21266, "'To' and 'From' number cannot be the same.")
    return to


def _sender(sender: str, service: str, settings: SandboxSettings) -> str | None:
    """The messaging service to send with, if any; a sender must be the account's number."""
    if not sender and not service:
        raise Rejected(21603, "A 'From' phone number is required.")
    if service and settings.messaging_service_sid not in {None, service}:
        raise Rejected(21701, "The Messaging Service does not exist.")
    if sender and not is_number(sender):
        raise Rejected(21212, f"The 'From' number {sender} is not a valid phone number.")
    if sender and sender != settings.number:
        raise Rejected(21606, f"The 'From' number {sender} is not a message-capable number of this account.")
    return service or None


def _body(body: str) -> str:
    if not body:
        raise Rejected(21602, "Message body is required.")
    if len(body) > MAX_BODY:
        raise Rejected(21617, f"The concatenated message body exceeds the {MAX_BODY} character limit.")
    return body


def _callback(url: str) -> str | None:
    if url and not (urlsplit(url).scheme in {"http", "https"} and urlsplit(url).hostname):
        raise Rejected(21609, f"The 'StatusCallback' URL {url} is not a valid URL.")
    return url or None


class OutgoingMessages:
    """Accepts messages and carries them to the telephones."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._settings = exchange.settings
        self._faults = exchange.faults

    def create(self, form: Mapping[str, str]) -> tuple[Message, float]:
        """Accept a message; also the seconds by which its answer is to be held back. Raises CarrierError."""
        to = form.get("To", "")
        self._refuse(to)
        outgoing = checked(form, self._settings)
        if self._exchange.ledger.is_opted_out(outgoing.to):
            raise Rejected(21610, "Attempt to send to unsubscribed recipient")
        message = self.send(
            outgoing.to,
            outgoing.body,
            Direction.OUTBOUND_API,
            service=outgoing.messaging_service_sid,
            callback=outgoing.status_callback,
        )
        held = self._faults.take((FaultKind.TIMEOUT_AFTER_ACCEPT,), to).get(FaultKind.TIMEOUT_AFTER_ACCEPT)
        return message, held.seconds if held else 0.0

    def send(
        self,
        to: str,
        body: str,
        direction: Direction,
        *,
        service: str | None = None,
        callback: str | None = None,
        listed: bool = True,
    ) -> Message:
        """Put a message on its way, without any check."""
        now = self._exchange.now()
        message = Message(
            sid=new_sid(),
            account_sid=self._settings.account_sid,
            direction=direction,
            from_=self._settings.number,
            to=to,
            body=body,
            status=Status.ACCEPTED if service else Status.QUEUED,
            created_at=now,
            updated_at=now,
            messaging_service_sid=service,
            status_callback=callback,
            listed=listed,
        )
        self._exchange.announce(message)
        self._travel(message, self._faults.take(TRAVEL, to) if listed else {})
        return message

    def _refuse(self, to: str) -> None:
        for fault in (self._faults.take((kind,), to).get(kind) for kind in REFUSALS):
            match fault:
                case Fault(kind=FaultKind.RATE_LIMITED):
                    raise RateLimited(fault.seconds)
                case Fault(kind=FaultKind.SERVER_ERROR):
                    raise InternalError
                case Fault():
                    raise Rejected(21610, "Attempt to send to unsubscribed recipient")

    def _travel(self, message: Message, faults: Faults) -> None:
        steps = _steps(message, faults)
        pace = self._settings.step_seconds
        if FaultKind.CALLBACKS_EARLY in faults:
            self._advance(message.sid, steps[0])
            self._call_back(message.sid, steps[0])
            steps = steps[1:]
        for position, step in enumerate(steps, start=1):
            self._exchange.timetable.in_turn(position * pace, partial(self._advance, message.sid, step))
            for delay in _callback_delays(position, len(steps), pace, faults):
                self._exchange.timetable.after(delay, partial(self._call_back, message.sid, step))

    def _advance(self, sid: str, step: Step) -> None:
        status, error_code = step
        sent = {"sent_at": self._exchange.now()} if status in {Status.SENT, Status.FAILED} else {}
        self._exchange.change(sid, status=status, error_code=error_code, **sent)

    def _call_back(self, sid: str, step: Step) -> None:
        message = self._exchange.ledger.find(sid)
        if message is None or message.status_callback is None:
            return
        self._exchange.caller.post(message.status_callback, _callback_form(message, step))


def _steps(message: Message, faults: Faults) -> list[Step]:
    start: list[Step] = [(Status.QUEUED, None)] if message.status is Status.ACCEPTED else []
    start.append((Status.SENDING, None))
    if FaultKind.FAILED in faults:
        return [*start, (Status.FAILED, faults[FaultKind.FAILED].error_code)]
    if FaultKind.UNDELIVERED in faults:
        return [*start, (Status.SENT, None), (Status.UNDELIVERED, faults[FaultKind.UNDELIVERED].error_code)]
    return [*start, (Status.SENT, None), (Status.DELIVERED, None)]


def _callback_delays(position: int, last: int, pace: float, faults: Faults) -> list[float]:
    """When the callback about one step is posted: never, once or twice, each in seconds from now."""
    if FaultKind.CALLBACKS_LOST in faults:
        return []
    backwards = FaultKind.CALLBACKS_OUT_OF_ORDER in faults
    due = (2 * last - position) * max(pace, 0.05) if backwards else position * pace
    if FaultKind.CALLBACKS_LATE in faults:
        due += faults[FaultKind.CALLBACKS_LATE].seconds
    return [due, due + max(pace, 0.05)] if FaultKind.CALLBACKS_TWICE in faults else [due]


def _callback_form(message: Message, step: Step) -> dict[str, str]:
    status, error_code = step
    form = {
        "AccountSid": message.account_sid,
        "ApiVersion": API_VERSION,
        "From": message.from_,
        "MessageSid": message.sid,
        "MessageStatus": status.value,
        "SmsSid": message.sid,
        "SmsStatus": status.value,
        "To": message.to,
    }
    if message.messaging_service_sid:
        form["MessagingServiceSid"] = message.messaging_service_sid
    if error_code is not None:
        form["ErrorCode"] = str(error_code)
        form["ErrorMessage"] = ERROR_MESSAGES.get(error_code, "Unknown error")
    if status in {Status.DELIVERED, Status.UNDELIVERED}:
        form["RawDlrDoneDate"] = message.updated_at.strftime("%y%m%d%H%M")
    return form
