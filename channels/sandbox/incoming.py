"""From a telephone to the clinic: the signed webhook, the words the carrier acts on, the clinic's answer."""

from __future__ import annotations

from functools import partial

from channels.sandbox.exchange import Exchange
from channels.sandbox.faults import FaultKind
from channels.sandbox.keywords import REPLIES, OptOutType, keyword_of
from channels.sandbox.messages import API_VERSION, MAX_BODY, Direction, Message, Status, new_sid
from channels.sandbox.numbers import country_of, is_number
from channels.sandbox.outgoing import OutgoingMessages
from channels.sandbox.twiml import TwimlError, replies_in
from channels.sandbox.webhooks import Answer

WEBHOOK_FAULTS = (FaultKind.WEBHOOK_LATE, FaultKind.WEBHOOK_TWICE)


class UnusableText(ValueError):
    """A telephone cannot send this; ``field`` is what is wrong."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


class IncomingMessages:
    """Takes texts from telephones and hands them to the clinic."""

    def __init__(self, exchange: Exchange, outgoing: OutgoingMessages) -> None:
        self._exchange = exchange
        self._settings = exchange.settings
        self._ledger = exchange.ledger
        self._outgoing = outgoing

    def receive(self, handset: str, text: str) -> Message:
        """A text leaves a telephone; the webhook follows on its own. Raises UnusableText."""
        if not is_number(handset) or handset == self._settings.number:
            raise UnusableText("number", "This is not a telephone number that can text the clinic.")
        if len(text) > MAX_BODY:
            raise UnusableText("text", f"A text has at most {MAX_BODY} characters.")
        now = self._exchange.now()
        message = Message(
            sid=new_sid(),
            account_sid=self._settings.account_sid,
            direction=Direction.INBOUND,
            from_=handset,
            to=self._settings.number,
            body=text,
            status=Status.RECEIVING,
            created_at=now,
            updated_at=now,
            sent_at=now,
            messaging_service_sid=self._settings.messaging_service_sid,
        )
        self._exchange.announce(message)
        keyword = keyword_of(text)
        if keyword is not None:
            self._obey(keyword, handset)
        faults = self._exchange.faults.take(WEBHOOK_FAULTS, handset)
        late = faults[FaultKind.WEBHOOK_LATE].seconds if FaultKind.WEBHOOK_LATE in faults else 0.0
        for _ in range(2 if FaultKind.WEBHOOK_TWICE in faults else 1):
            self._exchange.timetable.after(late, partial(self._hand_over, message, keyword))
        return message

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
            self._outgoing.send(handset, REPLIES[keyword], Direction.OUTBOUND_REPLY, listed=False)

    def _hand_over(self, message: Message, keyword: OptOutType | None) -> None:
        answer = self._exchange.caller.post(self._settings.webhook_url, webhook_form(message, keyword))
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
                self._outgoing.send(message.handset, body[:MAX_BODY], Direction.OUTBOUND_REPLY)
        return None


def webhook_form(message: Message, keyword: OptOutType | None) -> dict[str, str]:
    """Every parameter Twilio sends with an incoming text. Places are empty, as they are for numbers without one."""
    form = {
        "AccountSid": message.account_sid,
        "ApiVersion": API_VERSION,
        "Body": message.body,
        "From": message.from_,
        "FromCity": "",
        "FromCountry": country_of(message.from_),
        "FromState": "",
        "FromZip": "",
        "MessageSid": message.sid,
        "NumMedia": "0",
        "NumSegments": str(message.num_segments),
        "SmsMessageSid": message.sid,
        "SmsSid": message.sid,
        "SmsStatus": Status.RECEIVED.value,
        "To": message.to,
        "ToCity": "",
        "ToCountry": country_of(message.to),
        "ToState": "",
        "ToZip": "",
    }
    if message.messaging_service_sid:
        form["MessagingServiceSid"] = message.messaging_service_sid
    if keyword is not None:
        form["OptOutType"] = keyword.value
    return form
