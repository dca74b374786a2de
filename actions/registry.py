"""All actions of the domain, by the names it knows them by."""

from __future__ import annotations

from actions import attendance, booking, cancelling, clarify, handover, information, moving, session
from actions.action import DeskAction
from actions.turn import Desk

ACTIONS: tuple[type[DeskAction], ...] = (
    session.SessionStart,
    booking.ValidateBookingForm,
    booking.Book,
    moving.ValidateRescheduleForm,
    moving.Reschedule,
    cancelling.ValidateCancelForm,
    cancelling.Cancel,
    attendance.ValidateAttendanceForm,
    attendance.Attendance,
    clarify.ValidateClarifyForm,
    clarify.Meant,
    clarify.Route,
    clarify.Unclear,
    clarify.UnclearAnswer,
    clarify.OutOfScope,
    information.Greet,
    information.Help,
    information.Goodbye,
    information.MedicalQuestion,
    information.ListAppointments,
    information.FindPractitioner,
    information.ClinicInfo,
    handover.Handoff,
    handover.CallBack,
    handover.HandoffFallback,
    handover.HandoffError,
    handover.Emergency,
)


def all_actions(desk: Desk) -> list[DeskAction]:
    """Return one of each action, working at a desk."""
    return [kind(desk) for kind in ACTIONS]
