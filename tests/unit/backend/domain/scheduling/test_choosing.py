"""At most three offers: the earliest first, sensibly apart, never in each other's way."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.scheduling.choosing import After, Match, Reason, Wish, nearest, pick
from backend.domain.scheduling.clinic import Offering
from backend.domain.scheduling.free import FreeSlot
from backend.domain.scheduling.minutes import DAY, Interval
from backend.domain.scheduling.search import Found, Search, Shown
from tests.unit.backend.domain.scheduling.made import ANN, BOB, EAST, MIDDLE, VISIT, directory, every_day
from tests.unit.backend.domain.scheduling.test_free import at

MIDNIGHT = at("2026-06-10T00:00-04:00")
NINE = MIDNIGHT + 540
ZONE = "America/New_York"


def slots(*starts: int) -> list[FreeSlot]:
    return [FreeSlot(NINE + start, ANN, EAST) for start in starts]


def starts(chosen: list[FreeSlot] | tuple[FreeSlot, ...]) -> list[int]:
    return [slot.start - NINE for slot in chosen]


def test_offers_are_an_hour_apart_when_an_afternoon_is_free() -> None:
    assert starts(pick(slots(*range(0, 300, 15)), VISIT)) == [0, 60, 120]


def test_offers_come_closer_when_there_is_little_left() -> None:
    assert starts(pick(slots(0, 30, 60), VISIT)) == [0, 30, 60]
    assert starts(pick(slots(0, 15, 30, 45), VISIT)) == [0, 30]
    assert starts(pick(slots(45), VISIT)) == [45]
    assert pick([], VISIT) == []


def test_offers_are_on_three_days_when_a_week_is_free() -> None:
    week = slots(*(day * DAY + minute for day in range(7) for minute in range(0, 480, 15)))
    assert starts(pick(week, VISIT)) == [0, DAY, 2 * DAY]


def test_practitioners_take_turns_when_several_are_free() -> None:
    both = sorted(FreeSlot(NINE + start, who, EAST) for start in range(0, 300, 15) for who in (ANN, BOB))
    assert [slot.practitioner for slot in pick(both, VISIT)] == [ANN, BOB, ANN]


@given(
    st.lists(
        st.tuples(st.integers(0, 4000), st.sampled_from([ANN, BOB]), st.sampled_from([EAST, MIDDLE])), max_size=40
    ),
    st.sampled_from([0, 10, 40]),
    st.booleans(),
)
def test_offers_can_all_be_held_at_once_when_any_slots_are_free(
    free: list[tuple[int, int, int]], buffer: int, near: bool
) -> None:
    service = replace(VISIT, buffer_after=buffer)
    given_ = sorted(FreeSlot(*one) for one in free)  # type: ignore[arg-type]
    chosen = nearest(given_, Wish(((1000, 1100),)), service) if near else pick(given_, service)
    assert len(chosen) <= 3
    assert chosen == sorted(chosen)
    assert set(chosen) <= set(given_)
    assert bool(chosen) is bool(given_)
    if given_ and not near:
        assert chosen[0].start == given_[0].start
    for one in chosen:
        for other in chosen:
            if one != other and one.practitioner == other.practitioner:
                assert abs(one.start - other.start) >= service.duration + buffer


def search(
    windows: list[Interval],
    after: After | None = None,
    shown: list[Shown] | None = None,
    busy: list[Interval] | None = None,
    bounds: Interval = (NINE, NINE + 60 * DAY),
) -> Found:
    clinic = directory(every_day(ANN, EAST))
    return Search(
        clinic, VISIT, [Offering(VISIT.id, ANN, EAST)], bounds, lambda _: {ANN: busy or []}
    ).find(windows, after, shown or [])  # fmt: skip


def test_nearest_are_offered_when_the_day_is_full() -> None:
    day = (MIDNIGHT + DAY, MIDNIGHT + 2 * DAY)
    found = search([day], busy=[day])
    assert (found.match, found.reason) == (Match.NEAREST, Reason.FULLY_BOOKED)
    assert all(abs(slot.start - day[0]) < 2 * DAY for slot in found.slots)


def test_nothing_is_offered_when_everything_is_booked() -> None:
    found = search([], busy=[(0, 1 << 40)])
    assert (found.slots, found.match, found.reason) == ((), Match.NONE, Reason.FULLY_BOOKED)


def test_horizon_is_searched_when_the_next_weeks_are_full() -> None:
    found = search([], busy=[(NINE, NINE + 40 * DAY)])
    assert found.match is Match.EXACT
    assert found.slots[0].start >= NINE + 40 * DAY


@pytest.mark.parametrize(
    ("window", "reason"),
    [
        ((MIDNIGHT, NINE - 60), Reason.NOTICE),
        ((NINE + 100 * DAY, NINE + 101 * DAY), Reason.HORIZON),
        ((NINE + 12 * 60, NINE + 14 * 60), Reason.CLOSED),
        ((NINE - 30, NINE + 15), Reason.NOTICE),
    ],
)
def test_reason_is_told_when_a_window_has_nothing(window: Interval, reason: Reason) -> None:
    found = search([window], bounds=(NINE + 30, NINE + 60 * DAY))
    assert (found.match, found.reason) == (Match.NEAREST, reason)


def shown(*starts_: int) -> list[Shown]:
    return [Shown(NINE + start, ZONE, latest=True) for start in starts_]


def test_same_day_comes_first_when_something_later_is_asked_for() -> None:
    found = search([], After.LATER, shown(0, 60, 120))
    assert starts(found.slots) == [135, 195, 255]
    found = search([], After.LATER, shown(300, 360, 420))
    assert starts(found.slots)[0] == 435
    assert found.slots[1].start >= MIDNIGHT + DAY


def test_earlier_ones_are_before_what_was_shown_when_asked_for() -> None:
    found = search([], After.EARLIER, shown(240, 300))
    assert starts(found.slots) == [0, 60, 120]
    found = search([], After.EARLIER, shown(0, 60))
    assert (found.slots, found.match) == ((), Match.NONE)


def test_other_days_leave_out_the_days_shown_when_asked_for() -> None:
    found = search([], After.OTHER_DAY, shown(0, 60))
    assert all(slot.start >= MIDNIGHT + DAY for slot in found.slots)
    assert found.match is Match.EXACT


def test_others_of_the_same_day_come_when_other_times_are_asked_for() -> None:
    found = search([], After.OTHER, shown(0, 60, 120))
    assert starts(found.slots) == [15, 75, 135]
