"""How much an address proves: a telephone number, a chat, a mailbox that answered us.

    L0  an unknown one: may ask about the clinic and free times and start a booking
    L1  one verified within 90 days: the bare minimum about own appointments

A date of birth narrows a search, it never authenticates. "STOP" ends L1.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

VERIFIED_FOR = timedelta(days=90)


class Level(StrEnum):
    """How sure it is who writes."""

    L0 = "L0"
    L1 = "L1"


def verified_since(now: datetime) -> datetime:
    """The moment a number must have been verified after, to prove anything now."""
    return now - VERIFIED_FOR


def level(*, known: bool, opted_out: bool) -> Level:
    """The level of a number: `known` when a patient's number was verified recently enough."""
    return Level.L1 if known and not opted_out else Level.L0
