"""The chats with the bot, in memory and bounded."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, field, replace
from itertools import count

from channels.sandbox.telegram_messages import ChatMessage

MESSAGES_A_CHAT = 1000
CHATS = 5000
QUERIES = 5000


@dataclass(slots=True)
class Chat:
    """One person's chat. ``next_send`` is the monotonic time before which nothing more may be sent to it."""

    messages: OrderedDict[int, ChatMessage] = field(default_factory=OrderedDict)
    blocked: bool = False
    language: str = "en"
    next_send: float = 0.0


class Chats:
    """Every chat by its telephone's number, and the presses nobody has answered. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._chats: OrderedDict[str, Chat] = OrderedDict()
        self._queries: OrderedDict[str, tuple[str, int]] = OrderedDict()
        # Later than those of an earlier run: the clinic remembers what it was sent.
        self._message_ids = count(int(time.time()))

    def next_id(self) -> int:
        """The id of the next message."""
        return next(self._message_ids)

    def begun(self, number: str) -> bool:
        """Whether this person has ever written to the bot: only then may it write to them."""
        with self._lock:
            return number in self._chats

    def language(self, number: str, language: str | None = None) -> str:
        """The language of a person's telephone, after setting it where one is given."""
        with self._lock:
            chat = self._chat(number)
            chat.language = language or chat.language
            return chat.language

    def add(self, message: ChatMessage) -> None:
        """Keep a new message."""
        with self._lock:
            messages = self._chat(message.number).messages
            messages[message.id] = message
            if len(messages) > MESSAGES_A_CHAT:
                messages.popitem(last=False)

    def find(self, number: str, message_id: int) -> ChatMessage | None:
        """A message of a chat, if it is still known."""
        with self._lock:
            chat = self._chats.get(number)
            return chat.messages.get(message_id) if chat else None

    def change(self, number: str, message_id: int, **changes: object) -> ChatMessage | None:
        """Replace fields of a message; None when it has been forgotten meanwhile."""
        with self._lock:
            chat = self._chats.get(number)
            message = chat.messages.get(message_id) if chat else None
            if chat is None or message is None:
                return None
            chat.messages[message_id] = replace(message, **changes)  # type: ignore[arg-type]  # fields by name
            return chat.messages[message_id]

    def thread(self, number: str) -> list[ChatMessage]:
        """Everything in a chat, oldest first."""
        with self._lock:
            chat = self._chats.get(number)
            return list(chat.messages.values()) if chat else []

    def block(self, number: str, *, blocked: bool) -> bool:
        """Block the bot or let it in again; False when that is so already."""
        with self._lock:
            chat = self._chat(number)
            changed = chat.blocked is not blocked
            chat.blocked = blocked
            return changed

    def is_blocked(self, number: str) -> bool:
        """Whether a person has blocked the bot."""
        with self._lock:
            chat = self._chats.get(number)
            return chat.blocked if chat else False

    def wait(self, number: str, seconds: float) -> float:
        """Seconds until a chat takes a message again; 0 when it does now, and then not for ``seconds``."""
        with self._lock:
            chat, now = self._chat(number), time.monotonic()
            if chat.next_send > now:
                return chat.next_send - now
            chat.next_send = now + seconds
            return 0.0

    def ask(self, query: str, number: str, message_id: int) -> None:
        """Remember a press until it is answered."""
        with self._lock:
            self._queries[query] = (number, message_id)
            if len(self._queries) > QUERIES:
                self._queries.popitem(last=False)

    def answer(self, query: str) -> tuple[str, int] | None:
        """The chat and message of a press, the first time; None after that."""
        with self._lock:
            return self._queries.pop(query, None)

    def _chat(self, number: str) -> Chat:
        chat = self._chats.setdefault(number, Chat())
        self._chats.move_to_end(number)
        if len(self._chats) > CHATS:
            self._chats.popitem(last=False)
        return chat
