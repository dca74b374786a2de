"""Telegram's client on an event loop of its own: python-telegram-bot is asynchronous, and its callers here are threads.

Source: python-telegram-bot 22.8; Bot API, "Making requests".
"""

from __future__ import annotations

import asyncio
import json
import logging
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import CancelledError, Future
from concurrent.futures import TimeoutError as NotInTime
from dataclasses import dataclass, field
from typing import Any, Final

from telegram import Bot
from telegram.error import TelegramError, TimedOut
from telegram.request import HTTPXRequest

from channels.errors import RateLimited

TELEGRAM: Final = "https://api.telegram.org"
CONNECT_SECONDS: Final = 3.0
ANSWER_SECONDS: Final = 10.0
RETRY_AFTER: Final = 1.0
_LONGEST_RETRY_AFTER: Final = 300.0
_MOST_CONNECTIONS: Final = 32
_MOST_IN_BACKGROUND: Final = 256
_TO_FINISH: Final = 0.2
_TOO_MANY_REQUESTS: Final = 429

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Account:
    """A bot: its token, and the host that speaks the Bot API where that is not Telegram's own."""

    token: str = field(repr=False)
    api_base: str | None = None

    @property
    def bot_id(self) -> str:
        """The bot's own user id, which its token begins with."""
        return self.token.partition(":")[0]


class TelegramBot:
    """One bot and its connections; safe to use from several threads. Nothing runs until the first call."""

    def __init__(self, account: Account, answer_seconds: float = ANSWER_SECONDS) -> None:
        self._account = account
        self._answer_seconds = answer_seconds
        self._lock = threading.Lock()
        self._running: _Running | None = None
        self._background: set[Future[None]] = set()
        # HTTPX notes the address of every request, and the token is part of it.
        logging.getLogger("httpx").setLevel(logging.WARNING)

    def call[T](self, work: Callable[[Bot], Awaitable[T]]) -> T:
        """What `work` gives; raises TelegramError, and ValueError, KeyError or TypeError on an answer without sense."""
        future = self._submit(work)
        try:
            # Each phase of a request has its own limit; this one holds when something dribbles.
            return future.result(2 * (CONNECT_SECONDS + self._answer_seconds))
        except (NotInTime, CancelledError):
            future.cancel()
            raise TimedOut from None

    def begin(self, work: Callable[[Bot], Awaitable[None]]) -> None:
        """Do `work` beside what the caller does; a failure is noted and nothing waits for it."""
        with self._lock:
            if len(self._background) >= _MOST_IN_BACKGROUND:
                return
        future = self._submit(work)
        with self._lock:
            self._background.add(future)
        future.add_done_callback(self._ended)

    def close(self) -> None:
        """Let go of the connections and end the loop; the next call begins anew."""
        with self._lock:
            running, self._running = self._running, None
        if running is not None:
            running.stop()

    def _submit[T](self, work: Callable[[Bot], Awaitable[T]]) -> Future[T]:
        with self._lock:
            if self._running is None:
                self._running = _Running(self._new_bot())
            return self._running.submit(work)

    def _new_bot(self) -> Bot:
        base = self._account.api_base
        request = _Request(
            connection_pool_size=_MOST_CONNECTIONS,
            connect_timeout=CONNECT_SECONDS,
            pool_timeout=CONNECT_SECONDS,
            read_timeout=self._answer_seconds,
            write_timeout=self._answer_seconds,
            httpx_kwargs={"trust_env": base is None},
        )
        return Bot(self._account.token, f"{base or TELEGRAM}/bot", request=request, get_updates_request=request)

    def _ended(self, future: Future[None]) -> None:
        with self._lock:
            self._background.discard(future)
        if not future.cancelled() and (error := future.exception()) is not None:
            _log.info("telegram: %s", type(error).__name__)


class _Running:
    """A bot, its loop and the thread that turns it."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="telegram", daemon=True)
        self._thread.start()

    def submit[T](self, work: Callable[[Bot], Awaitable[T]]) -> Future[T]:
        async def awaited() -> T:
            return await work(self._bot)

        return asyncio.run_coroutine_threadsafe(awaited(), self._loop)

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(CONNECT_SECONDS)

    def _run(self) -> None:
        try:
            self._loop.run_forever()
            self._loop.run_until_complete(self._end())
        finally:
            self._loop.close()

    async def _end(self) -> None:
        # What is cancelled may have begun something of its own a moment ago.
        while unfinished := asyncio.all_tasks() - {asyncio.current_task()}:
            await asyncio.wait(unfinished, timeout=_TO_FINISH)
            for task in unfinished:
                task.cancel()
            await asyncio.gather(*unfinished, return_exceptions=True)
        await self._bot.request.shutdown()


class _Request(HTTPXRequest):
    """The library's own requests, with our word for a limit reached and without a patient's words in any log."""

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        """One request; the library hands RateLimited on as the cause of a NetworkError."""
        status, payload = await super().do_request(*args, **kwargs)
        if status == _TOO_MANY_REQUESTS:
            raise RateLimited(str(status), _seconds(payload))
        return status, payload

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The answer; raises TelegramError, which does not quote it as the library's own would."""
        try:
            answer = json.loads(payload)
        except ValueError:
            answer = None
        if not isinstance(answer, dict):
            raise TelegramError("no JSON object")
        return answer


def _seconds(payload: bytes) -> float:
    """How long to wait by a 429's answer: `parameters.retry_after`."""
    try:
        seconds = float(json.loads(payload)["parameters"]["retry_after"])
    except (ValueError, KeyError, TypeError):
        return RETRY_AFTER
    return min(max(seconds, 0.0), _LONGEST_RETRY_AFTER) if seconds == seconds else RETRY_AFTER  # noqa: PLR0124  # NaN
