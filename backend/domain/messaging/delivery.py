r"""The life of an outgoing message; it only ever moves forward.

    pending -> sending -> accepted -> sent -> delivered -> read
       |          |            \-> undelivered | failed
       |          \-> unknown (nobody can say whether the provider took it)
       \-> canceled (staff took over, or the person opted out, before it was sent)

Reports of a provider arrive late, twice and out of order, so a report never moves a delivery back.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class DeliveryState(StrEnum):
    """How far a message got."""

    PENDING = "pending"
    SENDING = "sending"
    UNKNOWN = "unknown"
    ACCEPTED = "accepted"
    SENT = "sent"
    UNDELIVERED = "undelivered"
    FAILED = "failed"
    CANCELED = "canceled"
    DELIVERED = "delivered"
    READ = "read"


_RANK: Final = {
    DeliveryState.PENDING: 0,
    DeliveryState.SENDING: 1,
    DeliveryState.UNKNOWN: 2,
    DeliveryState.ACCEPTED: 3,
    DeliveryState.SENT: 4,
    DeliveryState.UNDELIVERED: 5,
    DeliveryState.FAILED: 5,
    DeliveryState.CANCELED: 5,
    DeliveryState.DELIVERED: 6,
    DeliveryState.READ: 7,
}

UNSENT: Final = frozenset({DeliveryState.PENDING, DeliveryState.SENDING})


def advance(current: DeliveryState, reported: DeliveryState) -> DeliveryState:
    """The state after a report: the further one of the two, the current one when they are equally far."""
    return reported if _RANK[reported] > _RANK[current] else current
