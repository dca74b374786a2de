"""All that was said to a patient, will be, or was not."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel

from backend.api.messages import State
from backend.api.operations import Operations
from backend.api.pages import after_line, encoded
from backend.api.requests import PageQuery
from backend.domain.ids import PatientId
from backend.domain.reminders.keeping import Told
from backend.identifiers import parse_id
from backend.services.histories import Histories, TellingPage

type Json = dict[str, Any]


class HistoryQuery(PageQuery):
    """A page of what was said; `bodies`: with the words."""

    bodies: bool = False


class PlanAnswer(BaseModel):
    """A planned message: what it is about, and why it was not said, if it was not."""

    kind: str
    state: Literal["planned", "said", "skipped"]
    reason: str | None
    appointment: str
    due_at: datetime
    template_version: int | None


class ToldAnswer(BaseModel):
    """Something said to a patient (`message`), planned for them (`plan`), or both."""

    at: datetime
    message: str | None
    conversation: str | None
    author: Literal["bot", "staff", "system"] | None
    purpose: str | None
    channel: str | None
    state: State | None
    body: str | None
    plan: PlanAnswer | None


class ToldPage(BaseModel):
    """A page of what was said, the latest first."""

    items: list[ToldAnswer]
    next: str | None


def add_histories(operations: Operations, histories: Histories) -> None:
    """Add the operation that reads what was said."""

    def told_patient(id: str, query: HistoryQuery) -> Json:  # noqa: A002  # the route's name for it
        """All that was said to a patient, will be, or was not, the latest first."""
        patient = PatientId(parse_id(id))
        return told_json(histories(patient, after=after_line(query.cursor), limit=query.limit, bodies=query.bodies))

    operations.add("GET /patients/<id>/messages", told_patient, ToldPage, query=HistoryQuery)


def told_json(page: TellingPage) -> Json:
    """A page of what was said as JSON."""
    last = page.lines[-1] if page.more else None
    return {
        "items": [_line(one) for one in page.lines],
        "next": encoded(f"{last.at.isoformat()}|{last.id.hex}") if last else None,
    }


def _line(one: Told) -> Json:
    return {
        "at": one.at.isoformat(),
        "message": one.message.hex if one.message else None,
        "conversation": one.conversation.hex if one.conversation else None,
        "author": one.author,
        "purpose": one.purpose,
        "channel": one.channel,
        "state": one.delivery,
        "body": one.body.reveal() if one.body else None,
        "plan": _plan(one),
    }


def _plan(one: Told) -> Json | None:
    if one.kind is None or one.appointment is None or one.due_at is None:
        return None
    return {
        "kind": one.kind,
        "state": one.plan,
        "reason": one.reason,
        "appointment": one.appointment.hex,
        "due_at": one.due_at.isoformat(),
        "template_version": one.template_version,
    }
