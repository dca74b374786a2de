"""Words by which a person tells us to stop writing, or to start again.

A carrier's own list contains CANCEL, but whoever texts "cancel" to a clinic means an appointment: it goes to the
dialogue. Where the provider did opt the person out it says so in its webhook or refuses the next message (21610),
and that is believed. YES never opts in by itself: it confirms appointments.
Source: Twilio's default keywords; 47 CFR 64.1200(a)(10).
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final

_OPT_OUT: Final = frozenset(
    "stop|stopall|stop all|unsubscribe|unsub|end|quit|revoke|optout|opt out|stop please|please stop|stop texts|"
    "stop messages|stop texting|stop texting me|stop messaging me|stop sending me texts|stop sending me messages|"
    "stop these texts|no more texts|no more messages|remove me|remove me from your list|take me off your list|"
    "take me off this list|dont text me|do not text me|dont text me again|do not text me again|dont text me anymore|"
    "do not text me anymore|do not contact me|dont contact me|leave me alone".split("|")
)
_OPT_IN: Final = frozenset("start|unstop|subscribe|opt in|optin|resume texts".split("|"))


class Consent(StrEnum):
    """What a message says about being written to."""

    OPT_OUT = "opt_out"
    OPT_IN = "opt_in"
    UNSAID = "unsaid"


def consent(text: str) -> Consent:
    """What the whole of `text` says; a word inside a longer sentence says nothing."""
    words = " ".join(re.sub(r"[^a-z ]+", " ", text.lower().replace("'", "").replace("\u2019", "")).split())
    if words in _OPT_OUT:
        return Consent.OPT_OUT
    return Consent.OPT_IN if words in _OPT_IN else Consent.UNSAID
