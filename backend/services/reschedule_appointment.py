"""Moving an appointment: the old time is given up only once the new one is got."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from backend.domain.errors import IllegalTransition, OfferExpired, UnknownOffer
from backend.domain.ids import AppointmentId, ConversationId, SlotId
from backend.domain.ports import Clock, Transactions
from backend.domain.scheduling.clinic import Directory, Offering
from backend.domain.scheduling.policy import check_cancel, check_start
from backend.domain.scheduling.ports import Booking
from backend.domain.scheduling.records import OPEN, Appointment, Visit, visit
from backend.services.book_appointment import Booked
from backend.services.commands import SERVICE, Once, carry_out
from backend.services.planning import plan_visit
from backend.services.who import own_appointment, party

SCOPE: Final = "reschedule"

type Own = tuple[SlotId, str] | None


@dataclass(frozen=True, slots=True)
class MoveTo:
    """Another time, and if it changes the practitioner and the place, by public ids."""

    start: datetime
    practitioner: str | None = None
    location: str | None = None


@dataclass(frozen=True)
class RescheduleAppointment:
    """Moves an appointment in one transaction."""

    transactions: Transactions[Booking]
    clock: Clock

    def __call__(self, id_: AppointmentId, to: MoveTo | SlotId, once: Once) -> Booked:
        """Move it as the clinic: no cut-off.

        Raises NotFound, IllegalTransition, a PolicyRefusal, SlotTaken or PatientBusy.
        """

        def move(transaction: Booking) -> Booked:
            appointment = transaction.appointments.get(id_, lock=True)
            directory = transaction.directory.current()
            if once.done_before(transaction, SCOPE, {"appointment": id_.hex}) is not None:
                return Booked(directory, appointment)
            now = self.clock.now()
            if isinstance(to, MoveTo):
                target: tuple[Visit, Own] = (_visit(directory, appointment, to, now), None)
            else:
                hold = transaction.slots.find_hold(to)
                if hold is None:
                    raise OfferExpired("that hold has expired", field="hold")
                target = (hold.visit, (hold.id, hold.holder))
            return moved(transaction, directory, appointment, target, actor=SERVICE, at=now)

        return carry_out(self.transactions.transaction, move)

    def offered(self, conversation: ConversationId, id_: AppointmentId, token: str, once: Once) -> Booked:
        """Move one's own to an offered time; also raises TooLateToCancel from the cut-off on."""

        def move(transaction: Booking) -> Booked:
            now = self.clock.now()
            who = party(transaction, conversation, now)
            appointment = own_appointment(transaction, who.patients, id_)
            directory = transaction.directory.current()
            if once.done_before(transaction, f"{SCOPE}:{conversation.hex}", {"appointment": id_.hex}) is not None:
                return Booked(directory, appointment)
            service = directory.service_of[appointment.service]
            check_cancel(service, appointment.starts_at, now, appointment.attendance)
            offer = transaction.offers.by_token(conversation, token)
            if offer is None or offer.service != appointment.service:
                raise UnknownOffer("no such offer was made here", field="token")
            target = visit(service, Offering(offer.service, offer.practitioner, offer.location), offer.starts_at)
            if offer.expires_at <= now:
                check_start(directory, service, target.offering, offer.starts_at, now)
            own = (target, (offer.slot, who.actor))
            found = moved(transaction, directory, appointment, own, actor=who.actor, at=now, said_here=True)
            transaction.slots.release(who.actor)  # the other offered times are free for others again
            return found

        return carry_out(self.transactions.transaction, move)


def _visit(directory: Directory, appointment: Appointment, to: MoveTo, now: datetime) -> Visit:
    service = directory.service_of[appointment.service]
    offering = Offering(
        service.id,
        directory.practitioner(to.practitioner).id if to.practitioner else appointment.practitioner,
        directory.location(to.location).id if to.location else appointment.location,
    )
    check_start(directory, service, offering, to.start, now)
    return visit(service, offering, to.start)


def moved(
    transaction: Booking,
    directory: Directory,
    appointment: Appointment,
    target: tuple[Visit, Own],
    *,
    actor: str,
    at: datetime,
    said_here: bool = False,
) -> Booked:
    """Move a locked appointment to a visit, in place of the caller's own hold if there is one.

    `said_here`: in a conversation, which tells the patient itself. Raises IllegalTransition, SlotTaken or PatientBusy.
    """
    if appointment.status not in OPEN:
        raise IllegalTransition(f"an appointment that is {appointment.status} cannot be moved")
    to, own = target
    planned = plan_visit(directory, to, at, said_here=said_here)
    transaction.appointments.reschedule(appointment, to, own, actor, at, planned)
    changed = replace(
        appointment,
        practitioner=to.practitioner,
        location=to.location,
        starts_at=to.starts_at,
        ends_at=to.ends_at,
        attendance=None,
        revision=appointment.revision + 1,
    )
    return Booked(directory, changed)
