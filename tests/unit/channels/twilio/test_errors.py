from __future__ import annotations

import pytest
from twilio.base.exceptions import TwilioRestException

from channels.contracts import Standing
from channels.errors import (
    DeadAddress,
    OptedOut,
    RateLimited,
    Refused,
    Rejected,
    SendError,
    UnknownOutcome,
    WindowClosed,
)
from channels.twilio.errors import classified, standing


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (400, 21610, OptedOut),
        (400, 63014, OptedOut),
        (400, 63033, OptedOut),
        (400, 21211, DeadAddress),
        (400, 21614, DeadAddress),
        (400, 30006, DeadAddress),
        (400, 63003, DeadAddress),
        (400, 63024, DeadAddress),
        (400, 63016, WindowClosed),
        (400, 63018, RateLimited),
        (400, 21611, RateLimited),
        (429, 20429, RateLimited),
        (400, 21617, Rejected),
        (400, 63032, Rejected),
        (400, 30003, Rejected),
        (401, 20003, Refused),
        (403, 20005, Refused),
        (500, 20500, UnknownOutcome),
        (503, None, UnknownOutcome),
    ],
)
def test_refusal_has_its_class_when_twilio_names_a_code(status: int, code: int | None, kind: type[SendError]) -> None:
    error = classified(TwilioRestException(status, "/Messages.json", code=code))

    assert type(error) is kind
    assert error.code == str(code or status)


@pytest.mark.parametrize(
    ("code", "changed"),
    [
        ("30006", "unreachable"),
        ("21614", "unreachable"),
        ("63024", "unreachable"),
        ("21610", "unsubscribed"),
        ("63014", "blocked"),
        ("30003", None),
        ("63016", None),
        ("", None),
        (None, None),
        ("\u0663", None),
        ("not a code", None),
    ],
)
def test_address_is_judged_when_the_code_says_something_that_lasts(code: str | None, changed: Standing | None) -> None:
    assert standing(code) == changed
