from __future__ import annotations

import itertools

import pytest

from backend.domain.errors import IllegalTransition
from backend.domain.handoff.machine import ConversationState, Priority, Reason, Step, priority, step

S, T = ConversationState, Step
ALLOWED = {
    (S.BOT, T.REQUEST, S.WAITING),
    (S.RESOLVED, T.REQUEST, S.WAITING),
    (S.WAITING, T.REQUEST, S.WAITING),
    (S.CLAIMED, T.REQUEST, S.CLAIMED),
    (S.BOT, T.CLAIM, S.CLAIMED),
    (S.BOT, T.RESOLVE, S.RESOLVED),
    (S.WAITING, T.CLAIM, S.CLAIMED),
    (S.CLAIMED, T.RELEASE, S.WAITING),
    (S.CLAIMED, T.RESOLVE, S.RESOLVED),
    (S.WAITING, T.RESOLVE, S.RESOLVED),
    (S.WAITING, T.GIVE_BACK, S.BOT),
    (S.CLAIMED, T.GIVE_BACK, S.BOT),
    (S.RESOLVED, T.GIVE_BACK, S.BOT),
}


@pytest.mark.parametrize(("state", "what"), list(itertools.product(S, T)))
def test_moves_only_along_the_drawing_when_anything_is_tried(state: ConversationState, what: Step) -> None:
    expected = [after for before, through, after in ALLOWED if (before, through) == (state, what)]
    if expected:
        assert [step(state, what)] == expected
    else:
        with pytest.raises(IllegalTransition):
            step(state, what)


def test_returns_to_the_bot_when_any_state_is_left_to_itself() -> None:
    for state in S:
        reached, seen = {state}, {state}
        while reached:
            reached = {after for before, _, after in ALLOWED if before in reached} - seen
            seen |= reached
        assert S.BOT in seen | {state}


def test_puts_an_emergency_first_when_reasons_are_compared() -> None:
    assert priority(Reason.EMERGENCY) == max(priority(reason) for reason in Reason) == Priority.EMERGENCY
