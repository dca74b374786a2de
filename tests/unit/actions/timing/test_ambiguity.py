"""What is truly ambiguous is said to be, so that it is read back."""

from __future__ import annotations

import pytest

from actions.when import understand
from tests.unit.actions.timing.scene import NOW, ZONE, only


@pytest.mark.parametrize(
    ("text", "flags"),
    [
        ("next thursday", ("next_weekday",)),
        ("thursday", ()),
        ("tuesday", ("same_weekday",)),
        ("the 3rd at 8", ("am_pm",)),
        ("the 3rd at 8 am", ()),
        ("the 3rd at 3", ()),
        ("4/7", ("day_month",)),
        ("4/27", ()),
        ("7/7", ()),
        ("wednesday 4/7", ()),
        ("tuesday december 3rd", ("weekday_mismatch",)),
    ],
)
def test_doubt_is_named_when_a_careful_reader_would_ask(text: str, flags: tuple[str, ...]) -> None:
    assert only(text).ambiguous == flags


def test_next_monday_is_clear_when_the_nearest_one_lies_in_next_week() -> None:
    assert only("next monday").ambiguous == ()


def test_day_comes_first_when_the_country_writes_it_so() -> None:
    (moment,) = understand("4/7", NOW, ZONE, country="GB")
    assert moment.start is not None
    assert (moment.start.month, moment.start.day) == (7, 4)
