"""Free slots are exactly what a minute-by-minute search finds, clock changes included."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.domain.ids import LocationId
from backend.domain.scheduling.clinic import Closure, Directory, Offering, OpeningHours, Service, Shift, ShiftException
from backend.domain.scheduling.free import Busy, FreeSlot, candidates, free_slots, is_free
from backend.domain.scheduling.minutes import Interval, minute_of, moment_of
from tests.unit.backend.domain.scheduling.made import (
    ANN,
    BOB,
    EAST,
    MIDDLE,
    VISIT,
    always,
    directory,
    every_day,
    location,
)

SPRING, AUTUMN = date(2026, 3, 8), date(2026, 11, 1)
ZONES = {EAST: "America/New_York", MIDDLE: "America/Chicago"}


def at(text: str) -> int:
    return minute_of(datetime.fromisoformat(text))


def at_work(clinic: Directory, offering: Offering, minute: int) -> bool:
    """The oracle: whether the wall clock of the place shows a time within all hours."""
    place = clinic.location_of[offering.location]
    wall = moment_of(minute).astimezone(ZoneInfo(place.zone))
    day, time_ = wall.date().toordinal(), wall.hour * 60 + wall.minute
    exceptions = [
        row for row in clinic.exceptions if (row.practitioner, row.location, row.day) == (*offering_key(offering), day)
    ]
    times = (
        [row.times for row in exceptions if row.times is not None]
        if exceptions
        else [
            (row.starts, row.ends)
            for row in clinic.shifts
            if (row.practitioner, row.location) == offering_key(offering)
            and row.weekday == wall.weekday()
            and (row.valid_from or day) <= day <= (row.valid_until or day)
        ]
    )
    return (
        any(starts <= time_ < ends for starts, ends in times)
        and any(row.opens <= time_ < row.closes for row in place.hours if row.weekday == wall.weekday())
        and not any(
            row.location in (None, place.id)
            and row.day == day
            and (row.times is None or row.times[0] <= time_ < row.times[1])
            for row in clinic.closures
        )
        and not any(who == offering.practitioner and start <= minute < end for who, (start, end) in clinic.time_off)
    )


def offering_key(offering: Offering) -> tuple[int, LocationId]:
    return offering.practitioner, offering.location


def slowly(
    clinic: Directory, service: Service, offerings: list[Offering], busy: Busy, window: Interval
) -> list[FreeSlot]:
    """Free slots the slow way: every minute of every visit is looked at."""
    found = []
    for offering in offerings:
        zone = ZoneInfo(clinic.location_of[offering.location].zone)
        around = range(window[0], window[1] + service.duration)
        working = {minute for minute in around if at_work(clinic, offering, minute)}
        away = [interval for who, interval in clinic.time_off if who == offering.practitioner]
        taken = {minute for start, end in [*busy.get(offering.practitioner, ()), *away] for minute in range(start, end)}
        for start in range(*window):
            wall = moment_of(start).astimezone(zone)
            occupied = range(start - service.buffer_before, start + service.duration + service.buffer_after)
            if (
                (wall.hour * 60 + wall.minute) % service.step == 0
                and working.issuperset(range(start, start + service.duration))
                and taken.isdisjoint(occupied)
            ):
                found.append(FreeSlot(start, offering.practitioner, offering.location))
    return sorted(found)


times = st.tuples(st.integers(0, 95), st.integers(1, 96)).map(
    lambda pair: (min(pair[0], pair[1] - 1) * 15, max(pair[0] + 1, pair[1]) * 15)
)


@st.composite
def clinics(draw: st.DrawFn) -> tuple[Directory, Service, Busy, Interval]:
    """Random hours around a clock change, with everything that can cut them."""
    changeover = draw(st.sampled_from([SPRING, AUTUMN, date(2026, 6, 10)]))
    days = [changeover.toordinal() + ahead for ahead in (-1, 0, 1)]
    who, where = st.sampled_from([ANN, BOB]), st.sampled_from([EAST, MIDDLE])
    start_of_all = minute_of(datetime(changeover.year, changeover.month, changeover.day, tzinfo=UTC)) - 900
    stretch = st.tuples(st.integers(0, 2600), st.integers(1, 400)).map(
        lambda pair: (start_of_all + pair[0], start_of_all + pair[0] + pair[1])
    )
    service = Service(
        **{
            **{name: getattr(VISIT, name) for name in VISIT.__slots__},
            "duration": draw(st.sampled_from([10, 30, 45, 75])),
            "buffer_before": draw(st.sampled_from([0, 5, 20])),
            "buffer_after": draw(st.sampled_from([0, 10, 25])),
            "step": draw(st.sampled_from([5, 15, 20, 50])),
        }
    )
    hours = draw(st.lists(st.tuples(st.integers(0, 6), times), max_size=4))
    opening = always() if draw(st.booleans()) else tuple(OpeningHours(day, *time_) for day, time_ in hours)
    shifts = [
        Shift(person, place, weekday, time_[0], time_[1], since, until)
        for person, place, weekday, time_, since, until in draw(
            st.lists(
                st.tuples(
                    who,
                    where,
                    st.sampled_from([5, 6, 0, 2]),
                    times,
                    st.none() | st.sampled_from(days),
                    st.none() | st.sampled_from(days),
                ),
                min_size=1,
                max_size=6,
            )
        )
    ]
    clinic = directory(
        shifts,
        service,
        locations=(location(EAST, ZONES[EAST], opening), location(MIDDLE, ZONES[MIDDLE])),
        exceptions=tuple(
            ShiftException(*row)
            for row in draw(st.lists(st.tuples(who, where, st.sampled_from(days), st.none() | times), max_size=2))
        ),
        closures=tuple(
            Closure(*row, "Closed")
            for row in draw(
                st.lists(st.tuples(st.none() | where, st.sampled_from(days), st.none() | times), max_size=2)
            )
        ),
        time_off=tuple(draw(st.lists(st.tuples(who, stretch), max_size=2))),
    )
    busy = {person: draw(st.lists(stretch, max_size=3)) for person in (ANN, BOB)}
    window = (start_of_all + draw(st.integers(0, 700)), start_of_all + draw(st.integers(700, 2600)))
    return clinic, service, busy, window


@given(clinics())
@settings(max_examples=60, deadline=None)
def test_free_slots_are_those_of_the_slow_search_when_anything_is_configured(
    made: tuple[Directory, Service, Busy, Interval],
) -> None:
    clinic, service, busy, window = made
    offerings = candidates(clinic, service)
    quick = free_slots(clinic, service, offerings, busy, window)
    assert quick == slowly(clinic, service, offerings, busy, window)
    for slot in quick[:5]:
        offering = Offering(service.id, slot.practitioner, slot.location)
        assert is_free(clinic, service, offering, busy, slot.start)


def local_starts(zone: str, on: date, shift: tuple[int, int], step: int = 60) -> list[str]:
    place = EAST if zone == ZONES[EAST] else MIDDLE
    service = Service(**{**{name: getattr(VISIT, name) for name in VISIT.__slots__}, "step": step})
    clinic = directory(every_day(ANN, place, *shift), service)
    midnight = minute_of(datetime(on.year, on.month, on.day, tzinfo=ZoneInfo(zone)))
    found = free_slots(clinic, service, [Offering(service.id, ANN, place)], {}, (midnight, midnight + 26 * 60))
    return [
        local.isoformat(timespec="minutes")[11:]
        for slot in found
        if (local := moment_of(slot.start).astimezone(ZoneInfo(zone))).date() == on
    ]


@pytest.mark.parametrize(
    ("zone", "before", "after"), [(ZONES[EAST], "-05:00", "-04:00"), (ZONES[MIDDLE], "-06:00", "-05:00")]
)
def test_slots_skip_the_missing_hour_when_clocks_go_forward(zone: str, before: str, after: str) -> None:
    assert local_starts(zone, SPRING, (60, 240)) == [f"01:00{before}", f"03:00{after}"]


@pytest.mark.parametrize(
    ("zone", "before", "after"), [(ZONES[EAST], "-04:00", "-05:00"), (ZONES[MIDDLE], "-05:00", "-06:00")]
)
def test_slots_come_twice_in_the_repeated_hour_when_clocks_go_back(zone: str, before: str, after: str) -> None:
    assert local_starts(zone, AUTUMN, (60, 180)) == [f"01:00{before}", f"01:00{after}", f"02:00{after}"]


def test_nine_o_clock_stays_nine_o_clock_when_the_week_has_a_clock_change() -> None:
    clinic = directory(every_day(ANN, EAST))
    window = (at("2026-10-30T00:00-04:00"), at("2026-11-04T00:00-05:00"))
    found = free_slots(clinic, VISIT, [Offering(VISIT.id, ANN, EAST)], {}, window)
    first_of_day: dict[date, time] = {}
    for slot in found:
        local = moment_of(slot.start).astimezone(ZoneInfo(ZONES[EAST]))
        first_of_day.setdefault(local.date(), local.time())
    assert {time_.hour for time_ in first_of_day.values()} == {9}
    assert len(first_of_day) == 5


def test_buffers_keep_visits_apart_when_one_is_booked() -> None:
    service = Service(**{**{name: getattr(VISIT, name) for name in VISIT.__slots__}, "buffer_after": 15, "step": 15})
    clinic = directory(every_day(ANN, EAST, 540, 720), service)
    noon = at("2026-06-10T10:00-04:00")
    busy = {ANN: [(noon, noon + 45)]}  # 10:00-10:30 and its buffer
    found = free_slots(clinic, service, [Offering(service.id, ANN, EAST)], busy, (noon - 600, noon + 600))
    assert [(slot.start - noon) // 15 for slot in found] == [-4, -3, 3, 4, 5, 6]


def test_practitioner_is_not_free_elsewhere_when_booked_at_one_location() -> None:
    clinic = directory([*every_day(ANN, EAST), *every_day(ANN, MIDDLE)])
    start = at("2026-06-10T15:00+00:00")
    busy = {ANN: [(start, start + 30)]}
    assert not is_free(clinic, VISIT, Offering(VISIT.id, ANN, MIDDLE), busy, start)
    assert is_free(clinic, VISIT, Offering(VISIT.id, ANN, MIDDLE), busy, start + 30)


def test_every_start_of_a_month_is_found_when_nothing_is_booked() -> None:
    clinic = directory([*every_day(ANN, EAST), *every_day(BOB, EAST)])
    start = at("2026-06-01T04:00+00:00")
    offerings = [Offering(VISIT.id, who, EAST) for who in (ANN, BOB)]
    found = free_slots(clinic, VISIT, offerings, {}, (start, start + int(timedelta(days=30).total_seconds() // 60)))
    assert len(found) == 2 * 30 * 31
