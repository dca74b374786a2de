"""Whoever answers at the same moment: what comes of it is what comes of it in some order.

A clinic of a few people lives through anything: visits are booked, moved up, called off and reminded of, people wait,
leave and are asked. Now and then many answer at once, to offers and to reminders, the same and different ones.
`FAULTS=full`: 500 lives of 50 steps, 64 who answer at once; `LIVES` takes another number of lives.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from threading import Barrier
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from backend.bootstrap import Frontdesk
from backend.domain.errors import FrontdeskError
from backend.domain.ids import AppointmentId, MessageId, OpeningId
from backend.domain.messaging.questions import Subject
from backend.domain.messaging.records import Purpose, Words
from backend.domain.reminders.replies import read
from backend.services.commands import carry_out
from backend.services.hold_slot import Wanted
from backend.store.database import Database, engine
from backend.store.transaction import Transaction
from tests.conftest import MONDAY, SettableClock, _empty
from tests.faults.serial import Answer, Picture, reachable
from tests.faults.size import size, tell
from tests.faults.test_races import _OVERLAPS, _TORN
from tests.integration.small_clinic import small_clinic
from tests.integration.waitlist.waiting import TEN, Waiting

CLIENTS, LIVES, STEPS = size(8, 64), int(os.environ.get("LIVES", size(6, 500))), size(20, 50)
NAMES = ("Ada", "Ben", "Cleo", "Dov", "Eva")
WHO = ("dr-ann", "dr-cyd")
TIMES = [Wanted("visit", who, "east", TEN + timedelta(minutes=30 * slot)) for slot in range(4) for who in WHO]
SAID = st.lists(st.tuples(st.integers(0, 7), st.booleans()), min_size=1, max_size=6)
PEOPLE, SLOTS = st.sampled_from(NAMES), st.sampled_from(TIMES)
_ASKED = """
    SELECT message_id, subject, subject_id FROM questions WHERE asked_at > :since ORDER BY message_id DESC LIMIT 8
"""
_OPEN = "SELECT count(*) FROM questions WHERE asked_at > :since AND answer IS NULL"
_TWO_OPEN = "SELECT count(*) FROM waitlist_offers WHERE state = 'offered' GROUP BY patient_id HAVING count(*) > 1"
_FILLED = """
    SELECT o.id FROM openings o LEFT JOIN waitlist_offers w ON w.opening_id = o.id AND w.state = 'accepted'
    GROUP BY o.id HAVING count(w.id) <> CASE WHEN o.state = 'filled' THEN 1 ELSE 0 END
"""
_UNHELD = """
    SELECT o.id FROM openings o WHERE (o.state = 'offering') <> EXISTS (
        SELECT FROM slots s WHERE s.status = 'busy-tentative' AND s.holder = 'opening:' || replace(o.id::text, '-', '')
    )
