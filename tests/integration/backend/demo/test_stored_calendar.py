"""The telephone page's calendar, read from a seeded clinic."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, insert, select, update
from sqlalchemy.dialects.postgresql import Range

from backend.bootstrap import Frontdesk
from backend.demo.clinic import seed
from backend.demo.page import Day, StoredCalendar
from backend.identifiers import new_id
from backend.store.tables.booking import appointments, slots
from backend.store.tables.clinic import closures
from tests.conftest import MONDAY, SettableClock

TODAY = date(2026, 11, 23)


@pytest.fixture
def calendar(frontdesk: Frontdesk) -> StoredCalendar:
    seed(frontdesk)
    return StoredCalendar(frontdesk.database, frontdesk.vault, frontdesk.clock)


def hold(frontdesk: Frontdesk, starts: datetime, expires: datetime) -> UUID:
    """Dr. Lindqvist (the first practitioner) held for a conversation."""
    slot, span = new_id(), Range(starts, starts + timedelta(minutes=30))
    with frontdesk.database.transaction() as transaction:
        transaction.connection.execute(
            insert(slots).values(
                id=slot,
                practitioner_id=1,
                service_id=2,
                location_id=1,
                during=span,
                visit=span,
                status="busy-tentative",
                holder="conversation",
                expires_at=expires,
            )
        )
    return slot


def ids(day: Day) -> set[str]:
    return {entry.id for column in day.columns for entry in column.entries}


def test_day_has_everybody_who_works_and_every_booking_when_it_is_today(
    calendar: StoredCalendar, frontdesk: Frontdesk
) -> None:
    day = calendar(None)
    with frontdesk.database.transaction() as transaction:
        stored = transaction.connection.execute(
            select(func.count())
            .select_from(appointments)
            .where(appointments.c.starts_at >= MONDAY - timedelta(hours=10))
            .where(appointments.c.starts_at < MONDAY + timedelta(hours=10))
        ).scalar_one()

    assert (day.on, day.now) == (TODAY, MONDAY)
    assert {column.location for column in day.columns} == {"Harbor", "Maple Park", "Lakeside"}
    assert all(column.hours for column in day.columns)
    assert len(ids(day)) == stored > 10
    entries = [entry for column in day.columns for entry in column.entries]
    assert {(entry.status, entry.by_text) for entry in entries} == {("booked", False)}
    assert all(re.fullmatch(r"[A-Z]\S* [A-Z]\.", entry.patient or "") for entry in entries)
    assert day.upcoming == ()


def test_hours_are_those_of_the_locations_zone_when_zones_differ(calendar: StoredCalendar) -> None:
    lakeside = next(column for column in calendar(TODAY).columns if column.location == "Lakeside")

    assert lakeside.zone == "America/Chicago"
    assert min(shift.start for shift in lakeside.hours) >= datetime(2026, 11, 23, 14, 0, tzinfo=UTC)


def test_day_has_no_columns_when_the_clinic_is_closed(calendar: StoredCalendar) -> None:
    assert calendar(date(2026, 12, 25)).columns == ()
    assert calendar(date(2026, 12, 6)).columns == ()


def test_closure_is_seen_when_it_is_added_while_the_page_is_open(
    calendar: StoredCalendar, frontdesk: Frontdesk
) -> None:
    before = calendar(date(2026, 12, 9))
    with frontdesk.database.transaction() as transaction:
        transaction.connection.execute(insert(closures).values(on_date=date(2026, 12, 9), name="Staff day"))

    assert before.columns
    assert calendar(date(2026, 12, 9)).columns == ()


def test_hold_is_shown_until_it_expires_when_a_slot_is_offered(
    calendar: StoredCalendar, frontdesk: Frontdesk, clock: SettableClock
) -> None:
    starts = MONDAY + timedelta(days=14, hours=4)
    slot = str(hold(frontdesk, starts, clock.now() + timedelta(minutes=5)))

    shown = calendar(starts.date())
    clock.advance(minutes=6)
    later = calendar(starts.date())

    assert [(visit.id, visit.status, visit.patient) for visit in shown.upcoming] == [(slot, "held", None)]
    assert slot in ids(shown)
    assert (slot in ids(later), later.upcoming) == (False, ())


def test_visit_is_upcoming_when_it_was_booked_in_a_conversation(
    calendar: StoredCalendar, frontdesk: Frontdesk, clock: SettableClock
) -> None:
    with frontdesk.database.transaction() as transaction:
        booked = transaction.connection.execute(
            select(appointments.c.id).where(appointments.c.starts_at > clock.now()).order_by(appointments.c.starts_at)
        ).scalars()
        chosen = list(booked)[-1]
        transaction.connection.execute(
            update(appointments).where(appointments.c.id == chosen).values(conversation_id=new_id())
        )

    (visit,) = calendar(None).upcoming
    day = calendar(visit.start.date())

    assert (visit.id, visit.status) == (str(chosen), "booked")
    assert [entry.id for column in day.columns for entry in column.entries if entry.by_text] == [str(chosen)]
