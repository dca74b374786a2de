"""From a telephone to the clinic: the signed webhook, the words the carrier acts on, the clinic's answer."""

from __future__ import annotations

from functools import partial

from channels.sandbox.contents import Rendered
from channels.sandbox.exchange import Exchange
from channels.sandbox.faults import FaultKind
from channels.sandbox.forms import webhook_form
from channels.sandbox.keywords import REPLIES, OptOutType, keyword_of
from channels.sandbox.messages import MAX_BODY, Button, Direction, Message, Status, new_sid
from channels.sandbox.numbers import is_address, on_whatsapp
from channels.sandbox.outgoing import OutgoingMessages
from channels.sandbox.twiml import TwimlError, replies_in
from channels.sandbox.webhooks import Answer

WEBHOOK_FAULTS = (FaultKind.WEBHOOK_LATE, FaultKind.WEBHOOK_TWICE, FaultKind.WEBHOOK_LOST)


class UnusableText(ValueError):
    """A telephone cannot send this; ``field`` is what is wrong."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


class IncomingMessages:
    """Takes messages from telephones and hands them to the clinic."""

    def __init__(self, exchange: Exchange, outgoing: OutgoingMessages) -> None:
        self._exchange = exchange
        self._settings = exchange.settings
        self._ledger = exchange.ledger
        self._outgoing = outgoing

    def receive(self, handset: str, text: str) -> Message:
        """A message leaves a telephone; the webhook follows on its own. Raises UnusableText."""
        if not is_address(handset) or handset in {self._settings.number, self._settings.whatsapp_address}:
            raise UnusableText("number", "This is not a telephone number that can text the clinic.")
        if len(text) > MAX_BODY:
            raise UnusableText("text", f"A text has at most {MAX_BODY} characters.")
        return self._leave(handset, text)

    def press(self, handset: str, payload: str) -> Message:
        """A button under a message on a telephone is tapped, the newest with that payload. Raises UnusableText."""
        for message in reversed(self._ledger.thread(handset)):
            for button in message.buttons:
                if button.payload == payload:
                    return self._leave(handset, button.label, button, message.sid)
        raise UnusableText("press", "There is no such button on this telephone.")

    def _leave(self, handset: str, text: str, pressed: Button | None = None, answers: str | None = None) -> Message:
        now = self._exchange.now()
        whatsapp = on_whatsapp(handset)
        message = Message(
            sid=new_sid(),
            account_sid=self._settings.account_sid,
            direction=Direction.INBOUND,
            from_=handset,
            to=self._settings.whatsapp_address if whatsapp else self._settings.number,
            body=text,
            status=Status.RECEIVING,
            created_at=now,
            updated_at=now,
            sent_at=now,
            messaging_service_sid=None if whatsapp else self._settings.messaging_service_sid,
            pressed=pressed,
            answers=answers,
        )
        self._exchange.announce(message)
        self._exchange.reach(handset, partial(self._arrive, message))
        return message

    def _arrive(self, message: Message) -> None:
        """A message has left the telephone: the carrier acts on it, the clinic hears of it."""
        handset = message.handset
        self._ledger.wrote(handset, self._exchange.now())
        # On WhatsApp nobody but the clinic acts on words.
        keyword = None if on_whatsapp(handset) else keyword_of(message.body)
        if keyword is not None:
            self._obey(keyword, handset)
        faults = self._exchange.faults.take(WEBHOOK_FAULTS, handset)
        if FaultKind.WEBHOOK_LOST in faults:
            return
        late = faults[FaultKind.WEBHOOK_LATE].seconds if FaultKind.WEBHOOK_LATE in faults else 0.0
        for _ in range(2 if FaultKind.WEBHOOK_TWICE in faults else 1):
            self._exchange.timetable.after(late, partial(self._hand_over, message, keyword))

    def _obey(self, keyword: OptOutType, handset: str) -> None:
        """Act on a keyword, and answer it where that is news to the telephone."""
        match keyword:
            case OptOutType.STOP:
                answered = self._ledger.opt_out(handset)
            case OptOutType.START:
                answered = self._ledger.opt_in(handset)
            case OptOutType.HELP:
                answered = not self._ledger.is_opted_out(handset)
        if answered:
            self._outgoing.send(handset, Rendered(REPLIES[keyword]), Direction.OUTBOUND_REPLY, listed=False)

    def _hand_over(self, message: Message, keyword: OptOutType | None) -> None:
        whatsapp = on_whatsapp(message.handset)
        url = self._settings.whatsapp_webhook_url if whatsapp else self._settings.webhook_url
        answer = self._exchange.caller.post(url, webhook_form(message, keyword))
        error_code = answer.error_code
        if error_code is None:
            error_code = self._reply(message, answer)
        self._exchange.change(message.sid, status=Status.RECEIVED, error_code=error_code, webhook_status=answer.status)

    def _reply(self, message: Message, answer: Answer) -> int | None:
        """Send what the clinic's TwiML says; the error code when it says nothing that can be understood."""
        try:
            bodies = replies_in(answer)
        except TwimlError as error:
            return error.code
        if not self._ledger.is_opted_out(message.handset):
            for body in bodies:
                self._outgoing.send(message.handset, Rendered(body[:MAX_BODY]), Direction.OUTBOUND_REPLY)
        return None
