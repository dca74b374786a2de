"""A day to watch: people with telephones, visits a day ahead, somebody who waits; as often as somebody likes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from backend.bootstrap import Frontdesk
from backend.demo.clinic import seed
from backend.demo.day import CAST, DemoDay
from tests.conftest import SettableClock


@pytest.fixture
def day(frontdesk: Frontdesk) -> DemoDay:
    seed(frontdesk)
    parts = (frontdesk.find_availability, frontdesk.book_appointment, frontdesk.waitlist)
    return DemoDay(frontdesk.database, frontdesk.clock, *parts)


def test_books_visits_whose_reminders_are_still_to_come_when_prepared(day: DemoDay, clock: SettableClock) -> None:
    _, played = day.prepare()
    starts = [one.starts_at for one in played if one.starts_at]
    assert len(starts) == len(CAST) - 1
    assert min(starts) > clock.now() + timedelta(hours=24)
    assert len({start.date() for start in starts}) == 1


def test_knows_its_people_when_it_is_played_again(day: DemoDay, frontdesk: Frontdesk) -> None:
    for _ in range(2):
        day.prepare()
    with frontdesk.database.transaction() as transaction:
        assert [len(transaction.patients.by_contact(part.phone)) for part in CAST] == [1] * len(CAST)
    assert len(frontdesk.waitlist.listed().entries) == 1
