"""What the chat API takes and gives, as JSON."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Final, Self
from uuid import UUID

from pydantic import Field, StringConstraints, model_validator

from backend.api.requests import Request
from backend.domain.errors import InvalidRequest
from backend.domain.ids import ChoiceId
from backend.domain.messaging.chat import Line, Look, Place
from backend.domain.messaging.delivery import DeliveryState
from backend.domain.messaging.records import Author

LONGEST: Final = 1600
_LARGEST_SEQ: Final = 2**62

type Token = Callable[[ChoiceId], str]

Text = Annotated[str, StringConstraints(max_length=LONGEST)]
Opaque = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=r"^[\x21-\x7e]+$")]


class NewSession(Request):
    """A session is to begin; `link` is the token of a one-time link by which the person goes on with a conversation."""

    link: Opaque | None = None


class NewMessage(Request):
    """Either a text, or a button that was pressed. The same `client_id` again is the same message again."""

    client_id: UUID
    text: Text | None = None
    choice: Opaque | None = None

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if (self.text is None) is (self.choice is None):
            raise ValueError("send either text or choice")
        if self.text is not None and not self.text.strip():
            raise ValueError("an empty text says nothing")
        return self


class Receipts(Request):
    """Up to which sequence number messages have arrived, and up to which they were looked at."""

    delivered: int = Field(0, ge=0, le=_LARGEST_SEQ)
    read: int = Field(0, ge=0, le=_LARGEST_SEQ)


def place(text: str | None) -> Place:
    """Where a browser has got to: a sequence number, or what we called the place ourselves. Raises InvalidRequest."""
    if not text:
        return Place()
    seq, _, moment = text.partition("-")
    if not (seq.isascii() and seq.isdecimal() and len(seq) < 19 and (not moment or _moment(moment))):
        raise InvalidRequest("not a sequence number, nor a place that was given to you", field="after")
    return Place(int(seq), int(moment) / 1000 if moment else 0.0)


def _moment(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 16


def place_name(at: Place) -> str:
    """A place as browsers keep it."""
    return f"{at.seq}-{int(at.moment * 1000)}"


def line_view(line: Line, address: str, token: Token) -> dict[str, Any]:
    """A line as JSON. `client_id` is the browser's own name for what it sent; `token` makes a button's."""
    view: dict[str, Any] = {
        "id": line.id.hex,
        "seq": line.seq,
        "author": "clinic" if line.author in {Author.BOT, Author.SYSTEM} else str(line.author),
        "name": line.author_name,
        "text": line.body.reveal(),
        "at": line.at.isoformat(),
    }
    if line.author is Author.PATIENT:
        return view | {"client_id": (line.provider_id or "").removeprefix(f"{address}.") or None}
    choices = [{"label": one.label.reveal(), "token": token(one.id), "open": one.open} for one in line.buttons]
    return view | {"choices": choices, "read": line.delivery is DeliveryState.READ}


def look_view(look: Look, address: str, token: Token) -> dict[str, Any]:
    """What is new as JSON; `next` is the place to go on from."""
    return {
        "messages": [line_view(line, address, token) for line in look.lines],
        "next": place_name(look.place),
        "typing": look.awaited,
    }
