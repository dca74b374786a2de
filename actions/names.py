"""Reading a person's name from an answer like "it's Theo Alder, born 3 May 2015"."""

from __future__ import annotations

import re

MOST_PARTS = 5
LONGEST = 60
_LEAD = re.compile(
    r"^(?:(?:yes|yeah|ok|okay|sure|hi|hello|hey|thanks|so|well|um+|oh|no|sorry)[\s,.!]+)*"
    r"(?:(?:my|his|her|their|the|our|patient'?s?|full)\s+(?:son'?s\s+|daughter'?s\s+|mother'?s\s+|father'?s\s+|full\s+|first\s+|last\s+|family\s+)*name\s*(?:is|'s|:)\s*|"
    r"(?:its|it's|it is|i'm|im|i am|this is|that's|thats|that is|he's|she's|he is|she is|name's|name is|names|name:?|call me|put|under|for|make it|he'?s called|she'?s called)\s+)*"
    r"(?:(?:for\s+)?(?:my|our)\s+\w+[\s,]+(?:is\s+|called\s+|named\s+)?)?",
    re.IGNORECASE,
)
_TAIL = re.compile(r"(?:[,;.(]|\s-\s|\s+(?:born|dob|date of birth|and|please|pls|thanks|thank you|thx|he|she|birthday|on|is|here|speaking)\b|\s*\d).*$", re.IGNORECASE)
_PART = re.compile(r"[^\W\d_]+(?:['.-][^\W\d_]+)*\.?")
_NOT_A_NAME = frozenset(
    "yes no ok okay yeah nope sure please thanks thank you help what why who when where how the a an me myself my i is it "
    "appointment book booking cancel later tomorrow today doctor dentist not know dont don't skip none nothing never "
    "hello hi hey bye stop human person agent which your you can do does name same as before monday tuesday wednesday "
    "thursday friday saturday sunday morning afternoon son daughter mother father wife husband child kid baby for".split()
)


def read_name(text: str) -> tuple[str, ...]:
    """Return the parts of the name in an answer, capitalised if the patient did not; empty if there is none."""
    bare = _TAIL.sub("", _LEAD.sub("", text.strip().replace("\u2019", "'"), count=1)).strip()
    parts = bare.split()
    if not parts or len(parts) > MOST_PARTS or len(bare) > LONGEST:
        return ()
    if not all(_PART.fullmatch(part) for part in parts) or any(part.lower().strip(".") in _NOT_A_NAME for part in parts):
        return ()
    return tuple(_capital(part) for part in parts)


def _capital(part: str) -> str:
    if part != part.lower() and part != part.upper():
        return part
    if part == part.upper() and len(part) <= 2:
        return part
    return "-".join(piece[:1].upper() + piece[1:].lower() for piece in part.split("-"))
