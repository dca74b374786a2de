"""What suits whoever waits, and when their visit would begin."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.scheduling.clinic import Closure, Offering
from backend.domain.waitlist.fitting import fitting, is_worked, rest
from backend.domain.waitlist.records import Candidate
from tests.unit.backend.domain.scheduling.made import ANN, BOB, EAST, MIDDLE, VISIT
from tests.unit.backend.domain.waitlist.made import NOW, TEN, candidate, clinic, entry, freed


def start(found: object) -> datetime | None:
    return getattr(found, "starts_at", None)


def test_the_visit_begins_where_the_former_one_did_when_it_fits() -> None:
    assert start(fitting(clinic(), freed(), candidate(), NOW)) == TEN


@pytest.mark.parametrize(
    "wished",
    [
        {"practitioner": ANN},
        {"location": EAST},
        {"weekdays": frozenset({1})},
        {"minutes": (10 * 60, 10 * 60 + 1)},
        {"from_at": TEN},
        {"until_at": TEN + timedelta(minutes=1)},
        {"notice": 24 * 60},
    ],
)
def test_is_offered_when_a_wish_is_just_met(wished: dict[str, object]) -> None:
    assert start(fitting(clinic(), freed(), candidate(**wished), NOW)) == TEN


@pytest.mark.parametrize(
    "wished",
    [
        {"practitioner": BOB},
        {"location": MIDDLE},
        {"weekdays": frozenset({0, 2})},
        {"minutes": (10 * 60 + 1, 24 * 60)},
        {"minutes": (0, 10 * 60)},
        {"from_at": TEN + timedelta(minutes=1)},
        {"until_at": TEN},
        {"notice": 24 * 60 + 1},
    ],
)
def test_is_not_offered_when_a_wish_is_just_missed(wished: dict[str, object]) -> None:
    assert fitting(clinic(), freed(), candidate(**wished), NOW) is None


def test_begins_later_in_a_long_time_when_only_that_is_wished() -> None:
    later = candidate(minutes=(11 * 60, 24 * 60))
    assert start(fitting(clinic(), freed(minutes=120), later, NOW)) == TEN + timedelta(hours=1)


def test_buffers_lie_within_the_time_when_the_service_has_them() -> None:
    buffered = replace(VISIT, buffer_before=10, buffer_after=15)
    assert fitting(clinic(service=buffered), freed(), candidate(), NOW) is None
    found = fitting(clinic(service=buffered), freed(minutes=30, before=15, after=15), candidate(), NOW)
    assert start(found) == TEN


def test_is_not_offered_when_it_would_be_too_long() -> None:
    assert fitting(clinic(service=replace(VISIT, duration=45)), freed(), candidate(), NOW) is None


def test_is_not_offered_when_nobody_offers_it_or_works_then() -> None:
    assert fitting(clinic(offerings=(Offering(VISIT.id, BOB, EAST),)), freed(), candidate(), NOW) is None
    snow = (Closure(None, TEN.date().toordinal(), None, "Snow"),)
    assert fitting(clinic(closures=snow), freed(), candidate(), NOW) is None
    assert not is_worked(clinic(closures=snow), freed())
    assert is_worked(clinic(), freed())


def test_is_not_offered_when_the_patient_is_elsewhere_then() -> None:
    busy = replace(candidate(), busy=((TEN + timedelta(minutes=15), TEN + timedelta(minutes=45)),))
    assert fitting(clinic(), freed(), busy, NOW) is None
    assert start(fitting(clinic(), freed(minutes=120), busy, NOW)) == TEN + timedelta(minutes=45)


@pytest.mark.parametrize(("minutes", "offered"), [(30, True), (0, False), (-30, False)])
def test_only_an_earlier_time_is_offered_to_whoever_has_a_visit(minutes: int, offered: bool) -> None:
    one = entry(appointment=entry().id)
    mine = Candidate(one, visit_at=TEN + timedelta(minutes=minutes))
    assert (fitting(clinic(), freed(), mine, NOW) is not None) is offered


def test_any_other_time_is_offered_when_they_named_it() -> None:
    mine = Candidate(entry(appointment=entry().id, from_at=TEN), visit_at=TEN - timedelta(days=1))
    assert fitting(clinic(), freed(), mine, NOW) is not None
    assert fitting(clinic(), freed(), replace(mine, visit_at=None), NOW) is None


@given(
    minutes=st.integers(10, 240),
    before=st.integers(0, 60),
    after=st.integers(0, 60),
    duration=st.sampled_from([15, 30, 45, 60]),
    buffers=st.tuples(st.sampled_from([0, 5, 10]), st.sampled_from([0, 5, 15])),
    at=st.integers(0, 480),
)
def test_what_is_offered_and_what_is_left_is_the_time_that_became_free(
    minutes: int, before: int, after: int, duration: int, buffers: tuple[int, int], at: int
) -> None:
    service = replace(VISIT, duration=duration, buffer_before=buffers[0], buffer_after=buffers[1])
    time = freed(TEN + timedelta(minutes=at - 60), minutes, before, after)
    found = fitting(clinic(service=service), time, candidate(), NOW)
    if found is None:
        return
    assert time.busy_from <= found.busy_from < found.busy_until <= time.busy_until
    left = sum((one.busy_until - one.busy_from for one in rest(time, found)), timedelta())
    assert left + (found.busy_until - found.busy_from) == time.busy_until - time.busy_from
