"""Handing conversations to staff: what the dialogue's actions and the staff's tools call."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, Field, StringConstraints

from backend.api.operations import Operations
from backend.api.requests import PageQuery, Request
from backend.domain.handoff.machine import Reason
from backend.domain.ids import ConversationId, HandoffId
from backend.domain.messaging.records import Handoff, Said
from backend.identifiers import parse_id
from backend.services.handoffs import LONGEST_NAME, LONGEST_REPLY, Handoffs

type Json = dict[str, Any]
type Staff = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_NAME)]

MESSAGES: Final = 200


class HandoffRequest(Request):
    """Why a person is needed."""

    reason: Reason
    note: Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000)] | None = None


class ClaimRequest(Request):
    """Who takes over."""

    staff: Staff


class StaffRequest(Request):
    """Who does it, when that is to be checked and kept."""

    staff: Staff | None = None


class ReplyRequest(StaffRequest):
    """What staff write to the patient."""

    text: Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_REPLY)]


class HandoffsQuery(PageQuery):
    """Handoffs in a state; without one those that are not closed."""

    state: Literal["waiting", "claimed", "resolved", "returned"] | None = None


class MessagesQuery(Request):
    """What was said after a sequence number; without one the latest."""

    after: int | None = Field(None, ge=0)
    limit: int = Field(50, ge=1, le=MESSAGES)


class HandoffAnswer(BaseModel):
    """A person is, or was, needed."""

    id: str
    conversation: str
    channel: str
    state: Literal["waiting", "claimed", "resolved", "returned"]
    reason: Reason
    priority: Literal["normal", "high", "emergency"]
    note: str | None
    claimed_by: str | None
    opened_at: datetime
    claimed_at: datetime | None
    closed_at: datetime | None


class AskedAnswer(HandoffAnswer):
    """With what the patient should be told."""

    text: str


class HandoffPage(BaseModel):
    """A page of handoffs, the most urgent first."""

    items: list[HandoffAnswer]
    next: str | None


class MessageAnswer(BaseModel):
    """A line of a conversation; `delivery` is how far an outgoing one got."""

    id: str
    seq: int
    channel: str
    author: Literal["patient", "bot", "staff", "system"]
    author_name: str | None
    purpose: str | None
    text: str
    attachments: int
    at: datetime
    delivery: str | None


class MessagePage(BaseModel):
    """Lines, oldest first; ask again after `next`."""

    items: list[MessageAnswer]
    next: int | None


class SentAnswer(BaseModel):
    """The message that is on its way."""

    message: str


def add_handoffs(operations: Operations, handoffs: Handoffs) -> None:
    """Add the operations on handoffs and transcripts."""

    def request_handoff(conversation: str, body: HandoffRequest) -> Json:
        """Ask for a person; asking again is harmless."""
        asked = handoffs.request(ConversationId(parse_id(conversation)), body.reason, note=body.note)
        return {**handoff_json(asked.handoff), "text": asked.words}

    def list_messages(conversation: str, query: MessagesQuery) -> Json:
        """What was said in a conversation."""
        lines = handoffs.thread(ConversationId(parse_id(conversation)), query.after, query.limit)
        return {"items": [said_json(line) for line in lines], "next": lines[-1].seq if lines else query.after}

    def list_handoffs(query: HandoffsQuery) -> Json:
        """Conversations that need a person, the most urgent first."""
        after = HandoffId(parse_id(query.cursor)) if query.cursor else None
        found = handoffs.waiting(query.state, after, query.limit + 1)
        page, more = found[: query.limit], len(found) > query.limit
        return {"items": [handoff_json(one) for one in page], "next": page[-1].id.hex if more else None}

    def get_handoff(handoff: str) -> Json:
        """One handoff."""
        return handoff_json(handoffs.get(_id(handoff)))

    def claim_handoff(handoff: str, body: ClaimRequest) -> Json:
        """Take a conversation over: the bot is silent from now on."""
        return handoff_json(handoffs.claim(_id(handoff), body.staff))

    def reply_handoff(handoff: str, body: ReplyRequest, key: str) -> Json:
        """Write to the patient."""
        return {"message": handoffs.reply(_id(handoff), body.text, body.staff, once=key).hex}

    def resolve_handoff(handoff: str, body: StaffRequest) -> Json:
        """Close it; the patient's next message goes to the bot."""
        return handoff_json(handoffs.resolve(_id(handoff), body.staff))

    def return_handoff(handoff: str, body: StaffRequest) -> Json:
        """Give the conversation back to the bot."""
        return handoff_json(handoffs.give_back(_id(handoff), body.staff))

    def release_handoff(handoff: str, body: StaffRequest) -> Json:
        """Let it wait for another member of staff."""
        return handoff_json(handoffs.release(_id(handoff), body.staff))

    add = operations.add
    created = HTTPStatus.CREATED
    add("POST /conversations/<conversation>/handoff", request_handoff, AskedAnswer, body=HandoffRequest)
    add("GET /conversations/<conversation>/messages", list_messages, MessagePage, query=MessagesQuery)
    add("GET /handoffs", list_handoffs, HandoffPage, query=HandoffsQuery)
    add("GET /handoffs/<handoff>", get_handoff, HandoffAnswer)
    add("POST /handoffs/<handoff>/claim", claim_handoff, HandoffAnswer, body=ClaimRequest)
    add("POST /handoffs/<handoff>/reply", reply_handoff, SentAnswer, body=ReplyRequest, status=created, command=True)
    add("POST /handoffs/<handoff>/resolve", resolve_handoff, HandoffAnswer, body=StaffRequest)
    add("POST /handoffs/<handoff>/return", return_handoff, HandoffAnswer, body=StaffRequest)
    add("POST /handoffs/<handoff>/release", release_handoff, HandoffAnswer, body=StaffRequest)


def handoff_json(found: Handoff) -> Json:
    """A handoff as it is written outside."""
    return {
        "id": found.id.hex,
        "conversation": found.conversation.hex,
        "channel": found.channel,
        "state": found.state,
        "reason": found.reason.value,
        "priority": found.priority.name.lower(),
        "note": found.note.reveal() if found.note else None,
        "claimed_by": found.claimed_by,
        "opened_at": found.opened_at.isoformat(),
        "claimed_at": found.claimed_at.isoformat() if found.claimed_at else None,
        "closed_at": found.closed_at.isoformat() if found.closed_at else None,
    }


def said_json(line: Said) -> Json:
    """A line of a transcript as it is written outside."""
    return {
        "id": line.id.hex,
        "seq": line.seq,
        "channel": line.channel,
        "author": line.author.value,
        "author_name": line.author_name,
        "purpose": line.purpose,
        "text": line.body.reveal(),
        "attachments": line.attachments,
        "at": line.at.isoformat(),
        "delivery": line.delivery.value if line.delivery else None,
    }


def _id(text: str) -> HandoffId:
    return HandoffId(parse_id(text))
