"""Birth dates, however clumsily they are written: "fourth of july eighty five", "4/7/85", "march 2 50"."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from itertools import pairwise

from actions.timing.days import MONTH_FIRST
from actions.timing.numbers import cardinal, ordinal, split_ordinal
from actions.timing.spanish import spanish_tokens, speaks_spanish
from actions.timing.spelling import tokens_of
from actions.timing.tokens import Token, at, rewrite
from actions.timing.words import MONTHS

MAX_CHARACTERS = 200
OLDEST = 120
OTHER_LANGUAGES = ("fr", "pt", "de", "it", "pl", "vi", "zh")
_WHOLE_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_STRICTLY = {"STRICT_PARSING": True, "PREFER_DATES_FROM": "past"}
# What speech recognition and thumbs make of numbers.
_HEARD = {"to": 2, "too": 2, "for": 4, "won": 1, "ate": 8, "tree": 3, "oh": 0}

Parts = tuple[int, int, int]
Reader = Callable[[Sequence[Token], str], list[Parts]]


def birth_date(text: str, reference: date, country: str = "US") -> date | None:
    """The birth date a text gives, or None. Never in the future and never more than 120 years ago.

    country: whose order of day and month "4/7/85" has; a day above 12 settles it.
    """
    text = text[:MAX_CHARACTERS]
    spanish = speaks_spanish(text, first=False)
    tokens = spanish_tokens(text) if spanish else tokens_of(text)
    tokens = rewrite(tokens, (century, thousand, cardinal, split_ordinal, any_ordinal))
    said = _first(tokens, reference, country, (_named_month, _written_date, _numbers))
    if said is None and not spanish:
        said = _in_another_language(text, reference, country)
    # Last, since it reads any digits that are left as one date: "0 7 0 4 8 5".
    return said or _first(tokens, reference, country, (_digits,))


def _first(tokens: Sequence[Token], reference: date, country: str, readers: Sequence[Reader]) -> date | None:
    for reader in readers:
        for parts in reader(tokens, country):
            found = _day(*parts, reference)
            if found is not None:
                return found
    return None


def _in_another_language(text: str, reference: date, country: str) -> date | None:
    """Read a whole date with its year in another language, "le 5 février 1971", with dateparser."""
    if not _WHOLE_YEAR.search(text):
        return None
    import dateparser  # noqa: PLC0415 - a third of a second that few conversations need

    order = "MDY" if country in MONTH_FIRST else "DMY"
    read = dateparser.parse(text, languages=list(OTHER_LANGUAGES), settings={**_STRICTLY, "DATE_ORDER": order})
    # It makes 1 March of 31 February.
    written = read is not None and read.day in map(int, re.findall(r"\d+", text))
    return _day(read.year, read.month, read.day, reference) if read and written else None


def any_ordinal(tokens: Sequence[Token], index: int) -> tuple[int, Token] | None:
    """Read "first" and "second" are days here; nothing else is talked about."""
    if at(tokens, index).text in {"first", "second", "third"}:
        padded = [*tokens[:index], tokens[index], Token("of", "word", 0, 0)]
        return ordinal(padded, index)
    return ordinal(tokens, index)


def century(tokens: Sequence[Token], index: int) -> tuple[int, Token] | None:
    """Read "nineteen eighty five" and "nineteen oh five" are years."""
    first = cardinal(tokens, index)
    if first is None or first[1].number not in {19, 20}:
        return None
    then = index + first[0]
    if at(tokens, then).text in {"oh", "o"} and (unit := cardinal(tokens, then + 1)):
        return first[0] + 1 + unit[0], _year(first[1], unit[1], first[1].number * 100 + unit[1].number)
    rest = cardinal(tokens, then)
    if rest is None or not 10 <= rest[1].number <= 99:
        return None
    return first[0] + rest[0], _year(first[1], rest[1], first[1].number * 100 + rest[1].number)


def thousand(tokens: Sequence[Token], index: int) -> tuple[int, Token] | None:
    """Read "two thousand and five", "nineteen hundred and two", "2000 and 11"."""
    first = at(tokens, index)
    head = cardinal(tokens, index)
    number = head[1].number if head else first.number
    taken = head[0] if head else 1
    scale = {"thousand": 1000, "hundred": 100}.get(at(tokens, index + taken).text)
    if number in {2, 19, 20} and scale and number * scale in {2000, 1900}:
        base, taken = number * scale, taken + 1
    elif first.kind == "number" and number in {2000, 1900} and at(tokens, index + 1).text == "and":
        base = number
    else:
        return None
    last = at(tokens, index + taken - 1)
    skip = 1 if at(tokens, index + taken).text == "and" else 0
    rest = cardinal(tokens, index + taken + skip)
    digits = at(tokens, index + taken + skip)
    if rest is None and skip and digits.kind in {"number", "ordinal"} and digits.number < 100:
        rest = 1, digits
    if rest is not None and rest[1].number < 100:
        return taken + skip + rest[0], _year(first, rest[1], base + rest[1].number)
    return taken, _year(first, last, base)


def _year(first: Token, last: Token, number: int) -> Token:
    return Token(str(number), "number", first.start, last.end, number=number)


def _named_month(tokens: Sequence[Token], _country: str) -> list[Parts]:
    """A month by its name, the last one if there are several: who says two dates corrects the first.

    The nearest number before or behind it is the day, the next one the year; "5th" is never a year.
    """
    found: list[Parts] = []
    for index in range(len(tokens) - 1, -1, -1):
        month = MONTHS.get(tokens[index].text)
        if month is None:
            continue
        before = [each for each in tokens[:index] if _is_number(each)]
        behind = [each for each in _years_joined(tokens[index + 1 :]) if _is_number(each)]
        years = [each for each in (*behind, *reversed(before)) if each.kind == "number"]
        days = (*before[-1:], *behind[:1])
        found += [(year.number, month, day.number) for day in days for year in years if year is not day]
        found += _run_together(month, [each.number for each in behind])
    return found


def _run_together(month: int, behind: Sequence[int]) -> list[Parts]:
    """Read "july 41985": day and year without a gap."""
    text = str(behind[0]) if len(behind) == 1 else ""
    return [(int(text[-4:]), month, int(text[:-4]))] if 5 <= len(text) <= 6 else []


def _years_joined(tokens: Sequence[Token]) -> list[Token]:
    """Read "19 85" is 1985."""
    joined = list(tokens)
    for first, last in pairwise(tokens):
        if first.text in {"19", "20"} and last.kind == "number" and len(last.text) == 2:
            place = joined.index(first)
            joined[place : place + 2] = [_year(first, last, first.number * 100 + last.number)]
    return joined


def _written_date(tokens: Sequence[Token], country: str) -> list[Parts]:
    """Read "4/7/85", "1950-03-02"."""
    found: list[Parts] = []
    for token in tokens:
        if token.kind == "date":
            numbers = [int(part) for part in token.text.split("/")]
            others = [each.number for each in tokens if each.kind == "number"]
            if len(numbers) == 2 and others:
                numbers.append(others[-1])
            found += _ordered(numbers, country)
    return found


def _numbers(tokens: Sequence[Token], country: str) -> list[Parts]:
    """Read "4 7 85", "9th of the 4th 1962", "17 to 1971" (heard for 17 2)."""
    if any(token.text in MONTHS for token in tokens):
        return []
    numbers = [token.number for token in tokens if _is_number(token)]
    heard = [_HEARD.get(token.text, token.number) for token in tokens if _is_number(token) or token.text in _HEARD]
    by_ordinals = [token.kind for token in tokens if _is_number(token)][:2] == ["ordinal", "ordinal"]
    order = "GB" if by_ordinals else country
    if len(numbers) == 4 and numbers[2] in {19, 20} and numbers[3] < 100:
        numbers[2:] = [numbers[2] * 100 + numbers[3]]
    return _ordered(numbers, order) or _ordered(heard, country)


def _digits(tokens: Sequence[Token], country: str) -> list[Parts]:
    """Read "04071985", "1610 1953", "07021 957": eight digits or fewer, in any groups."""
    if any(token.text in MONTHS or token.text.count("/") == 2 for token in tokens):
        return []
    digits = re.sub(r"\D", "", "".join(_figures(token) for token in tokens))
    if not 6 <= len(digits) <= 8:
        return []
    year, rest = int(digits[-4:]), digits[:-4]
    if len(digits) == 8 and 1900 <= int(digits[:4]) <= 2100 and int(digits[4:6]) <= 12:
        return [(int(digits[:4]), int(digits[4:6]), int(digits[6:]))]
    splits = {4: [2], 3: [2, 1] if country not in MONTH_FIRST else [1, 2], 2: [1]}[len(rest)]
    found: list[Parts] = []
    for place in splits:
        found += _ordered([int(rest[:place]), int(rest[place:]), year], country)
    if len(digits) == 6:
        found += _ordered([int(digits[:2]), int(digits[2:4]), int(digits[4:])], country)
    return found


def _figures(token: Token) -> str:
    if token.kind in {"number", "ordinal", "mark"}:
        return re.sub(r"\D", "", token.text)
    return token.text.replace(":", "").replace(".", "") if token.kind in {"face", "date"} else ""


def _ordered(numbers: Sequence[int], country: str) -> list[Parts]:
    """Three numbers as (year, month, day), the country's order first."""
    if len(numbers) < 3:
        return []
    first, second, third = numbers[:3]
    if first > 31:
        return [(first, second, third), (first, third, second)]
    month_first, day_first = (third, first, second), (third, second, first)
    return [month_first, day_first] if country in MONTH_FIRST else [day_first, month_first]


def _day(year: int, month: int, day: int, reference: date) -> date | None:
    if 0 <= year < 100:
        year += 2000 if year <= reference.year % 100 else 1900
    try:
        found = date(year, month, day)
    except (ValueError, OverflowError):
        return None
    return found if found <= reference and reference.year - year <= OLDEST else None


def _is_number(token: Token) -> bool:
    return token.kind in {"number", "ordinal"} and token.number >= 0
