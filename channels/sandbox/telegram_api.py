"""The Bot API: /bot<token>/<method>, by GET or POST, with parameters in any form that Telegram takes.

Source: Bot API, "Making requests".
"""

from __future__ import annotations

import hmac
import json
import re
import threading
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from flask import Blueprint, Response, jsonify, request
from werkzeug.exceptions import HTTPException

from channels.sandbox.messages import JsonValue
from channels.sandbox.telegram_errors import BadRequest, BotApiError, NotFound, Unauthorized
from channels.sandbox.telegram_messages import Button, bot_of, resource_of
from channels.sandbox.telegram_network import TelegramNetwork
from channels.sandbox.telegram_updates import Webhook, kinds

MAX_DATA = 64
MAX_BUTTONS = 100
SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})

type Parameters = Mapping[str, JsonValue]
type Method = Callable[[Parameters], JsonValue]


def bot_api_blueprint(network: TelegramNetwork, closing: threading.Event) -> Blueprint:
    """The methods of one bot; ``closing`` ends the answers that are held back."""
    api = Blueprint("bot_api", __name__)
    methods = {name.lower(): method for name, method in BotMethods(network, closing).named().items()}

    @api.errorhandler(BotApiError)
    def refuse(error: BotApiError) -> tuple[Response, int]:
        return jsonify(error.body()), error.code

    @api.errorhandler(HTTPException)
    def refuse_form(error: HTTPException) -> tuple[Response, int]:
        code = error.code or 500
        return jsonify({"ok": False, "error_code": code, "description": error.name}), code

    @api.route("/bot<token>/<method>", methods=["GET", "POST"])
    def call(token: str, method: str) -> Response:
        if not hmac.compare_digest(token.encode(), network.settings.token.encode()):
            raise Unauthorized
        if method.lower() not in methods:
            raise NotFound
        return jsonify({"ok": True, "result": methods[method.lower()](_parameters())})

    return api


class BotMethods:
    """What the bot may ask for; each method gives its result or raises BotApiError."""

    def __init__(self, network: TelegramNetwork, closing: threading.Event) -> None:
        self._network = network
        self._settings = network.settings
        self._closing = closing

    def named(self) -> dict[str, Method]:
        """The methods under Telegram's names."""
        return {
            "getMe": self.get_me,
            "sendMessage": self.send_message,
            "editMessageReplyMarkup": self.edit_message_reply_markup,
            "answerCallbackQuery": self.answer_callback_query,
            "setWebhook": self.set_webhook,
            "deleteWebhook": self.delete_webhook,
            "getWebhookInfo": lambda _given: self._network.updates.info(),
        }

    def get_me(self, _given: Parameters) -> JsonValue:
        """The bot itself."""
        abilities = {"can_join_groups": False, "can_read_all_group_messages": False, "supports_inline_queries": False}
        return {**bot_of(self._settings), **abilities}

    def send_message(self, given: Parameters) -> JsonValue:
        """A message to a chat."""
        text = given.get("text", "")
        if not isinstance(text, str):
            raise BadRequest("message text must be a string")
        message, held = self._network.send(_chat(given), text, _buttons(given))
        if held:
            self._closing.wait(held)
        return resource_of(message, self._settings)

    def edit_message_reply_markup(self, given: Parameters) -> JsonValue:
        """Other buttons under a message, or none."""
        message_id = _integer(given.get("message_id"))
        if message_id is None:
            raise BadRequest("message identifier is not specified")
        return resource_of(self._network.set_buttons(_chat(given), message_id, _buttons(given)), self._settings)

    def answer_callback_query(self, given: Parameters) -> JsonValue:
        """The end of a press."""
        self._network.answer(str(given.get("callback_query_id", "")))
        return True

    def set_webhook(self, given: Parameters) -> JsonValue:
        """Where updates go from now on."""
        url, secret = str(given.get("url") or ""), given.get("secret_token") or None
        address = urlsplit(url)
        if url and address.scheme != "https" and address.hostname not in LOOPBACK:
            raise BadRequest("bad webhook: An HTTPS URL must be provided for webhook")
        if secret is not None and not SECRET.fullmatch(str(secret)):
            raise BadRequest("secret token contains unallowed characters")
        allowed = given.get("allowed_updates") or []
        webhook = Webhook(
            url=url,
            secret=None if secret is None else str(secret),
            allowed=kinds([str(kind) for kind in allowed]) if isinstance(allowed, list) else (),
            max_connections=_integer(given.get("max_connections")) or 40,
        )
        self._network.updates.set(webhook, drop=_truth(given.get("drop_pending_updates")))
        return True

    def delete_webhook(self, given: Parameters) -> JsonValue:
        """Updates go nowhere and wait."""
        self._network.updates.set(Webhook(), drop=_truth(given.get("drop_pending_updates")))
        return True


def _parameters() -> Parameters:
    """The parameters by name; what came as text is read as JSON where the parameter is no text."""
    if request.is_json:
        body = request.get_json(silent=True)
        if not isinstance(body, dict):
            raise BadRequest("can't parse request body as JSON object")
        return body
    return {name: _read(name, value) for name, value in request.values.items()}


def _read(name: str, value: str) -> JsonValue:
    if name not in {"reply_markup", "allowed_updates", "link_preview_options"} or not value:
        return value
    try:
        read: JsonValue = json.loads(value)
    except ValueError:
        raise BadRequest(f"can't parse {name.replace('_', ' ')} JSON object") from None
    return read


def _chat(given: Parameters) -> int:
    if not given.get("chat_id"):
        raise BadRequest("chat_id is empty")
    chat = _integer(given["chat_id"])
    if chat is None:
        raise BadRequest("chat not found")
    return chat


def _buttons(given: Parameters) -> tuple[Button, ...]:
    """The buttons of an inline keyboard, whichever row they are in."""
    markup = given.get("reply_markup")
    if not markup:
        return ()
    rows = markup.get("inline_keyboard") if isinstance(markup, dict) else None
    if not isinstance(rows, list):
        raise BadRequest("object expected as reply markup")
    buttons = tuple(_button(button) for row in rows if isinstance(row, list) for button in row)
    if len(buttons) > MAX_BUTTONS:
        raise BadRequest("reply markup is too long")
    return buttons


def _button(given: JsonValue) -> Button:
    text = given.get("text") if isinstance(given, dict) else None
    data = given.get("callback_data") if isinstance(given, dict) else None
    if not isinstance(text, str) or not text:
        raise BadRequest("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if not isinstance(data, str) or not 1 <= len(data.encode("utf-8", "replace")) <= MAX_DATA:
        raise BadRequest("BUTTON_DATA_INVALID")
    return Button(text, data)


def _integer(value: JsonValue) -> int | None:
    try:
        return int(value) if isinstance(value, str | int) and not isinstance(value, bool) else None
    except ValueError:
        return None


def _truth(value: JsonValue) -> bool:
    return value is True or str(value).lower() in {"true", "1"}
