"""Our own SMTP receiver: takes mail to our addresses and nobody else's, and says "got it" only once it is stored.

A mail that could not be stored is answered with 451, and whoever sent it tries again; so none is lost and, since a
mail is known by its Message-ID, none is taken twice. It relays nothing, takes no passwords and answers nobody.
"""

from __future__ import annotations

import asyncio
import logging
import ssl
import time
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

from aiosmtpd.smtp import SMTP, Envelope, Session

from channels.email.inbound import Mail
from channels.email.listener import Listener
from channels.errors import Malformed

LARGEST: Final = 10 * 1024 * 1024
AT_ONCE: Final = 8
MAILS_A_MINUTE: Final = 600
_MOST_RECIPIENTS: Final = 20
_PEERS: Final = 10_000
_IDLE: Final = 60.0
_STORED: Final = "250 2.0.0 Thank you"
_NOT_STORED: Final = "451 4.3.0 Not stored, please try again"
_BUSY: Final = "451 4.3.2 Too many mails at once, please try again"
_TOO_OFTEN: Final = "451 4.7.1 Too many mails from there, please try again later"
_NOT_OURS: Final = "550 5.1.1 Nobody here has that address"
_TOO_MANY: Final = "452 4.5.3 Too many recipients"
_UNREADABLE: Final = "554 5.6.0 That mail makes no sense"

_log = logging.getLogger(__name__)


class NotStored(Exception):
    """A mail could not be kept; whoever sent it is to try again."""


class Allowance:
    """So many mails a minute from each peer, filled up evenly; the peers seen last are remembered."""

    def __init__(self, a_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = float(a_minute)
        self._clock = clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, peer: str) -> bool:
        """Whether one more is allowed."""
        now = self._clock()
        left, since = self._left.pop(peer, (self._most, now))
        left = min(self._most, left + (now - since) * self._most / 60)
        allowed = left >= 1
        self._left[peer] = (left - 1 if allowed else left, now)
        while len(self._left) > _PEERS:
            self._left.popitem(last=False)
        return allowed


@dataclass(frozen=True)
class Door:
    """What the receiver is told: whose addresses are ours, and who keeps the mail.

    `keep` raises NotStored, or Malformed for a mail that nobody will ever be able to read.
    """

    ours: Callable[[str], bool]
    keep: Callable[[Mail], None]


class _Handler:
    """Answers the commands of aiosmtpd, all of them on one event loop."""

    def __init__(self, door: Door, a_minute: int, threads: ThreadPoolExecutor) -> None:
        self._door = door
        self._allowance = Allowance(a_minute)
        self._threads = threads
        self._at_work = 0

    async def handle_RCPT(  # noqa: N802  # aiosmtpd's name
        self, _server: SMTP, session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Only ours, and not too many."""
        if not self._door.ours(address):
            return _NOT_OURS
        if len(envelope.rcpt_tos) >= _MOST_RECIPIENTS:
            return _TOO_MANY
        if not envelope.rcpt_tos and not self._allowance.take(_peer(session)):
            return _TOO_OFTEN
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """A whole mail: kept, then acknowledged."""
        if self._at_work >= AT_ONCE:
            return _BUSY
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        mail = Mail(envelope.mail_from or "", tuple(envelope.rcpt_tos), content)
        self._at_work += 1
        try:
            await asyncio.get_running_loop().run_in_executor(self._threads, self._door.keep, mail)
        except Malformed as error:
            _log.warning("a mail was refused: %s", error)
            return _UNREADABLE
        except NotStored as error:
            _log.warning("a mail was not stored: %s", error)
            return _NOT_STORED
        finally:
            self._at_work -= 1
        return _STORED

    async def handle_exception(self, error: Exception) -> str:
        """Whatever else went wrong: nothing was acknowledged, so it comes again."""
        _log.error("a mail was not stored: %s", type(error).__name__)
        return _NOT_STORED


class _Connection(SMTP):
    """A connection that also takes the long lines some telephones write."""

    line_length_limit = 256 * 1024


class Receiver:
    """Listens from `start` until `stop`; `tls` offers STARTTLS."""

    def __init__(
        self,
        door: Door,
        host: str,
        port: int,
        *,
        name: str,
        tls: ssl.SSLContext | None = None,
        largest: int = LARGEST,
        a_minute: int = MAILS_A_MINUTE,
    ) -> None:
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="mail")
        handler = _Handler(door, a_minute, self._threads)

        def connection(loop: asyncio.AbstractEventLoop) -> SMTP:
            return _Connection(
                handler,
                hostname=name,
                ident="Frontdesk",
                data_size_limit=largest,
                enable_SMTPUTF8=True,
                tls_context=tls,
                timeout=_IDLE,
                auth_exclude_mechanism=("LOGIN", "PLAIN"),
                command_call_limit={"*": 100, "RCPT": 3 * _MOST_RECIPIENTS},
                loop=loop,
            )

        self._listener = Listener(host, port, connection)

    @property
    def port(self) -> int:
        """Where it listens, once started."""
        return self._listener.port

    def start(self) -> None:
        """Listen; raises OSError when the port is taken."""
        self._listener.start()

    def stop(self) -> None:
        """Stop listening; a mail that is being stored is stored."""
        self._listener.stop()
        self._threads.shutdown()


def _peer(session: Session) -> str:
    return str((session.peer or ("",))[0])
