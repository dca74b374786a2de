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
        ("july fourth nineteen eighty-five", date(1985, 7, 4)),
        ("born july 4th, '85", date(1985, 7, 4)),
        ("the 2nd of march nineteen seventy", date(1970, 3, 2)),
        ("march second nineteen seventy", date(1970, 3, 2)),
        ("march 2 nineteen hundred and seventy", date(1970, 3, 2)),
        ("dob 03.02.1970", date(1970, 3, 2)),
        ("dob is 3-2-70", date(1970, 3, 2)),
        ("1970 march 2", date(1970, 3, 2)),
        ("2 mar 70", date(1970, 3, 2)),
        ("13 September 2000 and 4th", date(2004, 9, 13)),
        ("my birthday is may third two thousand and twelve", date(2012, 5, 3)),
        ("its 12-25-70 thx", date(1970, 12, 25)),
        ("12251970", date(1970, 12, 25)),
        ("25 december of 1970", date(1970, 12, 25)),
        ("im 45, born june 6 1981", date(1981, 6, 6)),
        ("sept 9th 1999", date(1999, 9, 9)),
    ],
)
def test_birth_date_is_read_when_it_is_written_clumsily(text: str, born: date) -> None:
    assert birth_date(text, TODAY) == born


@pytest.mark.parametrize(("country", "born"), [("US", date(1985, 4, 7)), ("GB", date(1985, 7, 4))])
def test_order_is_the_country_s_when_day_and_month_could_be_either(country: str, born: date) -> None:
    assert birth_date("4/7/85", TODAY, country) == born


@pytest.mark.parametrize(
    "text",
    [
        "feb 30 1980",
        "13/13/1985",
        "yes",
        "march 1980",
        "1/1/2030",
        "12 may 1799",
        "born 1985",
        "31 de febrero de 1980",
        "mayo de 1990",
        "tengo 30 años",
        "el lunes",
    ],
)
def test_no_birth_date_is_given_when_there_is_none(text: str) -> None:
    assert birth_date(text, TODAY) is None


@pytest.mark.parametrize(
    ("text", "born"),
    [
        ("4 de mayo de 1980", date(1980, 5, 4)),
        ("15 marzo 1962", date(1962, 3, 15)),
        ("el cuatro de julio del ochenta y cinco", date(1985, 7, 4)),
        ("nací el 3 de mayo 1990", date(1990, 5, 3)),
        ("naci el 3 de mayo de 1990", date(1990, 5, 3)),
        ("4 de julio de mil novecientos ochenta y cinco", date(1985, 7, 4)),
        ("primero de enero de dos mil cinco", date(2005, 1, 1)),
        ("1ro de enero de 2005", date(2005, 1, 1)),
        ("quince de septiembre del dos mil", date(2000, 9, 15)),
        ("veintidos de agosto del setenta y nueve", date(1979, 8, 22)),
        ("el 31 de diciembre del 99", date(1999, 12, 31)),
        ("3 mayo 90", date(1990, 5, 3)),
        ("3/mayo/1990", date(1990, 5, 3)),
        ("3 de ene 1962", date(1962, 1, 3)),
        ("mi fecha de nacimiento es 12 de octubre de 1971", date(1971, 10, 12)),
        ("fecha de nacimiento: 25/12/1970", date(1970, 12, 25)),
        ("4/7/85", date(1985, 4, 7)),
        ("dos de febrero de dos mil uno", date(2001, 2, 2)),
        ("treinta y uno de mayo de 1958", date(1958, 5, 31)),
        ("nacio el 5 de abril de 2019", date(2019, 4, 5)),
        ("mayo 3 1990", date(1990, 5, 3)),
        ("le 5 février 1971", date(1971, 2, 5)),
        ("3. Oktober 1955", date(1955, 10, 3)),
    ],
)
def test_birth_date_is_read_when_it_is_written_in_another_language(text: str, born: date) -> None:
    assert birth_date(text, TODAY) == born
