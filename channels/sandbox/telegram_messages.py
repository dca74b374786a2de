"""One message of a chat, and its two views: the Bot API's object and what the telephone shows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from channels.sandbox.messages import JsonObject, JsonValue
from channels.sandbox.telegram_settings import TelegramSettings

FIRST_USER = 10**15  # users are telephones: their number on top of this, so that nobody takes one for the other
MAX_TEXT = 4096
COMMAND = re.compile(r"/[A-Za-z0-9_]{1,32}")

type Attached = Literal["photo", "voice", "contact"]


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a message, and what comes back when it is pressed."""

    label: str
    payload: str


@dataclass(frozen=True, slots=True)
class ChatMessage:
    """A message at one moment; a change makes a new one. Times are aware UTC.

    ``pending`` is the number of presses the bot has not answered: the telephone shows a sign of waiting.
    """

    id: int
    number: str
    incoming: bool
    text: str
    created_at: datetime
    updated_at: datetime
    edited: bool = False
    attached: Attached | None = None
    buttons: tuple[Button, ...] = ()
    pending: int = 0
    webhook_status: int | None = None


def user_id(number: str) -> int:
    """The Telegram user with this telephone."""
    return FIRST_USER + int(number.removeprefix("+"))


def number_of(user: int) -> str:
    """The telephone of a user."""
    return f"+{user - FIRST_USER}"


def user_of(number: str, language: str = "en") -> JsonObject:
    """The person, as a User."""
    return {
        "id": user_id(number),
        "is_bot": False,
        "first_name": f"Phone {number[-4:]}",
        "language_code": language,
    }


def chat_of(number: str) -> JsonObject:
    """The private chat with that person, as a Chat."""
    return {"id": user_id(number), "type": "private", "first_name": f"Phone {number[-4:]}"}


def bot_of(settings: TelegramSettings) -> JsonObject:
    """The bot, as a User."""
    return {"id": settings.bot_id, "is_bot": True, "first_name": "Clinic", "username": settings.username}


def resource_of(message: ChatMessage, settings: TelegramSettings, language: str = "en") -> JsonObject:
    """The message as the Bot API shows it."""
    shown: JsonObject = {
        "message_id": message.id,
        "from": user_of(message.number, language) if message.incoming else bot_of(settings),
        "chat": chat_of(message.number),
        "date": int(message.created_at.timestamp()),
    }
    if message.edited:
        shown["edit_date"] = int(message.updated_at.timestamp())
    if message.buttons:
        shown["reply_markup"] = _keyboard(message.buttons)
    if message.attached is not None:
        return shown | _attachment(message, message.attached)
    shown["text"] = message.text
    if command := COMMAND.match(message.text):
        shown["entities"] = [{"type": "bot_command", "offset": 0, "length": command.end()}]
    return shown


def handset_view(message: ChatMessage) -> JsonObject:
    """The message as a telephone's page shows it, with the fields a text message has and a few more."""
    buttons: list[JsonValue] = [{"label": button.label, "payload": button.payload} for button in message.buttons]
    return {
        "channel": "telegram",
        "sid": f"TG{message.id}",
        "message_id": message.id,
        "handset": message.number,
        "direction": "inbound" if message.incoming else "outbound-api",
        "body": message.text,
        "status": "received" if message.incoming else "delivered",
        "error_code": None,
        "error_message": None,
        "num_segments": 1,
        "webhook_status": message.webhook_status,
        "edited": message.edited,
        "attached": message.attached,
        "buttons": buttons,
        "waiting": message.pending > 0,
        "date_created": message.created_at.isoformat(),
        "date_updated": message.updated_at.isoformat(),
    }


def _keyboard(buttons: tuple[Button, ...]) -> JsonObject:
    rows: list[JsonValue] = [[{"text": button.label, "callback_data": button.payload}] for button in buttons]
    return {"inline_keyboard": rows}


def _attachment(message: ChatMessage, attached: Attached) -> JsonObject:
    file: JsonObject = {"file_id": f"file-{message.id}", "file_unique_id": f"unique-{message.id}"}
    match attached:
        case "contact":
            number = message.number.removeprefix("+")
            contact: JsonObject = {
                "phone_number": number,
                "first_name": f"Phone {number[-4:]}",
                "user_id": user_id(message.number),
            }
            return {"contact": contact}
        case "photo":
            found: JsonObject = {"photo": [{**file, "width": 90, "height": 90}]}
        case "voice":
            found = {"voice": {**file, "duration": 3}}
    return found | ({"caption": message.text} if message.text else {})
