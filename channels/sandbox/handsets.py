"""The telephones: texts typed on them, what arrived, and the stream that a page follows."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request

from channels.sandbox.carrier import Carrier
from channels.sandbox.incoming import UnusableText
from channels.sandbox.messages import handset_view
from channels.sandbox.numbers import is_number


def handsets_blueprint(carrier: Carrier) -> Blueprint:
    """The routes under /sandbox for telephones. No credentials: whoever reaches the carrier holds the telephones."""
    handsets = Blueprint("handsets", __name__, url_prefix="/sandbox")

    @handsets.errorhandler(UnusableText)
    def refuse(error: UnusableText) -> tuple[Response, int]:
        return jsonify({"field": error.field, "message": str(error)}), 400

    @handsets.get("/handsets")
    def list_handsets() -> Response:
        numbers = carrier.ledger.handsets()
        return jsonify({"clinic": carrier.settings.number, "handsets": list(numbers)})

    @handsets.get("/handsets/<number>/messages")
    def read_thread(number: str) -> Response:
        if not is_number(number):
            raise UnusableText("number", "This is not a telephone number.")
        thread = [handset_view(message) for message in carrier.ledger.thread(number)]
        return jsonify({"number": number, "opted_out": carrier.ledger.is_opted_out(number), "messages": thread})

    @handsets.post("/handsets/<number>/messages")
    def text_clinic(number: str) -> tuple[Response, int]:
        # JSON only: a page of another origin cannot send it without asking first (CORS).
        given = request.get_json(silent=True) if request.is_json else None
        text = given.get("text") if isinstance(given, dict) else None
        if not isinstance(text, str):
            raise UnusableText("text", 'Send JSON: {"text": "..."}.')
        if any("\ud800" <= character <= "\udfff" for character in text):
            raise UnusableText("text", "The text has half of a character in it.")
        return jsonify(handset_view(carrier.incoming.receive(number, text))), 202

    @handsets.get("/events")
    def follow() -> Response:
        return Response(
            carrier.events.follow(),
            mimetype="text/event-stream",
            headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
        )

    return handsets
