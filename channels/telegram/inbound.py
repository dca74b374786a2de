"""Telegram's webhooks: who really sent them, and what a person wrote, pressed, or did to the chat.

Only a private chat with a person counts; groups and channels are passed over. An edited message is a new message
under its own update id: what it says now was said now. Telegram also tells of changes nobody sees (no `edit_date`)
and of places that move by themselves (no words): those are passed over.
Source: Bot API, Update, setWebhook (`secret_token`), "Deep linking".
"""

from __future__ import annotations

import hmac
import json
import re
from collections.abc import Sequence
from typing import Final

from telegram import Bot, CallbackQuery, ChatMember, ChatMemberUpdated, InlineKeyboardMarkup, Message, Update, User
from telegram import Chat as TelegramChat

from channels.contracts import Acknowledgement, ContactUpdate, Event, InboundMessage, Standing, Webhook
from channels.errors import Forged, Malformed
from channels.telegram.bot import TelegramBot

CHANNEL: Final = "telegram"
PROVIDER: Final = "telegram"
SECRET_HEADER: Final = "x-telegram-bot-api-secret-token"  # noqa: S105  # a header's name
LARGEST_ID: Final = 2**52 - 1
LONGEST_TOKEN: Final = 64

_COMMAND: Final = re.compile(r"/(start|help|stop)(?:@\w+)?(?:\s+(.*))?\Z", re.IGNORECASE | re.DOTALL)
_LINK: Final = re.compile(r"[A-Za-z0-9_-]{1,64}\Z")
_PHONE: Final = re.compile(r"\+[1-9][0-9]{6,14}\Z")
# A tap on "Start" says nothing; these say it in the language of the person's telephone.
_GREETING: Final = {"es": "hola"}
_HELP: Final = {"es": "ayuda"}
# Whatever the library makes of JSON that is no update.
_NO_UPDATE: Final = (
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    ArithmeticError,
    OSError,
    RecursionError,
)
_STANDING: Final[dict[str, Standing]] = {ChatMember.BANNED: "blocked", ChatMember.MEMBER: "unblocked"}


