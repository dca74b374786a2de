"""Short texts that answer reminders, however they race: each counts once, for the visit it was meant for.

`FAULTS=full`: 64 who answer at once, 500 lives of 50 steps; `LIVES` takes another number of lives.
"""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from backend.bootstrap import Frontdesk
from backend.domain.errors import FrontdeskError
from backend.domain.handoff.machine import Reason
from backend.domain.ids import AppointmentId, MessageId
from backend.domain.scheduling.records import Appointment, AppointmentStatus, Patient
from backend.services.commands import Once
from backend.services.reschedule_appointment import MoveTo
from backend.store.database import Database, engine
from channels.contracts import InboundMessage
from tests.conftest import MONDAY, SettableClock, _empty
from tests.faults.size import size, tell
from tests.faults.test_races import _OVERLAPS, _TORN
from tests.integration.answers.asking import Asking
from tests.integration.messaging.doubles import ABLE, CLINIC, Desk, Doorbells, HeldCarrier, ScriptedEngine
from tests.integration.small_clinic import small_clinic

CLIENTS, LIVES, STEPS = size(16, 64), int(os.environ.get("LIVES", size(5, 500))), size(20, 50)
TEN = datetime.fromisoformat("2026-12-01T10:00:00-05:00")
SAID = {"1": "confirmed", "2": "declined", "running 10 late": "late", "maybe": None}
PHONES = ("+12025550111", "+12025550122")
DOCTORS = ("dr-ann", "dr-cyd")
WAKING = range(9, 20)


def _asking(frontdesk: Frontdesk, database: Database | None = None) -> Asking:
    """A desk that reminds, on a database of its own connections."""
    wired = dataclasses.replace(frontdesk, database=database or frontdesk.database)
    carrier, scripted, bells = HeldCarrier(), ScriptedEngine(), Doorbells()
    carriers = {name: HeldCarrier(capabilities=able) for name, able in ABLE.items()} | {"sms": carrier}
    channels = {name: dataclasses.replace(frontdesk.channels[name], outbound=held) for name, held in carriers.items()}
    vars(wired).update(channels=channels, engine=scripted, wake=bells)
    return Asking(Desk(wired, carrier, scripted, bells, carriers), small_clinic(wired))


@pytest.fixture
def crowd(frontdesk: Frontdesk) -> Iterator[Asking]:
    url = frontdesk.settings.database_url
    assert url is not None
    database = Database(engine(url, pool_size=CLIENTS), frontdesk.vault)
    yield _asking(frontdesk, database)
    database.engine.dispose()


def _text(asking: Asking, phone: str, said: str, sid: str) -> None:
    """A text arrives and a worker takes it."""
    desk = asking.desk.frontdesk
    desk.inbox.receive(InboundMessage("sms", "twilio", sid, phone, CLINIC, said, phone=phone))
    desk.conversations.take_turns(asking.desk.conversation(phone))


def _race(work: list[Callable[[], object]]) -> None:
    barrier = Barrier(len(work))

    def run(one: Callable[[], object]) -> None:
        barrier.wait()
        one()

    with ThreadPoolExecutor(len(work)) as pool:
        list(pool.map(run, work))


def _whole(asking: Asking) -> None:
    with asking.desk.frontdesk.database.transaction() as transaction:
        assert transaction.connection.execute(_OVERLAPS).scalar_one() == 0
        assert transaction.connection.execute(_TORN).scalar_one() == 0


