"""The clinic's policies: how soon, how far ahead, and until when an appointment can be called off."""

from __future__ import annotations

from datetime import datetime, timedelta

from backend.domain.errors import NotOffered, OutsideHours, TooFar, TooLateToCancel, TooSoon
from backend.domain.scheduling.clinic import Directory, Offering, Service
from backend.domain.scheduling.free import works
from backend.domain.scheduling.minutes import DAY, Interval, minute_at_or_after, minute_of


def bookable(service: Service, now: datetime) -> Interval:
    """The minutes in which a visit may start, seen from `now`: after the notice, before the horizon."""
    return minute_at_or_after(now) + service.minimum_notice, minute_of(now) + service.horizon_days * DAY


def check_start(directory: Directory, service: Service, offering: Offering, start: datetime, now: datetime) -> None:
    """Raise the refusal that applies to a visit at `start` (aware), other bookings aside."""
    if offering not in directory.offerings_of(service.id):
        raise NotOffered("that practitioner does not offer the service there")
    earliest, latest = bookable(service, now)
    minute = minute_of(start)
    if minute < earliest:
        raise TooSoon("that time is too soon", field="start")
    if minute >= latest:
        raise TooFar("that time is further ahead than the clinic plans", field="start")
    if start.second or start.microsecond or not works(directory, service, offering, minute):
        raise OutsideHours("nobody is there for it at that time", field="start")


def cancel_until(service: Service, starts_at: datetime) -> datetime:
    """Until when the patient may call the appointment off without asking a person."""
    return starts_at - timedelta(hours=service.cancel_cutoff_hours)


def check_cancel(service: Service, starts_at: datetime, now: datetime, attendance: str | None = None) -> None:
    """Raise TooLateToCancel from the cut-off on, unless the patient has `declined` when we asked.

    Whoever is asked the day before and says no leaves a time that somebody else can have; refusing it leaves an empty
    chair. Staff are told of a late no, see services/attendance_answers.py.
    """
    if attendance != "declined" and now >= cancel_until(service, starts_at):
        raise TooLateToCancel("it is too late to change this appointment without asking the clinic")
