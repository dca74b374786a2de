"""Addresses as the carrier sees them: a number in E.164, or `whatsapp:` with a number or a business-scoped id."""

from __future__ import annotations

import re

import phonenumbers

E164 = re.compile(r"\+[1-9]\d{6,14}")
WHATSAPP = "whatsapp:"
TELEGRAM = "telegram:"
SCOPED_ID = re.compile(r"[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}")


def is_number(value: str) -> bool:
    """Whether this is a number in E.164 that could exist (fictional ones such as +1555… are welcome)."""
    if not E164.fullmatch(value):
        return False
    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(value))
    except phonenumbers.NumberParseException:
        return False


def is_address(value: str) -> bool:
    """Whether a telephone can have this address: by text, or on WhatsApp with or without its number."""
    bare = value.removeprefix(WHATSAPP)
    return is_number(bare) or (on_whatsapp(value) and SCOPED_ID.fullmatch(bare) is not None)


def on_whatsapp(address: str) -> bool:
    """Whether an address is one on WhatsApp."""
    return address.startswith(WHATSAPP)


def country_of(number: str) -> str:
    """The ISO country code of a number, by its dialling code where the number itself is fictional."""
    parsed = phonenumbers.parse(number)
    found = phonenumbers.region_code_for_number(parsed)
    return found or phonenumbers.region_code_for_country_code(parsed.country_code or 0) or ""
