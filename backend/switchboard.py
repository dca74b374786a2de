"""The channels of an installation: one function a channel, which wires it when its settings are there.

A new channel is a folder in channels/ and a line in `WIRED`; see docs/add-a-channel.md. Each folder is imported only
when its channel is wired: whoever does without pays nothing for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from backend.settings import Settings
from channels.contracts import Channel, Inbound

type Wire = Callable[[Settings], Channel | None]


def _sms(settings: Settings) -> Channel:
    """Texts through Twilio, or whatever speaks its protocol."""
    from channels.sms.inbound import SmsInbound  # noqa: PLC0415
    from channels.sms.outbound import TwilioSms  # noqa: PLC0415
    from channels.twilio.client import Account  # noqa: PLC0415
    from channels.twilio.signatures import Signatures  # noqa: PLC0415

    twilio = settings.twilio
    account = Account(
        sid=twilio.account_sid,
        token=twilio.auth_token.reveal(),
        messaging_service_sid=twilio.messaging_service_sid,
        sender=twilio.sender,
        api_base=twilio.api_base,
    )
    signatures = Signatures(twilio.auth_token.reveal(), settings.public_url)
    return Channel("sms", TwilioSms(account, settings.public_url), SmsInbound(signatures))


def _web(settings: Settings) -> Channel | None:
    """The chat widget of the clinic's own site."""
    from channels.web.bell import Bell  # noqa: PLC0415
    from channels.web.outbound import WebOutbound  # noqa: PLC0415

    return Channel("web", WebOutbound(Bell(settings.redis_url).ring)) if settings.redis_url else None


WIRED: Final[Mapping[str, Wire]] = {"sms": _sms, "web": _web}
"""By the name that is in `/webhooks/<channel>` and on every address."""


def channels(settings: Settings) -> dict[str, Channel]:
    """The channels whose settings are there, by name; nothing connects until used."""
    wired = {name: wire(settings) for name, wire in WIRED.items()}
    return {name: channel for name, channel in wired.items() if channel is not None}


def reports(settings: Settings) -> Inbound:
    """Reads what Twilio reports on messages, whichever of its channels they left by."""
    from channels.twilio.signatures import Signatures  # noqa: PLC0415
    from channels.twilio.status import Reports  # noqa: PLC0415

    return Reports(Signatures(settings.twilio.auth_token.reveal(), settings.public_url))
