"""Whose night it is."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from backend.services.clocks import MOST, clocks

CLINIC = ZoneInfo("America/New_York")


@pytest.mark.parametrize(
    ("phone", "zones"),
    [
        ("+15035550142", ["America/Los_Angeles"]),
        ("+12125550142", ["America/New_York"]),
        ("+18085550142", ["Pacific/Honolulu"]),
        ("+34915550142", ["Europe/Madrid"]),
        ("+18005550142", ["America/New_York"]),  # freephone: of no place
        ("4711", ["America/New_York"]),
        ("", ["America/New_York"]),
        (None, ["America/New_York"]),
    ],
)
def test_knows_the_clocks_of_a_number_and_else_the_clinics(phone: str | None, zones: list[str]) -> None:
    assert [str(zone) for zone in clocks(phone, CLINIC)] == zones


def test_keeps_to_every_clock_when_an_area_has_two() -> None:
    pacific = ZoneInfo("America/Los_Angeles")
    found = clocks("+12082250142", pacific)  # Idaho
    assert found == [pacific, ZoneInfo("America/Boise")]
    assert len(found) <= MOST
