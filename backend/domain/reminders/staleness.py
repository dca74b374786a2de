"""Whether what is, or was, to be said of a visit is still about the visit as it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from backend.domain.messaging.quiet import Waking
from backend.domain.reminders.plan import Skip
from backend.domain.reminders.policy import Anchor
from backend.domain.scheduling.records import OPEN, AppointmentStatus

CLOSED: Final = "closed"
"""The anchor of what is said because the clinic closes."""
CALLED_OFF: Final = frozenset({AppointmentStatus.CANCELLED, AppointmentStatus.ENTERED_IN_ERROR})
WAKES: Final = frozenset({Anchor.CANCELLED, CLOSED})
"""What rather wakes somebody than lets them set off for nothing."""


class AboutVisit(Protocol):
    """What a message was planned for, and its visit now."""

    @property
    def anchor(self) -> str:
        """What has to be true when it is said."""
        ...

    @property
    def revision(self) -> int:
        """That of the visit's time, or of the change that brought the message."""
        ...

    @property
    def time_revision(self) -> int:
        """The one that set the visit's present time."""
        ...

    @property
    def status(self) -> AppointmentStatus:
        """The visit's."""
        ...

    @property
    def starts_at(self) -> datetime:
        """When the visit begins."""
        ...


@dataclass(frozen=True, slots=True)
class Told:
    """What a message of ours says of a visit, with the visit as it is when the message leaves.

    `said_at`: when the words were written; `zone`: of the place; `waking`: when the patient may be written to, by
    their own wish.
    """

    anchor: str
    revision: int
    time_revision: int
    status: AppointmentStatus
    starts_at: datetime
    zone: str
    said_at: datetime
    waking: Waking | None = None


def stale(about: AboutVisit, now: datetime) -> Skip | None:
    """Why a message is not about its visit as it stands; None when it is."""
    if about.anchor == Anchor.NOSHOW:
        return None if about.status is AppointmentStatus.NOSHOW else Skip.NOT_MISSED
    if about.anchor in (Anchor.BOOKED, Anchor.START):
        if about.status in CALLED_OFF:
            return Skip.CANCELLED
        if about.revision != about.time_revision:
            return Skip.MOVED
        if about.status not in OPEN:
            return Skip.PAST
    if about.anchor == Anchor.CANCELLED and about.status not in CALLED_OFF:
        return Skip.MOVED
    return Skip.PAST if now >= about.starts_at else None
