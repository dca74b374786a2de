"""Telegram as one object: what people do on their telephones, and what the bot sends them."""

from __future__ import annotations

import secrets
from datetime import datetime
from functools import partial

from channels.sandbox.exchange import Exchange
from channels.sandbox.faults import Fault, FaultKind
from channels.sandbox.incoming import WEBHOOK_FAULTS, UnusableText
from channels.sandbox.messages import JsonObject
from channels.sandbox.numbers import TELEGRAM, is_number
from channels.sandbox.telegram_chats import Chats
from channels.sandbox.telegram_errors import BadRequest, BotApiError, Forbidden, ServerError, TooManyRequests
from channels.sandbox.telegram_messages import (
    MAX_TEXT,
    Attached,
    Button,
    ChatMessage,
    bot_of,
    chat_of,
    handset_view,
    number_of,
    resource_of,
    user_of,
)
from channels.sandbox.telegram_settings import TelegramSettings
from channels.sandbox.telegram_updates import Updates, Webhook

REFUSALS = (FaultKind.RATE_LIMITED, FaultKind.SERVER_ERROR, FaultKind.OPTED_OUT)


class TelegramNetwork:
    """One bot and everybody's chats with it. Shares the carrier's events, faults and time."""

    def __init__(self, exchange: Exchange, settings: TelegramSettings) -> None:
        self.settings = settings
        self.chats = Chats()
        webhook = Webhook(settings.webhook_url, settings.secret)
        self.updates = Updates(webhook, exchange.timetable, settings.retry_seconds)
        self._exchange = exchange

    # What people do.

    def write(
        self, number: str, text: str, attached: Attached | None = None, language: str | None = None
    ) -> ChatMessage:
        """A message leaves a telephone; the update follows on its own. Raises UnusableText."""
        if not is_number(number):
            raise UnusableText("number", "This is not a telephone number.")
        if not text and attached is None:
            raise UnusableText("text", "A message has at least one character.")
        if len(text) > MAX_TEXT:
            raise UnusableText("text", f"A message has at most {MAX_TEXT} characters.")
        if self.chats.is_blocked(number):
            raise UnusableText("number", "The bot is blocked on this telephone.")
        self.chats.language(number, language)
        message = self._new(number, text, incoming=True, attached=attached)
        self._tell("message", message)
        return message

    def edit(self, number: str, message_id: int, text: str) -> ChatMessage:
        """A person changes what they wrote. Raises UnusableText."""
        found = self.chats.find(number, message_id)
        if found is None or not found.incoming or not text or len(text) > MAX_TEXT:
            raise UnusableText("text", "Only one's own message can be edited, and not away.")
        message = self._change(number, message_id, text=text, edited=True) or found
        self._tell("edited_message", message)
        return message

    def press(self, number: str, payload: str) -> ChatMessage:
        """A person presses a button, under the newest message that has one with that payload. Raises UnusableText."""
        on_screen = ((one, button) for one in reversed(self.chats.thread(number)) for button in one.buttons)
        found, button = next((pair for pair in on_screen if pair[1].payload == payload), (None, None))
        if found is None or button is None:
            raise UnusableText("press", "There is no such button on this telephone.")
        query = str(secrets.randbelow(2**62))
        self.chats.ask(query, number, found.id)
        message = self._change(number, found.id, pending=found.pending + 1) or found
        body: JsonObject = {
            "id": query,
            "from": user_of(number, self.chats.language(number)),
            "message": resource_of(found, self.settings),
            "chat_instance": str(secrets.randbelow(2**62)),
            "data": button.payload,
        }
        self._tell("callback_query", message, body)
        return message

    def set_blocked(self, number: str, *, blocked: bool) -> bool:
        """Block the bot or let it in again; False when that changes nothing. Raises UnusableText."""
        if not is_number(number):
            raise UnusableText("number", "This is not a telephone number.")
        if not self.chats.block(number, blocked=blocked):
            return False
        bot = bot_of(self.settings)
        member: JsonObject = {"user": bot, "status": "member"}
        kicked: JsonObject = {"user": bot, "status": "kicked", "until_date": 0}
        body: JsonObject = {
            "chat": chat_of(number),
            "from": user_of(number, self.chats.language(number)),
            "date": int(self._exchange.now().timestamp()),
            "old_chat_member": member if blocked else kicked,
            "new_chat_member": kicked if blocked else member,
        }
        self._exchange.events.publish("contact", {"channel": "telegram", "handset": number, "blocked": blocked})
        self._put("my_chat_member", number, body, None)
        return True

    # What the bot does.

    def send(self, user: int, text: str, buttons: tuple[Button, ...]) -> tuple[ChatMessage, float]:
        """Send a message; also the seconds by which its answer is to be held back. Raises BotApiError."""
        number = number_of(user)
        self._refuse(number)
        if not self.chats.begun(number):
            raise BadRequest("chat not found")
        if self.chats.is_blocked(number):
            raise Forbidden("bot was blocked by the user")
        if not text.strip():
            raise BadRequest("message text is empty")
        if len(text.encode("utf-16-le", "surrogatepass")) > 2 * MAX_TEXT:
            raise BadRequest("message is too long")
        if self.settings.chat_seconds and (wait := self.chats.wait(number, self.settings.chat_seconds)):
            raise TooManyRequests(wait)
        message = self._new(number, text.strip(), incoming=False, buttons=buttons)
        held = self._faults((FaultKind.TIMEOUT_AFTER_ACCEPT,), number)
        return message, held[FaultKind.TIMEOUT_AFTER_ACCEPT].seconds if held else 0.0

    def set_buttons(self, user: int, message_id: int, buttons: tuple[Button, ...]) -> ChatMessage:
        """Change the buttons under a message. Raises BotApiError."""
        number = number_of(user)
        if not self.chats.begun(number):
            raise BadRequest("chat not found")
        found = self.chats.find(number, message_id)
        if found is None:
            raise BadRequest("message to edit not found")
        if found.incoming:
            raise BadRequest("message can't be edited")
        if found.buttons == buttons:
            raise BadRequest(
                "message is not modified: specified new message content and reply markup are exactly the same"
                " as a current content and reply markup of the message"
            )
        return self._change(number, message_id, buttons=buttons) or found

    def answer(self, query: str) -> None:
        """End the sign of waiting after a press. Raises BotApiError."""
        asked = self.chats.answer(query)
        if asked is None:
            raise BadRequest("query is too old and response timeout expired or query ID is invalid")
        found = self.chats.find(*asked)
        if found is not None:
            self._change(*asked, pending=found.pending - 1)

    def close(self) -> None:
        """Let go of the connections."""
        self.updates.close()

    def _refuse(self, number: str) -> None:
        for kind in REFUSALS:
            for fault in self._faults((kind,), number).values():
                raise _refusal(kind, fault.seconds)

    def _faults(self, kinds: tuple[FaultKind, ...], number: str) -> dict[FaultKind, Fault]:
        """The faults ordered for this telephone's Telegram, or for anybody."""
        return self._exchange.faults.take(kinds, f"{TELEGRAM}{number}")

    def _new(
        self,
        number: str,
        text: str,
        *,
        incoming: bool,
        attached: Attached | None = None,
        buttons: tuple[Button, ...] = (),
    ) -> ChatMessage:
        now: datetime = self._exchange.now()
        message = ChatMessage(
            id=self.chats.next_id(),
            number=number,
            incoming=incoming,
            text=text,
            created_at=now,
            updated_at=now,
            attached=attached,
            buttons=buttons,
        )
        self.chats.add(message)
        self._exchange.events.publish("message", handset_view(message))
        return message

    def _change(self, number: str, message_id: int, **changes: object) -> ChatMessage | None:
        changed = self.chats.change(number, message_id, updated_at=self._exchange.now(), **changes)
        if changed is not None:
            self._exchange.events.publish("status", handset_view(changed))
        return changed

    def _tell(self, kind: str, message: ChatMessage, body: JsonObject | None = None) -> None:
        language = self.chats.language(message.number)
        self._put(kind, message.number, body or resource_of(message, self.settings, language), message.id)

    def _put(self, kind: str, number: str, body: JsonObject, message_id: int | None) -> None:
        faults = self._faults(WEBHOOK_FAULTS, number)
        if FaultKind.WEBHOOK_LOST in faults:
            return
        late = faults[FaultKind.WEBHOOK_LATE].seconds if FaultKind.WEBHOOK_LATE in faults else 0.0

        def answered(status: int | None) -> None:
            if message_id is not None:
                self._change(number, message_id, webhook_status=status)

        times = 2 if FaultKind.WEBHOOK_TWICE in faults else 1
        self._exchange.reach(number, partial(self.updates.put, number, kind, body, answered, late=late, times=times))


def _refusal(kind: FaultKind, seconds: float) -> BotApiError:
    match kind:
        case FaultKind.RATE_LIMITED:
            return TooManyRequests(seconds)
        case FaultKind.OPTED_OUT:
            return Forbidden("bot was blocked by the user")
        case _:
            return ServerError()
