"""The server that takes the clinic's mail for everybody, and refuses it when told to."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from aiosmtpd.smtp import SMTP, Envelope, Session

from channels.email.listener import Listener
from channels.sandbox.faults import FaultBook, FaultKind
from channels.sandbox.mail_messages import MAILBOX
from channels.sandbox.mail_settings import MailSettings

AT_THE_ADDRESS = {
    FaultKind.RATE_LIMITED: "451 4.7.1 Too many mails, please try again later",
    FaultKind.REFUSED: "550 5.1.1 No such mailbox",
    FaultKind.OPTED_OUT: "550 5.7.1 This person takes no mail of yours",
}
AFTER_THE_MAIL = (FaultKind.SERVER_ERROR, FaultKind.TIMEOUT_AFTER_ACCEPT)
type Take = Callable[[str, str, bytes], None]


class MailServer:
    """Listens from ``start`` until ``stop``; ``take`` gets sender, recipient and content of each mail."""

    def __init__(self, settings: MailSettings, faults: FaultBook, take: Take) -> None:
        self._faults = faults
        self._take = take
        self._listener = Listener(settings.host, settings.port, self._connection)

    @property
    def port(self) -> int:
        """Where it listens, once started."""
        return self._listener.port

    def start(self) -> None:
        """Listen; raises OSError when the port is taken."""
        self._listener.start()

    def stop(self) -> None:
        """Stop listening."""
        self._listener.stop()

    async def handle_RCPT(  # noqa: N802  # aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Anybody has a mailbox here, unless a fault says otherwise."""
        if not MAILBOX.fullmatch(address.lower()):
            return "550 5.1.3 That is no address"
        for kind, answer in AT_THE_ADDRESS.items():
            if self._faults.take((kind,), address.lower()):
                return answer
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """A whole mail."""
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        faults = self._faults.take(AFTER_THE_MAIL, envelope.rcpt_tos[0].lower())
        if FaultKind.SERVER_ERROR in faults:
            return "451 4.3.0 Something went wrong here, please try again"
        for recipient in envelope.rcpt_tos:
            self._take(envelope.mail_from or "", recipient, content)
        if FaultKind.TIMEOUT_AFTER_ACCEPT in faults:
            await asyncio.sleep(faults[FaultKind.TIMEOUT_AFTER_ACCEPT].seconds)
        return "250 2.0.0 OK"

    def _connection(self, loop: asyncio.AbstractEventLoop) -> SMTP:
        return SMTP(self, hostname="sandbox.invalid", ident="Sandbox", enable_SMTPUTF8=True, timeout=60, loop=loop)
