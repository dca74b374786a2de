"""Runs: which neighbouring words make up one date ("the first friday of next month")."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from actions.timing.phrases import NAMED_DAY, RELATIVE_DATE
from actions.timing.tokens import Token, at, texts
from actions.timing.words import DAY_WORDS, HOLIDAY_CORES, HOLIDAYS, MONTHS, SEASONS, UNITS, WEEKDAYS

MAX_RUN = 9
_MAX_SORTS = 3

_CORES = WEEKDAYS.keys() | MONTHS.keys() | DAY_WORDS | HOLIDAY_CORES | SEASONS
_CORES |= {"weekend", "weekday", "week", "month", "year"}
_UNITS_OF_DAYS = {"day", "week", "month", "year"}
_JOINERS = HOLIDAYS | set(
    "next nearest this coming following current last early beginning start mid middle late later end rest remainder "
    "first second third fourth half the of on in day working business now time , . - part after before from starting "
    "a an couple few several within over commencing hence".split()
)
_TRIM = set("time of on in , . - a an the after from starting beginning at start over within".split())
_BEFORE_MONTH = set("in of this next by early late mid - before after during for from to or until the".split())
_BEFORE_SEASON = _BEFORE_MONTH | {"coming", "following", "last", "through", "around"} - {"for", "from", "to"}
# Months that are names as well, and what stands before a name.
_NAMES = {"april", "june", "august"}
_NAMING = set(
    "dr doctor dra mr mrs ms miss nurse im named called daughter son wife husband mom mum mother sister aunt".split()
)
_NAMING_PAIRS = {("name", "is"), ("this", "is"), ("i", "am"), ("dr", "."), ("names", ":")}
_TRIM_END = _TRIM | set(
    "first second third next this before last working business part half day early late mid".split()
)


def candidates(tokens: Sequence[Token], index: int) -> Iterator[tuple[int, int]]:
    """The runs that may be a date from a token on, the longest first; then what is left when it is cut at a joint."""
    if not _may_begin(tokens, index):
        return
    last = _run_end(tokens, index)
    joints = (cut for cut in range(last - 1, index, -1) if _word(tokens, cut) in {",", ".", "on", "the"})
    for cut in (last, *joints):
        run = _trimmed(tokens, index, cut)
        if run is not None:
            yield run


def _may_begin(tokens: Sequence[Token], index: int) -> bool:
    token = tokens[index]
    return (
        _is_core(tokens, index)
        or (token.text in _JOINERS and token.text not in {",", ".", "-", "of"})
        or _counted(tokens, index)
    )


def _run_end(tokens: Sequence[Token], index: int) -> int:
    last = index
    seen: set[str] = set()
    while last < len(tokens) and last - index < MAX_RUN:
        if not _continues(tokens, last, index):
            break
        if _is_core(tokens, last):
            sort = _sort_of(tokens[last])
            if sort in seen or len(seen) == _MAX_SORTS:
                break
            seen.add(sort)
        last += 1
    return last


def _sort_of(token: Token) -> str:
    """One date names one month, one weekday, one day: the second of a sort begins another date."""
    for name, words in (("month", MONTHS), ("weekday", WEEKDAYS), ("day", DAY_WORDS), ("holiday", HOLIDAY_CORES)):
        if token.text in words:
            return name
    return token.kind if token.kind != "word" else token.text


def _continues(tokens: Sequence[Token], index: int, first: int) -> bool:
    """Whether a token can be part of the date that began at `first`."""
    word, after = _word(tokens, index), _word(tokens, index + 1)
    before = _word(tokens, index - 1) if index > first else ""
    if word in _DOUBTFUL:
        return _DOUBTFUL[word](tokens, index, before, after) or (index == first and word in {"in", "over", "within"})
    return (
        _is_core(tokens, index) or word in _JOINERS or _counted(tokens, index) or _is_year(tokens, index)
        or word in _UNITS_OF_DAYS and index > first and _counts(tokens, index - 1)
    )  # fmt: skip


Joint = Callable[[Sequence[Token], int, str, str], bool]


def _beside(tokens: Sequence[Token], index: int, before: str, after: str) -> bool:
    """Read "two days from", "the monday after", "a week starting": these join; "after monday" opens a side."""
    word = _word(tokens, index)
    if word == "beginning" and after in {"of", "-"}:
        return True
    named = before in WEEKDAYS or before in MONTHS or before == "weekend"
    joins = word in {"after", "before"} or (word == "from" and after in {"now", "today"})
    return before in _UNITS_OF_DAYS or (named and joins)


def _article(tokens: Sequence[Token], index: int, _before: str, _after: str) -> bool:
    return any(_word(tokens, index + ahead) in _UNITS_OF_DAYS for ahead in (1, 2, 3))


def _inside(tokens: Sequence[Token], index: int, _before: str, after: str) -> bool:
    dated = after in MONTHS or after in {"a", "the", "few", "couple", "about", "around"}
    return dated or _counted(tokens, index + 1) or _is_year(tokens, index + 1)


def _about(tokens: Sequence[Token], index: int, before: str, _after: str) -> bool:
    return before == "in" and (_counted(tokens, index + 1) or _article(tokens, index, before, ""))


def _later(_tokens: Sequence[Token], _index: int, before: str, after: str) -> bool:
    behind_unit = before in _UNITS_OF_DAYS or before in WEEKDAYS
    return after != "than" and (behind_unit or after in {"this", "next", "in", "today"})


def _quarter(tokens: Sequence[Token], index: int, before: str, _after: str) -> bool:
    return at(tokens, index - 1).kind == "ordinal" or before in {"this", "next", "coming", "following", "current"}


_DOUBTFUL: dict[str, Joint] = {
    **dict.fromkeys(("from", "after", "before", "starting", "beginning", "commencing"), _beside),
    **dict.fromkeys(("a", "an", "couple", "few", "several"), _article),
    **dict.fromkeys(("in", "over", "within"), _inside),
    **dict.fromkeys(("about", "around"), _about),
    "-": lambda _tokens, _index, before, _after: before in {"mid", "early", "late"},
    "later": _later,
    "quarter": _quarter,
    "this": lambda _tokens, _index, _before, after: after not in {"morning", "afternoon", "evening"},
}


def _is_core(tokens: Sequence[Token], index: int) -> bool:
    token = tokens[index]
    if token.kind in {"ordinal", "date"}:
        return True
    return token.text in _CORES and not _is_shy(tokens, index)


def _is_shy(tokens: Sequence[Token], index: int) -> bool:
    """Read "may i", "march in", "i sat", "the sun": words that only look like a month or a day."""
    token = tokens[index]
    before, after = _word(tokens, index - 1), _word(tokens, index + 1)
    if token.text in _NAMES:
        return before in _NAMING or texts(tokens, index - 2, 2) in _NAMING_PAIRS
    if token.text in SEASONS:
        dated = before in _BEFORE_SEASON and _word(tokens, index - 2) != "a" or _is_year(tokens, index + 1)
        return not (dated or all(other.kind == "mark" for other in tokens if other is not token))
    if token.text in {"may", "march"}:
        if before in {"and", "or", "&"} and _word(tokens, index - 2) in MONTHS:
            return False
        beyond = index + (2 if after == "." else 1)
        follows = beyond < len(tokens) and tokens[beyond].kind in {"ordinal", "number"}
        dated = index > 0 and tokens[index - 1].kind in {"ordinal", "number"}
        return not (follows or dated or before in _BEFORE_MONTH or len(tokens) <= 2 or after == "after")
    if token.text == "year":
        return before not in {"this", "next", "in", "of", "the", "early", "late", "new"}
    if token.end - token.start == 3 and token.text == "saturday":
        return before in {"i", "we", "he", "she", "they", "you", "who", "just", "have", "has", "had"}
    return token.end - token.start == 3 and token.text == "sunday" and before in {"the", "in"}


def _counted(tokens: Sequence[Token], index: int) -> bool:
    """Whether a number counts days, weeks, months or weekdays."""
    if not 0 <= index < len(tokens) or tokens[index].kind not in {"number", "mark"}:
        return False
    if not tokens[index].text.replace(".", "").isdigit():
        return False
    after = _word(tokens, index + 1)
    if after in WEEKDAYS:
        return _word(tokens, index + 2) in {"later", "from"}
    return after in _UNITS_OF_DAYS or (after in {"working", "business"} and _word(tokens, index + 2) == "day")


def _is_year(tokens: Sequence[Token], index: int) -> bool:
    if index >= len(tokens):
        return False
    token = tokens[index]
    if token.kind != "number" or not 1900 <= token.number <= 2100:
        return False
    near = {_word(tokens, index - 1), _word(tokens, index - 2), _word(tokens, index + 1)}
    ordinal = any(tokens[place].kind == "ordinal" for place in (index - 1, index - 2) if place >= 0)
    return bool(near & (MONTHS.keys() | SEASONS | HOLIDAYS | {"quarter"})) or ordinal


def _trimmed(tokens: Sequence[Token], first: int, last: int) -> tuple[int, int] | None:
    """The run without joining words at its ends; None if no date is left in it."""
    while last > first and _word(tokens, last - 1) in _TRIM_END and not _is_whole_end(tokens, last - 1):
        last -= 1
    while first < last and not RELATIVE_DATE.fullmatch(_said(tokens, first, last)):
        start_of = _word(tokens, first) in {"beginning", "start"} and _word(tokens, first + 1) in {"of", "-"}
        if start_of or _word(tokens, first) not in _TRIM:
            break
        first += 1
    text = _said(tokens, first, last)
    cored = any(_is_core(tokens, place) for place in range(first, last))
    named = NAMED_DAY.search(text) is not None and last - first <= 5 and bool(HOLIDAYS & set(text.split()))
    if not (cored or named or RELATIVE_DATE.fullmatch(text)) or text in {"week", "month", "day", "year"}:
        return None
    return (first, last) if last > first else None


def _is_whole_end(tokens: Sequence[Token], index: int) -> bool:
    """Whether a word that seldom ends a date ends this one: "friday after next", "in 2 weeks time", "labor day"."""
    word, before = _word(tokens, index), _word(tokens, index - 1)
    if word == "next":
        return before == "after"
    if word == "time":
        return before in UNITS
    return word == "day" and (before in HOLIDAYS | {"next", "following", "same", "this"} or _counts(tokens, index - 1))


def _counts(tokens: Sequence[Token], index: int) -> bool:
    """Whether "in 3" or "a couple of" stands before a unit."""
    before = _word(tokens, index)
    return before.replace(".", "").isdigit() or before in {"a", "few", "couple", "of", "several", "working", "business"}


def _said(tokens: Sequence[Token], first: int, last: int) -> str:
    return " ".join(token.text for token in tokens[first:last])


def _word(tokens: Sequence[Token], index: int) -> str:
    return at(tokens, index).text
