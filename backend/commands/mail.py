"""`frontdesk mail`."""

from __future__ import annotations

import logging
import signal
import ssl
import threading
from pathlib import Path
from types import FrameType

import click

from backend.bootstrap import Frontdesk
from backend.commands.installation import WAITS, installation
from backend.gateway.mailroom import Mailroom
from backend.supervisor.errors import StartRefused
from backend.switchboard import mail_reader
from channels.email.receiver import Receiver


@click.command(epilog="Example: frontdesk mail --certificate /etc/frontdesk/mail.pem")
@click.option(
    "--certificate", type=click.Path(path_type=Path), help="Certificate and key (PEM) to offer STARTTLS with."
)
def command(certificate: Path | None) -> None:
    """Receive patients' mail by SMTP at MAIL_LISTEN until SIGTERM.

    Takes mail to MAIL_FROM and to the addresses of MAIL_REPLY_DOMAIN, and nothing else. Point that domain's MX record
    here, or let a relay hand mail over by the webhook /webhooks/email instead.
    """
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    logging.getLogger("mail.log").setLevel(logging.ERROR)  # aiosmtpd tells of every caller
    with installation(WAITS) as frontdesk:
        receive(frontdesk, _context(certificate))


def receive(frontdesk: Frontdesk, tls: ssl.SSLContext | None = None) -> None:
    """Receive until SIGTERM or SIGINT; raises StartRefused."""
    reader, mail = mail_reader(frontdesk.settings), frontdesk.settings.mail
    if reader is None or mail is None or mail.listen is None:
        raise StartRefused("MAIL_LISTEN and SMTP_URL are not both set. See docs/email.md.")
    host, port = mail.listen
    receiver = Receiver(Mailroom(reader, frontdesk.reception).door, host, port, name=reader.account.domain, tls=tls)
    stopping = threading.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        stopping.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    try:
        receiver.start()
    except OSError as error:
        raise StartRefused(f"Mail cannot be received at {host}:{port}: {error.strerror}. See MAIL_LISTEN.") from None
    print(f"mail: listening at {host}:{receiver.port}", flush=True)
    stopping.wait()
    receiver.stop()


def _context(certificate: Path | None) -> ssl.SSLContext | None:
    if certificate is None:
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    try:
        context.load_cert_chain(certificate)
    except (OSError, ssl.SSLError) as error:
        raise StartRefused(f"The certificate {certificate} cannot be used: {type(error).__name__}.") from None
    return context
