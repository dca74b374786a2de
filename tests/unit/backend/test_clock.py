"""The demo's clock: it goes as fast as it is told, agrees with itself in every process, and never goes back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.clock import FAST_FOR, LEAD, Dial, DialedClock, FrozenClock, Stretch

REAL = datetime(2026, 11, 29, 14, 0, tzinfo=UTC)
SHOWN = datetime(2026, 11, 30, 14, 30, tzinfo=UTC)
USUAL = Stretch(REAL, SHOWN, 0.0)
SECOND = timedelta(seconds=1)


class Kept:
    """A dial in memory."""

    def __init__(self, dial: Dial | None = None) -> None:
        self.dial = dial

    def read(self) -> Dial | None:
        return self.dial


def test_shows_the_usual_time_when_nobody_touched_it() -> None:
    assert DialedClock(Kept(), FrozenClock(SHOWN)).now() == SHOWN


def test_goes_as_fast_as_told_when_a_second_has_passed() -> None:
    dial = Dial.turned(USUAL, REAL, 300.0)
    assert dial.at(REAL + LEAD) == SHOWN
    assert dial.at(REAL + LEAD + SECOND) == SHOWN + timedelta(minutes=5)
    assert (dial.speed(REAL), dial.speed(REAL + LEAD)) == (0.0, 300.0)


def test_goes_on_from_a_later_moment_when_put_forward() -> None:
    dial = Dial.turned(USUAL, REAL, 1.0, SHOWN + timedelta(days=1))
    assert dial.at(REAL + SECOND / 2) == SHOWN
    assert dial.at(REAL + LEAD) == SHOWN + timedelta(days=1)


def test_refuses_when_it_would_go_back() -> None:
    with pytest.raises(ValueError, match="back"):
        Dial.turned(USUAL, REAL, 1.0, SHOWN - SECOND)


def test_goes_at_its_usual_pace_when_left_alone_for_long() -> None:
    dial = Dial.turned(USUAL, REAL, 300.0)
    late = REAL + LEAD + FAST_FOR + timedelta(hours=10)
    assert dial.at(late) == SHOWN + FAST_FOR * 300 + timedelta(hours=10)
    assert dial.speed(late) == 1.0


def test_keeps_the_last_dial_when_it_cannot_be_read_any_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backend.clock.READ_EVERY", 0.0)
    kept = Kept(Dial.turned(USUAL, REAL, 0.0, SHOWN + timedelta(hours=3)))
    clock = DialedClock(kept, FrozenClock(SHOWN), real=lambda: REAL + timedelta(minutes=1))
    assert clock.now() == SHOWN + timedelta(hours=3)
    kept.dial = None
    assert clock.now() == SHOWN + timedelta(hours=3)


@given(
    st.lists(st.tuples(st.integers(2, 60), st.sampled_from([0.0, 0.5, 1.0, 60.0, 300.0]), st.booleans()), max_size=8)
)
def test_never_goes_back_when_it_is_turned_again_and_again(turns: list[tuple[int, float, bool]]) -> None:
    real, dial, last = REAL, Dial(USUAL, USUAL), SHOWN
    for halves, speed, jumps in turns:
        before = dial
        shown = before.current.at(real + LEAD) + timedelta(hours=1) if jumps else None
        dial = Dial.turned(before.current, real, speed, shown)
        for half in range(halves + 1):
            now = dial.at(real + half * SECOND / 2)
            assert now >= last
            last = now
            # Whoever has not read the new dial yet sees the same until it takes effect.
            assert half >= 2 or now == before.at(real + half * SECOND / 2)
        real += halves * SECOND / 2
