"""The parameters of the webhook about a message from a telephone."""

from __future__ import annotations

from channels.sandbox.keywords import OptOutType
from channels.sandbox.messages import API_VERSION, Message, Status
from channels.sandbox.numbers import WHATSAPP, country_of, is_number, on_whatsapp


def webhook_form(message: Message, keyword: OptOutType | None) -> dict[str, str]:
    """Every parameter Twilio sends."""
    form = {
        "AccountSid": message.account_sid,
        "ApiVersion": API_VERSION,
        "Body": message.body,
        "From": message.from_,
        "MessageSid": message.sid,
        "NumMedia": "0",
        "NumSegments": str(message.num_segments),
        "SmsMessageSid": message.sid,
        "SmsSid": message.sid,
        "SmsStatus": Status.RECEIVED.value,
        "To": message.to,
    }
    form |= _of_whatsapp(message) if on_whatsapp(message.handset) else _places(message)
    if message.messaging_service_sid:
        form["MessagingServiceSid"] = message.messaging_service_sid
    if keyword is not None:
        form["OptOutType"] = keyword.value
    return form


def _places(message: Message) -> dict[str, str]:
    """Places are empty, as they are for numbers without one."""
    return {
        "FromCity": "",
        "FromCountry": country_of(message.from_),
        "FromState": "",
        "FromZip": "",
        "ToCity": "",
        "ToCountry": country_of(message.to),
        "ToState": "",
        "ToZip": "",
    }


def _of_whatsapp(message: Message) -> dict[str, str]:
    bare = message.from_.removeprefix(WHATSAPP)
    form = {
        "ProfileName": "Somebody",
        "WaId": bare.removeprefix("+") if is_number(bare) else "",
        "MessageType": "text",
        "ReferralNumMedia": "0",
    }
    if message.pressed is None:
        return form
    form["OriginalRepliedMessageSender"] = message.to
    form["OriginalRepliedMessageSid"] = message.answers or ""
    if message.pressed.in_list:
        return form | {
            "MessageType": "interactive",
            "ListId": message.pressed.payload,
            "ListTitle": message.pressed.label,
        }
    return form | {
        "MessageType": "button",
        "ButtonPayload": message.pressed.payload,
        "ButtonText": message.pressed.label,
    }
