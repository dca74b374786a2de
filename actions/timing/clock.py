"""Clock times: which tokens are one, and which half of the day an hour means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import time

from actions.timing.tokens import Face, Half, Token, at, became_face, texts
from actions.timing.words import CLOCK_LEADS, DAY_WORDS, MERIDIEMS, MONTHS, PARTS_OF_DAY, RANGE_WORDS, UNITS, WEEKDAYS

# Without a word on it, an hour is the one a clinic is awake at.
FIRST_HOUR, LAST_HOUR = 7, 19
# People do see doctors at both 7 am and 7 pm; beyond these hours one of the readings is absurd.
BOTH_LIKELY = (6, 7, 8)
NOON = Face(12, half="pm", sure=True)
# Hours from which on "5 to 3" is no stretch of time anybody is free in, but five minutes to three.
_LONGEST_VISIT = 9


def meridiem(tokens: Sequence[Token], index: int) -> tuple[int, Token] | None:
    """Read "a.m.", "p. m.", and the a of "7a" are am and pm."""
    first = at(tokens, index)
    before = at(tokens, index - 1)
    if first.text in MERIDIEMS:
        dot = at(tokens, index + 1)
        return (
            (2, replace(first, end=dot.end)) if dot.text == "." and dot.glued and not _ends(tokens, index + 1) else None
        )
    if first.text not in {"a", "p"}:
        return None
    after = texts(tokens, index + 1, 3)
    half = first.text + "m"
    for spelled in ((".", "m", "."), (".", "m"), ("m", "."), ("m",)):
        if after[: len(spelled)] == spelled and (before.kind in {"number", "face"} or "." in spelled):
            return 1 + len(spelled), replace(first, text=half, end=at(tokens, index + len(spelled)).end)
    if first.glued and before.kind in {"number", "face"}:
        return 1, replace(first, text=half)
    return None


def oclock(tokens: Sequence[Token], index: int) -> tuple[int, Token] | None:
    """Read "3 oclock", "3 o clock" and "3 o"clock" are faces."""
    hour = at(tokens, index)
    if not _is_hour(hour):
        return None
    if at(tokens, index + 1).text == "oclock":
        return 2, became_face(hour, at(tokens, index + 1), Face(hour.number, sure=hour.number > 12))
    tail = texts(tokens, index + 1, 3)
    if tail[:2] == ("o", "clock"):
        return 3, became_face(hour, at(tokens, index + 2), Face(hour.number, sure=hour.number > 12))
    if tail[:1] == ("o",) and tail[2:] == ("clock",):
        return 4, became_face(hour, at(tokens, index + 3), Face(hour.number, sure=hour.number > 12))
    return None


def noon(tokens: Sequence[Token], index: int) -> tuple[int, Token] | None:
    """Read "noon", "12 noon" and "midnight" are exact."""
    first = at(tokens, index)
    skipped = 1 if first.number == 12 or first.face is not None and first.face.hour == 12 else 0
    name = at(tokens, index + skipped)
    for spelled in (("mid", "day"), ("mid", "-", "day")):
        if texts(tokens, index + skipped, len(spelled)) == spelled:
            taken = skipped + len(spelled)
            return taken, became_face(first, at(tokens, index + taken - 1), NOON)
    if name.text == "noon":
        return skipped + 1, became_face(first, name, NOON)
    if name.text == "midnight":
        return skipped + 1, became_face(first, name, Face(24, half="pm", sure=True))
    return None


def half_past(tokens: Sequence[Token], index: int) -> tuple[int, Token] | None:
    """Read "half past 3" and the British "half 3" are half an hour after."""
    if at(tokens, index).text != "half":
        return None
    step = 2 if at(tokens, index + 1).text in {"past", "after"} else 1
    return _shifted(tokens, index, step, 30)


