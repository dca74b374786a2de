"""Reports: every message, answer and visit counts once, and in the right place."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.errors import InvalidRequest
from backend.domain.messaging.delivery import DeliveryState
from backend.domain.messaging.questions import Reply
from backend.domain.reminders.reports import (
    Asked,
    By,
    Line,
    MessageCount,
    OpeningCount,
    VisitCount,
    period,
    report,
)
from backend.domain.scheduling.records import AppointmentStatus

ASKED = Asked(date(2026, 11, 16), date(2026, 11, 30), "America/New_York", By.SERVICE)
ENDS = ("waiting", "skipped", "withdrawn", "failed", "unknown", "sent")
ANSWERS = ("confirmed", "declined", "another_time", "late", "wrong_number", "unclear", "unanswered")
CAME = ("kept", "missed", "called_off", "unmarked")

messages = st.builds(
    MessageCount,
    group=st.sampled_from(["visit", "scan"]),
    plan=st.sampled_from(["planned", "said", "skipped"]),
    reason=st.sampled_from([None, "moved", "policy"]),
    delivery=st.sampled_from([None, *map(str, DeliveryState)]),
    asked=st.booleans(),
    answer=st.sampled_from([None, "something new", *map(str, Reply)]),
    count=st.integers(1, 5),
)
visits = st.builds(
    VisitCount,
    group=st.sampled_from(["visit", "scan"]),
    status=st.sampled_from([str(one) for one in AppointmentStatus]),
    count=st.integers(1, 5),
    promised=st.booleans(),
)


def _sum(line: Line, names: tuple[str, ...]) -> int:
    return sum(int(getattr(line, name)) for name in names)


@given(st.lists(messages), st.lists(visits))
def test_counts_everything_once_when_anything_happened(told: list[MessageCount], came: list[VisitCount]) -> None:
    found = report(ASKED, told, came, [])
    for line in (*found.lines, found.total):
        assert line.planned == _sum(line, ENDS)
        assert line.asked == _sum(line, ANSWERS)
        assert line.read <= line.delivered <= line.sent
        assert line.skipped == sum(line.skipped_by.values())
        assert line.visits == _sum(line, CAME)
        assert line.promised <= line.visits
    assert found.total.planned == sum(one.count for one in told)
    assert found.total.visits == sum(one.count for one in came if one.status != "entered-in-error")


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"plan": "planned"}, "waiting"),
        ({"delivery": "pending"}, "waiting"),
        ({"delivery": "canceled"}, "withdrawn"),
        ({"delivery": "undelivered"}, "failed"),
        ({"delivery": "unknown"}, "unknown"),
        ({"delivery": "read"}, "read"),
        ({"asked": True, "answer": "yes"}, "confirmed"),
        ({"asked": True, "answer": "no"}, "declined"),
        ({"asked": True, "answer": "who"}, "unclear"),
        ({"asked": True}, "unanswered"),
    ],
)
def test_puts_a_message_where_it_belongs_when_counted(changes: dict[str, Any], name: str) -> None:
    usual: dict[str, Any] = {"plan": "said", "reason": None, "delivery": "sent", "asked": False, "answer": None}
    found = report(ASKED, [MessageCount(group="visit", count=3, **{**usual, **changes})], [], [])
    assert getattr(found.total, name) == 3


def test_tells_the_rate_of_what_is_known_when_visits_are_unmarked() -> None:
    came = [VisitCount("visit", "fulfilled", 8), VisitCount("visit", "noshow", 2), VisitCount("visit", "booked", 90)]
    found = report(ASKED, [], came, [OpeningCount("visit", filled=True, count=2), OpeningCount("visit", False, 1)])
    assert found.total.no_show_rate == pytest.approx(0.2)
    assert (found.total.freed, found.total.filled) == (3, 2)
    assert Line("empty").no_show_rate is None


def test_leaves_no_week_out_when_nothing_happened() -> None:
    found = report(Asked(date(2026, 11, 4), date(2026, 11, 24), "UTC"), [], [], [])
    assert [line.group for line in found.lines] == ["2026-11-02", "2026-11-09", "2026-11-16", "2026-11-23"]


def test_takes_twelve_weeks_and_this_one_when_no_days_are_said() -> None:
    assert period(None, None, date(2026, 11, 25)) == (date(2026, 8, 31), date(2026, 11, 30))
    assert period(date(2026, 11, 1), None, date(2026, 11, 25)) == (date(2026, 11, 1), date(2026, 11, 30))
    assert period(date(2027, 1, 4), None, date(2026, 11, 25)) == (date(2027, 1, 4), date(2027, 1, 11))
    assert period(None, date(2026, 3, 2), date(2026, 11, 25)) == (date(2025, 12, 1), date(2026, 3, 2))


@pytest.mark.parametrize("days", [(date(2026, 11, 2), date(2026, 11, 2)), (date(2020, 1, 1), date(2026, 1, 1))])
def test_refuses_days_when_they_make_no_report(days: tuple[date, date]) -> None:
    with pytest.raises(InvalidRequest):
        period(*days, date(2026, 11, 25))