class TelegramInbound:
    """Implements contracts.Inbound."""

    def __init__(self, secret: str, bot: TelegramBot, bot_id: str) -> None:
        self._secret = secret.encode()
        self._bot = bot
        self._bot_id = bot_id

    @property
    def acknowledgement(self) -> Acknowledgement:
        """Nothing: any 2xx will do."""
        return Acknowledgement()

    def read(self, webhook: Webhook) -> Sequence[Event]:
        """What an update says; raises Forged or Malformed. A press is answered too: its sign of waiting ends."""
        given = webhook.headers.get(SECRET_HEADER, "")
        if not given or not hmac.compare_digest(given.encode("utf-8", "replace"), self._secret):
            raise Forged("the secret token does not fit")
        update = _update(webhook.body)
        try:
            return self._events(update)
        except AttributeError:
            # The library fills a place that must be filled with whatever came, nothing included.
            raise Malformed("update") from None

    def _events(self, update: Update) -> Sequence[Event]:
        if update.callback_query is not None:
            return self._pressed(update, update.callback_query)
        if update.my_chat_member is not None:
            return _standing(update.my_chat_member)
        if update.message is not None:
            return self._written(update, update.message)
        edited = update.edited_message
        if edited is not None and edited.edit_date is not None and (edited.text or edited.caption):
            return self._written(update, edited)
        return ()

    def _written(self, update: Update, message: Message) -> Sequence[Event]:
        person = _person(message.chat, message.from_user)
        if person is None:
            return ()
        body = _text(message.text or message.caption or "", "text")
        phone = _own_number(message, person)
        attached = message.effective_attachment is not None and phone is None
        if not (body or attached or phone):
            return ()  # a message about the chat itself, such as a pinned message
        command = _COMMAND.match(body) if message.text else None
        if command is None:
            said = body or phone or ""
            return (
                self._message(
                    update, person, said, attachments=int(attached), phone=phone, replies_to=self._quoted(message)
                ),
            )
        return self._commanded(update, person, command)

    def _commanded(self, update: Update, person: User, command: re.Match[str]) -> Sequence[Event]:
        """What the three commands that every bot has stand for; others keep their slash and are words like any."""
        name, rest = command[1].lower(), (command[2] or "").strip()
        if name == "start":
            # Telegram's own way to agree to be written to, and the one way back for somebody who said stop.
            again = ContactUpdate(CHANNEL, str(person.id), "resubscribed")
            link = rest if _LINK.match(rest) else None
            return (again, self._message(update, person, _in_language(_GREETING, person, "hello"), link=link))
        words = f"{name} {rest}".strip() if name == "stop" else _in_language(_HELP, person, "help")
        return (self._message(update, person, words),)

    def _pressed(self, update: Update, query: CallbackQuery) -> Sequence[Event]:
        pressed_on = query.message
        person = _person(pressed_on.chat, query.from_user) if pressed_on is not None else None
        if pressed_on is None or person is None or query.data is None:
            return ()
        token = _text(query.data, "callback_query.data")
        if not token.isascii() or not 1 <= len(token) <= LONGEST_TOKEN:
            raise Malformed("callback_query.data")
        label = ""
        if isinstance(pressed_on, Message) and isinstance(pressed_on.reply_markup, InlineKeyboardMarkup):
            rows = pressed_on.reply_markup.inline_keyboard
            label = next((button.text for row in rows for button in row if button.callback_data == token), "")
        quoted = str(_integer(pressed_on.message_id, "callback_query.message.message_id"))
        event = self._message(update, person, _text(label, "reply_markup"), choice=token, replies_to=quoted)
        self._settle(_text(query.id, "callback_query.id"), _integer(person.id, "from"), pressed_on.message_id)
        return (event,)

    def _settle(self, query: str, chat: int, message: int) -> None:
        """End the sign of waiting and take the buttons away: each is good for once."""

        async def work(bot: Bot) -> None:
            await bot.answer_callback_query(query)
            await bot.edit_message_reply_markup(chat, message)

        self._bot.begin(work)

    def _message(
        self,
        update: Update,
        person: User,
        body: str,
        *,
        attachments: int = 0,
        phone: str | None = None,
        choice: str | None = None,
        link: str | None = None,
        replies_to: str | None = None,
    ) -> InboundMessage:
        return InboundMessage(
            channel=CHANNEL,
            provider=PROVIDER,
            provider_id=str(_integer(update.update_id, "update_id")),
            sender=str(person.id),
            recipient=self._bot_id,
            body=body,
            attachments=attachments,
            phone=phone,
            choice=choice,
            link=link,
            replies_to=replies_to,
        )

    def _quoted(self, message: Message) -> str | None:
        """The message of ours that is answered; anybody else's is none of ours."""
        quoted = message.reply_to_message
        if quoted is None or quoted.from_user is None or str(quoted.from_user.id) != self._bot_id:
            return None
        return str(_integer(quoted.message_id, "reply_to_message.message_id"))


def _update(body: bytes) -> Update:
    try:
        update = Update.de_json(json.loads(body), None)
    except _NO_UPDATE:
        raise Malformed("update") from None
    _integer(update.update_id, "update_id")
    return update


def _person(chat: TelegramChat, person: User | None) -> User | None:
    """Who is on the other side of a private chat; None in any other chat. Raises Malformed."""
    if chat.type != TelegramChat.PRIVATE or person is None or person.is_bot:
        return None
    if _integer(chat.id, "chat.id") != _integer(person.id, "from.id"):
        raise Malformed("chat.id")
    return person


def _standing(change: ChatMemberUpdated) -> Sequence[Event]:
    person = _person(change.chat, change.from_user)
    now, before = change.new_chat_member.status, change.old_chat_member.status
    if person is None or now == before or now not in _STANDING:
        return ()
    return (ContactUpdate(CHANNEL, str(person.id), _STANDING[now], now),)


def _own_number(message: Message, person: User) -> str | None:
    """The number of a person who shared their own contact; anybody else's says nothing about them."""
    contact = message.contact
    if contact is None or contact.user_id != person.id:
        return None
    number = "+" + re.sub(r"[^0-9]", "", _text(contact.phone_number, "contact.phone_number"))
    return number if _PHONE.match(number) else None


def _in_language(words: dict[str, str], person: User, otherwise: str) -> str:
    return words.get(str(person.language_code)[:2].lower(), otherwise)


def _integer(value: object, field: str) -> int:
    if type(value) is not int or not 0 <= value <= LARGEST_ID:
        raise Malformed(field)
    return value


def _text(value: object, field: str) -> str:
    """A string whose every character can be written down: half of a pair becomes a replacement character."""
    if not isinstance(value, str):
        raise Malformed(field)
    return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
