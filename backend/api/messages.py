"""What became of a message, where a person can be reached, and links to go on elsewhere."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any, Literal

from pydantic import BaseModel, StringConstraints

from backend.api.operations import Operations
from backend.api.requests import EMAIL, Empty, Request
from backend.bootstrap import Frontdesk
from backend.domain.errors import InvalidRequest
from backend.domain.ids import ConversationId, MessageId
from backend.domain.messaging.masking import masked
from backend.domain.messaging.records import Address, Attempt, Life
from backend.identifiers import parse_id

type Json = dict[str, Any]
type State = Literal[
    "pending", "sending", "unknown", "accepted", "sent", "undelivered", "failed", "canceled", "delivered", "read"
]


class AttemptAnswer(BaseModel):
    """How far a message got at one address; `address` shows only its ends."""

    channel: str
    address: str
    state: State
    provider_id: str | None
    error_code: str | None
    attempts: int
    began_at: datetime
    at: datetime


class LifeAnswer(BaseModel):
    """A message from its writing on: `attempts` oldest first, the last is where it is now; none for what came in."""

    id: str
    conversation: str
    author: Literal["patient", "bot", "staff", "system"]
    purpose: str | None
    channel: str
    at: datetime
    state: State | None
    attempts: list[AttemptAnswer]


class AddressAnswer(BaseModel):
    """Where a person may be reached; `address` shows only its ends."""

    channel: str
    address: str
    standing: Literal["ok", "blocked", "unreachable", "bounced", "complained"]
    opted_out_at: datetime | None
    verified_at: datetime | None
    last_inbound_at: datetime | None


class Addresses(BaseModel):
    """Where a person may be reached, the address used last first."""

    items: list[AddressAnswer]


class AddressRequest(Request):
    """A mailbox of the person's, as they named it."""

    channel: Literal["email"]
    address: Annotated[str, StringConstraints(strip_whitespace=True, to_lower=True, pattern=EMAIL.pattern)]


class LinkAnswer(BaseModel):
    """A token by which the person goes on elsewhere, once: in Telegram's start link, or in the widget."""

    token: str
    expires_at: datetime


class PreferenceRequest(Request):
    """A channel, or null for wherever the person wrote last."""

    channel: str | None


def add_messages(operations: Operations, frontdesk: Frontdesk) -> None:
    """Add the operations on messages and addresses."""

    def message(id: str) -> Json:  # noqa: A002  # the route's name for it
        """What became of a message."""
        return life_json(frontdesk.delivery.life(MessageId(parse_id(id))))

    def addresses(id: str) -> Json:  # noqa: A002
        """Where the person of a conversation may be reached."""
        found = frontdesk.linking.addresses(ConversationId(parse_id(id)))
        return {"items": [address_json(one) for one in found]}

    def add_address(id: str, body: AddressRequest, key: str) -> Json:  # noqa: A002, ARG001  # again is the same
        """Give the person an address more, to which confirmations go too."""
        conversation = ConversationId(parse_id(id))
        if body.channel not in frontdesk.channels:
            raise InvalidRequest("there is no such channel here", field="channel")
        frontdesk.linking.add_address(conversation, body.channel, body.address)
        return addresses(id)

    def link(id: str, body: Empty, key: str) -> Json:  # noqa: A002, ARG001  # a new link each time harms nobody
        """A one-time link by which the person goes on with a conversation elsewhere."""
        made = frontdesk.linking.issue(ConversationId(parse_id(id)))
        return {"token": made.token, "expires_at": made.expires_at.isoformat()}

    def prefer(id: str, body: PreferenceRequest, key: str) -> None:  # noqa: A002, ARG001  # saying it again is the same
        """Write to the person first on a channel they prefer."""
        if body.channel is not None and body.channel not in frontdesk.channels:
            raise InvalidRequest("there is no such channel here", field="channel")
        frontdesk.linking.prefer(ConversationId(parse_id(id)), body.channel)

    operations.add("GET /messages/<id>", message, LifeAnswer)
    operations.add("GET /conversations/<id>/addresses", addresses, Addresses)
    operations.add("POST /conversations/<id>/addresses", add_address, Addresses, body=AddressRequest, command=True)
    operations.add(
        "POST /conversations/<id>/links", link, LinkAnswer, body=Empty, status=HTTPStatus.CREATED, command=True
    )
    operations.add(
        "POST /conversations/<id>/preference",
        prefer,
        body=PreferenceRequest,
        status=HTTPStatus.NO_CONTENT,
        command=True,
    )


def life_json(life: Life) -> Json:
    """A message's life as JSON."""
    return {
        "id": life.id.hex,
        "conversation": life.conversation.hex,
        "author": str(life.author),
        "purpose": life.purpose,
        "channel": life.channel,
        "at": life.at.isoformat(),
        "state": str(life.attempts[-1].state) if life.attempts else None,
        "attempts": [attempt_json(attempt) for attempt in life.attempts],
    }


def attempt_json(attempt: Attempt) -> Json:
    """An attempt as JSON."""
    return {
        "channel": attempt.channel,
        "address": masked(attempt.address.reveal()),
        "state": str(attempt.state),
        "provider_id": attempt.provider_id,
        "error_code": attempt.error_code,
        "attempts": attempt.attempts,
        "began_at": attempt.began_at.isoformat(),
        "at": attempt.at.isoformat(),
    }


def address_json(address: Address) -> Json:
    """An address as JSON."""
    return {
        "channel": address.channel,
        "address": masked(address.address.reveal()),
        "standing": str(address.standing),
        "opted_out_at": _iso(address.opted_out_at),
        "verified_at": _iso(address.verified_at),
        "last_inbound_at": _iso(address.last_inbound_at),
    }


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