def quarter(tokens: Sequence[Token], index: int) -> tuple[int, Token] | None:
    """Read "a quarter past 3", "quarter to noon"."""
    step = 1 if at(tokens, index).text == "a" else 0
    if at(tokens, index + step).text != "quarter":
        return None
    sign = {"past": 15, "after": 15, "to": -15, "of": -15, "before": -15, "until": -15}.get(
        at(tokens, index + step + 1).text
    )
    return None if sign is None else _shifted(tokens, index, step + 2, sign)


def minutes_past(tokens: Sequence[Token], index: int) -> tuple[int, Token] | None:
    """Read "20 past 4", "25 to 7", "15 minutes from 1 pm"; but "5 to 6" is a range."""
    count = at(tokens, index)
    if count.kind != "number" or not 1 <= count.number <= 59 or at(tokens, index - 1).text in {"from", "between"}:
        return None
    named = at(tokens, index + 1).text == "minute"
    step = 2 if named else 1
    word = at(tokens, index + step).text
    hour = at(tokens, index + step + 1)
    if word == "past" or named and word in {"after", "from"}:
        return _shifted(tokens, index, step + 1, count.number)
    if word in {"to", "before", "of", "until"} and named:
        return _shifted(tokens, index, step + 1, -count.number)
    if word == "to" and at(tokens, index - 1).text in {"at", "its"} and count.number % 5 == 0:
        return _shifted(tokens, index, step + 1, -count.number)
    if word == "to" and count.spelled and hour.spelled and count.number in {5, 10} and hour.number != count.number + 1:
        return _shifted(tokens, index, step + 1, -count.number)
    far = (
        _is_hour(hour)
        and hour.number <= 12
        and count.number in {5, 10}
        and (hour.number - count.number) % 12 >= _LONGEST_VISIT
    )
    if (
        word == "to"
        and not count.spelled
        and not _dated(tokens, index + 3)
        and (far or _part_follows(tokens, index + 3) and hour.number < count.number)
    ):
        return _shifted(tokens, index, step + 1, -count.number) if count.number % 5 == 0 else None
    likely = count.number > 12 and count.number % 5 == 0 and not (12 < hour.number > count.number)
    return _shifted(tokens, index, step + 1, -count.number) if word == "to" and likely else None


def hours_beside(tokens: Sequence[Token], index: int) -> tuple[int, Token] | None:
    """Read "half an hour before noon", "an hour after 3", "2 hours before 5 pm"."""
    first = at(tokens, index)
    halves = next((half for half in _HALF_HOURS if texts(tokens, index, len(half)) == half), ())
    if halves:
        step, minutes = len(halves), 30
    elif at(tokens, index + 1).text == "hour" and (first.text == "an" or first.kind == "number"):
        step, minutes = 2, 60 * (1 if first.text == "an" else first.number)
    else:
        return None
    sign = {"before": -1, "after": 1, "past": 1}.get(at(tokens, index + step).text)
    return _shifted(tokens, index, step + 1, sign * minutes) if sign and 0 < minutes <= 720 else None


_HALF_HOURS = (("half", "an", "hour"), ("half", "hour"))


def _part_follows(tokens: Sequence[Token], index: int) -> bool:
    return at(tokens, index).text in PARTS_OF_DAY


def _dated(tokens: Sequence[Token], index: int) -> bool:
    return at(tokens, index).text in MONTHS or at(tokens, index + 1).text in MONTHS


