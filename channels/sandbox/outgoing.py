"""From a create request to the telephone: the states a message goes through, and the callbacks about them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from functools import partial

from channels.sandbox.contents import Rendered
from channels.sandbox.errors import InternalError, RateLimited, Rejected, TooLate
from channels.sandbox.exchange import Exchange
from channels.sandbox.faults import Fault, FaultKind
from channels.sandbox.messages import API_VERSION, ERROR_MESSAGES, Direction, Message, Status, handset_view, new_sid
from channels.sandbox.numbers import WHATSAPP, on_whatsapp
from channels.sandbox.orders import checked

REFUSALS = (FaultKind.RATE_LIMITED, FaultKind.SERVER_ERROR, FaultKind.OPTED_OUT, FaultKind.REFUSED)
TRAVEL = (
    FaultKind.CALLBACKS_EARLY,
    FaultKind.CALLBACKS_LATE,
    FaultKind.CALLBACKS_TWICE,
    FaultKind.CALLBACKS_OUT_OF_ORDER,
    FaultKind.CALLBACKS_LOST,
    FaultKind.UNDELIVERED,
    FaultKind.FAILED,
    FaultKind.STUCK,
)
WINDOW = timedelta(hours=24)
WINDOW_CLOSED = 63016
BLOCKED = 63014

type Step = tuple[Status, int | None]
type Faults = dict[FaultKind, Fault]


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
        order = checked(form, self._settings, self._exchange.contents)
        # On WhatsApp nobody knows before it is tried whether a telephone has blocked us.
        if not on_whatsapp(to) and self._exchange.ledger.is_opted_out(to):
            raise Rejected(21610, "Attempt to send to unsubscribed recipient")
        message = self.send(
            order.to,
            order.content,
            Direction.OUTBOUND_API,
            service=order.messaging_service_sid,
            callback=order.status_callback,
        )
        held = self._faults.take((FaultKind.TIMEOUT_AFTER_ACCEPT,), to).get(FaultKind.TIMEOUT_AFTER_ACCEPT)
        return message, held.seconds if held else 0.0

    def send(
        self,
        to: str,
        content: Rendered,
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
            from_=self._settings.whatsapp_address if on_whatsapp(to) else self._settings.number,
            to=to,
            body=content.body,
            status=Status.ACCEPTED if service else Status.QUEUED,
            created_at=now,
            updated_at=now,
            messaging_service_sid=service,
            status_callback=callback,
            listed=listed,
            buttons=content.buttons,
        )
        self._exchange.announce(message)
        faults = self._faults.take(TRAVEL, to) if listed else {}
        if FaultKind.STUCK not in faults:
            self._travel(message, _steps(message, self._problem(message, content) or _ordered(faults)), faults)
        return message

    def cancel(self, message: Message) -> Message:
        """Take a message out of the queue. Raises TooLate."""
        canceled = self._exchange.ledger.cancel(message.sid, self._exchange.now())
        if canceled is None:
            raise TooLate
        self._exchange.events.publish("status", handset_view(canceled))
        self._exchange.timetable.in_line(message.sid, partial(self._call_back, message.sid, (Status.CANCELED, None)))
        return canceled

    def read(self, handset: str) -> int:
        """Somebody looks at a telephone: what was delivered on WhatsApp is read now; how many messages."""
        unread = [
            message
            for message in self._exchange.ledger.thread(handset)
            if message.status is Status.DELIVERED and on_whatsapp(handset)
        ]
        for message in unread:
            self._arrive(message.sid, (Status.READ, None), [0.0])
        return len(unread)

    def _refuse(self, to: str) -> None:
        for fault in (self._faults.take((kind,), to).get(kind) for kind in REFUSALS):
            match fault:
                case Fault(kind=FaultKind.RATE_LIMITED):
                    raise RateLimited(fault.seconds)
                case Fault(kind=FaultKind.SERVER_ERROR):
                    raise InternalError
                case Fault(kind=FaultKind.REFUSED):
                    raise Rejected(fault.error_code, ERROR_MESSAGES.get(fault.error_code, "Refused"))
                case Fault():
                    raise Rejected(21610, "Attempt to send to unsubscribed recipient")

    def _problem(self, message: Message, content: Rendered) -> Step | None:
        """How a message to WhatsApp ends that cannot be delivered there."""
        if not on_whatsapp(message.to):
            return None
        if self._exchange.ledger.is_opted_out(message.to):
            return Status.UNDELIVERED, BLOCKED
        wrote = self._exchange.ledger.last_wrote(message.to)
        closed = wrote is None or message.created_at - wrote > WINDOW
        return (Status.FAILED, WINDOW_CLOSED) if closed and not content.approved else None

    def _travel(self, message: Message, steps: list[Step], faults: Faults) -> None:
        pace = self._settings.step_seconds
        if FaultKind.CALLBACKS_EARLY in faults:
            self._advance(message.sid, steps[0])
            self._call_back(message.sid, steps[0])
            steps = steps[1:]
        for position, step in enumerate(steps, start=1):
            arrive = partial(self._arrive, message.sid, step, _callback_delays(position, len(steps), pace, faults))
            if step[0] is Status.DELIVERED:
                arrive = partial(self._exchange.reach, message.to, arrive)
            self._exchange.timetable.in_turn(position * pace, arrive)

    def _arrive(self, sid: str, step: Step, delays: list[float]) -> None:
        """A message has come that far; the clinic hears of it after each of the delays, without one in good order."""
        if not self._advance(sid, step):
            return
        for delay in delays:
            call_back = partial(self._call_back, sid, step)
            if delay:
                self._exchange.timetable.after(delay, call_back)
            else:
                self._exchange.timetable.in_line(sid, call_back)

    def _advance(self, sid: str, step: Step) -> bool:
        status, error_code = step
        sent = {"sent_at": self._exchange.now()} if status in {Status.SENT, Status.FAILED} else {}
        return self._exchange.change(sid, status=status, error_code=error_code, **sent)

    def _call_back(self, sid: str, step: Step) -> None:
        message = self._exchange.ledger.find(sid)
        if message is None or message.status_callback is None:
            return
        self._exchange.caller.post(message.status_callback, _callback_form(message, step))


def _ordered(faults: Faults) -> Step | None:
    """How a message ends that is to fail."""
    if FaultKind.FAILED in faults:
        return Status.FAILED, faults[FaultKind.FAILED].error_code
    if FaultKind.UNDELIVERED in faults:
        return Status.UNDELIVERED, faults[FaultKind.UNDELIVERED].error_code
    return None


def _steps(message: Message, problem: Step | None) -> list[Step]:
    start: list[Step] = [(Status.QUEUED, None)] if message.status is Status.ACCEPTED else []
    start.append((Status.SENDING, None))
    if problem is not None and problem[0] is Status.FAILED:
        return [*start, problem]
    return [*start, (Status.SENT, None), problem or (Status.DELIVERED, None)]


def _callback_delays(position: int, last: int, pace: float, faults: Faults) -> list[float]:
    """How long after a step the clinic hears of it: never, once or twice, in seconds."""
    if FaultKind.CALLBACKS_LOST in faults:
        return []
    apart = max(pace, 0.05)
    delay = 2 * (last - position) * apart if FaultKind.CALLBACKS_OUT_OF_ORDER in faults else 0.0
    if FaultKind.CALLBACKS_LATE in faults:
        delay += faults[FaultKind.CALLBACKS_LATE].seconds
    return [delay, delay + apart] if FaultKind.CALLBACKS_TWICE in faults else [delay]


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
    if on_whatsapp(message.to):
        form["ChannelPrefix"] = WHATSAPP.removesuffix(":")
        form["ChannelToAddress"] = message.to.removeprefix(WHATSAPP)
        form["EventType"] = status.value.upper()
    elif status in {Status.DELIVERED, Status.UNDELIVERED}:
        form["RawDlrDoneDate"] = message.updated_at.strftime("%y%m%d%H%M")
    return form
