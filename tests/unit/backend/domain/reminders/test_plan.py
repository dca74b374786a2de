"""What a visit will bring, and when, whatever clocks do before it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from backend.domain.errors import InvalidRequest
from backend.domain.ids import LocationId, ServiceId
from backend.domain.reminders.plan import Skip, plan, plan_cancelled, plan_missed
from backend.domain.reminders.policy import USUAL, Anchor, Policies, Policy, Span, Step

BOSTON = "America/New_York"
VISIT = datetime(2026, 11, 3, 15, tzinfo=UTC)  # 10 am, two days after clocks went back


def _due(now: datetime) -> dict[str, tuple[datetime, Skip | None]]:
    return {one.kind: (one.due_at, one.skip) for one in plan(USUAL, VISIT, BOSTON, now, said_here=False)}


def test_plans_every_step_when_booked_early() -> None:
    now = datetime(2026, 10, 1, 12, tzinfo=UTC)
    assert _due(now) == {
        "confirmation": (now, None),
        "reminder-3d": (datetime(2026, 10, 31, 14, tzinfo=UTC), None),  # 10 am before the change too
        "reminder-1d": (datetime(2026, 11, 2, 15, tzinfo=UTC), None),
        "reminder-2h": (datetime(2026, 11, 3, 13, tzinfo=UTC), None),
    }


def test_says_why_when_booked_after_a_reminders_time() -> None:
    found = _due(datetime(2026, 11, 2, 16, tzinfo=UTC))
    assert {kind: skip for kind, (_, skip) in found.items()} == {
        "confirmation": None,
        "reminder-3d": Skip.BOOKED_LATE,
        "reminder-1d": Skip.BOOKED_LATE,
        "reminder-2h": None,
    }


def test_leaves_the_confirmation_to_the_conversation_when_booked_there() -> None:
    (first, *_) = plan(USUAL, VISIT, BOSTON, datetime(2026, 10, 1, tzinfo=UTC), said_here=True)
    assert (first.kind, first.skip) == ("confirmation", Skip.SAID_HERE)


def test_follows_up_when_called_off_or_missed() -> None:
    (called_off,) = plan_cancelled(USUAL, VISIT, said_here=False)
    (missed,) = plan_missed(USUAL, VISIT)
    assert (called_off.kind, called_off.due_at) == ("cancelled", VISIT)
    assert (missed.kind, missed.due_at) == ("missed", VISIT + timedelta(hours=1))


@pytest.mark.parametrize("zone", [BOSTON, "Europe/Dublin", "Australia/Lord_Howe", "America/Havana", "Asia/Tokyo"])
def test_shows_the_same_hour_when_a_step_counts_days(zone: str) -> None:
    start = datetime(2026, 1, 4, 12, tzinfo=UTC)
    for day in range(365):
        visit = start + timedelta(days=day)
        due = Span(days=1).before(visit, zone)
        shown, wall = visit.astimezone(ZoneInfo(zone)), due.astimezone(ZoneInfo(zone))
        assert (wall.time(), shown.date() - wall.date()) == (shown.time(), timedelta(days=1))


@pytest.mark.parametrize(
    ("text", "span"), [("3d", Span(days=3)), ("24h", Span(minutes=1440)), ("90m", Span(minutes=90))]
)
def test_reads_and_writes_a_span_when_it_makes_sense(text: str, span: Span) -> None:
    assert Span.parse(text) == span
    assert str(span) == text


@pytest.mark.parametrize("text", ["", "3", "d", "3w", "-1d", "61d", "1500h"])
def test_refuses_a_span_when_it_makes_no_sense(text: str) -> None:
    with pytest.raises(InvalidRequest):
        Span.parse(text)


def test_reads_a_policy_back_when_it_was_written() -> None:
    assert Policy.of([step.told() for step in USUAL.steps]) == USUAL


@pytest.mark.parametrize(
    "step",
    [
        {"kind": "Bad Kind", "template": "reminder", "anchor": "start", "span": "1d"},
        {"kind": "one", "template": "reminder", "anchor": "later", "span": "1d"},
        {"kind": "one", "template": "reminder", "anchor": "start"},
    ],
)
def test_refuses_a_step_when_it_makes_no_sense(step: dict[str, object]) -> None:
    with pytest.raises(InvalidRequest):
        Policy.of([step])


def test_refuses_two_steps_when_their_kinds_are_the_same() -> None:
    step = Step("one", "reminder", Anchor.START, Span(days=1)).told()
    with pytest.raises(InvalidRequest):
        Policy.of([step, step])


def test_takes_the_closest_policy_when_several_fit() -> None:
    by_scope = {
        (ServiceId(1), LocationId(1)): Policy(()),
        (ServiceId(1), None): Policy((), 1),
        (None, LocationId(1)): Policy((), 2),
    }
    policies = Policies(by_scope)
    assert policies.of(ServiceId(1), LocationId(1)).no_show_after is None
    assert policies.of(ServiceId(1), LocationId(2)).no_show_after == 1
    assert policies.of(ServiceId(2), LocationId(1)).no_show_after == 2
    assert policies.of(ServiceId(2), LocationId(2)) is USUAL
