"""Content objects: what Twilio needs to put buttons under a message.

A message with buttons names a content object and fills its variables. An object is made for a shape (so many
buttons, so much text) and serves every message of that shape: its text, labels and tokens are all variables. Those
made by an earlier process are found by their name.
Source: Twilio's Content API; twilio/quick-reply (3 buttons within a session), twilio/list-picker (10 rows), and
"Using variables": a value has at most 255 characters.
"""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Final, Literal

from twilio.rest import Client
from twilio.rest.content.v1.content import ContentList

from channels.contracts import OutboundMessage
from channels.errors import Refused, Rejected, UnknownOutcome
from channels.twilio.client import asked

log = logging.getLogger(__name__)

LABEL: Final = 20
MOST_CHOICES: Final = 10
_MOST_BUTTONS: Final = 3
_LONGEST_BODY: Final = 1024
_LONGEST_VALUE: Final = 255
_LISTED: Final = 1000
_PAUSE: Final = 60.0
_OPEN_LIST: Final = {"en": "See the choices", "es": "Ver las opciones"}


@dataclass(frozen=True, slots=True)
class Shape:
    """What an object is made for: `choices` under a text in `parts` variables."""

    kind: Literal["quick-reply", "list-picker"]
    choices: int
    parts: int
    language: str

    @property
    def name(self) -> str:
        """By which it is found again."""
        return f"frontdesk {self.kind} {self.choices} {self.parts} {self.language}"

    def request(self) -> ContentList.ContentCreateRequest:
        """How it is made."""
        numbers = count(1)
        body = "".join(_place(next(numbers)) for _ in range(self.parts))
        pairs = [(_place(next(numbers)), _place(next(numbers))) for _ in range(self.choices)]
        if self.kind == "quick-reply":
            actions = [{"type": "QUICK_REPLY", "title": label, "id": token} for label, token in pairs]
            types: dict[str, object] = {"twilio/quick-reply": {"body": body, "actions": actions}}
        else:
            items = [{"item": label, "id": token} for label, token in pairs]
            types = {"twilio/list-picker": {"body": body, "button": _OPEN_LIST[self.language], "items": items}}
        variables = {str(number): str(number) for number in range(1, next(numbers))}
        return ContentList.ContentCreateRequest(
            {"friendly_name": self.name, "language": self.language, "variables": variables, "types": types}
        )


def shape(message: OutboundMessage) -> Shape | None:
    """The shape a message's buttons need; None when it has none, or they do not fit: its text has the numbers too."""
    labels = [choice.label for choice in message.choices]
    fit = all(0 < len(label) <= LABEL for label in labels) and len(set(labels)) == len(labels)
    if not labels or not fit or len(labels) > MOST_CHOICES or not 0 < len(message.body) <= _LONGEST_BODY:
        return None
    return Shape(
        kind="quick-reply" if len(labels) <= _MOST_BUTTONS else "list-picker",
        choices=len(labels),
        parts=len(_parts(message.body)),
        language=message.locale if message.locale in _OPEN_LIST else "en",
    )


def variables(message: OutboundMessage) -> str:
    """What fills an object of the message's shape."""
    pairs = [part for choice in message.choices for part in (choice.label, choice.token)]
    return filled([*_parts(message.body), *pairs])


def filled(values: Sequence[str]) -> str:
    """Values for the places 1, 2, ..., as Twilio takes them."""
    return json.dumps({str(number): value for number, value in enumerate(values, start=1)}, ensure_ascii=False)


class Contents:
    """The objects there are, made once a shape; safe to use from several threads."""

    def __init__(self, client: Client, clock: Callable[[], float] = time.monotonic) -> None:
        """`clock` gives seconds."""
        self._client = client
        self._clock = clock
        self._lock = threading.Lock()
        self._sids: dict[str, str] | None = None
        self._without_until = 0.0

    def sid(self, wanted: Shape) -> str | None:
        """The object of a shape; None when Twilio makes none. Raises a retryable SendError: nothing was sent yet."""
        with self._lock:
            if self._sids and wanted.name in self._sids:
                return self._sids[wanted.name]
            if self._clock() < self._without_until:
                return None
            try:
                if self._sids is None:
                    self._sids = self._listed()
                if wanted.name not in self._sids:
                    self._sids[wanted.name] = self._made(wanted)
                return self._sids[wanted.name]
            except (UnknownOutcome, Refused, Rejected) as error:
                log.warning("no buttons of %s for a while: %s", wanted.name, error)
                self._without_until = self._clock() + _PAUSE
                return None

    def forget(self, wanted: Shape) -> None:
        """Twilio has it no longer: look again the next time."""
        with self._lock:
            self._sids = None
        log.warning("the content object for %s is gone", wanted.name)

    def _listed(self) -> dict[str, str]:
        with asked():
            found = self._client.content.v1.contents.list(limit=_LISTED, page_size=_LISTED)
        return {str(content.friendly_name): str(content.sid) for content in found if content.friendly_name}

    def _made(self, wanted: Shape) -> str:
        with asked():
            made = self._client.content.v1.contents.create(wanted.request())
        if not made.sid:
            raise UnknownOutcome("no sid")
        return str(made.sid)


def _place(number: int) -> str:
    return f"{{{{{number}}}}}"


def _parts(text: str) -> list[str]:
    """The text in values short enough, none of which begins or ends with a space that could get lost."""
    parts = []
    while len(text) > _LONGEST_VALUE:
        cut = next(
            (at for at in range(_LONGEST_VALUE, 0, -1) if not (text[at - 1].isspace() or text[at].isspace())),
            _LONGEST_VALUE,
        )
        parts.append(text[:cut])
        text = text[cut:]
    return [*parts, text]
