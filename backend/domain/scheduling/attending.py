"""Which marks a visit may get when: arrived, fulfilled, missed, and taking a wrong mark back."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from backend.domain.errors import IllegalTransition
from backend.domain.scheduling.records import Appointment, AppointmentStatus, Change

EARLY: Final = timedelta(hours=12)
"""Nobody arrives so long before a visit: that is a mistake."""
CORRECTED_FOR: Final = timedelta(days=7)
"""How long after a visit's end a wrong mark can be taken back."""

_S = AppointmentStatus
_FROM: Final[dict[Change, frozenset[AppointmentStatus]]] = {
    Change.ARRIVED: frozenset({_S.PENDING, _S.BOOKED, _S.NOSHOW}),
    Change.FULFILLED: frozenset({_S.PENDING, _S.BOOKED, _S.ARRIVED, _S.CHECKED_IN, _S.NOSHOW}),
    Change.NOSHOW: frozenset({_S.PENDING, _S.BOOKED}),
    Change.CORRECTED: frozenset({_S.ARRIVED, _S.CHECKED_IN, _S.FULFILLED, _S.NOSHOW}),
}
MARKS: Final = frozenset(_FROM)


def check_mark(appointment: Appointment, change: Change, now: datetime) -> None:
    """Raise IllegalTransition when a visit cannot get that mark, or not now."""
    if appointment.status not in _FROM[change]:
        raise IllegalTransition(f"an appointment that is {appointment.status} cannot be noted as {change}")
    earliest = appointment.starts_at - EARLY if change is Change.ARRIVED else appointment.starts_at
    if change is not Change.CORRECTED and now < earliest:
        raise IllegalTransition(f"it is too early to note an appointment as {change}")
    if change is Change.CORRECTED and now > appointment.ends_at + CORRECTED_FOR:
        raise IllegalTransition("it is too late to take that back")
