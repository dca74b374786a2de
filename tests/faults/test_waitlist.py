"""Many wait, many times become free at once, many answer at the same moment: one wins a time, and none is left over.

`FAULTS=full` lets 1,000 wait for 200 times, with 64 who answer at once; else 100 for 20, with 8.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Event
from time import monotonic, sleep
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from backend.domain.errors import Conflict, Contended
from backend.domain.ids import ConversationId, WaitlistOfferId
from backend.domain.scheduling.records import Appointment
from backend.domain.waitlist.fitting import fitting
from backend.domain.waitlist.records import Offered, Opening
from backend.services.answer_opening import AnswerOpening
from backend.services.backfill import Backfill
from backend.services.cancel_appointment import CancelAppointment
from backend.services.commands import Once
from backend.services.hold_slot import Wanted
from backend.store.database import Database, engine
from tests.conftest import SettableClock
from tests.faults.size import size, tell
from tests.faults.test_races import _OVERLAPS, _TORN
from tests.integration.messaging.doubles import Doorbells
from tests.integration.small_clinic import SmallClinic
from tests.integration.waitlist.waiting import CHANNELS, TEN, Waiting

PEOPLE, TIMES, CLIENTS, WORKERS = size(100, 1000), size(20, 200), size(8, 64), size(2, 4)
NEW_YORK = ZoneInfo("America/New_York")
WISHES: tuple[dict[str, object], ...] = (
    {},
    {"practitioner": "dr-ann"},
    {"location": "middle"},
    {"minutes": (12 * 60, 24 * 60)},
    {"weekdays": frozenset({1, 3})},
    {"service": "scan"},
    {"notice": 24 * 60},
)
_OPEN = text("SELECT id, conversation_id FROM waitlist_offers WHERE state = 'offered'")
_DELIVER = text("UPDATE deliveries SET state = 'delivered' WHERE state = 'pending'")
_UNSETTLED = text("SELECT count(*) FROM openings WHERE state IN ('new', 'offering')")


class Rush:
    """Workers and people on connections of their own, all at once."""

    def __init__(self, waiting: Waiting, clock: SettableClock) -> None:
        url = waiting.small.frontdesk.settings.database_url
        assert url is not None
        self.database = Database(engine(url, pool_size=CLIENTS + WORKERS + 2), waiting.small.frontdesk.vault)
        self.waiting = waiting
        self.clock = clock
        self.backfill = Backfill(self.database, clock, Doorbells(), CHANNELS)
        self.answers = AnswerOpening(CHANNELS)
        self.cancel = CancelAppointment(self.database, clock)
        self.over = Event()
        self.said: Counter[str] = Counter()

    def work(self) -> None:
        """A worker."""
        while not self.over.is_set():
            if not self.backfill():
                sleep(0.02)
            with self.database.statements() as transaction:
                transaction.connection.execute(_DELIVER)

    def answer(self, number: int) -> None:
        """People who answer what they are asked: most yes, some no, some never; several may answer the same offer."""
        dice = random.Random(number)
        while not self.over.is_set():
            with self.database.statements() as transaction:
                asked = transaction.connection.execute(_OPEN).all()
            asked = [row for row in asked if row.id.int % 10]  # every tenth is never answered
            if not asked:
                sleep(0.02)
                continue
            row = dice.choice(asked)
            yes = row.id.int % 10 > 3
            try:
                with self.database.transaction() as transaction:
                    place = transaction.conversations.lock(ConversationId(row.conversation_id))
                    take = self.answers.accept if yes else self.answers.decline
                    words = take(transaction, place, WaitlistOfferId(row.id), self.clock.now())
            except (Contended, Conflict):
                continue  # the turn is taken again
            self.said["yours" if "yours" in words.text else "other"] += 1

    def call_off(self, visit: Appointment) -> None:
        """The clinic calls a visit off."""
        self.cancel(visit.id, Once.of(uuid4().hex))

    def unsettled(self) -> int:
        """How many openings are still being worked on."""
        with self.database.statements() as transaction:
            return int(transaction.connection.execute(_UNSETTLED).scalar_one())


@pytest.fixture
def waiting(small: SmallClinic) -> Waiting:
    return Waiting(small)


@pytest.fixture
def rush(waiting: Waiting, clock: SettableClock) -> Iterator[Rush]:
    made = Rush(waiting, clock)
    yield made
    made.database.engine.dispose()


def visits(waiting: Waiting) -> list[Appointment]:
    """So many visits from tomorrow on, of one patient each."""
    found: list[Appointment] = []
    for number in range(TIMES):
        day, slot = divmod(number // 3, 14)
        who, where = (("dr-ann", "east"), ("dr-bob", "middle"), ("dr-cyd", "east"))[number % 3]
        start = TEN + timedelta(days=day, minutes=30 * slot)
        found.append(waiting.booked(f"Patient{number}", wanted=Wanted("visit", who, where, start)))
    return found


@pytest.mark.timeout(900)
@pytest.mark.parametrize("number", [PEOPLE, PEOPLE // 10])
def test_each_time_has_one_winner_and_none_is_left_while_somebody_fits_when_all_rush(
    waiting: Waiting, rush: Rush, clock: SettableClock, number: int
) -> None:
    booked = visits(waiting)
    for each in range(number):
        waiting.joins(f"Person{each}", **{"service": "visit", **WISHES[each % len(WISHES)]})  # type: ignore[arg-type]
    began = monotonic()
    with ThreadPoolExecutor(CLIENTS + WORKERS) as pool:
        workers = [pool.submit(rush.work) for _ in range(WORKERS)]
        people = [pool.submit(rush.answer, seed) for seed in range(CLIENTS)]
        with ThreadPoolExecutor(8) as desk:
            list(desk.map(rush.call_off, booked))
        while rush.unsettled():
            sleep(0.3)
            clock.advance(minutes=5 if number == PEOPLE else 30)  # few people are asked over days
        rush.over.set()
        for done in (*workers, *people):
            done.result(timeout=60)
    took = monotonic() - began
    waiting.works()
    openings = waiting.openings()
    offers = {opening.id: waiting.waitlist.opening(opening.id)[2] for opening in openings}
    states = Counter(str(opening.state) for opening in openings)
    asked = sum(map(len, offers.values()))
    tell(f"waitlist: {number} wait, {TIMES} freed, {asked} offers, {dict(states)} in {took:.1f} s")
    assert len(openings) >= TIMES
    assert states["filled"] == rush.waiting.sql("SELECT count(*) FROM waitlist WHERE state = 'booked'")[0][0]
    for opening in openings:
        accepted = [offer for offer in offers[opening.id] if offer.state == "accepted"]
        assert len(accepted) == (1 if opening.state == "filled" else 0)
        assert all(offer.told_at for offer in offers[opening.id] if offer.state == "lost")
    _nothing_double(waiting)
    everything = [offer for found in offers.values() for offer in found]
    assert _left_over(waiting, openings, everything) == []


def _nothing_double(waiting: Waiting) -> None:
    with waiting.small.frontdesk.database.transaction() as transaction:
        assert transaction.connection.execute(_OVERLAPS).scalar_one() == 0
        assert transaction.connection.execute(_TORN).scalar_one() == 0
    assert waiting.sql("SELECT count(*) FROM slots WHERE status = 'busy-tentative'") == [(0,)]
    twice = "SELECT entry_id FROM waitlist_offers WHERE state = 'accepted' GROUP BY entry_id HAVING count(*) > 1"
    assert waiting.sql(twice) == []


def _left_over(waiting: Waiting, openings: Sequence[Opening], offers: list[Offered]) -> list[str]:
    """Times that were given up although somebody who still waits could have been asked."""
    found = []
    for opening in (one for one in openings if one.state == "open"):
        assert opening.settled_at is not None
        at = opening.settled_at
        if not 8 * 60 <= _minute(at) < 20 * 60 + 30:
            continue
        with waiting.small.frontdesk.database.transaction() as transaction:
            directory = transaction.directory.current()
            for candidate in transaction.openings.candidates(opening, at, None, PEOPLE):
                mine = [offer.offered_at for offer in offers if offer.patient == candidate.entry.patient]
                hour, day = (sum(at - timedelta(hours=span) < each <= at for each in mine) for span in (1, 24))
                if hour < 2 and day < 4 and fitting(directory, opening.freed, candidate, at):
                    found.append(f"{opening.freed.starts_at}: {candidate.entry.id}")
    return found


def _minute(at: datetime) -> int:
    local = at.astimezone(NEW_YORK)
    return local.hour * 60 + local.minute
