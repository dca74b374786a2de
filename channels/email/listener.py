"""An SMTP server on aiosmtpd, in a thread of its own: any free port will do, and its end is orderly."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import Final

from aiosmtpd.smtp import SMTP

_FINISH: Final = 5.0


class Listener:
    """Listens from `start` until `stop`; `make` makes the protocol of one connection on the listener's loop."""

    def __init__(self, host: str, port: int, make: Callable[[asyncio.AbstractEventLoop], SMTP]) -> None:
        self._host = host
        self._port = port
        self._make = make
        self._loop = asyncio.new_event_loop()
        self._thread: threading.Thread | None = None
        self._server: asyncio.Server | None = None

    @property
    def port(self) -> int:
        """Where it listens, once started."""
        return int(self._server.sockets[0].getsockname()[1]) if self._server else self._port

    def start(self) -> None:
        """Listen; raises OSError when the port is taken."""
        self._server = self._loop.run_until_complete(
            self._loop.create_server(lambda: self._make(self._loop), self._host, self._port)
        )
        self._thread = threading.Thread(target=self._loop.run_forever, name="smtp", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Take no more connections, then end those there are."""
        if self._thread is None:
            self._loop.close()
            return
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result(_FINISH)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(_FINISH)
        self._thread = None
        self._loop.close()

    async def _end(self) -> None:
        if self._server is not None:
            self._server.close()
        mine = asyncio.current_task()
        others = [task for task in asyncio.all_tasks() if task is not mine]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
