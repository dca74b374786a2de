"""The telephones: what is typed and tapped on them, what arrived, and the stream that a page follows.

``GET /sandbox/handsets/{address}/messages`` shows one; the address is a number, or ``whatsapp:`` with a number or
with a business-scoped id (``whatsapp:US.1349…``: somebody who shows no number). ``POST`` to it sends
``{"text": "…"}``, or ``{"press": "<payload of a button>"}``.

``POST /sandbox/handsets/{address}/state`` changes how it is, each field by itself: ``{"aeroplane": true}`` (text and
WhatsApp of a number are one device: what is sent and typed waits until it is off again), ``{"blocked": true}`` (its
owner blocks the clinic on WhatsApp), ``{"window": false}`` (as if nothing had been written to the clinic for 24
hours), ``{"read": true}`` (somebody looks: what was delivered on WhatsApp is read).
"""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request

from channels.sandbox.carrier import Carrier
from channels.sandbox.exchange import device_of
from channels.sandbox.incoming import UnusableText
from channels.sandbox.messages import JsonObject, Message, handset_view
from channels.sandbox.numbers import is_address
from channels.sandbox.outgoing import WINDOW

STATES = frozenset({"aeroplane", "blocked", "window", "read"})


def handsets_blueprint(carrier: Carrier) -> Blueprint:
    """The routes under /sandbox for telephones. No credentials: whoever reaches the carrier holds the telephones."""
    handsets = Blueprint("handsets", __name__, url_prefix="/sandbox")

    @handsets.errorhandler(UnusableText)
    def refuse(error: UnusableText) -> tuple[Response, int]:
        return jsonify({"field": error.field, "message": str(error)}), 400

    @handsets.get("/handsets")
    def list_handsets() -> Response:
        settings = carrier.settings
        return jsonify(
            {
                "clinic": settings.number,
                "clinic_whatsapp": settings.whatsapp_number,
                "handsets": list(carrier.ledger.handsets()),
            }
        )

    @handsets.get("/handsets/<number>/messages")
    def read_thread(number: str) -> Response:
        thread = [handset_view(message) for message in carrier.ledger.thread(_known(number))]
        return jsonify({"number": number, **_state(carrier, number), "messages": thread})

    @handsets.post("/handsets/<number>/messages")
    def write_to_clinic(number: str) -> tuple[Response, int]:
        return jsonify(handset_view(_written(carrier, number, _given()))), 202

    @handsets.post("/handsets/<number>/state")
    def change_state(number: str) -> Response:
        _change(carrier, _known(number), _given())
        return jsonify({"number": number, **_state(carrier, number)})

    @handsets.get("/events")
    def follow() -> Response:
        return Response(
            carrier.events.follow(),
            mimetype="text/event-stream",
            headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
        )

    return handsets


def _known(number: str) -> str:
    if not is_address(number):
        raise UnusableText("number", "This is not a telephone number.")
    return number


def _given() -> dict[str, object]:
    # JSON only: a page of another origin cannot send it without asking first (CORS).
    given = request.get_json(silent=True) if request.is_json else None
    return given if isinstance(given, dict) else {}


def _written(carrier: Carrier, number: str, given: dict[str, object]) -> Message:
    pressed, text = given.get("press"), given.get("text")
    if isinstance(pressed, str):
        return carrier.incoming.press(number, pressed)
    if not isinstance(text, str):
        raise UnusableText("text", 'Send JSON: {"text": "..."}.')
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise UnusableText("text", "The text has half of a character in it.")
    return carrier.incoming.receive(number, text)


def _state(carrier: Carrier, number: str) -> JsonObject:
    wrote = carrier.ledger.last_wrote(number)
    return {
        "opted_out": carrier.ledger.is_opted_out(number),
        "aeroplane": carrier.exchange.flights.aloft(device_of(number)),
        "window_until": None if wrote is None else (wrote + WINDOW).isoformat(),
    }


def _change(carrier: Carrier, number: str, given: dict[str, object]) -> None:
    for name, value in given.items():
        if name not in STATES or not isinstance(value, bool):
            raise UnusableText(name, f"One of {', '.join(sorted(STATES))}, true or false.")
    if "aeroplane" in given:
        flights = carrier.exchange.flights
        (flights.take_off if given["aeroplane"] else flights.land)(device_of(number))
    if "blocked" in given:
        (carrier.ledger.opt_out if given["blocked"] else carrier.ledger.opt_in)(number)
    if given.get("window") is False:
        carrier.ledger.wrote(number, None)
    if given.get("read"):
        carrier.outgoing.read(number)
