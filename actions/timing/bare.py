"""What a bare number means: a day of the month, an hour, or nothing to do with time."""

from __future__ import annotations

from collections.abc import Sequence

from actions.timing.tokens import Face, Token, at, became_face, became_ordinal, texts
from actions.timing.words import (
    CLOCK_LEADS,
    DAY_WORDS,
    HOLIDAY_CORES,
    MONTHS,
    OR_WORDS,
    PARTS_OF_DAY,
    RANGE_WORDS,
    UNITS,
    WEEKDAYS,
)

_BETWEEN_DAYS = RANGE_WORDS | {"and", "or", "&"}
_NOT_COUNTED = UNITS.keys() | MONTHS.keys() | {
    "%", "people", "person", "kids", "children", "times", "pills", "mg", "other", "more", "different", "appointments",
    "stars", "years", "yrs", "old", "doctors", "dollars", "bucks", "seconds", "working", "business", "weekday", "of",
}  # fmt: skip
_CORRECTING = {",", "wait", "actually", "mean", "meant", "sorry", "rather", "it", "that"}
_OPENING = {
    (link, side) for link in ("or", "and") for side in ("later", "after", "earlier", "before", "onwards", "sooner")
}
_SHORT = 10
_THESE_YEARS = range(24, 40)
_POLITE = set(
    """
    please ok okay yes thanks thank you then sounds good works fine is great umm um hmm if thats that alright
    all right s for me so can i we it change to get there early late preferably better best will make perfect us
    how about what actually no just could put down the one id prefer ideally ya yeah yep sure lets do would be
    maybe like same day but . ! ? ,
    """.split()
)


def day_beside_month(tokens: Sequence[Token], index: int) -> tuple[int, Token] | None:
    """Read "3 march", "3 of march", "march 3", "march the 3": a number beside a month is a day."""
    token = at(tokens, index)
    counted = at(tokens, index + 1).text == "day" and at(tokens, index - 1).text in {"first", "1st", "last", "next"}
    to_time = at(tokens, index + 1).text in RANGE_WORDS and at(tokens, index + 2).kind == "face"
    if not _could_be_day(token) or counted or to_time:
        return None
    if _month_after(tokens, index + 1) or _month_before(tokens, index - 1):
        return 1, became_ordinal(token, token, token.number)
    return None


def day_in_range_with_month(tokens: Sequence[Token], index: int) -> tuple[int, Token] | None:
    """Read "13 to 15 july", "july 13-15", "march between 6 and 9": the month counts for both numbers."""
    token = at(tokens, index)
    if not _could_be_day(token):
        return None
    onward = index + 1
    if at(tokens, onward).text in _BETWEEN_DAYS:
        other = onward + (2 if at(tokens, onward + 1).text == "the" else 1)
        if _could_be_day(at(tokens, other)) and _month_after(tokens, other + 1):
            return 1, became_ordinal(token, token, token.number)
        led = at(tokens, index - 1).text in {"from", "between"} and _month_before(tokens, index - 2)
        if led and _could_be_day(at(tokens, other)):
            return 1, became_ordinal(token, token, token.number)
    back = index - (2 if at(tokens, index - 1).text == "the" else 1)
    if at(tokens, back).text in _BETWEEN_DAYS and _could_be_day(at(tokens, back - 1)):
        before = back - 2
        if at(tokens, before).text in {"from", "between", "the"}:
            before -= 1
        if _month_before(tokens, before) and at(tokens, onward).text != "pm":
            return 1, became_ordinal(token, token, token.number)
    return None


def day_beside_ordinal(tokens: Sequence[Token], index: int) -> tuple[int, Token] | None:
    """Read "the 13th to 15", "13 - 15th": a number ranged with an ordinal is a day too."""
    token = at(tokens, index)
    if not _could_be_day(token) or token.kind == "ordinal":
        return None
    neighbours = []
    if at(tokens, index + 1).text in _BETWEEN_DAYS:
        neighbours.append(at(tokens, index + (3 if at(tokens, index + 2).text == "the" else 2)))
    back = index - (2 if at(tokens, index - 1).text == "the" else 1)
    month_named = any(other.text in MONTHS for other in tokens[max(index - 7, 0) : index])
    if at(tokens, back).text in (_BETWEEN_DAYS if month_named else _BETWEEN_DAYS - {"or"}):
        neighbours.append(at(tokens, back - 1))
    after = at(tokens, index + 1)
    listed = after.kind in {"none", "mark"} and after.text != "-" or after.text in OR_WORDS
    if at(tokens, index - 1).text == "," and _month_before(tokens, index - 3) and listed:
        neighbours.append(at(tokens, index - 2))
    if any(other.kind == "ordinal" for other in neighbours):
        return 1, became_ordinal(token, token, token.number)
    return None


