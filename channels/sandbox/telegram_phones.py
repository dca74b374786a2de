"""The telephones' Telegram: what is written, pressed, edited and blocked on them.

``POST .../messages {"text": "...", "attached": "photo"|"voice"|"contact", "language": "es"}`` (each may be left out,
not all) or ``{"press": "<payload of a button>"}``; ``POST .../messages/<id>/edit {"text": "..."}``;
``POST .../block {"blocked": true}``. A deep link is the text ``/start <token>``.
"""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request

from channels.sandbox.incoming import UnusableText
from channels.sandbox.messages import JsonValue
from channels.sandbox.numbers import is_number
from channels.sandbox.telegram_messages import Attached, handset_view, user_id
from channels.sandbox.telegram_network import TelegramNetwork

ATTACHED: dict[str, Attached] = {"photo": "photo", "voice": "voice", "contact": "contact"}


def telegram_phones_blueprint(network: TelegramNetwork) -> Blueprint:
    """The routes under /sandbox/handsets/<number>/telegram. No credentials, as for texts."""
    phones = Blueprint("telegram_phones", __name__, url_prefix="/sandbox/handsets/<number>/telegram")

    @phones.errorhandler(UnusableText)
    def refuse(error: UnusableText) -> tuple[Response, int]:
        return jsonify({"field": error.field, "message": str(error)}), 400

    @phones.get("/messages")
    def read_chat(number: str) -> Response:
        if not is_number(number):
            raise UnusableText("number", "This is not a telephone number.")
        thread = [handset_view(message) for message in network.chats.thread(number)]
        blocked = network.chats.is_blocked(number)
        return jsonify({"number": number, "user_id": user_id(number), "blocked": blocked, "messages": thread})

    @phones.post("/messages")
    def write(number: str) -> tuple[Response, int]:
        given = _given()
        if "press" in given:
            return jsonify(handset_view(network.press(number, _text(given, "press")))), 202
        attached = given.get("attached")
        if attached is not None and attached not in ATTACHED:
            raise UnusableText("attached", f"One of: {', '.join(ATTACHED)}.")
        language = given.get("language")
        message = network.write(
            number,
            _text(given, "text") if "text" in given else "",
            ATTACHED.get(str(attached)),
            language if isinstance(language, str) else None,
        )
        return jsonify(handset_view(message)), 202

    @phones.post("/messages/<int:message_id>/edit")
    def edit(number: str, message_id: int) -> tuple[Response, int]:
        return jsonify(handset_view(network.edit(number, message_id, _text(_given(), "text")))), 202

    @phones.post("/block")
    def block(number: str) -> tuple[Response, int]:
        blocked = _given().get("blocked")
        if not isinstance(blocked, bool):
            raise UnusableText("blocked", "true or false.")
        return jsonify({"blocked": blocked, "changed": network.set_blocked(number, blocked=blocked)}), 202

    return phones


def _given() -> dict[str, JsonValue]:
    # JSON only: a page of another origin cannot send it without asking first (CORS).
    given = request.get_json(silent=True) if request.is_json else None
    if not isinstance(given, dict):
        raise UnusableText("body", "Send a JSON object.")
    return given


def _text(given: dict[str, JsonValue], name: str) -> str:
    text = given.get(name)
    if not isinstance(text, str) or any("\ud800" <= character <= "\udfff" for character in text):
        raise UnusableText(name, "A text is needed, without halves of characters.")
    return text
