"""Twilio's error codes, in our classes.

Source: Twilio's error and warning dictionary. A code may answer a create request, or come later with a report that
a message was not delivered; what it says about the address is the same either way.
"""

from __future__ import annotations

from typing import Final

import httpx
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
from channels.twilio.transport import RETRY_AFTER

_OPTED_OUT: Final[dict[int, Standing]] = {21610: "unsubscribed", 63014: "blocked", 63033: "blocked"}
# Not a number, not one that can be texted, a landline; nobody on WhatsApp there.
_DEAD: Final = frozenset({21211, 21214, 21217, 21614, 30006, 63003, 63024})
_WINDOW_CLOSED: Final = 63016
_LIMITED: Final = frozenset({429, 14107, 20429, 30022, 63018})
_QUEUE_FULL: Final = 21611
_QUEUE_RETRY: Final = 60.0
_OURS: Final = frozenset({401, 403, 404})
# Not our number, not one that can text, not registered, a service without numbers: another sender may do.
_OUR_SENDER: Final = frozenset({21212, 21603, 21606, 21659, 21660, 21701, 21703, 21704, 21712})


def classified(error: TwilioRestException) -> SendError:
    """What a refusal means for us."""
    code, number = str(error.code or error.status), error.code
    if number in _OPTED_OUT:
        return OptedOut(code)
    if number in _DEAD:
        return DeadAddress(code)
    if number == _WINDOW_CLOSED:
        return WindowClosed(code)
    if number == _QUEUE_FULL:
        return RateLimited(code, _QUEUE_RETRY)
    if number in _LIMITED:
        return RateLimited(code, RETRY_AFTER)
    if error.status >= httpx.codes.INTERNAL_SERVER_ERROR:
        return UnknownOutcome(code)
    ours = error.status in _OURS or number in _OUR_SENDER
    return Refused(code) if ours else Rejected(code)


def standing(code: str | None) -> Standing | None:
    """What the code of a message that was not delivered says about its address; None: nothing that lasts."""
    if not code or not (code.isascii() and code.isdecimal()):
        return None
    return "unreachable" if int(code) in _DEAD else _OPTED_OUT.get(int(code))
