"""A desk that reminds: patients with a telephone, their visits, and reminders that ask whether they come."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import text

from backend.domain.ids import AppointmentId, MessageId
from backend.domain.messaging.questions import Subject
from backend.domain.messaging.records import Option, Purpose, Words
from backend.domain.scheduling.records import Appointment, Patient
from backend.services.commands import Once
from backend.services.hold_slot import Wanted
from tests.integration.messaging.doubles import PATIENT, Desk
from tests.integration.small_clinic import SmallClinic

OPTIONS = (Option("I'm coming", "1"), Option("I can't come", "2"))
ANSWERS = "Reply 1 to confirm, 2 if you can't come."
TUESDAY, WEDNESDAY = "2026-12-01T14:20:00-05:00", "2026-12-02T10:00:00-05:00"


@dataclass
class Asking:
    """A desk of the small clinic; reminders go through the real services, at the patient's own number."""

    desk: Desk
    clinic: SmallClinic
    texts: list[str] = field(default_factory=list)

    def patient(self, given: str = "Ada", phone: str = PATIENT) -> Patient:
        """A patient with a verified number."""
        return self.clinic.patient(given, phone=phone)

    def visit(self, patient: Patient, start: str = TUESDAY, practitioner: str = "dr-ann") -> AppointmentId:
        """Book a visit as the clinic; its messages are planned with it."""
        wanted = Wanted("visit", practitioner, "east", datetime.fromisoformat(start))
        return self.desk.frontdesk.book_appointment(patient.id, wanted, Once.of(uuid4().hex)).appointment.id

    def remind(
        self,
        visit: AppointmentId,
        kind: str = "reminder-1d",
        *,
        phone: str = PATIENT,
        channel: str = "sms",
        asks: bool = True,
    ) -> MessageId:
        """Say a planned reminder of a visit as it stands, and send it."""
        with self.desk.frontdesk.database.transaction() as transaction:
            notification: UUID = transaction.connection.execute(
                text(
                    "SELECT n.id FROM notifications n JOIN appointments a ON a.id = n.appointment_id"
                    " WHERE n.appointment_id = :id AND n.kind = :kind ORDER BY n.revision DESC LIMIT 1"
                ),
                {"id": visit, "kind": kind},
            ).scalar_one()
            appointment = transaction.appointments.get(visit)
            place = transaction.conversations.open(channel, phone, phone if channel in ("sms", "whatsapp") else None)
            body = f"Test Clinic: {appointment.name.given} {appointment.starts_at:%d %H:%M}. {ANSWERS}"
            now = self.desk.frontdesk.clock.now()
            words = Words(body, Purpose.REMINDER, options=OPTIONS if asks else (), until=appointment.starts_at)
            message = transaction.messages.say(place, words, now)
            transaction.connection.execute(
                text("UPDATE notifications SET state = 'said', message_id = :message WHERE id = :id"),
                {"message": message, "id": notification},
            )
            if asks:
                transaction.questions.ask(message, Subject.ATTENDANCE, notification, now, appointment.starts_at)
        self.desk.bells.relays.append(message)
        self.desk.work()
        return message

    def get(self, visit: AppointmentId) -> Appointment:
        """A visit as it stands."""
        with self.desk.frontdesk.database.transaction() as transaction:
            return transaction.appointments.get(visit)

    def answers(self) -> list[str | None]:
        """The answers kept, in the order in which we asked."""
        return [
            str(answer) if answer else None for (answer,) in self.desk.sql("SELECT answer FROM questions ORDER BY seq")
        ]

    def changes(self, visit: AppointmentId) -> list[str]:
        """What happened to a visit."""
        with self.desk.frontdesk.database.transaction() as transaction:
            return [str(line.change) for line in transaction.appointments.history(transaction.appointments.get(visit))]
