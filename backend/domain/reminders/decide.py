"""Whether a planned message is said now, later or not at all: decided from what is true at that moment.

First whether it still makes sense (`wanted`), which needs nobody's address; then whether it may go to where its patient
is reached (`decide`). Times of the visit are counted anew from its present start, so that neither a message that waited
for the morning nor a machine that was off says what a later message says better.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from backend.domain.handoff.machine import ConversationState
from backend.domain.messaging.caps import USUAL, next_under_cap
from backend.domain.messaging.quiet import US, next_waking
from backend.domain.reminders.due import Due, Place, Sought
from backend.domain.reminders.plan import Skip
from backend.domain.reminders.policy import Anchor, Policy, Step
from backend.domain.reminders.staleness import CLOSED, WAKES, stale

USELESS: Final = timedelta(minutes=30)
"""Nearer to the visit than that nobody needs to be reminded of it."""
ASK_STAFF_AGAIN: Final = timedelta(minutes=15)
MISSED_FOR: Final = timedelta(days=3)
"""So long after a missed visit it is still mentioned."""
TOLD_FOR: Final = timedelta(days=2)
"""So long after a booking it is still confirmed."""
_LAST_PART: Final = 4
"""A reminder is of use until a quarter of its time is left: of three days until eighteen hours before the visit."""
NEWS: Final = frozenset({Anchor.BOOKED, Anchor.CANCELLED, CLOSED})
"""News of what was done is never too much, though it does not wake anybody."""


class Wait(StrEnum):
    """Why a message waits."""

    QUIET = "quiet"
    ENOUGH = "enough"
    """So much has been said there of our own accord that more has to wait."""
    HELD_BY_STAFF = "held_by_staff"


@dataclass(frozen=True, slots=True)
class Say:
    """Say it now, there."""

    place: Place


@dataclass(frozen=True, slots=True)
class PutOff:
    """Decide again then."""

    until: datetime
    reason: Wait


type Decision = Say | PutOff | Skip


def wanted(due: Due, policy: Policy, zone: str, now: datetime) -> Step | Skip:
    """The step of the policy that a message is said for, if it still makes sense; `zone` is that of the place."""
    gone = stale(due, now)
    if gone is not None:
        return gone
    if due.anchor == CLOSED:
        return Step(due.kind, due.kind, Anchor.BOOKED)
    step = policy.step(due.kind)
    if step is None or step.anchor != due.anchor:
        return Skip.POLICY
    if step.unless_confirmed and due.attendance == "confirmed":
        return Skip.CONFIRMED
    if step.anchor is Anchor.START and not step.asks and due.attendance == "declined":
        return Skip.DECLINED
    if step.at_risk and not due.attended.at_risk:
        return Skip.NOT_AT_RISK
    if due.wishes.fewer and step.anchor is Anchor.START and step != _last_that_asks(due, policy, zone):
        return Skip.FEWER
    return Skip.OUTDATED if _outdated(due, step, policy, zone, now) else step


def decide(due: Due, step: Step, places: Collection[Place], zones: Collection[ZoneInfo], now: datetime) -> Decision:
    """What becomes of a message that is wanted.

    `places`: where its patient is known to be reached, the one to choose first in front. `zones`: the clocks its
    person may live by at the first usable one; see `reached`.
    """
    place = reached(due, places)
    if place is None:
        return Skip.OPTED_OUT if any(one.conversation.opted_out_at for one in places) else Skip.NO_ADDRESS
    if _said_by_mail(due, step, place):
        return Skip.SAID_BY_MAIL
    if place.conversation.state is ConversationState.CLAIMED:
        return PutOff(now + ASK_STAFF_AGAIN, Wait.HELD_BY_STAFF)
    allowed = now if due.anchor in NEWS else next_under_cap(now, place.started, USUAL)
    until = next_waking(allowed, zones, due.wishes.waking or US)
    if until <= now:
        return Say(place)
    return _later(due, until, Wait.ENOUGH if allowed > now else Wait.QUIET, place)


def reached(sought: Sought, places: Collection[Place]) -> Place | None:
    """Where a message goes: the first place that can be used, on the channel the patient wishes if there is one."""
    usable = [one for one in places if one.usable and one.conversation.address_id not in sought.missed_at]
    wished = [one for one in usable if one.conversation.channel == sought.wishes.channel]
    return next(iter(wished or usable), None)


def _last_that_asks(due: Due, policy: Policy, zone: str) -> Step | None:
    """The one reminder for whoever wants fewer: the last that asks, or the last where none asks."""
    before = sorted(_reminders(due, policy), key=lambda step: step.span.before(due.starts_at, zone))
    asking = [step for step in before if step.asks]
    return next(reversed(asking or before), None)


def _reminders(due: Due, policy: Policy) -> list[Step]:
    """The reminders that this patient gets of this visit."""
    return [
        step
        for step in policy.steps
        if step.anchor is Anchor.START
        and not (step.at_risk and not due.attended.at_risk)
        and not (step.unless_confirmed and due.attendance == "confirmed")
    ]


def _outdated(due: Due, step: Step, policy: Policy, zone: str, now: datetime) -> bool:
    if step.anchor is Anchor.NOSHOW:
        return now - due.due_at > MISSED_FOR
    if step.anchor is Anchor.CANCELLED:
        return False
    own = step.span.before(due.starts_at, zone) if step.anchor is Anchor.START else due.planned_at
    if step.anchor is Anchor.START and due.starts_at - now < (due.starts_at - own) / _LAST_PART:
        return True
    if step.anchor is Anchor.BOOKED and now - own > TOLD_FOR:
        return True
    if due.wishes.fewer and step.anchor is Anchor.START:
        return False
    later = [other.span.before(due.starts_at, zone) for other in _reminders(due, policy)]
    # What was due before the visit was booked is not said, so it is no reason to leave this one out.
    return any(own < moment <= now and moment > due.planned_at for moment in later)


def _said_by_mail(due: Due, step: Step, place: Place) -> bool:
    """Whether the mail with the file for the calendar goes to the same mailbox; see services/invitations.py."""
    there = place.conversation
    return step.anchor in (Anchor.BOOKED, Anchor.CANCELLED) and there.channel == "email" and there.id == due.booked_in


def _later(due: Due, until: datetime, reason: Wait, place: Place) -> Decision:
    if due.anchor == Anchor.NOSHOW or until + USELESS <= due.starts_at:
        return PutOff(until, reason)
    return Say(place) if due.anchor in WAKES else Skip.QUIET
