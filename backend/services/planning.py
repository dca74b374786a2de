"""Planning what a visit will bring, by the clinic's policy for its service and place."""

from __future__ import annotations

from datetime import datetime

from backend.domain.reminders.plan import Planned, plan, plan_cancelled, plan_missed
from backend.domain.scheduling.clinic import Directory
from backend.domain.scheduling.records import CALLED_OFF, Appointment, Change, Visit


def plan_visit(directory: Directory, visit: Visit, now: datetime, *, said_here: bool = False) -> tuple[Planned, ...]:
    """What a visit brings that is booked, or moved to, now; `said_here`: in a conversation, which says so itself."""
    policy = directory.reminders.of(visit.service, visit.location)
    zone = directory.location_of[visit.location].zone
    return plan(policy, visit.starts_at, zone, now, said_here=said_here)


def plan_change(
    directory: Directory, appointment: Appointment, change: Change, now: datetime, *, said_here: bool = False
) -> tuple[Planned, ...]:
    """What a change of a visit that leaves its time as it is brings."""
    policy = directory.reminders.of(appointment.service, appointment.location)
    if change in CALLED_OFF:
        return plan_cancelled(policy, now, said_here=said_here)
    return plan_missed(policy, now) if change is Change.NOSHOW else ()
