"""Policies that make no sense are refused with the step and the part."""

from __future__ import annotations

from typing import Any

import pytest

from backend.domain.errors import InvalidRequest
from backend.domain.reminders.policy import USUAL, Policy
from backend.domain.reminders.sense import asked_by, check, used_by
from backend.domain.reminders.templates import Template, Templates

GOOD = {"kind": "reminder-1d", "template": "reminder", "anchor": "start", "span": "1d", "asks": True}
ONCE = {"kind": "confirmation", "template": "confirmation", "anchor": "booked"}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "Reminder"}, "kind"),
        ({"kind": "waitlist"}, "kind"),
        ({"kind": "confirmation"}, "kind"),
        ({"template": "nothing"}, "template"),
        ({"template": "soon"}, "template"),
        ({"anchor": "later"}, "anchor"),
        ({"span": None}, "span"),
        ({"span": "tomorrow"}, "span"),
        ({"span": "61d"}, "span"),
        ({"span": "5m"}, "span"),
        ({"anchor": "booked", "asks": False}, "span"),
        ({"anchor": "noshow"}, "asks"),
        ({"anchor": "cancelled", "span": None, "asks": False, "unless_confirmed": True}, "unless_confirmed"),
        ({"asks": "yes"}, "asks"),
        ({"spam": 1}, "spam"),
    ],
)
def test_names_the_part_when_a_step_makes_no_sense(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        check(Policy.of([ONCE, {**GOOD, **changes}]), Templates())
    assert refused.value.field in (f"steps.1.{field}", field)


def test_refuses_two_messages_when_they_come_at_once() -> None:
    with pytest.raises(InvalidRequest, match="step 2: step 1 is said at that time"):
        check(Policy.of([GOOD, {**GOOD, "kind": "again", "span": "24h"}]), Templates())


def test_takes_the_usual_policy_and_none_at_all_when_asked() -> None:
    check(USUAL, Templates())
    check(Policy(()), Templates())


def test_looks_at_every_language_when_a_step_asks() -> None:
    own = Templates({("reminder", "es"): Template("{clinic}: {day}", 1)})
    with pytest.raises(InvalidRequest, match=r"reminder \(es\) does not say how to answer"):
        check(Policy.of([GOOD]), own)


def test_tells_who_says_words_when_several_policies_do() -> None:
    policies = [USUAL, Policy.of([{**GOOD, "kind": "other"}])]
    assert used_by(policies, "reminder") == ["other", "reminder-1d", "reminder-3d"]
    assert asked_by(policies, "reminder")
    assert not asked_by(policies, "soon")