"""


class Life:
    """What all lives of a run share: the product, and as many connections as there are clients."""

    def __init__(self, frontdesk: Frontdesk, clock: SettableClock) -> None:
        url = frontdesk.settings.database_url
        assert url is not None
        self.frontdesk = frontdesk
        self.clock = clock
        self.database = Database(engine(url, pool_size=CLIENTS + 2), frontdesk.vault)
        self.pool = ThreadPoolExecutor(CLIENTS)
        self.rushes = 0
        self.won = 0

    def close(self) -> None:
        """Hang up."""
        self.pool.shutdown()
        self.database.engine.dispose()


@pytest.fixture
def life(frontdesk: Frontdesk, clock: SettableClock) -> Iterator[Life]:
    made = Life(frontdesk, clock)
    yield made
    made.close()


class Machine(RuleBasedStateMachine):
    """One life; `life` is set by the test."""

    life: Life

    def __init__(self) -> None:
        super().__init__()
        _empty(self.life.frontdesk)
        self.life.clock.set(MONDAY)
        self.waiting = Waiting(small_clinic(self.life.frontdesk))
        for name in NAMES:
            self.waiting.person(name)

    @initialize(names=st.permutations(NAMES), wanted=st.permutations(TIMES), waits=st.integers(1, 4))
    def begin(self, names: list[str], wanted: list[Wanted], waits: int) -> None:
        """Some have a visit, some wait, one of them calls off."""
        for name, time in zip(names[:4], wanted, strict=False):
            self.waiting.booked(name, wanted=time)
        for name in names[-waits:]:
            self.waiting.joins(name, notice=0)
        self.cancel(0)

    @rule(name=PEOPLE, wanted=SLOTS)
    def book(self, name: str, wanted: Wanted) -> None:
        with suppress(FrontdeskError):
            self.waiting.booked(name, wanted=wanted)

    @rule(number=st.integers(0, 7))
    def cancel(self, number: int) -> None:
        visit = self._visit(number)
        if visit is not None:
            self.waiting.cancelled(visit)
            self.waiting.works()

    @rule(name=PEOPLE, notice=st.sampled_from([0, 60, 24 * 60]))
    def join(self, name: str, notice: int) -> None:
        self.waiting.joins(name, notice=notice)

    @rule(number=st.integers(0, 7))
    def want_it_earlier(self, number: int) -> None:
        visit = self._visit(number)
        found = self.waiting.sql("SELECT patient_id FROM appointments WHERE id = :id", id=visit)
        for name, person in self.waiting.people.items():
            if found and person.patient.id == found[0][0]:
                with suppress(FrontdeskError):
                    self.waiting.joins(name, service=None, appointment=visit)

    @rule(name=PEOPLE)
    def leave(self, name: str) -> None:
        patient = self.waiting.person(name).patient.id
        for entry in self.waiting.waitlist.listed(patient=patient).entries:
            self.waiting.waitlist.leave(entry.id)

    @rule(minutes=st.sampled_from([1, 10, 31, 60, 12 * 60]))
    def wait(self, minutes: int) -> None:
        self.life.clock.advance(minutes=minutes)
        self.waiting.works()

    @rule(number=st.integers(0, 7))
    def stop(self, number: int) -> None:
        found = self.waiting.sql("SELECT id FROM openings WHERE state IN ('new', 'offering') ORDER BY id")
        if found:
            self.waiting.waitlist.stop(OpeningId(found[number % len(found)][0]))

    @rule(number=st.integers(0, 7))
    def remind(self, number: int) -> None:
        """A reminder that asks, as the dispatcher writes it."""
        visit = self._visit(number)
        found = self.waiting.sql(
            "SELECT n.id, n.patient_id FROM notifications n JOIN appointments a ON a.id = n.appointment_id"
            " WHERE a.id = :id AND n.revision = a.time_revision ORDER BY n.id LIMIT 1",
            id=visit,
        )
        for notification, patient in found:
            person = next(one for one in self.waiting.people.values() if one.patient.id == patient)
            with self.life.frontdesk.database.transaction() as transaction:
                now = self.life.clock.now()
                place = transaction.conversations.get(person.conversation)
                message = transaction.messages.say(place, Words("Are you coming?", Purpose.REMINDER), now)
                transaction.questions.ask(message, Subject.ATTENDANCE, notification, now, now + timedelta(days=9))

    @rule(said=SAID)
    def answer_all_at_once(self, said: list[tuple[int, bool]]) -> None:
        self.rush(said)

    @rule(said=SAID)
    def answer_all_at_once_again(self, said: list[tuple[int, bool]]) -> None:
        self.rush(said)

    @rule(said=st.lists(st.tuples(st.integers(0, 7), st.just(True)), min_size=2, max_size=6))
    def say_yes_all_at_once(self, said: list[tuple[int, bool]]) -> None:
        self.rush(said)

    def someone_is_asked(self) -> bool:
        """Whether anybody has something to answer."""
        return self.waiting.sql(_OPEN, since=self.life.clock.now() - timedelta(hours=2)) != [(0,)]

    def questions(self) -> list[tuple[UUID, str, UUID]]:
        """What was asked of late."""
        found = self.waiting.sql(_ASKED, since=self.life.clock.now() - timedelta(hours=2))
        return [(message, subject, id_) for message, subject, id_ in found]

    def rush(self, said: list[tuple[int, bool]]) -> None:
        """Many answer at once: the same answers over and over, as far as there are clients."""
        if not self.someone_is_asked():
            self.cancel(said[0][0])
            return
        asked = self.questions()
        with self.life.frontdesk.database.transaction() as transaction:
            before = Picture.of(transaction)
        meant = {self._meant(asked[number % len(asked)], yes=yes): number % len(asked) for number, yes in said}
        answers = list(meant)
        barrier = Barrier(CLIENTS)

        def client(number: int) -> None:
            answer = answers[number % len(answers)]
            barrier.wait()
            self._answer(asked[meant[answer]][0], "1" if answer.yes else "2")

        list(self.life.pool.map(client, range(CLIENTS)))
        with self.life.frontdesk.database.transaction() as transaction:
            after = Picture.of(transaction).nameless(before)
        assert after in reachable(before, answers[:CLIENTS], self.life.clock.now())
        self.life.rushes += 1
        won = [sum(offer.state == "accepted" for offer in one.offers) for one in (before, after)]
        self.life.won += won[1] - won[0]

    @invariant()
    def nothing_is_torn_or_double(self) -> None:
        for statement in (_TWO_OPEN, _FILLED, _UNHELD):
            assert self.waiting.sql(statement) == [], statement
        with self.life.frontdesk.database.transaction() as transaction:
            assert transaction.connection.execute(_OVERLAPS).scalar_one() == 0
            assert transaction.connection.execute(_TORN).scalar_one() == 0

    def _visit(self, number: int) -> AppointmentId | None:
        now = self.life.clock.now()
        found = self.waiting.sql(
            "SELECT id FROM appointments WHERE status = 'booked' AND starts_at > :now ORDER BY id", now=now
        )
        return AppointmentId(found[number % len(found)][0]) if found else None

    def _meant(self, question: tuple[UUID, str, UUID], *, yes: bool) -> Answer:
        _, subject, id_ = question
        if subject == "opening":
            return Answer(yes, offer=id_)
        with self.life.frontdesk.database.transaction() as transaction:
            told = transaction.questions.visit_of(id_)
        assert told is not None
        return Answer(yes, visit=told.appointment, told=told.starts_at)

    def _answer(self, message: UUID, text: str) -> None:
        """An answer that quotes a message, in the transaction of its turn."""
        answers = self.life.frontdesk.answers
        said = read(text)
        assert said is not None

        def take(transaction: Transaction) -> None:
            question = transaction.questions.of_message(MessageId(message))
            assert question is not None
            place = transaction.conversations.lock(question.conversation)
            now = self.life.clock.now()
            answers.by_subject[question.subject].answer(transaction, place, question, said.reply, text, now)
            transaction.questions.settle(question.message, str(said.reply), now)

        carry_out(self.life.database.transaction, take)


@pytest.mark.timeout(7200)
def test_all_ends_as_in_some_order_when_many_answer_at_once(life: Life) -> None:
    machine = type("Lives", (Machine,), {"life": life})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=LIVES,
            stateful_step_count=STEPS,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate],  # a race does not repeat itself while it is shrunk
        ),
    )
    tell(f"answers: {LIVES} lives of {STEPS} steps, {life.rushes} times {CLIENTS} answered at once, {life.won} won")
