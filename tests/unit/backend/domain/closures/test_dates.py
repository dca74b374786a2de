"""Which dates a closure has."""

from __future__ import annotations

from datetime import date

import pytest

from backend.domain.closures.dates import Weekly, Yearly, expanded
from backend.domain.errors import InvalidRequest

TODAY = date(2026, 11, 23)
CHRISTMAS = date(2026, 12, 25)


def test_names_every_monday_when_a_closure_repeats_weekly() -> None:
    august = Weekly.of(["mon"], date(2027, 8, 1), date(2027, 8, 31))
    assert expanded((), (august,), TODAY) == tuple(date(2027, 8, day) for day in (2, 9, 16, 23, 30))


def test_names_the_same_date_when_a_closure_repeats_yearly() -> None:
    assert expanded((), (Yearly(CHRISTMAS, 3),), TODAY) == (
        CHRISTMAS,
        CHRISTMAS.replace(year=2027),
        CHRISTMAS.replace(year=2028),
    )


def test_leaves_out_years_without_the_date_when_it_is_a_leap_day() -> None:
    assert expanded((), (Yearly(date(2028, 2, 29), 5),), TODAY) == (date(2028, 2, 29), date(2032, 2, 29))


def test_names_a_date_once_when_it_is_named_twice() -> None:
    assert expanded((CHRISTMAS, CHRISTMAS), (Yearly(CHRISTMAS, 1),), TODAY) == (CHRISTMAS,)


@pytest.mark.parametrize(
    ("on", "repeats"),
    [
        ((), ()),
        ((date(2026, 11, 22),), ()),
        ((), (Weekly.of(["mon"], date(2027, 8, 2), date(2027, 8, 1)),)),
        ((), (Weekly.of(["mon", "tue", "wed"], date(2027, 1, 1), date(2031, 1, 1)),)),
        ((), (Yearly(CHRISTMAS, 0),)),
    ],
    ids=["none", "past", "backwards", "too many", "no years"],
)
def test_refuses_when_the_dates_make_no_sense(on: tuple[date, ...], repeats: tuple[Weekly | Yearly, ...]) -> None:
    with pytest.raises(InvalidRequest):
        expanded(on, repeats, TODAY)


def test_refuses_when_a_weekday_has_no_such_name() -> None:
    with pytest.raises(InvalidRequest):
        Weekly.of(["monday"], TODAY, TODAY)