@pytest.mark.timeout(600)
def test_each_ends_as_in_some_order_when_all_answer_while_staff_change_visits(crowd: Asking) -> None:
    said, visits = [*SAID][:3], []
    for number in range(CLIENTS // 2):
        phone = f"+1202555{1000 + number}"
        start = TEN + timedelta(days=number // 8, minutes=30 * (number % 8))
        visits.append(
            (
                phone,
                crowd.visit(
                    crowd.patient(f"P{chr(97 + number % 26)}{chr(97 + number // 26)}", phone), start.isoformat()
                ),
            )
        )
        crowd.remind(visits[-1][1], phone=phone)
    before = len(crowd.desk.carrier.sent)
    desk = crowd.desk.frontdesk

    def staff(number: int) -> None:
        id_ = visits[number][1]
        if number % 3 == 0:
            desk.cancel_appointment(id_, Once.of(f"c{number}"))
        elif number % 3 == 1:
            desk.reschedule_appointment(
                id_, MoveTo(crowd.get(id_).starts_at + timedelta(days=14)), Once.of(f"m{number}")
            )

    work: list[Callable[[], object]] = []
    for number, (phone, _) in enumerate(visits):
        work.append(lambda n=number, p=phone: _text(crowd, p, said[n % 2], f"SMin{n:030x}"))  # type: ignore[misc]
        work.append(lambda n=number: staff(n))  # type: ignore[misc]
    _race(work)
    crowd.desk.work()
    _whole(crowd)
    for number, (_, id_) in enumerate(visits):
        kept, answer, changes = crowd.get(id_), SAID[said[number % 2]], crowd.changes(id_)
        answered = changes.count("confirmed") + changes.count("unable")
        assert answered <= 1
        if number % 3 == 0:
            assert (kept.status, kept.attendance) == (AppointmentStatus.CANCELLED, answer if answered else None)
        elif number % 3 == 1:
            assert (kept.status, kept.attendance) == (AppointmentStatus.BOOKED, None)
            assert "rescheduled" in changes
        else:
            assert (kept.status, kept.attendance, answered) == (AppointmentStatus.BOOKED, answer, 1)
    assert len(crowd.desk.carrier.sent) - before == len(visits)
    tell(f"replies: {len(visits)} answered while staff changed their visits, each told once")


@pytest.mark.timeout(600)
def test_the_last_word_counts_when_one_telephone_says_many_things_at_once(crowd: Asking) -> None:
    visit = crowd.visit(crowd.patient("Ada", PHONES[0]), TEN.isoformat())
    crowd.remind(visit, phone=PHONES[0])
    words = [*SAID]
    _race([lambda n=n: _text(crowd, PHONES[0], words[n % 4], f"SMin{n:030x}") for n in range(CLIENTS)])  # type: ignore[misc]
    crowd.desk.work()
    _whole(crowd)
    assert crowd.desk.sql("SELECT count(*) FROM messages WHERE direction = 'inbound' AND processed_at IS NULL") == [
        (0,)
    ]
    thread = crowd.desk.frontdesk.handoffs.thread(crowd.desk.conversation(PHONES[0]), limit=4 * CLIENTS)
    said = [line.body.reveal() for line in thread if line.author == "patient"]
    assert len(said) == CLIENTS
    # "Running late" says nothing of a visit that is more than a few hours away, nor does "maybe" change what was said.
    clear = [SAID[one] for one in said if one in ("1", "2")]
    assert crowd.get(visit).attendance == clear[-1]


class Machine(RuleBasedStateMachine):
    """Three people on two telephones; staff book, move, call off and claim. `frontdesk`, `clock`: set by the test."""

    frontdesk: Frontdesk
    clock: SettableClock
    heard = 0

    def __init__(self) -> None:
        super().__init__()
        _empty(self.frontdesk)
        self.clock.set(MONDAY)
        self.asking = _asking(self.frontdesk)
        self.people: list[tuple[Patient, str]] = []
        self.asked: dict[MessageId, tuple[AppointmentId, datetime, str]] = {}

    @initialize()
    def begin(self) -> None:
        """Ada and Leo share a telephone; Bea has her own."""
        for name, phone in (("Ada", PHONES[0]), ("Leo", PHONES[0]), ("Bea", PHONES[1])):
            self.people.append((self.asking.patient(name, phone), phone))

    @rule(who=st.integers(0, 2), slot=st.integers(0, 11), doctor=st.sampled_from(DOCTORS))
    def book(self, who: int, slot: int, doctor: str) -> None:
        start = TEN + timedelta(days=slot // 4, minutes=30 * (slot % 4))
        try:
            self.asking.visit(self.people[who][0], start.isoformat(), doctor)
        except FrontdeskError:
            return

    @rule(number=st.integers(0, 9), kind=st.sampled_from(["reminder-3d", "reminder-1d"]))
    def remind(self, number: int, kind: str) -> None:
        """By day: at night nothing is sent, and what nobody got nobody answers."""
        visit = self._visit(number)
        if visit is not None and self.clock.now().astimezone(TEN.tzinfo).hour in WAKING:
            phone = self._phone(visit)
            self.asked[self.asking.remind(visit.id, kind, phone=phone)] = (visit.id, visit.starts_at, phone)

    @rule(number=st.integers(0, 9))
    def cancel(self, number: int) -> None:
        visit = self._visit(number)
        if visit is not None:
            self.asking.desk.frontdesk.cancel_appointment(visit.id, Once.of(f"c{visit.id.hex}"))

    @rule(number=st.integers(0, 9), slot=st.integers(0, 11))
    def move(self, number: int, slot: int) -> None:
        visit = self._visit(number)
        start = TEN + timedelta(days=4 + slot // 4, minutes=30 * (slot % 4))
        try:
            if visit is not None:
                once = Once.of(f"m{visit.id.hex}{slot}{visit.revision}")
                self.asking.desk.frontdesk.reschedule_appointment(visit.id, MoveTo(start), once)
        except FrontdeskError:
            return

    @rule(phone=st.sampled_from(PHONES))
    def claim_and_give_back(self, phone: str) -> None:
        """Staff have held the conversation meanwhile; what they said is nothing that a number answers."""
        handoffs, place = self.asking.desk.frontdesk.handoffs, self.asking.clinic.conversation(phone)
        asked = handoffs.request(place, Reason.PATIENT_ASKED)
        handoffs.claim(asked.handoff.id, "Sam")
        handoffs.give_back(asked.handoff.id, "Sam")
        self.asking.desk.work()

    @rule(hours=st.sampled_from([1, 6, 24]))
    def wait(self, hours: int) -> None:
        self.clock.advance(hours=hours)

    @rule(phone=st.sampled_from(PHONES), said=st.sampled_from(["1", "2", "yes", "maybe", "thanks", "where are you"]))
    def say(self, phone: str, said: str) -> None:
        """At most one visit is meant, of that telephone; nothing is called off, and an answer is given."""
        before, waiting = self._visits(), self._waiting(phone)
        texts = self.asking.desk.say(said, sender=phone)
        changed = self._changed(before)
        assert len(texts) == 1
        assert len(changed) <= 1
        assert all(self._phone(visit) == phone for visit in changed)
        if said in ("thanks", "where are you", "maybe"):
            assert changed == []
        if len(waiting) == 1 and said in ("1", "yes") and not self._was_asking_which(phone):
            assert self.asking.get(waiting[0]).attendance == "confirmed"
        Machine.heard += 1

    @rule(phone=st.sampled_from(PHONES))
    def say_both(self, phone: str) -> None:
        before, waiting = self._visits(), self._waiting(phone)
        self.asking.desk.say("yes to both", sender=phone)
        assert all(self._phone(visit) == phone for visit in self._changed(before))
        if waiting and not self._was_asking_which(phone):
            assert all(self.asking.get(one).attendance == "confirmed" for one in waiting)

    @rule(number=st.integers(0, 9), said=st.sampled_from(["1", "2"]))
    def answer_a_message(self, number: int, said: str) -> None:
        """A text that quotes a reminder means that visit, if it stands as it was told."""
        if not self.asked:
            return
        message = [*self.asked][number % len(self.asked)]
        id_, told, phone = self.asked[message]
        rows = self.asking.desk.sql(f"SELECT provider_id FROM deliveries WHERE message_id = '{message}'")
        before, visit = self._visits(), self.asking.get(id_)
        self.asking.desk.write("sms", said, phone, replies_to=rows[0][0])
        changed = self._changed(before)
        stands = visit.status is AppointmentStatus.BOOKED and visit.starts_at == told
        if stands and visit.ends_at > self.clock.now():
            assert self.asking.get(id_).attendance == {"1": "confirmed", "2": "declined"}[said]
            assert [one.id for one in changed] in ([], [id_])
        else:
            assert changed == []
        Machine.heard += 1

    @invariant()
    def is_whole(self) -> None:
        _whole(self.asking)

    @invariant()
    def answers_everything(self) -> None:
        waiting = "SELECT count(*) FROM messages WHERE direction = 'inbound' AND processed_at IS NULL"
        assert self.asking.desk.sql(waiting) == [(0,)]

    def _visits(self) -> list[Appointment]:
        with self.frontdesk.database.transaction() as transaction:
            return transaction.appointments.of_patients([], None, tuple(AppointmentStatus), 200)

    def _visit(self, number: int) -> Appointment | None:
        open_ = [
            one
            for one in self._visits()
            if one.status is AppointmentStatus.BOOKED and one.starts_at > self.clock.now() + timedelta(hours=25)
        ]
        return open_[number % len(open_)] if open_ else None

    def _changed(self, before: list[Appointment]) -> list[Appointment]:
        """The visits of which something else is known now; their status and time may not change by a text."""
        now = {one.id: one for one in self._visits()}
        assert all((now[one.id].status, now[one.id].starts_at) == (one.status, one.starts_at) for one in before)
        return [one for one in before if now[one.id].attendance != one.attendance]

    def _phone(self, visit: Appointment) -> str:
        return next(phone for patient, phone in self.people if patient.id == visit.patient)

    def _waiting(self, phone: str) -> list[AppointmentId]:
        """The visits of a telephone that are as their unanswered reminder told."""
        rows = self.asking.desk.sql("SELECT message_id FROM questions WHERE answer IS NULL OR answer = 'unclear'")
        open_ = {row[0] for row in rows}
        found: dict[AppointmentId, None] = {}
        for message, (id_, told, whose) in self.asked.items():
            visit = self.asking.get(id_)
            stands = visit.status is AppointmentStatus.BOOKED and visit.starts_at == told
            if whose == phone and message in open_ and stands and visit.starts_at > self.clock.now():
                found[id_] = None
        return [*found]

    def _was_asking_which(self, phone: str) -> bool:
        place = self.asking.clinic.conversation(phone)
        return bool(
            self.asking.desk.sql(f"SELECT 1 FROM questions WHERE subject = 'which' AND conversation_id = '{place}'")
        )


@pytest.mark.timeout(7200)
def test_an_answer_means_what_it_must_whatever_happened_before(frontdesk: Frontdesk, clock: SettableClock) -> None:
    machine = type("Lives", (Machine,), {"frontdesk": frontdesk, "clock": clock})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=LIVES,
            stateful_step_count=STEPS,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    tell(f"replies: {LIVES} lives of {STEPS} steps, {Machine.heard} answers heard")
