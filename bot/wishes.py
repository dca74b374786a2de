"""Several wishes in one message: where to cut it, and which halves stand on their own.

"move my 3pm to friday and book one for my son" is two tasks; "book a checkup and a cleaning" reads as one.
A cut is made only where both sides, read alone, are clearly a task.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass

MOST_WISHES = 3
SURE = 0.55
FEWEST_WORDS = 6

BOOKING = frozenset({"book_appointment", "check_availability", "find_practitioner"})
STANDS_ALONE = BOOKING | frozenset(
    {
        "cancel_appointment",
        "reschedule_appointment",
        "list_appointments",
        "ask_clinic_info",
        "running_late",
        "confirm_attendance",
        "decline_attendance",
        "medical_question",
    }
)
# "cancel thursday and give me friday instead" is one wish: to move it.
ONE_WISH = (
    {"cancel_appointment", "reschedule_appointment"},
    {"decline_attendance", "reschedule_appointment"},
    {"decline_attendance", "cancel_appointment"},
)
_CUT = re.compile(
    r"\s*(?<!\bdr)(?<!\bmr)(?<!\bmrs)(?<!\bms)(?<!\bst)[.;!?]\s+(?:(?:and|also|then|plus)\s+)*"
    r"|\s*,?\s+(?:and|plus)\s+(?:(?:also|then|please|pls)\s+)*"
    r"|\s*,?\s+(?:also|then)\s+"
    r"|\s*,\s+(?=(?:can|could|i|please|pls|do|what|when|where|how|book|move|cancel|change)\b)"
    r"|\s*,?\s+(?:y|e|adem[aá]s|tambi[eé]n|luego)\s+(?:(?:tambi[eé]n|adem[aá]s|luego|"
    r"despu[eé]s|por favor|de paso)\s+)*"
    r"|\s*,\s+(?=¿|(?:puede|podr[ií]a|quiero|quisiera|necesito|a qu[eé]|d[oó]nde|cu[aá]\w+|mover|"
    r"cambiar|cancelar|reservar)\b)",
    re.IGNORECASE,
)
_SAME_AGAIN = re.compile(
    r"^(?:i|my \w+|he|she) (?:also )?needs?\b|\b(another|for my|for me|for him|for her|too|"
    r"as well|second|also)\b"
    r"|\b(otra|una (?:cita )?para|para (?:mi|nuestr[oa]|[eé]l|ella|su)|tambi[eé]n|segunda)\b",
    re.IGNORECASE,
)
_ONE_MORE = re.compile(r"(?:another |a second )?(?:one|another) for (?:my|our|his|her)\b", re.IGNORECASE)
_UNA_MAS = re.compile(r"(?:una|otra)(?: cita| m[aá]s| igual)* para (?:mi|nuestr[oa]|su|el|la)\b", re.IGNORECASE)
# What hurts is the reason for a visit; only what is asked about it is a matter of its own.
_QUESTION = re.compile(
    r"^(?:(?:and|so|also|but|well|hi|hello)[\s,]+)*(?:is|are|am|can|could|should|shall|do|does|did|what|which|how|"
    r"why|"
    r"will|would|when|where|puedo|debo|es|son|tengo que|cu[aá]\w+|qu[eé]|c[oó]mo|d[oó]nde)\b|"
    r"\?\s*$",
    re.IGNORECASE,
)
_INSTEAD = re.compile(
    r"\b(instead|rather|new one|another time|en vez|en su lugar|mejor|otra hora|otro d[ií]a)\b", re.IGNORECASE
)


@dataclass(frozen=True)
class Reading:
    """What the classifier makes of a piece of text."""

    intent: str
    confidence: float


Read = Callable[[str], Awaitable[Reading]]


async def split(text: str, read: Read) -> list[str]:
    """Return the wishes of a message in order: one element, the text itself, unless it clearly holds more."""
    wishes: list[str] = []
    rest = text
    while len(wishes) < MOST_WISHES - 1:
        cut = await _first_cut(rest, read)
        if cut is None:
            break
        wish, rest = cut
        wishes.append(wish)
    return [*wishes, rest]


async def _first_cut(text: str, read: Read) -> tuple[str, str] | None:
    if len(text.split()) < FEWEST_WORDS:
        return None
    for left, right in _cuts(text):
        first = await read(left)
        if not _is_task(first):
            continue
        one_more = first.intent in BOOKING and _one_more(right)
        rest = one_more or right
        second = await read(rest)
        if one_more or _is_task(second) and two_wishes((left, first.intent), (rest, second.intent)):
            return left, rest
    return None


def _one_more(text: str) -> str | None:
    """Return "one for my son" as a wish of its own, in its language; None for anything else."""
    if _ONE_MORE.match(text):
        return f"book {text}"
    return f"reservar {text}" if _UNA_MAS.match(text) else None


def _cuts(text: str) -> Iterator[tuple[str, str]]:
    for match in _CUT.finditer(text):
        left, right = text[: match.start()].strip(), text[match.end() :].strip()
        if len(left.split()) >= 2 and len(right.split()) >= 2:
            yield left, right


def _is_task(reading: Reading) -> bool:
    return reading.intent in STANDS_ALONE and reading.confidence >= SURE


def two_wishes(left: tuple[str, str], right: tuple[str, str]) -> bool:
    """Say whether two neighbours, each (text, intent) and a task when read alone, are two tasks and not one."""
    (_, first), (text, second) = left, right
    pair = {first, second}
    if any(intent == "medical_question" and not _QUESTION.search(piece) for piece, intent in (left, right)):
        return False
    if pair in ONE_WISH or (pair & {"cancel_appointment", "decline_attendance"} and _INSTEAD.search(text)):
        return False
    if first == "reschedule_appointment" and second in BOOKING:
        return bool(_SAME_AGAIN.search(text) or re.search(r"\bbook\b|\breserv|\bagend", text, re.IGNORECASE))
    if pair <= BOOKING:
        return first == second == "book_appointment" and bool(_SAME_AGAIN.search(text))
    if first == second:
        return bool(_SAME_AGAIN.search(text)) and first != "ask_clinic_info"
    return True
