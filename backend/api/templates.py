"""The words of reminders: what holds, what held, and what they would look like."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, StringConstraints

from backend.api.operations import Operations
from backend.api.policies import SERVICE, Staff
from backend.api.requests import Request
from backend.domain.reminders.drafts import LONGEST
from backend.domain.reminders.keeping import KeptWords
from backend.services.previews import Preview, Rendering
from backend.services.templates import ReminderTemplates

type Json = dict[str, Any]
type Body = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST)]


class PreviewQuery(Request):
    """Words to look at; without them those that hold now."""

    body: Body | None = None


class TemplateRequest(Request):
    """Words; `based_on` is the version they change, and refused when another one holds by now."""

    body: Body
    based_on: int | None = Field(None, ge=0)
    staff: Staff | None = None


class RestoreRequest(Request):
    """A former version; 0 is the product's own."""

    version: int = Field(ge=0)
    staff: Staff | None = None


class TemplateAnswer(BaseModel):
    """Words in one language; version 0 is what the product brings along."""

    name: str
    locale: str
    version: int
    body: str
    changed_by: str | None
    changed_at: datetime | None


class ListedAnswer(TemplateAnswer):
    """With the kinds of messages that say them."""

    used_by: list[str]


class TemplatesAnswer(BaseModel):
    """The words that hold now."""

    items: list[ListedAnswer]


class VersionsAnswer(BaseModel):
    """All versions, the newest first."""

    items: list[TemplateAnswer]


class CarriedAnswer(BaseModel):
    """A text on a channel; `segments` and `encoding` where it is paid for by segment."""

    channel: str
    text: str
    characters: int
    segments: int | None
    encoding: Literal["GSM-7", "UCS-2"] | None


class RenderingAnswer(BaseModel):
    """A text with its places filled."""

    text: str
    channels: list[CarriedAnswer]


class PreviewAnswer(BaseModel):
    """A template with usual names and with the clinic's longest; `notes` are worth a thought and forbid nothing."""

    name: str
    locale: str
    body: str
    asks: bool
    sample: RenderingAnswer
    longest: RenderingAnswer
    notes: list[str]


def add_templates(operations: Operations, templates: ReminderTemplates) -> None:
    """Add the operations on words."""

    def reminder_templates() -> Json:
        """The words that hold now, in both languages."""
        return {"items": [{**words_json(one.words), "used_by": list(one.used_by)} for one in templates.all()]}

    def template_versions(name: str, locale: str) -> Json:
        """All versions of some words."""
        return {"items": [words_json(one) for one in templates.versions(name, locale)]}

    def preview_template(name: str, locale: str, query: PreviewQuery) -> Json:
        """What patients would read, and what it takes to send it."""
        return preview_json(name, locale, templates.preview(name, locale, query.body))

    def save_template(name: str, locale: str, body: TemplateRequest) -> Json:
        """Keep words as a new version."""
        return words_json(templates.save(name, locale, body.body, by=body.staff or SERVICE, based_on=body.based_on))

    def restore_template(name: str, locale: str, body: RestoreRequest, key: str) -> Json:  # noqa: ARG001  # again is the same
        """Go back to a former version, as a new one."""
        return words_json(templates.restore(name, locale, body.version, by=body.staff or SERVICE))

    operations.add("GET /templates", reminder_templates, TemplatesAnswer)
    operations.add("GET /templates/<name>/<locale>", template_versions, VersionsAnswer)
    operations.add("PUT /templates/<name>/<locale>", save_template, TemplateAnswer, body=TemplateRequest)
    operations.add("GET /templates/<name>/<locale>/preview", preview_template, PreviewAnswer, query=PreviewQuery)
    operations.add(
        "POST /templates/<name>/<locale>/restore",
        restore_template,
        TemplateAnswer,
        body=RestoreRequest,
        command=True,
    )


def words_json(words: KeptWords) -> Json:
    """Words as JSON."""
    return {
        "name": words.name,
        "locale": words.locale,
        "version": words.template.version,
        "body": words.template.body,
        "changed_by": words.changed_by,
        "changed_at": words.changed_at.isoformat() if words.changed_at else None,
    }


def preview_json(name: str, locale: str, found: Preview) -> Json:
    """A preview as JSON."""
    return {
        "name": name,
        "locale": locale,
        "body": found.body,
        "asks": found.asks,
        "sample": _rendering(found.sample),
        "longest": _rendering(found.longest),
        "notes": list(found.notes),
    }


def _rendering(found: Rendering) -> Json:
    return {
        "text": found.text,
        "channels": [
            {
                "channel": one.channel,
                "text": one.text,
                "characters": one.characters,
                "segments": one.segments,
                "encoding": one.encoding,
            }
            for one in found.carried
        ],
    }
