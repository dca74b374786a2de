"""From which rate of missed visits on a patient is reminded more."""

from __future__ import annotations

import pytest

from backend.domain.reminders.risk import Attended


@pytest.mark.parametrize(
    ("over", "missed", "at_risk"),
    [
        (0, 0, False),
        (1, 1, False),
        (2, 1, False),
        (3, 1, True),
        (4, 1, True),
        (5, 1, False),
        (2, 2, True),
        (40, 2, True),
    ],
)
def test_is_at_risk_when_enough_was_missed(over: int, missed: int, at_risk: bool) -> None:
    assert Attended(over, missed).at_risk is at_risk


def test_has_no_rate_when_there_was_no_visit() -> None:
    assert Attended().rate is None
    assert Attended(4, 1).rate == 0.25
