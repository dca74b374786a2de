"""The channels of an installation: one function a channel, which wires it when its settings are there.

A new channel is a folder in channels/ and a line in `WIRED`; see docs/add-a-channel.md. Each folder is imported only
when its channel is wired: whoever does without pays nothing for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from backend.settings import Settings
from channels.contracts import Channel, Inbound

if TYPE_CHECKING:
    from channels.email.account import Account
    from channels.email.inbound import MailReader

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
    service, sender = twilio.second_messaging_service_sid, twilio.second_sender
    other = replace(account, messaging_service_sid=service, sender=sender) if service or sender else None
    return Channel(
        "sms",
        TwilioSms(account, settings.public_url),
        SmsInbound(signatures),
        second=TwilioSms(other, settings.public_url) if other else None,
    )


def _whatsapp(settings: Settings) -> Channel | None:
    """WhatsApp through Twilio, when the clinic has a number there."""
    from channels.twilio.client import Account  # noqa: PLC0415
    from channels.twilio.signatures import Signatures  # noqa: PLC0415
    from channels.whatsapp.inbound import WhatsAppInbound  # noqa: PLC0415
    from channels.whatsapp.outbound import TwilioWhatsApp  # noqa: PLC0415

    twilio = settings.twilio
    if twilio.whatsapp_sender is None:
        return None
    token = twilio.auth_token.reveal()
    account = Account(twilio.account_sid, token, None, twilio.whatsapp_sender, twilio.api_base)
    return Channel(
        "whatsapp",
        TwilioWhatsApp(account, settings.public_url),
        WhatsAppInbound(Signatures(token, settings.public_url)),
        template=twilio.whatsapp_templates.get("message"),
    )


def _telegram(settings: Settings) -> Channel | None:
    """Telegram, when the clinic has a bot there."""
    from channels.telegram.bot import Account, TelegramBot  # noqa: PLC0415
    from channels.telegram.inbound import TelegramInbound  # noqa: PLC0415
    from channels.telegram.outbound import TelegramOutbound  # noqa: PLC0415

    telegram = settings.telegram
    if telegram is None:
        return None
    account = Account(telegram.token.reveal(), telegram.api_base)
    bot = TelegramBot(account)
    inbound = TelegramInbound(telegram.webhook_secret.reveal(), bot, account.bot_id)
    return Channel("telegram", TelegramOutbound(bot), inbound)


def _web(settings: Settings) -> Channel | None:
    """The chat widget of the clinic's own site."""
    from channels.web.bell import Bell  # noqa: PLC0415
    from channels.web.outbound import WebOutbound  # noqa: PLC0415

    return Channel("web", WebOutbound(Bell(settings.redis_url).ring)) if settings.redis_url else None


def mail_account(settings: Settings) -> Account | None:
    """Whose mail it is; None without mail."""
    from channels.email.account import Account  # noqa: PLC0415

    mail = settings.mail
    if mail is None:
        return None
    return Account(
        smtp_url=mail.smtp_url.reveal(),
        sender=mail.sender,
        reply_domain=mail.reply_domain,
        key=settings.token_key.reveal(),
        webhook_secret=mail.webhook_secret.reveal() if mail.webhook_secret else None,
    )


def mail_reader(settings: Settings) -> MailReader | None:
    """Reads mail that comes to us; None without mail."""
    from channels.email.inbound import MailReader  # noqa: PLC0415

    account = mail_account(settings)
    return MailReader(account) if account else None


def _email(settings: Settings) -> Channel | None:
    """E-mail: out by SMTP, in from a relay; what comes by SMTP comes to `frontdesk mail`."""
    from channels.email.inbound import MailReader  # noqa: PLC0415
    from channels.email.outbound import SmtpMail  # noqa: PLC0415
    from channels.email.webhook import MailInbound  # noqa: PLC0415

    account = mail_account(settings)
    if account is None:
        return None
    inbound = MailInbound(MailReader(account), account.webhook_secret) if account.webhook_secret else None
    return Channel("email", SmtpMail(account), inbound)


WIRED: Final[Mapping[str, Wire]] = {
    "sms": _sms,
    "whatsapp": _whatsapp,
    "telegram": _telegram,
    "email": _email,
    "web": _web,
}
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
