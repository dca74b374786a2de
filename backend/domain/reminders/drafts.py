"""Words that a clinic writes for its reminders: what may stand in them.

A place is a name in braces, and nothing else: no numbers, attributes, conversions or formats, so that words can never
reach anything but the few values they are given.
"""

from __future__ import annotations

import re
from typing import Final

from backend.domain.errors import InvalidRequest
from backend.domain.reminders.templates import NAMES

CLINIC: Final = "clinic"
ANSWERS: Final = "answers"
LONGEST: Final = 1000
_NAME: Final = re.compile(r"[a-z][a-z0-9-]{1,39}")
_PLACE: Final = re.compile(r"\{([^{}]*)\}")
_ALLOWED: Final = ", ".join(f"{{{name}}}" for name in NAMES)


def check_name(name: str) -> None:
    """Raise InvalidRequest for a name that words cannot have."""
    if _NAME.fullmatch(name) is None:
        raise InvalidRequest("write 2 to 40 small letters, digits and hyphens", field="name")


def check(body: str, *, asks: bool) -> None:
    """Raise InvalidRequest, with words that say what to do, for words that cannot be sent to patients.

    `asks`: a step that asks whether the patient comes says them.
    """
    if not body.strip() or len(body) > LONGEST:
        raise InvalidRequest(f"write 1 to {LONGEST} characters", field="body")
    if any(not sign.isprintable() and sign != "\n" for sign in body):
        raise InvalidRequest("there is a sign in it that cannot be seen: type the words anew", field="body")
    found = places(body)
    if CLINIC not in found:
        raise InvalidRequest("say who writes: put {clinic} into it, best at its beginning", field="body")
    if asks and ANSWERS not in found:
        raise InvalidRequest("a step asks with these words: put {answers} where it says how to answer", field="body")


def places(body: str) -> list[str]:
    """The names of its places, in order; raises InvalidRequest for braces that hold anything else."""
    found = _PLACE.findall(body)
    for name in found:
        if name not in NAMES:
            raise InvalidRequest(f"{_unknown(name)} Only these can be filled in: {_ALLOWED}.", field="body")
    if set("{}") & set(_PLACE.sub("", body)):
        raise InvalidRequest(f"a brace has no partner: places look like {{day}}, one of {_ALLOWED}", field="body")
    return found


def _unknown(name: str) -> str:
    close = name.strip().lower()
    if close in NAMES:
        return f"Write {{{close}}}, without anything else inside the braces."
    root = re.split(r"[.!:\[]", close, maxsplit=1)[0]
    if root in NAMES:
        return f"Write {{{root}}}: what is filled in cannot be formatted or taken apart."
    return "There is nothing to fill in by that name." if close else "Put a name between the braces."
