"""Birth dates, however they are written."""

from __future__ import annotations

from datetime import date

import pytest

from actions.when import birth_date

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("text", "born"),
    [
        ("fourth of july eighty five", date(1985, 7, 4)),
        ("march 2 50", date(1950, 3, 2)),
        ("1950-03-02", date(1950, 3, 2)),
        ("march 2nd nineteen fifty", date(1950, 3, 2)),
        ("june first two thousand five", date(2005, 6, 1)),
        ("dob: 12/25/1970", date(1970, 12, 25)),
        ("i was born on the 3rd of may, 1990", date(1990, 5, 3)),
        ("5 jan 05", date(2005, 1, 5)),
        ("dec 31 99", date(1999, 12, 31)),
        ("oct 7 nineteen oh six", date(1906, 10, 7)),
        ("no sorry 3 june 1981 i mean 4 june 1981", date(1981, 6, 4)),
        ("25.12.1970", date(1970, 12, 25)),
        ("17 3 1964", date(1964, 3, 17)),
        ("17031964", date(1964, 3, 17)),
        ("1703 1964", date(1964, 3, 17)),
        ("17 03 19 64", date(1964, 3, 17)),
        ("2 of may 2000 and 4", date(2004, 5, 2)),
    ],
)
def test_birth_date_is_read_when_it_is_written_clumsily(text: str, born: date) -> None:
    assert birth_date(text, TODAY) == born


@pytest.mark.parametrize(("country", "born"), [("US", date(1985, 4, 7)), ("GB", date(1985, 7, 4))])
def test_order_is_the_country_s_when_day_and_month_could_be_either(country: str, born: date) -> None:
    assert birth_date("4/7/85", TODAY, country) == born


@pytest.mark.parametrize(
    "text", ["feb 30 1980", "13/13/1985", "yes", "march 1980", "1/1/2030", "12 may 1799", "born 1985"]
)
def test_no_birth_date_is_given_when_there_is_none(text: str) -> None:
    assert birth_date(text, TODAY) is None


@pytest.mark.parametrize(
    ("text", "born"),
    [
        ("4 de mayo de 1980", date(1980, 5, 4)),
        ("15 marzo 1962", date(1962, 3, 15)),
        ("le 5 février 1971", date(1971, 2, 5)),
        ("3. Oktober 1955", date(1955, 10, 3)),
    ],
)
def test_birth_date_is_read_when_it_is_written_in_another_language(text: str, born: date) -> None:
    assert birth_date(text, TODAY) == born
