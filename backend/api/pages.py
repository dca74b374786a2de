"""Pages of lists: an opaque cursor says where the next one starts."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from backend.api.requests import PageQuery
from backend.domain.errors import InvalidRequest
from backend.domain.ids import AppointmentId


def encoded(place: str) -> str:
    """A cursor for a place in a list."""
    return base64.urlsafe_b64encode(place.encode()).decode().rstrip("=")


def decoded(cursor: str) -> str:
    """The place a cursor stands for; raises InvalidRequest for one that is not ours."""
    try:
        return base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True).decode()
    except (binascii.Error, UnicodeDecodeError) as error:
        raise InvalidRequest("that cursor is not one of ours", field="cursor") from error


def page[T](found: Sequence[T], query: PageQuery, key: Callable[[T], str], view: Callable[[T], Any]) -> dict[str, Any]:
    """A page of a list that is in memory, in the order of `key`."""
    after = decoded(query.cursor) if query.cursor else ""
    rest = sorted((one for one in found if key(one) > after), key=key)
    items = rest[: query.limit]
    more = len(rest) > query.limit
    return {"items": [view(one) for one in items], "next": encoded(key(items[-1])) if more else None}


def after_appointment(cursor: str | None) -> tuple[datetime, AppointmentId] | None:
    """The appointment after which a page of appointments starts."""
    found = after_line(cursor)
    return None if found is None else (found[0], AppointmentId(found[1]))


def after_line(cursor: str | None) -> tuple[datetime, UUID] | None:
    """The line, by its time and id, after which a page of a dated list starts."""
    if cursor is None:
        return None
    at, _, id_ = decoded(cursor).partition("|")
    try:
        return datetime.fromisoformat(at), UUID(id_)
    except ValueError as error:
        raise InvalidRequest("that cursor is not one of ours", field="cursor") from error
