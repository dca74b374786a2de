"""A slot has one winner, whatever races for it: real connections, at the database's own word."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from threading import Barrier
from time import monotonic
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from backend.domain.errors import Conflict, FrontdeskError, PatientBusy, SlotTaken
from backend.domain.ids import AppointmentId, ConversationId, SlotId
from backend.domain.scheduling.records import AppointmentStatus, Patient
from backend.services.book_appointment import BookAppointment, Person
from backend.services.commands import Once
from backend.services.hold_slot import HoldSlot, Wanted
from backend.services.offer_slots import Asked, OfferSlots
from backend.services.reschedule_appointment import MoveTo, RescheduleAppointment
from backend.store.database import Database, engine
from tests.conftest import SettableClock
from tests.integration.small_clinic import SmallClinic

ROOT = Path(__file__).parents[2]
TEN = datetime.fromisoformat("2026-11-24T10:00:00-05:00")
CLIENTS = [16, 64]

_OVERLAPS = text("""
    SELECT count(*) FROM slots a JOIN slots b ON a.id < b.id AND (
        (a.practitioner_id = b.practitioner_id AND a.during && b.during)
        OR (a.patient_number = b.patient_number AND a.visit && b.visit)
    )
""")
_TORN = text("""
    SELECT count(*) FROM appointments a
    LEFT JOIN slots s ON s.appointment_id = a.id
    LEFT JOIN patients p ON p.id = a.patient_id
    LEFT JOIN LATERAL (
        SELECT count(*) AS lines, max(h.revision) AS last FROM appointment_history h WHERE h.appointment_id = a.id
    ) h ON true
    WHERE h.lines <> a.revision OR h.last <> a.revision
        OR (a.status = 'booked') <> (s.id IS NOT NULL)
        OR s.visit <> tstzrange(a.starts_at, a.ends_at) OR s.practitioner_id <> a.practitioner_id
        OR s.patient_number <> p.number
