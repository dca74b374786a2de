"""What follows an answer to a reminder: coming, not coming, another time, late, somebody else's number, who is this.

An answer counts for the visit its reminder told of, as long as that stands as it was told. Whoever answers an old one
hears how things stand today, if their number still tells who they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from backend.domain.handoff.machine import Reason
from backend.domain.messaging.ports import Letterheads
from backend.domain.messaging.questions import AskedVisit, Question, Reply, Subject
from backend.domain.messaging.records import About, Conversation, Option, Purpose, Words
from backend.domain.reminders.replies import NEAR, WEEKDAYS, read, words
from backend.domain.scheduling.clinic import Directory
from backend.domain.scheduling.policy import cancel_until
from backend.domain.scheduling.records import OPEN, Appointment, AppointmentStatus, Change
from backend.domain.sensitive import Sensitive
from backend.services.answering import Answerable, HandOn, Matter, NewQuestion, Outcome, Told
from backend.services.attendance_words import LINES, Line, Teller
from backend.services.handing_over import alert_staff
from backend.services.who import party

TAKEN: Final = frozenset({Reply.YES, Reply.NO, Reply.ANOTHER_TIME, Reply.LATE, Reply.UNCLEAR})
_GONE: Final = frozenset({AppointmentStatus.CANCELLED, AppointmentStatus.ENTERED_IN_ERROR})


@dataclass(frozen=True, slots=True)
class _Heard:
    """An answer to a reminder, with everything it is judged by; `visit` is locked."""

    question: Question
    asked: AskedVisit
    visit: Appointment
    teller: Teller
    said: str
    at: datetime

    @property
    def stands(self) -> bool:
        """Whether the visit is still to come, at the time the reminder told."""
        return self.visit.status in OPEN and self.is_as_told and self.visit.ends_at > self.at

    @property
    def is_as_told(self) -> bool:
        """Whether it is at the time the reminder told."""
        return self.visit.starts_at == self.asked.starts_at


@dataclass(frozen=True)
class AttendanceAnswers:
    """Implements Answering, and Discerning, for reminders."""

    letterheads: Letterheads

    def takes(self, reply: Reply) -> bool:
        """Anything but a number from three on."""
        return reply in TAKEN

    def matter(self, transaction: Answerable, place: Conversation, question: Question, at: datetime) -> Matter | None:
        """The visit, as long as it stands as it was told; by day and time, and by name on a shared telephone."""
        asked = transaction.questions.visit_of(question.subject_id)
        if asked is None:
            return None
        visit = transaction.appointments.get(asked.appointment)
        if visit.status not in OPEN or visit.starts_at != asked.starts_at or visit.ends_at <= at:
            return None
        teller = self._teller(transaction, place, visit, at)
        local, today = teller.local(), teller.local(at).date()
        near = NEAR.get((local.date() - today).days, "")
        names = words(visit.name.given) | words(f"{WEEKDAYS[local.weekday()]} {near}")
        return Matter(visit.id, teller.say(Line.LABEL), names, visit.starts_at, teller.short())

    def answer(
        self,
        transaction: Answerable,
        place: Conversation,
        question: Question,
        reply: Reply,
        said: str,
        at: datetime,
    ) -> Outcome:
        """Write down what is said, and say what that means."""
        asked = transaction.questions.visit_of(question.subject_id)
        if asked is None:
            return None
        visit = transaction.appointments.get(asked.appointment, lock=True)
        heard = _Heard(question, asked, visit, self._teller(transaction, place, visit, at), said, at)
        if all(patient.id != visit.patient for patient in party(transaction, place.id, at, ever=True).patients):
            return Told(_words(heard.teller.say(Line.UNKNOWN)))
        if not heard.stands:
            return self._as_it_stands(transaction, place, heard)
        match reply:
            case Reply.YES:
                return _confirmed(transaction, place, heard)
            case Reply.LATE:
                return _late(transaction, place, heard)
            case Reply.UNCLEAR:
                return _words(heard.teller.say(Line.UNCLEAR))
            case _:
                return _unable(transaction, place, heard, reply)

    def _as_it_stands(self, transaction: Answerable, place: Conversation, heard: _Heard) -> Outcome:
        """How things stand with a visit that is not what its reminder told any more."""
        teller, visit = heard.teller, heard.visit
        if all(patient.id != visit.patient for patient in party(transaction, place.id, heard.at).patients):
            return Told(_words(teller.say(Line.UNKNOWN)))
        if visit.status in _GONE:
            return Told(_words(teller.say(Line.CANCELLED, at=heard.asked.starts_at)))
        if visit.status not in OPEN or visit.ends_at <= heard.at:
            return Told(_words(teller.say(Line.PAST)))
        told = transaction.questions.told_of(visit.id)
        if told is None:
            return Told(_words(teller.say(Line.MOVED, answers="")))
        said = _words(teller.say(Line.MOVED), self._options(place), visit.starts_at)
        return NewQuestion(said, Subject.ATTENDANCE, told, visit.starts_at)

    def _teller(self, transaction: Answerable, place: Conversation, visit: Appointment, at: datetime) -> Teller:
        directory: Directory = transaction.directory.current()
        shared = len(party(transaction, place.id, at, ever=True).patients) > 1
        return Teller(directory, self.letterheads.letterhead(), place.locale, visit, shared)

    @staticmethod
    def _options(place: Conversation) -> tuple[Option, ...]:
        lines = LINES["es" if place.locale.startswith("es") else "en"]
        return (Option(lines[Line.CONFIRM], "1"), Option(lines[Line.DECLINE], "2"))


def _confirmed(transaction: Answerable, place: Conversation, heard: _Heard) -> Outcome:
    if heard.visit.attendance != "confirmed":
        _record(transaction, place, heard, Change.CONFIRMED)
    return _words(heard.teller.say(Line.SEE_THEM if heard.teller.shared else Line.SEE_YOU))


def _late(transaction: Answerable, place: Conversation, heard: _Heard) -> Outcome:
    said = read(heard.said)
    minutes = said.minutes if said else None
    reason = Sensitive(f"{minutes} minutes late") if minutes else None
    _record(transaction, place, heard, Change.LATE, reason)
    if minutes:
        return _words(heard.teller.say(Line.LATE_BY, minutes=minutes))
    return _words(heard.teller.say(Line.LATE))


def _unable(transaction: Answerable, place: Conversation, heard: _Heard, reply: Reply) -> Outcome:
    """Not at that time: the dialogue asks what is to become of it. After the cut-off staff are told, too.

    Whoever says no when we ask may call the visit off or move it to the last: see check_cancel.
    """
    if heard.visit.attendance != "declined":
        _record(transaction, place, heard, Change.UNABLE)
    service = heard.teller.directory.service_of[heard.visit.service]
    if heard.at >= cancel_until(service, heard.visit.starts_at):
        alert_staff(transaction, place, Reason.DECLINED, actor="patient", at=heard.at)
    said = read(heard.said)
    cancels = said is not None and said.cancels
    intent = "cancel_appointment" if cancels else "decline_attendance"
    about = About(heard.visit.id, "reschedule_appointment" if reply is Reply.ANOTHER_TIME else intent)
    return HandOn(about, _words(heard.teller.say(Line.UNABLE)))


def _record(
    transaction: Answerable,
    place: Conversation,
    heard: _Heard,
    change: Change,
    reason: Sensitive[str] | None = None,
) -> None:
    actor = party(transaction, place.id, heard.at).actor
    transaction.appointments.record(heard.visit, change, actor=actor, at=heard.at, reason=reason)


def _words(text: str, options: tuple[Option, ...] = (), until: datetime | None = None) -> Words:
    return Words(text, Purpose.REPLY, options=options, until=until)