def compact(tokens: Sequence[Token], index: int) -> tuple[int, Token] | None:
    """Read "1030" and "0930" are clock times where a clock time is due; elsewhere they are numbers."""
    token = at(tokens, index)
    if token.kind != "number" or len(token.text) not in {3, 4} or token.spelled:
        return None
    hour, minute = divmod(token.number, 100)
    if hour > 23 or minute > 59 or at(tokens, index + 1).kind == "number" or at(tokens, index - 1).kind == "number":
        return None
    before, after = at(tokens, index - 1), at(tokens, index + 1)
    led = before.text in CLOCK_LEADS | RANGE_WORDS and not 1900 <= token.number < 2100 or before.text == "at"
    followed = after.text in MERIDIEMS | PARTS_OF_DAY or texts(tokens, index + 1, 2) == ("in", "the")
    beside_day = after.text in DAY_WORDS | WEEKDAYS.keys() | {"on"} or before.text in DAY_WORDS | WEEKDAYS.keys()
    behind = {before.text in MONTHS, at(tokens, index - 2).text in MONTHS} == {True, False}
    dated = (
        beside_day or behind and {before.kind, at(tokens, index - 2).kind} & {"number", "ordinal"}
    ) and not 1900 <= token.number < 2100
    padded = token.text.startswith("0") and len(token.text) == 4
    year = 1900 <= token.number < 2100 and before.kind in {"ordinal", "word"}
    ranged = after.text in RANGE_WORDS and _compact_like(at(tokens, index + 2)) and not year
    if not (led or followed or padded or ranged or dated) or (
        minute % 5 and not (before.text in CLOCK_LEADS or followed)
    ):
        return None
    return 1, became_face(token, token, Face(hour, minute, sure=hour > 12 or (padded and hour >= FIRST_HOUR)))


def spaced(tokens: Sequence[Token], index: int) -> tuple[int, Token] | None:
    """Read "9 30" is half past nine, where no month makes it a date."""
    hour, minute = at(tokens, index), at(tokens, index + 1)
    if not (_is_hour(hour) and minute.kind == "number" and len(minute.text) == 2 and minute.number <= 59):
        return None
    before, after = at(tokens, index - 1), at(tokens, index + 2)
    if (
        minute.number % 5
        or minute.glued
        or hour.spelled
        or before.text in MONTHS
        or after.text in MONTHS | UNITS.keys()
    ):
        return None
    if before.kind == "number" or after.kind == "number" or before.text in {"/", "+"}:
        return None
    timely = (
        before.text in CLOCK_LEADS | RANGE_WORDS | DAY_WORDS | WEEKDAYS.keys() | PARTS_OF_DAY
        or after.text in MERIDIEMS | DAY_WORDS | PARTS_OF_DAY | {"on", "in", "to", "-", "this"}
        or len(tokens) == 2
    )
    return (2, became_face(hour, minute, Face(hour.number, minute.number, sure=hour.number > 12))) if timely else None


def with_half(tokens: Sequence[Token], index: int) -> tuple[int, Token] | None:
    """Read "3 pm", "3:30 pm", "half past 3 pm", "3ish pm"."""
    first = at(tokens, index)
    step = 1 + _ish_length(tokens, index + 1)
    half = at(tokens, index + step)
    face = first.face or (Face(first.number) if _is_hour(first) else None)
    if half.text not in MERIDIEMS or face is None or first.text == "0":
        return None
    if face.hour > 12 or face.sure:
        return step + 1, became_face(first, half, replace(face, sure=True))
    return step + 1, became_face(first, half, in_half(face, "am" if half.text == "am" else "pm"))


def ish(tokens: Sequence[Token], index: int) -> tuple[int, Token] | None:
    """Read "11ish", "3:30 ish" are about that time."""
    first = at(tokens, index)
    length = _ish_length(tokens, index + 1)
    if not length or not (_is_hour(first) or first.face):
        return None
    return 1 + length, became_face(
        first, at(tokens, index + length), first.face or Face(first.number, sure=first.number > 12)
    )


def _ish_length(tokens: Sequence[Token], index: int) -> int:
    """How many tokens an "ish" or "-ish" takes."""
    return 2 if texts(tokens, index, 2) == ("-", "ish") else int(at(tokens, index).text == "ish")


def in_half(face: Face, half: Half) -> Face:
    """The same hands of the clock in a given half of the day."""
    hour = face.hour % 12 + (12 if half == "pm" else 0)
    return replace(face, hour=hour, half=half, sure=True)


