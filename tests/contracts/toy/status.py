"""The toy's words for how far a message got and whether somebody can be written to, in ours."""

from __future__ import annotations

from typing import Final

from channels.contracts import Progress, Standing
from channels.errors import Malformed

_PROGRESS: Final[dict[str, Progress]] = {
    "queued": "accepted",
    "on its way": "sent",
    "arrived": "delivered",
    "seen": "read",
    "lost": "undelivered",
}
_STANDING: Final[dict[str, Standing]] = {
    "left": "unsubscribed",
    "came back": "resubscribed",
    "moved away": "unreachable",
}


def progress(state: object) -> Progress:
    """Our word for a message's state; raises Malformed for one we do not know."""
    if not isinstance(state, str) or state not in _PROGRESS:
        raise Malformed("state")
    return _PROGRESS[state]


def standing(state: object) -> Standing:
    """Our word for a person's state; raises Malformed for one we do not know."""
    if not isinstance(state, str) or state not in _STANDING:
        raise Malformed("state")
    return _STANDING[state]
