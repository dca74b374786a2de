"""How the bot's updates reach the clinic: posted with the secret in a header, again and again until it says 2xx.

While there is no webhook they wait. Source: Bot API, setWebhook, getWebhookInfo.
"""

from __future__ import annotations

import json
import threading
import time
from collections import deque
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from functools import partial
from itertools import count

import httpx

from channels.sandbox.messages import JsonObject
from channels.sandbox.timetable import Timetable

ATTEMPTS = 12
LONGEST_WAIT = 16.0
ANSWER_SECONDS = 15.0
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  # a header's name
# What Telegram sends of its own accord leaves these out; the carrier has no others.
UPDATE_KINDS = ("message", "edited_message", "callback_query", "my_chat_member")

type Answered = Callable[[int | None], None]


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where updates go; no URL: nowhere for now."""

    url: str = ""
    secret: str | None = None
    allowed: tuple[str, ...] = ()
    max_connections: int = 40


@dataclass(frozen=True, slots=True)
class Update:
    """One update; ``answered`` is told each HTTP status, None when nobody answered."""

    id: int
    kind: str
    body: JsonObject
    answered: Answered


class Updates:
    """The updates of one bot: those of a chat one after another, those of several side by side. Thread-safe."""

    def __init__(self, webhook: Webhook, timetable: Timetable, retry_seconds: float) -> None:
        self._webhook = webhook
        self._timetable = timetable
        self._retry_seconds = retry_seconds
        self._lock = threading.Lock()
        self._queues: dict[str, deque[Update]] = {}
        self._busy: set[str] = set()
        self._last_error: tuple[int, str] | None = None
        # Later than those of an earlier run: the clinic remembers which ones it has seen.
        self._ids = count(int(time.time() * 1000))
        self._client = httpx.Client(trust_env=False, timeout=ANSWER_SECONDS, limits=httpx.Limits(keepalive_expiry=1.0))

    def put(
        self, chat: str, kind: str, body: JsonObject, answered: Answered, *, late: float = 0.0, times: int = 1
    ) -> None:
        """Hand an update over, ``late`` by so many seconds and so many ``times`` under one id."""
        with self._lock:
            if kind not in (self._webhook.allowed or UPDATE_KINDS):
                return
            update = Update(next(self._ids), kind, body, answered)
        for _ in range(times):
            if late:
                self._timetable.after(late, partial(self._queue, chat, update))
            else:
                self._queue(chat, update)

    def set(self, webhook: Webhook, *, drop: bool = False) -> None:
        """Send updates there from now on, those that wait included unless dropped."""
        with self._lock:
            self._webhook = replace(webhook, allowed=webhook.allowed or self._webhook.allowed)
            self._last_error = None
            if drop:
                for queue in self._queues.values():
                    queue.clear()
            chats = list(self._queues)
        for chat in chats:
            self._begin(chat)

    def info(self) -> JsonObject:
        """The webhook and what became of updates, as a WebhookInfo."""
        with self._lock:
            shown: JsonObject = {
                "url": self._webhook.url,
                "has_custom_certificate": False,
                "pending_update_count": sum(len(queue) for queue in self._queues.values()),
            }
            if self._webhook.url:
                shown["max_connections"] = self._webhook.max_connections
                shown["ip_address"] = "127.0.0.1"
            if self._webhook.allowed:
                shown["allowed_updates"] = list(self._webhook.allowed)
            if self._last_error is not None:
                shown["last_error_date"], shown["last_error_message"] = self._last_error
            return shown

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()

    def _queue(self, chat: str, update: Update) -> None:
        with self._lock:
            self._queues.setdefault(chat, deque()).append(update)
        self._begin(chat)

    def _begin(self, chat: str) -> None:
        with self._lock:
            if chat in self._busy or not self._webhook.url:
                return
            self._busy.add(chat)
        self._timetable.after(0.0, partial(self._deliver, chat, 1))

    def _deliver(self, chat: str, attempt: int) -> None:
        """Post what waits in a chat; what is not taken is tried again before what came after it."""
        while (found := self._next(chat)) is not None:
            webhook, update = found
            status, trouble = self._post(webhook, update)
            update.answered(status)
            if trouble is not None and attempt < ATTEMPTS:
                self._last_error = (int(time.time()), trouble)
                wait = min(self._retry_seconds * 2 ** (attempt - 1), LONGEST_WAIT)
                self._timetable.after(wait, partial(self._deliver, chat, attempt + 1))
                return
            attempt = 1
            with self._lock:
                queue = self._queues.get(chat)
                if queue and queue[0] is update:
                    queue.popleft()

    def _next(self, chat: str) -> tuple[Webhook, Update] | None:
        """What a chat has to hand over first, and where; None leaves the chat to whoever begins with it again."""
        with self._lock:
            queue = self._queues.get(chat)
            if queue and self._webhook.url:
                return self._webhook, queue[0]
            self._busy.discard(chat)
            if not queue:
                self._queues.pop(chat, None)
            return None

    def _post(self, webhook: Webhook, update: Update) -> tuple[int | None, str | None]:
        """The HTTP status and what was wrong with it, in Telegram's words."""
        headers = {"Content-Type": "application/json"}
        if webhook.secret:
            headers[SECRET_HEADER] = webhook.secret
        content = json.dumps({"update_id": update.id, update.kind: update.body})
        try:
            response = self._client.post(webhook.url, content=content, headers=headers)
        except httpx.ReadTimeout:
            return None, "Read timeout expired"
        except (httpx.TransportError, httpx.InvalidURL):
            return None, "Connection refused"
        if response.is_success:
            return response.status_code, None
        return response.status_code, f"Wrong response from the webhook: {response.status_code} {response.reason_phrase}"


def kinds(asked: Collection[str]) -> tuple[str, ...]:
    """Those of the asked kinds that exist here."""
    return tuple(kind for kind in UPDATE_KINDS if kind in asked)
