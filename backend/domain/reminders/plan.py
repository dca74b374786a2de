"""Planning: which messages a visit will bring, decided when it is booked, moved, called off or missed.

Plans are rows; whether a planned message still makes sense is asked again when it is due (see decide.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum

from backend.domain.reminders.policy import Anchor, Policy, Step


class Priority(IntEnum):
    """What goes first when many are due: smaller goes first."""

    AT_ONCE = 0
    REMINDER = 1
    BULK = 2


class Skip(StrEnum):
    """Why a planned message is not said."""

    SAID_HERE = "said_here"
    """The change was made in the conversation, where the answer said it."""
    BOOKED_LATE = "booked_late"
    """The visit was booked, or moved, after the message's time."""
    MOVED = "moved"
    CANCELLED = "cancelled"
    NOT_MISSED = "not_missed"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    """The patient said that they cannot come: nothing is said that takes for granted that they do."""
    PAST = "past"
    QUIET = "quiet"
    """The person sleeps until it would be too late."""
    OPTED_OUT = "opted_out"
    NO_ADDRESS = "no_address"
    """Nobody knows where the patient can be written to, or all of it is dead."""
    FEWER = "fewer"
    """The patient asked for fewer reminders."""
    NOT_AT_RISK = "not_at_risk"
    STOPPED = "stopped"
    """Staff stopped telling people that the clinic closes."""
    POLICY = "policy"
    """The clinic's policy has no such message any more."""
    OUTDATED = "outdated"
    """It comes too late to be of use, or a later one of the same visit is due as well."""
    SAID_BY_MAIL = "said_by_mail"
    """The mail with the file for the calendar says the same, at the same address."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A message that a visit will bring; with `skip` one that is kept only to say why it was not said."""

    kind: str
    anchor: Anchor
    due_at: datetime
    priority: Priority
    skip: Skip | None = None


def plan(policy: Policy, starts_at: datetime, zone: str, now: datetime, *, said_here: bool) -> tuple[Planned, ...]:
    """What a visit brings that was booked or moved just now; `said_here`: in a conversation, which said so itself."""
    return tuple(
        _planned(step, starts_at, zone, now, said_here=said_here)
        for step in policy.steps
        if step.anchor in (Anchor.BOOKED, Anchor.START)
    )


def plan_cancelled(policy: Policy, now: datetime, *, said_here: bool) -> tuple[Planned, ...]:
    """What follows when a visit is called off."""
    skip = Skip.SAID_HERE if said_here else None
    steps = [step for step in policy.steps if step.anchor is Anchor.CANCELLED]
    return tuple(Planned(step.kind, step.anchor, now, Priority.AT_ONCE, skip) for step in steps)


def plan_missed(policy: Policy, now: datetime) -> tuple[Planned, ...]:
    """What follows when a patient did not come."""
    steps = [step for step in policy.steps if step.anchor is Anchor.NOSHOW]
    return tuple(Planned(step.kind, step.anchor, step.span.after(now), Priority.REMINDER) for step in steps)


def _planned(step: Step, starts_at: datetime, zone: str, now: datetime, *, said_here: bool) -> Planned:
    if step.anchor is Anchor.BOOKED:
        return Planned(step.kind, step.anchor, now, Priority.AT_ONCE, Skip.SAID_HERE if said_here else None)
    due_at = step.span.before(starts_at, zone)
    return Planned(step.kind, step.anchor, due_at, Priority.REMINDER, Skip.BOOKED_LATE if due_at <= now else None)