def day_of_this_month(tokens: Sequence[Token], index: int) -> tuple[int, Token] | None:
    """Read "20 of next month" is its 20th day."""
    token = at(tokens, index)
    if not _could_be_day(token) or at(tokens, index + 1).text != "of":
        return None
    return (1, became_ordinal(token, token, token.number)) if "month" in texts(tokens, index + 2, 3) else None


def day_after_article(tokens: Sequence[Token], index: int) -> tuple[int, Token] | None:
    """Read "the 24" and "on 15" are days, as long as nothing counted follows."""
    token, after = at(tokens, index), at(tokens, index + 1)
    before = at(tokens, index - 1).text
    if not _could_be_day(token) or before not in {"the", "on"} or token.spelled and before == "the":
        return None
    if (
        after.text in _NOT_COUNTED | {"ish", "am", "pm"} | PARTS_OF_DAY
        or after.kind in {"number", "word"}
        and after.text not in CLOCK_LEADS | OR_WORDS | _POLITE | RANGE_WORDS | {"on", "in", "this", "if"}
    ):
        return None
    return 1, became_ordinal(token, token, token.number)


def day_after_weekday(tokens: Sequence[Token], index: int) -> tuple[int, Token] | None:
    """Read "friday 23", "friday 5 at 4": beside a weekday, what cannot be an hour, or has one after it, is a day."""
    token = at(tokens, index)
    back = index - (2 if at(tokens, index - 1).text in {",", "."} else 1)
    if not _could_be_day(token) or at(tokens, back).text not in WEEKDAYS:
        return None
    ranged = at(tokens, index + 1).text in RANGE_WORDS and at(tokens, index + 2).kind in {"number", "face"}
    timed = _face_follows(tokens, index + 1) and not ranged
    return (1, became_ordinal(token, token, token.number)) if token.number > 12 or timed else None


def day_before_time(tokens: Sequence[Token], index: int) -> tuple[int, Token] | None:
    """Read "15 at 8:00" and "15, 8 pm": a text that begins with a number and goes on with a time."""
    token = at(tokens, index)
    if not _could_be_day(token) or index > 0 or token.spelled:
        return None
    timed = at(tokens, 2).kind in ({"face", "number"} if at(tokens, 1).text == "at" else {"face"})
    if at(tokens, 1).text in {"at", ","} and timed and _face_follows(tokens, 1):
        return 1, became_ordinal(token, token, token.number)
    return None


def hour_after_lead(tokens: Sequence[Token], index: int) -> tuple[int, Token] | None:
    """Read "at 4", "before 4", "later than 4", "from 9": the word before asks for a time."""
    token = at(tokens, index)
    back = index - 1
    while (
        at(tokens, back).text in {"around", "about", "like", "say", "maybe"}
        and at(tokens, back - 1).text in CLOCK_LEADS
    ):
        back -= 1
    led = at(tokens, back).text in CLOCK_LEADS or texts(tokens, back - 1, 2) == ("instead", "of")
    if not _could_be_hour(tokens, index) or not led:
        return None
    if at(tokens, back).text in {"say", "than"} and at(tokens, back - 1).text in {"more", "less", "older", "they", "i"}:
        return None
    return 1, _hour(token)


def hour_beside_day_word(tokens: Sequence[Token], index: int) -> tuple[int, Token] | None:
    """Read "tomorrow 3", "9 tomorrow", "seven on the 15th", "8 on friday"."""
    token = at(tokens, index)
    if not _could_be_hour(tokens, index):
        return None
    before, after = at(tokens, index - 1), at(tokens, index + 1)
    if before.text == "," and at(tokens, index - 2).text in WEEKDAYS.keys() | DAY_WORDS:
        before = at(tokens, index - 2)
    dated = DAY_WORDS | WEEKDAYS.keys() | HOLIDAY_CORES
    if before.text in dated or before.kind == "ordinal" and at(tokens, index + 1).text not in {"st", "nd"}:
        return 1, _hour(token)
    counted = at(tokens, index + 2).text in {"later", "from"}
    if after.text in DAY_WORDS | {"tonight"} or (after.text in WEEKDAYS and not counted):
        return 1, _hour(token)
    onward = texts(tokens, index + 1, 4)
    if onward[:1] == ("on",) and (set(onward) & WEEKDAYS.keys() or at(tokens, index + 2).kind in {"ordinal", "date"}
                                  or at(tokens, index + 3).kind == "ordinal"):  # fmt: skip
        return 1, _hour(token)
    return None


