"""What becomes of a planned message when it is due, whatever happened meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from backend.domain.handoff.machine import ConversationState
from backend.domain.ids import (
    AddressId,
    AppointmentId,
    ConversationId,
    KeyId,
    LocationId,
    NotificationId,
    PatientId,
    ServiceId,
)
from backend.domain.messaging.quiet import Waking
from backend.domain.messaging.records import Conversation
from backend.domain.reminders.decide import Decision, PutOff, Say, Wait, decide, wanted
from backend.domain.reminders.due import Due, Place, Wishes
from backend.domain.reminders.plan import Skip
from backend.domain.reminders.policy import USUAL, Anchor, Policy, Span, Step
from backend.domain.reminders.risk import Attended
from backend.domain.scheduling.records import AppointmentStatus
from backend.domain.sensitive import Sensitive

ZONE = "America/New_York"
NEW_YORK = ZoneInfo(ZONE)
STARTS = datetime(2026, 12, 1, 15, 0, tzinfo=UTC)  # Tuesday, 10:00 in New York
BOOKED = STARTS - timedelta(days=10)
ONE_DAY, TWO_HOURS = timedelta(days=1), timedelta(hours=2)


def due(kind: str = "reminder-1d", **changes: Any) -> Due:
    anchor = {step.kind: step.anchor for step in USUAL.steps}.get(kind, Anchor.START)
    usual = Due(
        id=NotificationId(UUID(int=1)),
        kind=kind,
        anchor=anchor,
        revision=1,
        due_at=STARTS - ONE_DAY,
        planned_at=BOOKED,
        appointment=AppointmentId(UUID(int=2)),
        patient=PatientId(UUID(int=3)),
        service=ServiceId(1),
        location=LocationId(1),
        starts_at=STARTS,
        status=AppointmentStatus.BOOKED,
        time_revision=1,
        attendance=None,
        conversation=ConversationId(UUID(int=4)),
    )
    return replace(usual, **changes)


def place(channel: str = "sms", **changes: Any) -> Place:
    conversation = Conversation(
        id=ConversationId(UUID(int=4)),
        address_id=AddressId(UUID(bytes=channel.encode().ljust(16))),
        channel=channel,
        address=Sensitive("+12025550123"),
        key=KeyId(UUID(int=5)),
        locale="en",
        state=changes.pop("state", ConversationState.BOT),
        claimed_by=None,
        opted_out_at=changes.pop("opted_out_at", None),
        last_inbound_at=None,
    )
    return Place(conversation, phone=channel != "email", **{"usable": True, **changes})


def verdict(
    message: Due, now: datetime, places: Sequence[Place] | None = None, policy: Policy = USUAL, zone: str = ZONE
) -> Decision:
    step = wanted(message, policy, ZONE, now)
    if isinstance(step, Skip):
        return step
    return decide(message, step, [place()] if places is None else places, [ZoneInfo(zone)], now)


def test_is_said_when_nothing_speaks_against_it() -> None:
    assert verdict(due(), STARTS - ONE_DAY) == Say(place())


@pytest.mark.parametrize(
    ("message", "now", "reason"),
    [
        (due(time_revision=2), STARTS - ONE_DAY, Skip.MOVED),
        (due(status=AppointmentStatus.CANCELLED), STARTS - ONE_DAY, Skip.CANCELLED),
        (due(status=AppointmentStatus.ARRIVED), STARTS - ONE_DAY, Skip.PAST),
        (due("reminder-2h"), STARTS, Skip.PAST),
        (due("confirmation", due_at=BOOKED), STARTS, Skip.PAST),
        (due(attendance="confirmed"), STARTS - ONE_DAY, Skip.CONFIRMED),
        (due("reminder-2h", attendance="declined"), STARTS - TWO_HOURS, Skip.DECLINED),
        (due("reminder-9d"), STARTS - ONE_DAY, Skip.POLICY),
        (due("confirmation", anchor=Anchor.START), STARTS - ONE_DAY, Skip.POLICY),
        (due("reminder-3d", wishes=Wishes(fewer=True)), STARTS - 3 * ONE_DAY, Skip.FEWER),
        (due("reminder-2h", wishes=Wishes(fewer=True)), STARTS - TWO_HOURS, Skip.FEWER),
        (due("missed", status=AppointmentStatus.FULFILLED), STARTS + ONE_DAY, Skip.NOT_MISSED),
        (due("cancelled"), STARTS - ONE_DAY, Skip.MOVED),
    ],
)
def test_is_left_out_with_its_reason_when_it_makes_no_sense_any_more(message: Due, now: datetime, reason: Skip) -> None:
    assert verdict(message, now) is reason


@pytest.mark.parametrize(
    ("kind", "changes", "now"),
    [
        ("reminder-2h", {"attendance": "confirmed"}, STARTS - TWO_HOURS),
        ("reminder-1d", {"attendance": "declined"}, STARTS - ONE_DAY),
        ("reminder-1d", {"wishes": Wishes(fewer=True)}, STARTS - ONE_DAY),
        ("confirmation", {"wishes": Wishes(fewer=True)}, BOOKED),
        ("missed", {"status": AppointmentStatus.NOSHOW, "due_at": STARTS + TWO_HOURS}, STARTS + TWO_HOURS),
        ("cancelled", {"status": AppointmentStatus.CANCELLED, "revision": 2}, STARTS - ONE_DAY),
    ],
)
def test_is_said_when_it_is_what_the_patient_still_needs(kind: str, changes: Any, now: datetime) -> None:
    assert isinstance(verdict(due(kind, **changes), now), Say)


def test_is_said_only_to_those_at_risk_when_the_step_says_so() -> None:
    policy = Policy((Step("risk", "reminder", Anchor.START, Span(days=1), asks=True, at_risk=True),))
    assert verdict(due("risk"), STARTS - ONE_DAY, policy=policy) is Skip.NOT_AT_RISK
    assert isinstance(verdict(due("risk", attended=Attended(over=5, missed=2)), STARTS - ONE_DAY, policy=policy), Say)


@pytest.mark.parametrize(
    ("kind", "now", "said"),
    [
        ("reminder-3d", STARTS - timedelta(hours=60), True),  # twelve hours late, after a night
        ("reminder-3d", STARTS - timedelta(hours=23), False),  # the one of the day before is due too
        ("reminder-1d", STARTS - timedelta(hours=12), True),
        ("reminder-1d", STARTS - timedelta(hours=5), False),  # less than a quarter of its time is left
        ("reminder-1d", STARTS - timedelta(hours=2), False),
        ("reminder-2h", STARTS - timedelta(minutes=31), True),
        ("reminder-2h", STARTS - timedelta(minutes=29), False),
        ("confirmation", BOOKED + timedelta(hours=40), True),
        ("confirmation", BOOKED + timedelta(hours=60), False),
        ("confirmation", STARTS - timedelta(days=2), False),
    ],
)
def test_only_the_last_is_said_when_the_machine_was_off(kind: str, now: datetime, said: bool) -> None:
    found = verdict(due(kind), now, zone="Pacific/Auckland" if now.hour < 13 else ZONE)
    assert (found is not Skip.OUTDATED) is said


def test_confirmation_is_said_when_a_reminder_was_due_before_the_visit_was_even_booked() -> None:
    booked = STARTS - timedelta(hours=20)
    assert isinstance(verdict(due("confirmation", planned_at=booked), booked + timedelta(minutes=1)), Say)


def test_waits_for_the_morning_when_the_person_sleeps() -> None:
    at_night = datetime(2026, 11, 30, 3, 0, tzinfo=UTC)  # 22:00 on Sunday in New York
    assert verdict(due("reminder-1d"), at_night) == PutOff(datetime(2026, 11, 30, 13, 0, tzinfo=UTC), Wait.QUIET)
    early = due(wishes=Wishes(waking=Waking(time(10), time(18))))
    assert verdict(early, at_night) == PutOff(datetime(2026, 11, 30, 15, 0, tzinfo=UTC), Wait.QUIET)


def test_is_left_out_when_the_morning_is_too_late() -> None:
    early = datetime(2026, 12, 1, 13, 15, tzinfo=UTC)  # 8:15, a quarter of an hour after people may be written to
    now = early - TWO_HOURS
    assert verdict(due("reminder-2h", starts_at=early), now) is Skip.QUIET
    cancelled = due("cancelled", starts_at=early, status=AppointmentStatus.CANCELLED)
    assert isinstance(verdict(cancelled, now), Say)


def test_waits_when_enough_was_said_there_and_not_when_it_is_news() -> None:
    now = STARTS - ONE_DAY
    busy = [place(started=(now - timedelta(minutes=10), now - timedelta(minutes=5)))]
    assert verdict(due(), now, busy) == PutOff(now + timedelta(minutes=50), Wait.ENOUGH)
    assert isinstance(verdict(due("confirmation", planned_at=now), now, busy), Say)


def test_waits_when_staff_hold_the_conversation() -> None:
    now = STARTS - ONE_DAY
    held = verdict(due(), now, [place(state=ConversationState.CLAIMED)])
    assert held == PutOff(now + timedelta(minutes=15), Wait.HELD_BY_STAFF)


def test_goes_where_the_patient_wishes_when_that_can_be_used() -> None:
    now, places = STARTS - ONE_DAY, [place(), place("email")]
    wishes = due(wishes=Wishes(channel="email"))
    assert verdict(wishes, now, places) == Say(places[1])
    assert verdict(wishes, now, [places[0], place("email", usable=False)]) == Say(places[0])
    assert verdict(due(missed_at=frozenset({places[0].conversation.address_id})), now, places) == Say(places[1])


def test_says_why_not_when_there_is_nowhere_to_write_to() -> None:
    now = STARTS - ONE_DAY
    assert verdict(due(), now, []) is Skip.NO_ADDRESS
    assert verdict(due(), now, [place(usable=False)]) is Skip.NO_ADDRESS
    assert verdict(due(), now, [place(usable=False, opted_out_at=BOOKED)]) is Skip.OPTED_OUT


def test_is_left_out_when_the_mail_for_the_calendar_says_the_same() -> None:
    there = place("email")
    booked_there = due("confirmation", planned_at=BOOKED, booked_in=there.conversation.id)
    assert verdict(booked_there, BOOKED, [there]) is Skip.SAID_BY_MAIL
    assert isinstance(verdict(replace(booked_there, booked_in=None), BOOKED, [there]), Say)
    assert isinstance(verdict(due(booked_in=there.conversation.id), STARTS - ONE_DAY, [there]), Say)
