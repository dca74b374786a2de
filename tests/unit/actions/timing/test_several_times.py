"""Several times in one text: alternatives, exclusions, corrections, moves."""

from __future__ import annotations

import pytest

from tests.unit.actions.timing.scene import short, understood


@pytest.mark.parametrize(
    ("text", "starts"),
    [
        ("wed or thurs afternoon", ["2026-11-25 12:00", "2026-11-26 12:00"]),
        ("9 or 10 tomorrow", ["2026-11-25 09:00", "2026-11-25 10:00"]),
        ("tomorrow at 9 or 2", ["2026-11-25 09:00", "2026-11-25 14:00"]),
        ("wed at 9 or fri at 10", ["2026-11-25 09:00", "2026-11-27 10:00"]),
        ("thurs 10-12 or fri 2-4", ["2026-11-26 10:00", "2026-11-27 14:00"]),
        ("tonight or tomorrow morning", ["2026-11-24 18:00", "2026-11-25 08:00"]),
        ("thursday. after 3 would be best", ["2026-11-26 15:00"]),
        ("next week, how about thursday", ["2026-12-03 00:00"]),
        ("thursday at 3, no wait, 4", ["2026-11-26 16:00"]),
        ("thursday at 3 actually make it friday", ["2026-11-27 15:00"]),
        ("the 9th but at 4", ["2026-12-09 16:00"]),
        ("thurs or fri next wk", ["2026-12-03 00:00", "2026-12-04 00:00"]),
        ("next week mon, tues or thurs", ["2026-11-30 00:00", "2026-12-01 00:00", "2026-12-03 00:00"]),
        ("today after 4? if not tomorrow morning", ["2026-11-24 16:00", "2026-11-25 08:00"]),
        ("i can do 9, 10 or 11 tomorrow", ["2026-11-25 09:00", "2026-11-25 10:00", "2026-11-25 11:00"]),
        ("move my wed 3pm to friday same time", ["2026-11-25 15:00", "2026-11-27 15:00"]),
    ],
)
def test_each_wish_is_found_when_several_times_are_said(text: str, starts: list[str]) -> None:
    assert [short(moment.start) for moment in understood(text)] == starts


@pytest.mark.parametrize(
    ("text", "negated", "wished"),
    [
        ("not monday, wednesday", ["monday"], ["wednesday"]),
        ("next week except friday", ["friday"], ["next week"]),
        ("i can't do thursday", ["thursday"], []),
        ("thursday doesn't work, friday?", ["thursday"], ["friday"]),
        ("any day but fri", ["fri"], []),
        ("no, wednesday", [], ["wednesday"]),
    ],
)
def test_excluded_time_is_marked_when_a_patient_rules_it_out(text: str, negated: list[str], wished: list[str]) -> None:
    moments = understood(text)
    assert [moment.text for moment in moments if moment.negated] == negated
    assert [moment.text for moment in moments if not moment.negated and moment.relation is None] == wished


@pytest.mark.parametrize(
    "text", ["move my 3pm to friday", "reschedule from thursday to friday", "change thursday 3pm to friday please"]
)
def test_old_time_is_told_apart_when_an_appointment_is_moved(text: str) -> None:
    old, new = understood(text)
    assert (old.old, new.old, new.text) == (True, False, "friday")