def hour_beside_part(tokens: Sequence[Token], index: int) -> tuple[int, Token] | None:
    """Read "6 in the evening", "evening 4", "8 tonight", "9, this morning"."""
    token = at(tokens, index)
    if not _could_be_hour(tokens, index):
        return None
    back = index - (2 if at(tokens, index - 1).text in {",", "-"} else 1)
    onward = [
        word for word in texts(tokens, index + 1, 4) if word not in {"in", "the", "at", ",", "this", "that", "of"}
    ]
    if "stay" in texts(tokens, index + 1, 3):
        return None
    if at(tokens, back).text in PARTS_OF_DAY or onward[:1] and onward[0] in PARTS_OF_DAY:
        return 1, _hour(token)
    return None


def hour_in_range(tokens: Sequence[Token], index: int) -> tuple[int, Token] | None:
    """Read "9-11am", "9am until 4", "friday 1 to 2": a number ranged with a time is one."""
    token = at(tokens, index)
    if not _could_be_hour(tokens, index):
        return None
    if at(tokens, index + 1).text in RANGE_WORDS | OR_WORDS and at(tokens, index + 2).kind == "face":
        return 1, _hour(token)
    before = at(tokens, index - 1).text
    if before in RANGE_WORDS | OR_WORDS and at(tokens, index - 2).kind == "face":
        return 1, _hour(token)
    day_before = at(tokens, index - 1)
    opens = day_before.text in WEEKDAYS.keys() | DAY_WORDS | PARTS_OF_DAY or day_before.kind in {"ordinal", "date"}
    other = at(tokens, index + 2)
    ranged = at(tokens, index + 1).text in RANGE_WORDS and (other.kind == "face" or _could_be_hour(tokens, index + 2))
    alone = index == 0 and len(tokens) == 3 or at(tokens, index + 3).text in DAY_WORDS | WEEKDAYS.keys() | {"on"}
    return (1, _hour(token)) if ranged and (opens or alone and other.number <= 12) else None


def hour_in_list(tokens: Sequence[Token], index: int) -> tuple[int, Token] | None:
    """Read "at 9, 10 or 11"; "at 3, no wait, 4": a number set after a time, or said instead of one."""
    token = at(tokens, index)
    if not _could_be_hour(tokens, index) or token.number > 12 and token.spelled:
        return None
    timed = any(at(tokens, index - back).kind == "face" for back in range(2, 6))
    after = at(tokens, index + 1)
    ends = after.kind in {"none", "mark"} or after.text in OR_WORDS | _POLITE | DAY_WORDS | {"on", "if"}
    return (1, _hour(token)) if timed and ends and at(tokens, index - 1).text in _CORRECTING else None


def hour_before_side(tokens: Sequence[Token], index: int) -> tuple[int, Token] | None:
    """Read "3 or later", "10 onwards", "4 at the latest": what follows asks for a time."""
    sided = (
        at(tokens, index + 1).text == "instead"
        or texts(tokens, index + 1, 2) in _OPENING
        or at(tokens, index + 1).text in {"onward", "onwards"}
    )
    latest = texts(tokens, index + 1, 3) == ("at", "the", "latest")
    return (1, _hour(at(tokens, index))) if (sided or latest) and _could_be_hour(tokens, index) else None


def hour_alone(tokens: Sequence[Token], index: int) -> tuple[int, Token] | None:
    """Read "seven", "8 please", "1830": a text that holds nothing but a number answers a question about the time."""
    token = at(tokens, index)
    if token.kind != "number" or len(tokens) > _SHORT:
        return None
    if any(other.text not in _POLITE for place, other in enumerate(tokens) if place != index):
        return None
    if _could_be_hour(tokens, index):
        return 1, _hour(token)
    hour, minute = divmod(token.number, 100)
    if len(token.text) in {3, 4} and hour <= 23 and minute <= 59 and minute % 5 == 0:
        return 1, became_face(token, token, Face(hour, minute, sure=hour > 12 or token.text.startswith("0")))
    return None


def hours_written(tokens: Sequence[Token], index: int) -> tuple[int, Token] | None:
    """Read "14hr", "9hrs": a clock time, unless it says how long."""
    token, unit = at(tokens, index), at(tokens, index + 1)
    before = at(tokens, index - 1).text
    if token.kind != "number" or unit.text != "hour" or not unit.glued or not 0 <= token.number <= 24:
        return None
    if before in {"in", "for", "within", "every", "last", "next", "after", "about", "than", "-", "to"}:
        return None
    return 2, became_face(token, unit, Face(token.number, sure=token.number > 12))


