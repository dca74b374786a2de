"""Telephone numbers as the carrier sees them: E.164, and the country they belong to."""

from __future__ import annotations

import re

import phonenumbers

E164 = re.compile(r"\+[1-9]\d{6,14}")


def is_number(value: str) -> bool:
    """Whether this is a number in E.164 that could exist (fictional ones such as +1555… are welcome)."""
    if not E164.fullmatch(value):
        return False
    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(value))
    except phonenumbers.NumberParseException:
        return False


def country_of(number: str) -> str:
    """The ISO country code of a number, by its dialling code where the number itself is fictional."""
    parsed = phonenumbers.parse(number)
    found = phonenumbers.region_code_for_number(parsed)
    return found or phonenumbers.region_code_for_country_code(parsed.country_code or 0) or ""
