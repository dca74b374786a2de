"""The providers' webhooks: verified, parsed by their channel, stored, acknowledged. Nothing else happens here."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

from flask import Blueprint, Response, request

from backend.bootstrap import Frontdesk
from backend.gateway.metrics import Metrics
from channels.errors import Forged, Malformed
from channels.sms import inbound, status

ACKNOWLEDGED: Final = '<?xml version="1.0" encoding="UTF-8"?><Response/>'
SIGNATURE: Final = "X-Twilio-Signature"


def webhooks(frontdesk: Frontdesk, metrics: Metrics) -> Blueprint:
    """The routes under /webhooks."""
    routes = Blueprint("webhooks", __name__, url_prefix="/webhooks")
    twilio = frontdesk.settings.twilio
    signatures = inbound.Signatures(twilio.auth_token.reveal(), frontdesk.settings.public_url)

    @routes.before_request
    def verify() -> None:
        signatures.check(_raw_uri(), request.form, request.headers.get(SIGNATURE))

    @routes.post("/sms")
    def sms() -> Response:
        """A text, or a text again: Twilio repeats what was not acknowledged."""
        new = frontdesk.inbox.receive(inbound.message(request.form))
        metrics.received("sms", new=new)
        return Response(ACKNOWLEDGED, mimetype="text/xml")

    @routes.post("/status/<message_id>")
    def report(message_id: str) -> Response:
        """How far a message of ours got."""
        frontdesk.delivery.update(status.update(message_id, request.form))
        return Response(status=204)

    @routes.errorhandler(Forged)
    def forged(error: Forged) -> tuple[str, int]:
        metrics.rejected("forged")
        return f"403: {error}.\n", 403

    @routes.errorhandler(Malformed)
    def malformed(error: Malformed) -> tuple[str, int]:
        metrics.rejected("malformed")
        return f"400: {error}.\n", 400

    return routes


def _raw_uri() -> str:
    """The request line's target as it came; frameworks decode it, and a signature covers what was not decoded."""
    raw = request.environ.get("RAW_URI") or request.environ.get("REQUEST_URI")
    if raw:
        return str(raw)
    query = request.query_string.decode("latin-1")
    return quote(request.environ.get("SCRIPT_NAME", "") + request.path) + (f"?{query}" if query else "")
