"""Where, when and in which language those who wait are asked and told."""

from __future__ import annotations

import time as time_
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, time, timedelta

import pytest

from backend.domain.errors import SlotTaken
from backend.domain.messaging.questions import Reply
from backend.domain.reminders.keeping import Preferences
from backend.services.waitlist import Wished
from tests.conftest import SettableClock
from tests.integration.waitlist.waiting import TEN, Waiting, names


def test_nobody_is_woken_when_a_time_becomes_free_in_the_evening(waiting: Waiting, clock: SettableClock) -> None:
    names(waiting, 1)
    waiting.joins("Careful", notice=5 * 60)
    clock.set(datetime.fromisoformat("2026-11-23T21:00:00-05:00"))
    waiting.freed(TEN + timedelta(hours=2))
    waiting.works()
    assert waiting.asked() == []
    with pytest.raises(SlotTaken):
        waiting.booked("Eve", TEN + timedelta(hours=2))
    clock.set(datetime.fromisoformat("2026-11-24T08:00:00-05:00"))
    waiting.works()
    assert waiting.asked() == ["PersonA"]


def test_the_time_is_simply_free_when_the_morning_is_too_late_for_everybody(
    waiting: Waiting, clock: SettableClock
) -> None:
    waiting.joins("PersonA", notice=90)
    clock.set(datetime.fromisoformat("2026-11-23T21:00:00-05:00"))
    waiting.freed(TEN - timedelta(hours=1))
    waiting.works()
    assert [opening.state for opening in waiting.openings()] == ["open"]


def test_losers_are_told_in_the_morning_when_it_was_taken_at_night(waiting: Waiting, clock: SettableClock) -> None:
    names(waiting, 2)
    clock.set(datetime.fromisoformat("2026-11-23T20:25:00-05:00"))
    waiting.freed(TEN + timedelta(days=2))
    waiting.works()
    clock.set(datetime.fromisoformat("2026-11-23T21:10:00-05:00"))
    waiting.sql("UPDATE waitlist_offers SET deadline = :at", at=clock.now() + timedelta(hours=1))
    waiting.says("PersonA", Reply.YES)
    waiting.works()
    assert len(waiting.told("PersonB")) == 1
    clock.set(datetime.fromisoformat("2026-11-24T08:00:00-05:00"))
    waiting.works()
    assert len(waiting.told("PersonB")) == 2


def test_is_asked_by_the_records_when_they_joined_at_the_desk(waiting: Waiting) -> None:
    patient = waiting.small.patient("Desk", phone="+12125559999")
    waiting.waitlist.join(patient.id, Wished("visit", notice=60), by="staff:Sam")
    waiting.freed()
    waiting.works()
    (offer,) = waiting.offers()
    with waiting.database.transaction() as transaction:
        assert transaction.conversations.get(offer.conversation).address.reveal() == "+12125559999"


def test_is_asked_on_the_channel_and_in_the_language_and_hours_that_they_wish_for(
    waiting: Waiting, clock: SettableClock
) -> None:
    waiting.joins("Ada")
    wishes = Preferences(channel="whatsapp", locale="es", wakes=time(11), sleeps=time(18))
    waiting.small.frontdesk.preferences.put(waiting.person("Ada").patient.id, wishes)
    waiting.freed(TEN + timedelta(hours=5))
    waiting.works()
    assert waiting.asked() == []
    clock.advance(hours=1)
    waiting.works()
    assert waiting.asked() == ["Ada"]
    assert "Responda 1" in waiting.told("Ada")[-1]
    assert waiting.says("Ada", Reply.YES) == (
        "La hora es suya: martes 24 de noviembre a las 3:00 pm, East, 1 East Street. Le esperamos."
    )
    channel = "SELECT a.channel FROM deliveries d JOIN addresses a ON a.id = d.address_id"
    assert waiting.sql(channel) == [("whatsapp",)]


def test_is_not_asked_when_they_want_no_messages(waiting: Waiting) -> None:
    names(waiting, 1)
    waiting.sql("UPDATE addresses SET opted_out_at = now()")
    waiting.freed()
    waiting.works()
    assert waiting.asked() == []


def test_is_asked_when_they_write_for_the_first_time_at_that_very_moment(waiting: Waiting) -> None:
    patient = waiting.small.patient("Desk", phone="+12125559999")
    waiting.waitlist.join(patient.id, Wished("visit", notice=60), by="staff:Sam")
    waiting.freed()
    with ThreadPoolExecutor(1) as pool:
        with waiting.database.transaction() as transaction:
            transaction.conversations.open("sms", "+12125559999", "+12125559999")
            works = pool.submit(waiting.works)
            time_.sleep(0.5)
        works.result(timeout=10)
    assert len(waiting.offers()) == 1
