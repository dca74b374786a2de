"""Twilio's REST interface for messages: create, fetch, list, cancel."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from itertools import islice
from urllib.parse import urlencode

from flask import Blueprint, Response, g, jsonify, request

from channels.sandbox.carrier import Carrier
from channels.sandbox.credentials import authenticate
from channels.sandbox.errors import CarrierError, NotFound, Rejected
from channels.sandbox.messages import API_VERSION, Message, Status, resource_of

PAGE_SIZE = 50
MAX_PAGE_SIZE = 1000


def rest_blueprint(carrier: Carrier) -> Blueprint:
    """The routes under /2010-04-01/Accounts/{AccountSid}."""
    rest = Blueprint("rest", __name__, url_prefix=f"/{API_VERSION}/Accounts")

    @rest.url_value_preprocessor
    def take_account(_endpoint: str | None, values: dict[str, str] | None) -> None:
        g.account_sid = (values or {}).pop("account_sid", "")

    @rest.before_request
    def only_the_account() -> None:
        authenticate(carrier.settings, g.account_sid)

    @rest.errorhandler(CarrierError)
    def refuse(error: CarrierError) -> tuple[Response, int, dict[str, str]]:
        return jsonify(error.body()), error.status, error.headers

    @rest.post("/<account_sid>/Messages.json")
    def create_message() -> tuple[Response, int]:
        message, held_seconds = carrier.outgoing.create(request.form)
        if held_seconds:
            carrier.closing.wait(held_seconds)
        return jsonify(resource_of(message)), 201

    @rest.get("/<account_sid>/Messages/<sid>.json")
    def fetch_message(sid: str) -> Response:
        return jsonify(resource_of(_found(carrier, sid)))

    @rest.post("/<account_sid>/Messages/<sid>.json")
    def update_message(sid: str) -> Response:
        message = _found(carrier, sid)
        if request.form.to_dict() != {"Status": Status.CANCELED.value}:
            raise Rejected(30400, "Parameters are not valid")
        return jsonify(resource_of(carrier.outgoing.cancel(message)))

    @rest.get("/<account_sid>/Messages.json")
    def list_messages() -> Response:
        return _page(carrier)

    return rest


def _found(carrier: Carrier, sid: str) -> Message:
    message = carrier.ledger.find(sid)
    if message is None:
        raise NotFound(request.path.removesuffix(".json"))
    return message


def _page(carrier: Carrier) -> Response:
    """One page of the list, newest first. A message not yet sent has no DateSent and matches no filter on it."""
    size = max(1, min(request.args.get("PageSize", PAGE_SIZE, type=int), MAX_PAGE_SIZE))
    number = max(0, request.args.get("Page", 0, type=int))
    to, sender = request.args.get("To"), request.args.get("From")
    ours = {carrier.settings.number, carrier.settings.whatsapp_address}
    handset = next((given for given in (to, sender) if given and given not in ours), None)
    found = carrier.ledger.search(_filter(), handset=handset)
    messages = list(islice(found, number * size, (number + 1) * size + 1))
    shown = messages[:size]
    return jsonify(
        {
            "first_page_uri": _page_uri(size, 0),
            "end": number * size + max(len(shown) - 1, 0),
            "next_page_uri": _page_uri(size, number + 1) if len(messages) > size else None,
            "page": number,
            "page_size": size,
            "previous_page_uri": _page_uri(size, number - 1) if number else None,
            "messages": [resource_of(message) for message in shown],
            "start": number * size,
            "uri": _page_uri(size, number),
        }
    )


def _page_uri(size: int, page: int) -> str:
    kept = {name: value for name, value in request.args.items() if name not in {"PageSize", "Page", "PageToken"}}
    return f"{request.path}?{urlencode({**kept, 'PageSize': size, 'Page': page})}"


def _filter() -> Callable[[Message], bool]:
    to, sender = request.args.get("To"), request.args.get("From")
    on = _bound("DateSent")
    until, since = _bound("DateSent<"), _bound("DateSent>")

    def matches(message: Message) -> bool:
        if (to and message.to != to) or (sender and message.from_ != sender):
            return False
        if not (on or until or since):
            return True
        sent = message.sent_at
        if sent is None or (on and sent.date() != _day(on)):
            return False
        return not (until and _later(sent, until)) and not (since and _earlier(sent, since))

    return matches


def _bound(name: str) -> date | datetime | None:
    """A filter's date or moment (GMT), in any of the forms the official clients send."""
    text = request.args.get(name)
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        pass
    for parse in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            moment = parse(text)
        except ValueError:
            continue
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    raise Rejected(20001, f"'{name}' is not a date.")


def _day(bound: date | datetime) -> date:
    return bound.date() if isinstance(bound, datetime) else bound


def _later(sent: datetime, bound: date | datetime) -> bool:
    return sent > bound if isinstance(bound, datetime) else sent.date() > bound


def _earlier(sent: datetime, bound: date | datetime) -> bool:
    # A resource shows whole seconds, so a message sent within the bound's second belongs to it.
    return sent.replace(microsecond=0) < bound if isinstance(bound, datetime) else sent.date() < bound
