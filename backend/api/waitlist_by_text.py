"""What a conversation asks of the waitlist: the dialogue's actions know no patient they did not get here."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, StringConstraints

from backend.api.operations import Operations
from backend.api.people import person_of
from backend.api.requests import PersonRequest, Relationship, Request
from backend.api.waitlist import EntryAnswer, entry_json
from backend.bootstrap import Frontdesk
from backend.domain.ids import ConversationId
from backend.domain.waitlist.words import Said, Wish
from backend.identifiers import parse_id

type Json = dict[str, Any]


class HeardAnswer(BaseModel):
    """What to tell the person, and their place on the list if they have one now."""

    words: str
    entry: EntryAnswer | None


class ByTextRequest(Request):
    """What a conversation asks of the waitlist; what it looked for last is what it waits for.

    `patient`, or `name` as it was written: who waits, where that has to be said.
    """

    wish: Wish
    name: Annotated[str, StringConstraints(strip_whitespace=True, max_length=80)] = ""
    patient: PersonRequest | None = None
    relationship: Relationship = "self"


def add_waitlist_by_text(operations: Operations, frontdesk: Frontdesk) -> None:
    """Add the operation of a conversation on the waitlist."""

    def by_text(id: str, body: ByTextRequest, key: str) -> Json:  # noqa: A002, ARG001  # joining again keeps the place
        """Do what a conversation asks of the waitlist, and say what to tell the person."""
        person = person_of(body.patient, body.relationship) if body.patient else None
        directory, heard = frontdesk.waitlist_by_text(ConversationId(parse_id(id)), Said(body.wish, body.name), person)
        return {"words": heard.text, "entry": entry_json(directory, heard.entry) if heard.entry else None}

    operations.add("POST /conversations/<id>/waitlist", by_text, HeardAnswer, body=ByTextRequest, command=True)
