"""What is missing from the plans of visits to come: of imported ones, or since the clinic changed its policy.

Only what lies in the future is planned; nobody is told late of what nobody promised.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from backend.domain.ids import AppointmentId, LocationId, NotificationId, PatientId, ServiceId
from backend.domain.reminders.plan import Planned, Priority
from backend.domain.reminders.policy import Anchor, Policy


@dataclass(frozen=True, slots=True)
class Waiting:
    """A planned message that was neither said nor put off yet."""

    id: NotificationId
    kind: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Ahead:
    """A visit to come, the kinds of message that were planned for its time, and which of them wait."""

    id: AppointmentId
    patient: PatientId
    service: ServiceId
    location: LocationId
    starts_at: datetime
    time_revision: int
    kinds: frozenset[str]
    waiting: tuple[Waiting, ...] = ()


@dataclass(frozen=True, slots=True)
class Missing:
    """A message to be planned for a visit."""

    visit: Ahead
    planned: Planned


class Plans(Protocol):
    """Plans of visits to come, in one transaction."""

    def ahead(self, now: datetime, after: tuple[datetime, AppointmentId] | None, limit: int) -> list[Ahead]:
        """Visits to come with what is planned for them, in the order of their times, from one on."""
        ...

    def add(self, missing: Sequence[Missing], at: datetime) -> None:
        """Plan what is missing, unless somebody did or moved the visit meanwhile."""
        ...

    def shift(self, moved: Sequence[Waiting]) -> None:
        """Make what waits due at another time."""
        ...


def missing(visit: Ahead, policy: Policy, zone: str, now: datetime) -> list[Missing]:
    """The reminders of the policy that a visit's plan does not have and that lie in the future."""
    due = {step: step.span.before(visit.starts_at, zone) for step in policy.steps if step.anchor is Anchor.START}
    return [
        Missing(visit, Planned(step.kind, step.anchor, at, Priority.REMINDER))
        for step, at in due.items()
        if step.kind not in visit.kinds and at > now
    ]


def shifted(visit: Ahead, policy: Policy, zone: str, now: datetime) -> list[Waiting]:
    """What waits for another time than the policy says by now, with that time, where it lies in the future."""
    moved = []
    for one in visit.waiting:
        step = policy.step(one.kind)
        if step is None or step.anchor is not Anchor.START:
            continue
        at = step.span.before(visit.starts_at, zone)
        if at != one.due_at and min(at, one.due_at) > now:
            moved.append(replace(one, due_at=at))
    return moved
