"""The providers' webhooks: verified and parsed by their channel, stored, acknowledged. Nothing else happens here."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

from flask import Blueprint, Response, request

from backend.bootstrap import Frontdesk
from backend.domain.errors import NotFound
from backend.gateway.metrics import Metrics
from channels.contracts import Acknowledgement, ContactUpdate, Inbound, InboundMessage, Webhook
from channels.errors import Forged, Malformed

_LARGEST: Final = {"email": 10 * 1024 * 1024}
"""Bytes of a webhook, where more is needed than elsewhere: mails bring photographs, which are counted and not kept."""


def webhooks(frontdesk: Frontdesk, metrics: Metrics) -> Blueprint:
    """The routes under /webhooks."""
    routes = Blueprint("webhooks", __name__, url_prefix="/webhooks")
    inbounds = {name: channel.inbound for name, channel in frontdesk.channels.items() if channel.inbound is not None}

    def take(inbound: Inbound) -> Response:
        """Everything a webhook says is stored before it is acknowledged; providers repeat what was not."""
        # What is news of an address goes first: a message that did not arrive then knows where not to go next.
        for event in sorted(inbound.read(_webhook()), key=lambda event: not isinstance(event, ContactUpdate)):
            new = frontdesk.reception.take(event)
            if isinstance(event, InboundMessage):
                metrics.received(event.channel, new=new)
        return _acknowledged(inbound.acknowledgement)

    @routes.post("/<channel>")
    def channel(channel: str) -> Response:
        """What patients do on a channel."""
        if channel not in inbounds:
            raise NotFound("there is no such channel here")
        request.max_content_length = _LARGEST.get(channel, request.max_content_length)
        return take(inbounds[channel])

    @routes.post("/status/<_message_id>")
    def report(_message_id: str) -> Response:
        """How far a message of ours got, by Twilio's word."""
        return take(frontdesk.reports)

    @routes.errorhandler(Forged)
    def forged(error: Forged) -> tuple[str, int]:
        metrics.rejected("forged")
        return f"403: {error}.\n", 403

    @routes.errorhandler(Malformed)
    def malformed(error: Malformed) -> tuple[str, int]:
        metrics.rejected("malformed")
        return f"400: {error}.\n", 400

    return routes


def _acknowledged(wanted: Acknowledgement) -> Response:
    return Response(wanted.body or None, wanted.status, mimetype=wanted.media_type)


def _webhook() -> Webhook:
    headers = {name.lower(): value for name, value in request.headers.items()}
    return Webhook(_target(), headers, request.get_data(cache=False))


def _target() -> str:
    """The request line's target as it came; frameworks decode it, and a signature covers what was not decoded."""
    raw = request.environ.get("RAW_URI") or request.environ.get("REQUEST_URI")
    if raw:
        return str(raw)
    query = request.query_string.decode("latin-1")
    return quote(request.environ.get("SCRIPT_NAME", "") + request.path) + (f"?{query}" if query else "")
