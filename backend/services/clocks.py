"""The clocks a person may live by, as far as a telephone number tells: quiet hours are kept by all of them."""

from __future__ import annotations

from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import phonenumbers
from phonenumbers import timezone

MOST: Final = 4
"""A number with more zones than this is of no place: freephone, or a whole country's mobile telephones."""


def clocks(phone: str | None, clinic: ZoneInfo) -> list[ZoneInfo]:
    """The zones of a number (E.164), the clinic's own first when it is one; the clinic's when nobody can say."""
    try:
        names = timezone.time_zones_for_number(phonenumbers.parse(phone)) if phone else ()
        zones = [ZoneInfo(name) for name in names[: MOST + 1] if name != timezone.UNKNOWN_TIMEZONE]
    except (phonenumbers.NumberParseException, ZoneInfoNotFoundError):
        zones = []
    if not zones or len(zones) > MOST:
        return [clinic]
    return sorted(zones, key=lambda zone: zone != clinic)
