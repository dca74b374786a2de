"""Whom to call in an emergency, by country (ISO 3166-1 alpha-2)."""

from __future__ import annotations

from typing import Final

_EUROPEAN: Final = (
    "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE IS LI NO CH TR UA RS ME MK AL BA"
)
_GENERAL: Final = {
    **dict.fromkeys(_EUROPEAN.split(), "112"),
    **dict.fromkeys("US CA PR GU VI AS MP MX".split(), "911"),
    **dict.fromkeys("GB GG JE IM".split(), "999"),
    "AU": "000",
    "NZ": "111",
    "IN": "112",
    "ZA": "112",
    "SG": "995",
    "HK": "999",
    "IL": "101",
    "JP": "119",
    "KR": "119",
    "BR": "192",
    "PH": "911",
    "KE": "999",
    "NG": "112",
    "AE": "998",
}
_CRISIS_LINE: Final = {"US": "988", "CA": "988", "GB": "116 123", "IE": "116 123", "AU": "13 11 14", "NZ": "1737"}

WORLDWIDE: Final = "112"


def emergency_number(country: str) -> str:
    """The number of the ambulance; 112 (which mobile networks redirect nearly everywhere) where we know none."""
    return _GENERAL.get(country.upper(), WORLDWIDE)


def crisis_line(country: str) -> str | None:
    """A line for people who think of ending their life; None where we know of none."""
    return _CRISIS_LINE.get(country.upper())
