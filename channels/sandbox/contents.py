"""Content objects: what Twilio's Content API keeps, and what a telephone shows of one once its places are filled.

One template is there from the start and approved for writing first: ``WELCOME``, with the clinic in {{1}} and the
text in {{2}}.
"""

from __future__ import annotations

import json
import re
import secrets
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from channels.sandbox.errors import Rejected
from channels.sandbox.messages import Button, JsonObject, JsonValue

WELCOME_SID = "HX" + "0" * 32
PLACE = re.compile(r"\{\{\s*([A-Za-z0-9_]{1,16})\s*\}\}")
LONGEST_VALUE = 255
LONGEST_BODY = {"twilio/text": 1600, "twilio/quick-reply": 1024, "twilio/list-picker": 1024}
# The key of the choices, of what a choice says, how long that may be, and how many of them: within a session.
CHOICES = {"twilio/quick-reply": ("actions", "title", 20, 3), "twilio/list-picker": ("items", "item", 24, 10)}


@dataclass(frozen=True, slots=True)
class Content:
    """One object. ``types`` is as it was given; ``approved`` ones may start a conversation."""

    sid: str
    friendly_name: str
    language: str
    variables: JsonObject
    types: JsonObject
    created_at: datetime
    approved: bool = False


@dataclass(frozen=True, slots=True)
class Rendered:
    """What arrives: a body, and what can be tapped under it."""

    body: str
    buttons: tuple[Button, ...] = ()
    approved: bool = field(default=False)


class ContentStore:
    """The account's content. Safe to use from several threads."""

    def __init__(self, now: datetime) -> None:
        self._lock = threading.Lock()
        welcome = Content(
            sid=WELCOME_SID,
            friendly_name="frontdesk message",
            language="en",
            variables={"1": "Example Clinic", "2": "We look forward to your visit."},
            types={"twilio/text": {"body": "This is {{1}}. {{2}} Answer here to write to us."}},
            created_at=now,
            approved=True,
        )
        self._contents = {welcome.sid: welcome}

    def create(self, given: object, now: datetime) -> Content:
        """A new object from the JSON of a request. Raises Rejected."""
        if not isinstance(given, dict) or not isinstance(given.get("language"), str):
            raise Rejected(20001, "A language is required.")
        types, variables = given.get("types"), given.get("variables") or {}
        if not isinstance(types, dict) or not (types.keys() & LONGEST_BODY.keys()):
            raise Rejected(20001, f"One of these types is required: {', '.join(LONGEST_BODY)}.")
        if not isinstance(variables, dict) or not all(isinstance(value, str) for value in variables.values()):
            raise Rejected(20001, "Variables are names and values.")
        content = Content(
            sid=f"HX{secrets.token_hex(16)}",
            friendly_name=str(given.get("friendly_name") or ""),
            language=given["language"],
            variables=variables,
            types={kind: what for kind, what in types.items() if what is not None},
            created_at=now,
        )
        render(content, {})
        with self._lock:
            self._contents[content.sid] = content
        return content

    def find(self, sid: str) -> Content | None:
        """The object with this SID."""
        with self._lock:
            return self._contents.get(sid)

    def approve(self, sid: str) -> None:
        """Let an object start conversations."""
        with self._lock:
            self._contents[sid] = replace(self._contents[sid], approved=True)

    def delete(self, sid: str) -> bool:
        """Forget an object; False when there is none."""
        with self._lock:
            return self._contents.pop(sid, None) is not None

    def all(self) -> list[Content]:
        """Every object, the newest first."""
        with self._lock:
            return list(reversed(self._contents.values()))


def values_of(text: str) -> dict[str, str]:
    """The ContentVariables of a request. Raises Rejected."""
    try:
        given = json.loads(text or "{}")
    except ValueError:
        given = None
    if not isinstance(given, dict) or not all(isinstance(value, str) and value.strip() for value in given.values()):
        raise Rejected(21656, "The ContentVariables parameter is invalid.")
    if any(len(value) > LONGEST_VALUE for value in given.values()):
        raise Rejected(21656, f"The value of a variable has at most {LONGEST_VALUE} characters.")
    return given


def render(content: Content, values: Mapping[str, str]) -> Rendered:
    """What a telephone shows, places without a value filled with the object's own. Raises Rejected."""
    if content.approved and any(re.search(r"[\n\t]| {4}", value) for value in values.values()):
        raise Rejected(21656, "A value of an approved template has no line breaks, tabs or runs of spaces.")
    known = {name: str(value) for name, value in content.variables.items()} | dict(values)
    kind = next(kind for kind in reversed(LONGEST_BODY) if kind in content.types)
    filled = _filled(content.types[kind], known)
    body = filled.get("body") if isinstance(filled, dict) else None
    if not isinstance(filled, dict) or not isinstance(body, str) or not 0 < len(body) <= LONGEST_BODY[kind]:
        raise Rejected(20001, f"{kind} has a body of at most {LONGEST_BODY[kind]} characters.")
    return Rendered(body, _buttons(kind, filled), content.approved)


def _buttons(kind: str, filled: JsonObject) -> tuple[Button, ...]:
    if kind not in CHOICES:
        return ()
    key, words, longest, most = CHOICES[kind]
    rows = filled.get(key)
    if not isinstance(rows, list) or not 0 < len(rows) <= most:
        raise Rejected(20001, f"{kind} has 1 to {most} {key}.")
    buttons = []
    for row in rows:
        label, payload = (row.get(words), row.get("id")) if isinstance(row, dict) else (None, None)
        if not isinstance(label, str) or not 0 < len(label) <= longest:
            raise Rejected(20001, f"What a choice of {kind} says has 1 to {longest} characters.")
        if not isinstance(payload, str) or not 0 < len(payload) <= 200:
            raise Rejected(20001, f"The id of a choice of {kind} has 1 to 200 characters.")
        buttons.append(Button(label, payload, in_list=kind == "twilio/list-picker"))
    if len({button.label for button in buttons}) < len(buttons):
        raise Rejected(20001, f"No two choices of {kind} say the same.")
    return tuple(buttons)


def _filled(value: JsonValue, known: Mapping[str, str]) -> JsonValue:
    if isinstance(value, str):
        return PLACE.sub(lambda place: known.get(place[1], place[0]), value)
    if isinstance(value, dict):
        return {name: _filled(inner, known) for name, inner in value.items()}
    return [_filled(inner, known) for inner in value] if isinstance(value, list) else value
