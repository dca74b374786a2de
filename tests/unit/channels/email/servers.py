"""Mail servers that say what a test wants: a scripted one, and one that only listens."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from aiosmtpd.smtp import SMTP, Envelope, Session

from channels.email.listener import Listener


@dataclass
class Script:
    """What a relay answers at each step, and what it was given. `silent`: it never answers a mail."""

    sender: str = "250 OK"
    recipient: str = "250 OK"
    mail: str = "250 OK"
    silent: bool = False
    taken: list[tuple[str, list[str], bytes]] = field(default_factory=list)

    async def handle_MAIL(  # noqa: N802  # aiosmtpd's names
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        envelope.mail_from = address
        return self.sender

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        envelope.rcpt_tos.append(address)
        return self.recipient

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        self.taken.append((envelope.mail_from or "", envelope.rcpt_tos, content))
        if self.silent:
            await asyncio.sleep(30)
        return self.mail


@contextmanager
def relay(script: Script) -> Iterator[str]:
    """A relay that follows a script; gives its URL."""
    listener = Listener("127.0.0.1", 0, lambda loop: SMTP(script, hostname="relay.example", loop=loop))
    listener.start()
    try:
        yield f"smtp://127.0.0.1:{listener.port}"
    finally:
        listener.stop()


@contextmanager
def wordy(greeting: bytes) -> Iterator[str]:
    """A server that greets each caller and hangs up, or with nothing to say waits; gives its URL."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def greet() -> None:
            try:
                while True:
                    caller, _ = server.accept()
                    callers.append(caller)
                    if greeting:
                        caller.sendall(greeting)
                        caller.close()
            except OSError:
                return

        callers: list[socket.socket] = []
        thread = threading.Thread(target=greet, daemon=True)
        thread.start()
        yield f"smtp://127.0.0.1:{server.getsockname()[1]}"
        for caller in callers:
            caller.close()
        server.shutdown(socket.SHUT_RDWR)
    thread.join(2)
