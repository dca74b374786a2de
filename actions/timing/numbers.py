"""Numbers said in words: "twenty first" is the 21st, "ten forty five" is 10:45."""

from __future__ import annotations

from collections.abc import Sequence

from actions.timing.tokens import Face, Token, at, became_face, became_ordinal, texts
from actions.timing.words import MERIDIEMS, MONTHS, UNITS, WEEKDAYS

SMALL = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen".split()
    )
}
TENS = {
    word: value * 10 for value, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)
}
TENS["fourty"] = 40
ORDINALS = {
    word: value
    for value, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
        "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth".split(),
        start=1,
    )
}
ORDINALS |= {"thirtieth": 30, "eigth": 8, "nineth": 9, "fith": 5, "twelveth": 12, "forth": 4}
# "first thing", "second opinion", "go forth": these are dates only beside a date.
_SHY_ORDINALS = {"first", "second", "third", "forth"}
_BESIDE_ONE = {
    "at", "around", "about", "before", "after", "by", "until", "from", "between", "past", "to", "than", "half",
    "quarter", "in", "morning", "afternoon", "evening", "tomorrow", "today", "for", "-",
}  # fmt: skip


def cardinal(tokens: Sequence[Token], index: int) -> tuple[int, Token] | None:
    """Read "twenty five", "twenty-five" and "eleven" become numbers."""
    first = at(tokens, index)
    if first.kind != "word" or first.text == "one" and not _counts(tokens, index):
        return None
    if first.text in TENS:
        follows = index + (2 if at(tokens, index + 1).text == "-" else 1)
        unit = SMALL.get(at(tokens, follows).text, 0)
        if 1 <= unit <= 9:
            return follows - index + 1, _number(first, at(tokens, follows), TENS[first.text] + unit)
        return 1, _number(first, first, TENS[first.text])
    if first.text in SMALL:
        return 1, _number(first, first, SMALL[first.text])
    return None


def ordinal(tokens: Sequence[Token], index: int) -> tuple[int, Token] | None:
    """Read "twenty first", "twenty-first" and "fifteenth" become days of the month; so does "first" beside a date."""
    first = at(tokens, index)
    if first.text in TENS and TENS[first.text] <= 30:
        follows = index + (2 if at(tokens, index + 1).text == "-" else 1)
        unit = ORDINALS.get(at(tokens, follows).text, 0)
        if 1 <= unit <= 9:
            return follows - index + 1, became_ordinal(first, at(tokens, follows), TENS[first.text] + unit)
    if first.kind != "word" or first.text not in ORDINALS:
        return None
    if first.text in _SHY_ORDINALS and not _dated(tokens, index):
        return None
    return 1, became_ordinal(first, first, ORDINALS[first.text])


def split_ordinal(tokens: Sequence[Token], index: int) -> tuple[int, Token] | None:
    """Read "15 th", with a space, is one word."""
    first, second = at(tokens, index), at(tokens, index + 1)
    if first.kind == "number" and 1 <= first.number <= 31 and second.text in {"st", "nd", "rd", "th"}:
        return 2, became_ordinal(first, second, first.number)
    return None


def spoken_minutes(tokens: Sequence[Token], index: int) -> tuple[int, Token] | None:
    """Read "seven thirty" and "nine oh five": an hour and minutes, both in words."""
    hour, minute = at(tokens, index), at(tokens, index + 1)
    if not (hour.kind == "number" and hour.spelled and 1 <= hour.number <= 12):
        return None
    if at(tokens, index - 1).kind == "number" or at(tokens, index - 1).text in MONTHS:
        return None
    if minute.text in {"oh", "o"} and 1 <= at(tokens, index + 2).number <= 9:
        return 3, became_face(hour, at(tokens, index + 2), Face(hour.number, at(tokens, index + 2).number))
    if (
        minute.text == "-"
        and minute.glued
        and at(tokens, index + 2).spelled
        and 10 <= at(tokens, index + 2).number <= 59
    ):
        return 3, became_face(hour, at(tokens, index + 2), Face(hour.number, at(tokens, index + 2).number))
    if minute.kind == "number" and minute.spelled and 10 <= minute.number <= 59:
        return 2, became_face(hour, minute, Face(hour.number, minute.number))
    return None


def more_units(tokens: Sequence[Token], index: int) -> tuple[int, Token] | None:
    """Read "in 2 more days" is in 2 days."""
    count, more = at(tokens, index), at(tokens, index + 1)
    if count.kind == "number" and more.text in {"more", "full", "whole"} and at(tokens, index + 2).text in UNITS:
        return 2, Token(count.text, "number", count.start, more.end, number=count.number, glued=count.glued)
    return None


def mixed_number(tokens: Sequence[Token], index: int) -> tuple[int, Token] | None:
    """Read "2 and a half hours", "2 1/2 weeks", "one half hours" are so many and a half."""
    count = at(tokens, index)
    if count.kind != "number":
        return None
    halves = next((half for half in _HALVES if texts(tokens, index + 1, len(half)) == half), None)
    if halves is None or at(tokens, index + 1 + len(halves)).text not in UNITS:
        return None
    last = at(tokens, index + len(halves))
    return 1 + len(halves), Token(f"{count.number}.5", "mark", count.start, last.end, glued=count.glued)


_HALVES = (("and", "a", "half"), ("and", "half"), ("1/2",), ("half",))


def _number(first: Token, last: Token, value: int) -> Token:
    return Token(str(value), "number", first.start, last.end, number=value, spelled=True, glued=first.glued)


def _counts(tokens: Sequence[Token], index: int) -> bool:
    """Whether "one" is a number here, and not "the other one"."""
    before, after = at(tokens, index - 1).text, at(tokens, index + 1).text
    if after in MERIDIEMS | UNITS.keys() | {"oclock", "ish"} or after in TENS or after in {"fifteen", "oh"}:
        return True
    return before in _BESIDE_ONE or texts(tokens, index + 1, 2) in {("in", "the"), ("on", "the")}


def _dated(tokens: Sequence[Token], index: int) -> bool:
    """Whether "first", "second" or "third" stands beside a month, a weekday or "of"."""
    before, after = at(tokens, index - 1).text, at(tokens, index + 1).text
    if before == "the":
        before = at(tokens, index - 2).text
    named = MONTHS.keys() | WEEKDAYS.keys()
    lone = at(tokens, index + 1).kind in {"none", "mark"} or after in {"at", "please"}
    if lone and texts(tokens, index - 2, 2) == ("on", "the"):
        return True
    return before in named or after in named | {"of", "week", "quarter"} or texts(tokens, index + 1, 2) == ("day", "of")
