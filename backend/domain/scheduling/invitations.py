"""Visits whose change somebody is yet to be told of in their calendar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from backend.domain.ids import AddressId, AppointmentId, LocationId
from backend.domain.messaging.ports import Conversations, Messages
from backend.domain.scheduling.ports import Directories
from backend.domain.scheduling.records import Change


@dataclass(frozen=True, slots=True)
class VisitChanged:
    """A visit that was booked, moved or called off, as it stands since, and the mail address to tell.

    `line` is that of its history; `revision` grows with every change of the visit.
    """

    line: UUID
    appointment: AppointmentId
    revision: int
    change: Change
    location: LocationId
    starts_at: datetime
    ends_at: datetime
    address: AddressId


class Invitations(Protocol):
    """Invitations of one transaction."""

    def due(self, changes: Sequence[Change], channel: str, within: timedelta, limit: int) -> list[VisitChanged]:
        """Visits whose last such change is not older than that, and nobody was told of it on the channel."""
        ...


class Inviting(Protocol):
    """One transaction of writing invitations."""

    @property
    def invitations(self) -> Invitations:
        """Invitations."""
        ...

    @property
    def conversations(self) -> Conversations:
        """Conversations with patients."""
        ...

    @property
    def messages(self) -> Messages:
        """What was said in them."""
        ...

    @property
    def directory(self) -> Directories:
        """The clinic's configuration."""
        ...


def told_as(line: UUID) -> str:
    """The name under which a change is told once."""
    return f"invitation:{line.hex}"
