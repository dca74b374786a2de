"""Twilio's Content API: create, fetch, list and delete content, and ask for its approval (which is given at once)."""

from __future__ import annotations

from datetime import UTC

from flask import Blueprint, Response, jsonify, request

from channels.sandbox.carrier import Carrier
from channels.sandbox.contents import Content
from channels.sandbox.credentials import authenticate
from channels.sandbox.errors import CarrierError, NotFound
from channels.sandbox.messages import JsonObject

CONTENT_PATH = "/v1/Content"
PAGE_SIZE = 50
MAX_PAGE_SIZE = 1000


def content_blueprint(carrier: Carrier) -> Blueprint:
    """The routes under /v1/Content."""
    routes = Blueprint("content", __name__, url_prefix=CONTENT_PATH)
    contents = carrier.exchange.contents

    @routes.before_request
    def only_the_account() -> None:
        authenticate(carrier.settings)

    @routes.errorhandler(CarrierError)
    def refuse(error: CarrierError) -> tuple[Response, int, dict[str, str]]:
        return jsonify(error.body()), error.status, error.headers

    @routes.post("")
    def create() -> tuple[Response, int]:
        content = contents.create(request.get_json(silent=True), carrier.exchange.now())
        return jsonify(_resource(carrier, content)), 201

    @routes.get("")
    def show_all() -> Response:
        return jsonify(_page(carrier))

    @routes.get("/<sid>")
    def fetch(sid: str) -> Response:
        return jsonify(_resource(carrier, _found(carrier, sid)))

    @routes.delete("/<sid>")
    def delete(sid: str) -> tuple[str, int]:
        contents.delete(_found(carrier, sid).sid)
        return "", 204

    _add_approvals(routes, carrier)
    return routes


def _add_approvals(routes: Blueprint, carrier: Carrier) -> None:
    @routes.post("/<sid>/ApprovalRequests/whatsapp")
    def ask_for_approval(sid: str) -> tuple[Response, int]:
        carrier.exchange.contents.approve(_found(carrier, sid).sid)
        return jsonify(_approval(_found(carrier, sid)) | {"allow_category_change": True}), 201

    @routes.get("/<sid>/ApprovalRequests")
    def fetch_approval(sid: str) -> Response:
        content = _found(carrier, sid)
        return jsonify(
            {
                "sid": content.sid,
                "account_sid": carrier.settings.account_sid,
                "whatsapp": _approval(content) if content.approved else None,
                "url": f"{_address(content)}/ApprovalRequests",
            }
        )


def _found(carrier: Carrier, sid: str) -> Content:
    content = carrier.exchange.contents.find(sid)
    if content is None:
        raise NotFound(request.path)
    return content


def _resource(carrier: Carrier, content: Content) -> JsonObject:
    created = content.created_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    address = _address(content)
    return {
        "sid": content.sid,
        "account_sid": carrier.settings.account_sid,
        "friendly_name": content.friendly_name,
        "language": content.language,
        "variables": content.variables,
        "types": content.types,
        "date_created": created,
        "date_updated": created,
        "url": address,
        "links": {
            "approval_create": f"{address}/ApprovalRequests/whatsapp",
            "approval_fetch": f"{address}/ApprovalRequests",
        },
    }


def _approval(content: Content) -> JsonObject:
    return {
        "category": "UTILITY",
        "content_type": next(iter(content.types)),
        "name": content.friendly_name,
        "rejection_reason": "",
        "status": "approved",
    }


def _page(carrier: Carrier) -> JsonObject:
    """One page of the list, newest first."""
    size = max(1, min(request.args.get("PageSize", PAGE_SIZE, type=int), MAX_PAGE_SIZE))
    number = max(0, request.args.get("Page", 0, type=int))
    contents = carrier.exchange.contents.all()
    shown = contents[number * size : (number + 1) * size]

    def page(which: int) -> str:
        return f"{request.host_url.rstrip('/')}{CONTENT_PATH}?PageSize={size}&Page={which}"

    return {
        "contents": [_resource(carrier, content) for content in shown],
        "meta": {
            "first_page_url": page(0),
            "key": "contents",
            "next_page_url": page(number + 1) if len(contents) > (number + 1) * size else None,
            "page": number,
            "page_size": size,
            "previous_page_url": page(number - 1) if number else None,
            "url": page(number),
        },
    }


def _address(content: Content) -> str:
    return f"{request.host_url.rstrip('/')}{CONTENT_PATH}/{content.sid}"