def dashed_date(tokens: Sequence[Token], index: int) -> tuple[int, Token] | None:
    """Read "4-22" is a date where, as hours of a 24-hour clock, it would be a visit of a whole day."""
    month, dash, day = at(tokens, index), at(tokens, index + 1), at(tokens, index + 2)
    if dash.text != "-" or month.spelled or not (_could_be_day(month) and _could_be_day(day)):
        return None
    if month.kind != "number" or day.kind != "number" or at(tokens, index - 1).text in MONTHS.keys() | CLOCK_LEADS:
        return None
    if at(tokens, index + 3).text in MONTHS.keys() | {"am", "pm", "-", "of"}:
        return None
    led = at(tokens, index - 1).text in WEEKDAYS
    low, high = month.number, day.number
    whole_day = (high - low) % (24 if high > 12 else 12) > 9
    dated = high <= 12 if low > 12 else whole_day and led if high <= 12 else whole_day or not led
    return (3, Token(f"{low}/{high}", "date", month.start, day.end)) if dated else None


def hyphen_in_date(tokens: Sequence[Token], index: int) -> tuple[int, Token] | None:
    """Read "dec-3" is "dec, 3"."""
    dash, day = at(tokens, index), at(tokens, index + 1)
    joins = dash.text == "-" and dash.glued and day.glued and _could_be_day(day)
    if not joins or at(tokens, index - 1).text not in MONTHS or at(tokens, index + 2).text == "-":
        return None
    return 1, Token(",", "mark", dash.start, dash.end, glued=True)


def short_year(tokens: Sequence[Token], index: int) -> tuple[int, Token] | None:
    """Read "3 dec 27", "dec 3 '27": behind a whole date two digits of these decades are a year."""
    token, after = at(tokens, index), at(tokens, index + 1)
    if token.kind != "number" or token.spelled or len(token.text) != 2 or token.number not in _THESE_YEARS:
        return None
    back = index - (2 if at(tokens, index - 1).text == "'" else 1)
    pair = at(tokens, back - 1), at(tokens, back)
    whole = {each.text in MONTHS for each in pair} == {True, False} and any(each.kind == "ordinal" for each in pair)
    ends = after.kind == "none" or after.text in {"at", ",", ".", "?", "@"}
    return (1, Token(f"20{token.text}", "number", token.start, token.end, number=2000 + token.number)) if (
        whole and ends and at(tokens, index - 1).text not in _BETWEEN_DAYS) else None  # fmt: skip


def _hour(token: Token) -> Token:
    return became_face(token, token, Face(token.number, sure=token.number > 12 or token.text.startswith("0")))


def _could_be_day(token: Token) -> bool:
    return token.kind in {"number", "ordinal"} and 1 <= token.number <= 31 and len(token.text.rstrip("stndrh")) <= 2


def _could_be_hour(tokens: Sequence[Token], index: int) -> bool:
    token = at(tokens, index)
    if token.kind != "number" or not 0 <= token.number <= 24 or len(token.text) > 2:
        return False
    after = at(tokens, index + 1)
    if after.text in {"-", "/"} and after.glued and at(tokens, index + 2).number > 24:
        return False
    return after.text not in _NOT_COUNTED and at(tokens, index - 1).text not in {"$", "£", "€", "#", "+"}


def _month_after(tokens: Sequence[Token], index: int) -> bool:
    words = [word for word in texts(tokens, index, 4) if word not in {"of", "the", ".", "day", "-"}]
    return bool(words) and words[0] in MONTHS


def _month_before(tokens: Sequence[Token], index: int) -> bool:
    while at(tokens, index).text in {"the", ".", ",", "on"}:
        index -= 1
    return at(tokens, index).text in MONTHS


def _face_follows(tokens: Sequence[Token], index: int) -> bool:
    for place in range(index, index + 3):
        token = at(tokens, place)
        if token.kind in {"face", "number"} and place > index - 1:
            return token.kind == "face" or token.number <= 24
        if token.text not in CLOCK_LEADS | {",", "but"}:
            return False
    return False


DAYS = (
    short_year,
    hyphen_in_date,
    dashed_date,
    day_in_range_with_month,
    day_beside_month,
    day_beside_ordinal,
    day_of_this_month,
    day_after_article,
    day_after_weekday,
    day_before_time,
)
HOURS = (
    hours_written,
    hour_in_range,
    hour_after_lead,
    hour_beside_part,
    hour_beside_day_word,
    hour_in_list,
    hour_before_side,
    hour_alone,
)