""")


class Crowd:
    """Clients that start together, each on a connection of its own."""

    def __init__(self, small: SmallClinic, size: int) -> None:
        self.size = size
        self.clock = small.frontdesk.clock
        url = small.frontdesk.settings.database_url
        assert url is not None
        self.database = Database(engine(url, pool_size=size), small.frontdesk.vault)
        self.book = BookAppointment(self.database, self.clock)
        self.hold = HoldSlot(self.database, self.clock)
        self.move = RescheduleAppointment(self.database, self.clock)
        self.offer = OfferSlots(self.database, self.clock)
        self._pool = ThreadPoolExecutor(size)

    def race[R](self, work: Callable[[int], R]) -> list[R | Conflict]:
        """What each client got; any other error than a conflict fails the test."""
        barrier = Barrier(self.size)

        def run(number: int) -> R | Conflict:
            barrier.wait()
            try:
                return work(number)
            except Conflict as refusal:
                return refusal

        return list(self._pool.map(run, range(self.size)))

    def close(self) -> None:
        """Hang up."""
        self._pool.shutdown()
        self.database.engine.dispose()


@pytest.fixture(params=CLIENTS)
def crowd(request: pytest.FixtureRequest, small: SmallClinic) -> Iterator[Crowd]:
    made = Crowd(small, request.param)
    yield made
    made.close()


@pytest.fixture(autouse=True)
def whole(small: SmallClinic) -> Iterator[None]:
    """After whatever a test does: nobody is in two places, and each appointment has its slot and its history."""
    yield
    with small.frontdesk.database.transaction() as transaction:
        assert transaction.connection.execute(_OVERLAPS).scalar_one() == 0
        assert transaction.connection.execute(_TORN).scalar_one() == 0


def wanted(start: datetime = TEN, practitioner: str = "dr-ann", location: str = "east") -> Wanted:
    return Wanted("visit", practitioner, location, start)


def once() -> Once:
    return Once.of(uuid4().hex)


def people(small: SmallClinic, number: int) -> list[Patient]:
    return [small.patient(f"Person {chr(97 + each % 26)}{chr(97 + each // 26)}") for each in range(number)]


def winners(results: Sequence[object]) -> list[int]:
    return [number for number, result in enumerate(results) if not isinstance(result, FrontdeskError)]


def test_one_wins_when_all_want_the_same_slot(small: SmallClinic, crowd: Crowd) -> None:
    patients = people(small, crowd.size)
    for day in range(5):
        results = crowd.race(
            lambda number, day=day: crowd.book(patients[number].id, wanted(TEN + timedelta(days=day)), once())  # type: ignore[misc]
        )
        assert len(winners(results)) == 1
        assert Counter(type(result) for result in results)[SlotTaken] == crowd.size - 1


def test_one_wins_when_all_overlap_without_starting_together(small: SmallClinic, crowd: Crowd) -> None:
    patients = people(small, crowd.size)
    for day in range(5):
        results = crowd.race(
            lambda number, day=day: crowd.book(  # type: ignore[misc]
                patients[number].id, wanted(TEN + timedelta(days=day, minutes=5 * (number % 6))), once()
            )
        )
        assert len(winners(results)) == 1


def test_as_many_win_as_fit_when_starts_are_staggered_over_a_morning(small: SmallClinic, crowd: Crowd) -> None:
    patients = people(small, crowd.size)
    starts = [TEN + timedelta(minutes=10 * (number % 18)) for number in range(crowd.size)]
    results = crowd.race(lambda number: crowd.book(patients[number].id, wanted(starts[number]), once()))
    won = [starts[number] for number in winners(results)]
    for number, start in enumerate(starts):
        near = [other for other in won if abs(other - start) < timedelta(minutes=30)]
        assert near, f"client {number} was refused a time that nobody has"


def test_one_wins_when_a_patient_is_booked_everywhere_at_once(small: SmallClinic, crowd: Crowd) -> None:
    patient = small.patient()
    places = [("dr-ann", "east"), ("dr-bob", "middle"), ("dr-cyd", "east"), ("dr-cyd", "middle")]
    results = crowd.race(
        lambda number: crowd.book(
            patient.id, wanted(TEN + timedelta(minutes=5 * (number % 5)), *places[number % 4]), once()
        )
    )
    assert len(winners(results)) == 1
    assert {type(result) for result in results if isinstance(result, Conflict)} <= {SlotTaken, PatientBusy}


def test_only_the_holder_gets_the_slot_when_all_hold_and_book(small: SmallClinic, crowd: Crowd) -> None:
    patients = people(small, crowd.size)

    def hold_and_book(number: int) -> AppointmentId:
        held = crowd.hold(wanted(), f"client:{number}", once())
        return crowd.book(patients[number].id, held.hold.id, once()).appointment.id

    assert len(winners(crowd.race(hold_and_book))) == 1


def test_holder_wins_when_others_want_what_is_held(small: SmallClinic, crowd: Crowd) -> None:
    patients = people(small, crowd.size)
    held: SlotId = crowd.hold(wanted(TEN + timedelta(minutes=10)), "client:0", once()).hold.id

    def book(number: int) -> AppointmentId:
        time = held if number == 0 else wanted(TEN + timedelta(minutes=5 * (number % 7)))
        return crowd.book(patients[number].id, time, once()).appointment.id

    assert winners(crowd.race(book)) == [0]


def test_one_wins_when_expired_holds_are_in_the_way(small: SmallClinic, crowd: Crowd, clock: SettableClock) -> None:
    patients = people(small, crowd.size)
    for round_ in range(3):
        day = TEN + timedelta(days=round_)
        for part in range(0, 60, 30):
            crowd.hold(wanted(day + timedelta(minutes=part)), f"late:{part}", once())
        clock.advance(minutes=6)
        # Each overlaps both expired holds, so that clients clear them in any order.
        results = crowd.race(
            lambda number, day=day: crowd.book(  # type: ignore[misc]
                patients[number].id, wanted(day + timedelta(minutes=5 + 5 * (number % 4))), once()
            )
        )
        assert len(winners(results)) == 1


def test_offers_never_show_the_same_time_twice_when_all_ask_at_once(small: SmallClinic, crowd: Crowd) -> None:
    conversations = [small.conversation(f"+1202555{number:04d}") for number in range(1000, 1000 + crowd.size)]
    asked = Asked("visit", practitioner="dr-ann")
    results = crowd.race(lambda number: crowd.offer(conversations[number], asked, once()))
    offers = [offer for result in results if not isinstance(result, Conflict) for offer in result.offers]
    assert len({offer.starts_at for offer in offers}) == len(offers)
    assert len(winners(results)) == crowd.size


def test_one_moves_when_all_move_to_the_same_slot(small: SmallClinic, crowd: Crowd) -> None:
    patients = people(small, crowd.size)
    elsewhere = [TEN + timedelta(days=1 + number // 12, minutes=30 * (number % 12)) for number in range(crowd.size)]
    ids = [
        crowd.book(patient.id, wanted(start), once()).appointment.id
        for patient, start in zip(patients, elsewhere, strict=True)
    ]
    results = crowd.race(lambda number: crowd.move(ids[number], MoveTo(TEN), once()))
    assert len(winners(results)) == 1
    with crowd.database.transaction() as transaction:
        kept = [transaction.appointments.get(id_) for id_ in ids]
    assert all(appointment.status is AppointmentStatus.BOOKED for appointment in kept)
    assert sum(appointment.starts_at == TEN for appointment in kept) == 1


def test_nobody_loses_a_slot_when_pairs_try_to_swap(small: SmallClinic) -> None:
    crowd = Crowd(small, 16)
    patients = people(small, crowd.size)
    starts = [TEN + timedelta(days=number // 2, minutes=30 * (number % 2)) for number in range(16)]
    ids = [
        crowd.book(patient.id, wanted(start), once()).appointment.id
        for patient, start in zip(patients, starts, strict=True)
    ]
    crowd.race(lambda number: crowd.move(ids[number], MoveTo(starts[number ^ 1]), once()))
    with crowd.database.transaction() as transaction:
        kept = sorted(transaction.appointments.get(id_).starts_at for id_ in ids)
    assert kept == sorted(starts)  # nobody can swap, and nobody is left without a time
    crowd.close()


def test_one_books_when_a_command_is_repeated_by_all(small: SmallClinic, crowd: Crowd) -> None:
    patient = small.patient()
    same = Once.of("one-key", what="the same")
    results = crowd.race(lambda _: crowd.book(patient.id, wanted(), same).appointment.id)
    assert len({result for result in results if isinstance(result, UUID)}) == 1
    assert winners(results) == list(range(crowd.size))


def test_one_offer_is_booked_once_when_it_is_taken_up_twice(small: SmallClinic) -> None:
    crowd = Crowd(small, 16)
    conversation: ConversationId = small.conversation()
    offer = crowd.offer(conversation, Asked("visit"), once()).offers[0]
    names = [patient.name for patient in people(small, 16)]
    results = crowd.race(
        lambda number: crowd.book.offered(conversation, offer.token, Person(name=names[number]), once())
    )
    assert len(winners(results)) == 1
    crowd.close()


def test_every_promise_is_kept_when_clients_are_killed_in_mid_transaction(small: SmallClinic) -> None:
    """Clients are killed with SIGKILL while they book; what the database promised stands, and it never locks up."""
    settings = small.frontdesk.settings
    assert settings.database_url is not None
    environ = {
        **os.environ,
        "FRONTDESK_ENV": "test",
        "FRONTDESK_HOME": str(settings.home),
        "DATABASE_URL": settings.database_url,
        "FRONTDESK_NOW": small.frontdesk.clock.now().isoformat(),
    }
    promised: set[str] = set()
    for generation in range(2):
        clients = [_client(environ, generation * 10 + number, people(small, 4)) for number in range(4)]
        try:
            said = _listen(clients, seconds=1.0)
        finally:
            for client in clients:
                client.send_signal(signal.SIGKILL)
        for client, lines in zip(clients, said, strict=True):
            words = (lines + client.communicate(timeout=20)[0]).decode().split()
            promised |= {word for word in words if len(word) == 32}
    assert len(promised) > 20
    patient = small.patient("After")
    free = small.frontdesk.find_availability("visit", practitioner="dr-bob").slots[0]
    assert free
    booked = small.frontdesk.book_appointment(patient.id, wanted(TEN, "dr-bob", "middle"), once())
    assert booked.appointment.status is AppointmentStatus.BOOKED
    with small.frontdesk.database.transaction() as transaction:
        for id_ in promised:
            appointment = transaction.appointments.get(AppointmentId(UUID(id_)))
            assert appointment.status is AppointmentStatus.BOOKED


def _client(environ: Mapping[str, str], seed: int, patients: Sequence[Patient]) -> subprocess.Popen[bytes]:
    ids = ",".join(patient.id.hex for patient in patients)
    command = [sys.executable, "-m", "tests.faults.booker", str(seed), ids]
    return subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.PIPE)


def _listen(clients: Sequence[subprocess.Popen[bytes]], *, seconds: float) -> list[bytes]:
    """What the clients say until all have been at it for that long."""
    said = {client.stdout: b"" for client in clients if client.stdout}
    give_up, until = monotonic() + 60, None
    while monotonic() < (until or give_up):
        ready, _, _ = select.select(list(said), [], [], 0.1)
        for stream in ready:
            said[stream] += os.read(stream.fileno(), 65536)
        if until is None and all(lines.startswith(b"ready\n") for lines in said.values()):
            until = monotonic() + seconds
    assert until is not None, "not all clients came up"
    return list(said.values())