def in_part(face: Face, part: str) -> Face:
    """The hands of the clock as meant with a part of the day: "6 in the evening", "2 at night"."""
    if face.sure or face.hour > 12:
        return face
    hour = face.hour % 12
    if part == "morning":
        return in_half(face, "am")
    if part in {"night", "tonight"} and hour == 0:
        return replace(face, hour=24, sure=True)
    if part == "night" and hour < 5:
        return in_half(face, "am")
    if (part in {"lunch", "lunchtime"} and hour >= 10) or (part == "afternoon" and hour >= 9):
        return in_half(face, "am")
    return in_half(face, "pm")


def awake(face: Face) -> Face:
    """The reading of an unmarked hour that a clinic would take: between 07:00 and 19:00."""
    if face.sure or face.hour > 12:
        return face
    hour = face.hour % 12
    return replace(face, hour=hour if FIRST_HOUR <= hour < 12 else hour + 12)


def is_doubtful(face: Face, opening: tuple[time, time] | None) -> bool:
    """Whether an unmarked hour may well mean the other half of the day."""
    if face.sure or face.hour > 12:
        return False
    hour = face.hour % 12
    if opening is None:
        return hour in BOTH_LIKELY
    fits = [opening[0] <= time(each, face.minute) < opening[1] for each in (hour, hour + 12)]
    return fits[0] == fits[1]


def pair(first: Face, last: Face) -> tuple[Face, Face]:
    """The two ends of a range, each helping to read the other: "9-11am", "11-4", "9am until 4"."""
    if not first.sure and last.sure:
        return _before(first, last), last
    if not first.sure:
        first = awake(first)
    return first, last if last.sure or last.hour > 12 else _following(first, last)


def _before(first: Face, last: Face) -> Face:
    """The reading of an unmarked start that lies nearest before a known end."""
    if first.hour > 12:
        return first
    end = last.hour * 60 + last.minute
    readings = [first.hour % 12, first.hour % 12 + 12]
    fitting = [hour for hour in readings if hour * 60 + first.minute < end]
    hour = max(fitting) if fitting else awake(first).hour
    return replace(first, hour=hour, sure=True)


def _following(first: Face, last: Face) -> Face:
    """The first reading of an unmarked end after a known start."""
    begin = first.hour * 60 + first.minute
    readings = [last.hour % 12, last.hour % 12 + 12, 24]
    fitting = [hour for hour in readings if hour * 60 + last.minute > begin]
    return replace(last, hour=min(fitting) if fitting else last.hour % 12, sure=True)


def _shifted(tokens: Sequence[Token], index: int, step: int, minutes: int) -> tuple[int, Token] | None:
    """The face so many minutes after the hour that stands `step` tokens on."""
    hour = at(tokens, index + step)
    face = hour.face or (Face(hour.number, sure=hour.number > 12) if _is_hour(hour) else None)
    if hour.text == "noon":
        face = NOON
    if face is None or face.minute:
        return None
    half = at(tokens, index + step + 1)
    last, taken = hour, step + 1
    if half.text in MERIDIEMS and not face.sure:
        face, last, taken = in_half(face, "am" if half.text == "am" else "pm"), half, step + 2
    total = face.hour * 60 + minutes
    if not face.sure and total < 60:
        total += 720
    return taken, became_face(at(tokens, index), last, replace(face, hour=total // 60 % 24, minute=total % 60))


def _is_hour(token: Token) -> bool:
    return token.kind == "number" and 0 <= token.number <= 24 and len(token.text) <= 2


def _compact_like(token: Token) -> bool:
    return token.kind == "number" and len(token.text) in {3, 4} and token.number % 5 == 0 or token.kind == "face"


def _ends(tokens: Sequence[Token], index: int) -> bool:
    return index + 1 >= len(tokens)


SHAPES = (meridiem,)
FACES = (noon, hours_beside, half_past, quarter, minutes_past, oclock, compact, spaced)
HALVES = (with_half, ish)
