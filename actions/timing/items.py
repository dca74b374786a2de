"""Items: the pieces of a text that say something about time, in the order they are said."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from typing import Literal

from actions.timing.days import Days, quantity, read_days
from actions.timing.tokens import Face, Token
from actions.timing.words import DAY_WORDS, HOLIDAY_CORES, HOLIDAYS, MONTHS, UNITS, WEEKDAYS

ItemKind = Literal[
    "date", "ago", "instant", "face", "part", "length", "after", "before", "to", "or", "between", "not", "fix"
]

MAX_DATES = 12
MAX_RUN = 9
_MAX_CORES = 4


@dataclass(frozen=True, slots=True)
class Item:
    """One piece; [first, last) are the tokens it covers.

    days: of a date, None where it only makes sense with the next one ("first monday", "of next month").
    name: of a part of the day. delta: of an instant from now, or of a length. inclusive: of an opening
    side ("from monday" includes it, "after monday" does not); trailing: it stands behind ("or later").
    """

    kind: ItemKind
    first: int
    last: int
    tokens: tuple[Token, ...] = ()
    days: Days | None = None
    face: Face | None = None
    name: str = ""
    delta: timedelta = timedelta()
    inclusive: bool = False
    trailing: bool = False


class Scan:
    """One reading of the tokens from left to right."""

    def __init__(self, tokens: Sequence[Token], today: date, country: str) -> None:
        self.tokens = tokens
        self.today = today
        self.country = country
        self.text = " ".join(token.text for token in tokens)
        self.offsets = list(accumulate((len(token.text) + 1 for token in tokens), initial=0))
        self.dates = 0

    def items(self) -> list[Item]:
        """Everything the text says about time."""
        found: list[Item] = []
        index = 0
        while index < len(self.tokens):
            item = next((item for scanner in _SCANNERS if (item := scanner(self, index))), None)
            if item is None:
                index += 1
            else:
                found.append(item)
                index = item.last
        return found

    def match(self, pattern: re.Pattern[str], index: int) -> tuple[re.Match[str], int] | None:
        """A match of whole tokens from index on, and the index after it."""
        match = pattern.match(self.text, self.offsets[index])
        if match is None or not match.group():
            return None
        return match, index + match.group().count(" ") + 1

    def word(self, index: int) -> str:
        """The text of a token, empty beyond the ends."""
        return self.tokens[index].text if 0 <= index < len(self.tokens) else ""


def _phrase(*choices: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(choices)})(?= |$)")


_AMOUNT = r"\d+(?:\.\d+)?|half an|half a|a few|a couple of|a couple|couple of|couple|few|several|an|a"
_IN_HOURS = re.compile(
    rf"(?:(?:in|after|within) (?:about |around |like )?(?P<a>{_AMOUNT}) (?P<u>minute|hour)(?P<half> and a half)?(?: time)?(?: from now)?"
    rf"|(?P<a2>{_AMOUNT}) (?P<u2>minute|hour)(?P<half2> and a half)? from now)(?= |$)"
)
_NEXT_HOURS = re.compile(rf"(?:in |within |over )?(?:the )?next (?P<a>{_AMOUNT}) (?P<u>hour|minute)(?= |$)")
_LENGTH = re.compile(rf"for (?:about |around )?(?P<a>{_AMOUNT}) (?P<u>minute|hour|day|week)(?P<half> and a half)?(?= |$)(?! (?:starting|beginning|later|ago|from (?:now|today|tomorrow|next|{'|'.join(WEEKDAYS)})))")
_AGO = _phrase(
    rf"(?:{_AMOUNT}) (?:minute|hour|day|week|month|year) (?:ago|back|old)",
    rf"(?:for |over |in |since )?(?:the )?(?:last|past) (?:{_AMOUNT}) (?:minute|hour|day|week|month|year)",
    r"(?:since|last) (?:last )?(?:the )?(?:week|month|year|night|" + "|".join(WEEKDAYS) + "|" + "|".join(MONTHS) + ")(?! (?:of|in) )",
    r"since (?:yesterday|today|this)(?: morning| afternoon| evening| night)?",
    rf"(?:{_AMOUNT}) nights",
    r"good (?:morning|afternoon|evening|night|day)",
    r"have a (?:good|nice|great|lovely) (?:day|night|evening|afternoon|morning|weekend)",
    r"(?:all|one|some|every) day",
    r"24 / 7",
    rf"for (?:the )?(?:{_AMOUNT}) (?:month|year)",
)
_PART = re.compile(
    r"(?:(?:in|during|on|at|for|sometime) )?(?:(?P<today>this)|(?P<next>next|following)|the|that)?(?: ?(?:very|pretty|really|quite))?"
    r" ?(?P<shade>early|earlier|mid|middle of the|late|later|first thing|first thing in the|end of the|beginning of the)?(?: ?-)?"
    r"(?: ?(?:in|of))?(?: ?(?P<today2>this)| ?the| ?that)?(?: ?-)? ?"
    r"(?P<name>morning|afternoon|evening|nights?|tonight|lunchtime|lunch(?: time| hour| break)?)(?: ?ish)?(?: time)?(?= |$)"
)
_SPECIAL_PARTS = re.compile(
    r"(?P<after_lunch>(?:right |just )?after (?:lunch|lunchtime|noon))|(?P<first_thing>first thing)|"
    r"(?P<end_of_day>(?:at |by |towards )?(?:the )?end of (?:the )?(?:day|work day|working day|business day))|"
    r"(?P<after_work>after (?:work|school|office hour))|(?P<before_work>before (?:work|school))|"
    r"(?P<day>(?:in |during )?(?:the )?(?:business|office|opening|working|work) hour|during the day|(?:in the )?daytime)"
)
_AFTER = _phrase(
    r"at or after", r"(?:any time |anything |sometime |on or )?after", r"later than", r"not (?:before|earlier than)",
    r"no (?:sooner|earlier) than", r"(?:any time |anything )?past",
)  # fmt: skip
_FROM = _phrase(
    r"(?:any time |anything )?from(?: the)?", r"starting(?: at| from| on)?", r"beginning(?: at| from| on)(?! of)", r"beginning(?! of)",
    r"as of", r"as from", r"earliest(?: is| at)?",
)  # fmt: skip
_BEFORE = _phrase(r"(?:any time |anything )?before", r"prior to", r"earlier than", r"sooner than")
_BY = _phrase(
    r"by", r"(?:up )?until", r"(?:no|not) later than", r"not after", r"up to", r"through", r"latest(?: is| at)?", r"within",
)  # fmt: skip
_OR_LATER = _phrase(
    r"(?:or|and)(?: any time| anytime| sometime)? (?:later|after|onward|onwards)(?: (?:than|that|this))?", r"onwards?", r"on wards?",
    r"and on", r"and up", r"\+",
)  # fmt: skip
_OR_EARLIER = _phrase(r"(?:or|and) (?:earlier|before|sooner)(?: (?:than|that))?", r"at the latest", r"latest", r"tops")
_NOT = _phrase(
    r"(?:but )?not(?: available)?(?: (?:on|at|in|this|the|for))*", r"except(?: for| on)?", r"(?:anything|any day|any time|every day) but",
    r"other than", r"besides", r"apart from", r"(?:cant|cannot|can not|couldnt|wont|dont|unable to)(?: really)? ?(?:do|make|come|come in|come on|work|be there|want|get there)?"
    r"(?: (?:on|at|in|it))*", r"instead of", r"rather than",
)  # fmt: skip
_NOT_BEHIND = _phrase(
    r"(?:does|is|do|are|will|would|s)(?: not|nt) (?:work|good|possible|suit|do|great|ok|okay|an option|free|available)",
    r"(?:doesnt|isnt|dont|arent|wont) (?:work|good|possible|suit|great)", r"(?:is|s) (?:no good|bad|out|too (?:early|late|soon))",
    r"no good",
)
_BUSY = _phrase(
    r"(?:i|we|he|she)(?: also| usually| always)? works?", r"(?:im|i am|were|hes|shes)(?: at)? (?:working|work|busy|away|tied up|in class)",
    r"(?:i|we|he|she) (?:have|has|got) (?:work|class|classes|school|a meeting)", r"busy", r"away", r"out of town",
    r"(?:on|at) (?:vacation|holiday|work|school)", r"tied up", r"unavailable", r"booked(?: up)?",
)  # fmt: skip  # fmt: skip
_FIX = _phrase(
    r"no wait", r"wait", r"actually", r"i mean(?:t)?", r"scratch that", r"or rather", r"correction", r"make (?:it|that)",
    r"sorry", r"on second thought",
)  # fmt: skip

_CORES = WEEKDAYS.keys() | MONTHS.keys() | DAY_WORDS | HOLIDAY_CORES | {"weekend", "week", "month"}
_JOINERS = HOLIDAYS | {
    "next", "this", "coming", "following", "current", "last", "early", "beginning", "start", "mid", "middle", "late",
    "later", "end", "rest", "remainder", "first", "second", "third", "fourth", "half", "the", "of", "on", "in", "day",
    "year", "working", "business", "now", "time", ",", ".", "-", "part", "after", "before", "from", "starting", "beginning",
    "a", "an", "couple", "few", "several", "within", "over", "commencing", "hence", "fortnight",
}  # fmt: skip
_TRIM = {"of", "on", "in", ",", ".", "-", "a", "an", "the", "after", "from", "starting", "beginning", "at", "start", "over", "within"}
_TRIM_END = {"first", "second", "third", "next", "this", "after", "before", "last", "time", "working", "business", "part", "half", "day"}
_RELATIVE = re.compile(
    rf"(?:in|within|after) (?:about |around )?(?:{_AMOUNT}) (?:working |business )?(?:day|week|fortnight|month|year)\b.*"
    rf"|(?:{_AMOUNT}) (?:day|week|fortnight|month|year) (?:from|after|later|hence|starting|beginning).*"
    rf"|(?:{_AMOUNT}) (?:week|fortnight) (?:on )?(?:today|tomorrow|{'|'.join(WEEKDAYS)})"
    rf"|(?:the )?(?:next|following|coming) (?:{_AMOUNT}) (?:day|week)|(?:the )?(?:next|following|this|coming|current|same) (?:day|year|fortnight)\b.*|(?:the )?\w+ weekday.*"
)
_NAMED_DAY = re.compile(r" (?:day|eve|friday)(?: of| in)?(?: \d{4})?$")
_UNITS_OF_DAYS = {"day", "week", "fortnight", "month", "year"}


def _greeting(scan: Scan, index: int) -> Item | None:
    """"morning! can i ..." greets; only a bare "morning" answers a question."""
    if index == 0 and scan.word(0) in {"morning", "afternoon", "evening"} and len(scan.tokens) > 2:
        if scan.word(1) in {"!", ".", ",", "i", "can", "could", "hi", "doc", "all", "there", "its", "is", "im", "please"}:
            return Item("ago", 0, 1)
    return None


def _ago(scan: Scan, index: int) -> Item | None:
    """Times that are over, durations of complaints, and greetings: nothing anybody wishes for."""
    found = scan.match(_AGO, index)
    return Item("ago", index, found[1]) if found else None


def _instant(scan: Scan, index: int) -> Item | None:
    """"in 2 hours", "half an hour from now", "within the next 3 hours"."""
    if found := scan.match(_IN_HOURS, index):
        match, last = found
        amount, unit = match["a"] or match["a2"], match["u"] or match["u2"]
        return Item("instant", index, last, delta=_delta(amount, unit, bool(match["half"] or match["half2"])))
    if found := scan.match(_NEXT_HOURS, index):
        match, last = found
        return Item("instant", index, last, delta=_delta(match["a"], match["u"], False), name="run")
    return None


def _length(scan: Scan, index: int) -> Item | None:
    """"for 2 hours"."""
    found = scan.match(_LENGTH, index)
    if found is None:
        return None
    match, last = found
    return Item("length", index, last, delta=_delta(match["a"], match["u"], bool(match["half"])))


def _delta(amount: str, unit: str, and_half: bool) -> timedelta:
    count = 0.5 if amount.startswith("half") else quantity(amount)
    return timedelta(minutes=min((count + 0.5 * and_half) * UNITS[unit], 5_000_000))


def _face(scan: Scan, index: int) -> Item | None:
    """A clock time."""
    token = scan.tokens[index]
    return Item("face", index, index + 1, face=token.face) if token.face else None


def _part(scan: Scan, index: int) -> Item | None:
    """A part of the day: "early afternoon", "first thing", "after work"."""
    if found := scan.match(_SPECIAL_PARTS, index):
        match, last = found
        before = scan.word(index)
        opened = before in {"by"} and match.lastgroup == "end_of_day"
        return None if opened else Item("part", index, last, name=match.lastgroup or "")
    found = scan.match(_PART, index)
    if found is None:
        return None
    match, last = found
    name = match["name"].split()[0]
    shade = (match["shade"] or "").split(" ")[0]
    shade = {"earlier": "early", "later": "late", "first": "early", "middle": "mid", "end": "late", "beginning": "early"}.get(shade, shade)
    days = None
    if match["today"] or match["today2"] or name == "tonight":
        days = Days(scan.today, scan.today + timedelta(1))
    elif match["next"]:
        days = Days(scan.today + timedelta(1), scan.today + timedelta(2))
    name = {"lunchtime": "lunch", "tonight": "night", "nights": "night"}.get(name, name)
    return Item("part", index, last, name=f"{shade} {name}".strip(), days=days)


def _side(scan: Scan, index: int) -> Item | None:
    """Which side is open: "after", "by", "or later"."""
    for pattern, kind, inclusive, trailing in _SIDES:
        if found := scan.match(pattern, index):
            return Item(kind, index, found[1], inclusive=inclusive, trailing=trailing, name=found[0].group())
    return None


_SIDES: tuple[tuple[re.Pattern[str], ItemKind, bool, bool], ...] = (
    (_OR_LATER, "after", True, True),
    (_OR_EARLIER, "before", True, True),
    (_AFTER, "after", False, False),
    (_BEFORE, "before", False, False),
    (_FROM, "after", True, False),
    (_BY, "before", True, False),
    (_NOT_BEHIND, "not", False, True),
    (_BUSY, "not", False, False),
    (_NOT, "not", False, False),
    (_FIX, "fix", False, False),
)


def _link(scan: Scan, index: int) -> Item | None:
    """"to", "-", "or", "and", "between"."""
    word = scan.word(index)
    if word in {"to", "-", "until"}:
        return Item("to", index, index + 1)
    if word in {"or", "and", "&", "/"}:
        return Item("or", index, index + 1, name=word)
    return Item("between", index, index + 1) if word in {"between"} else None


def _date(scan: Scan, index: int) -> Item | None:
    """The longest run of words that is a date."""
    if scan.dates >= MAX_DATES or not _may_begin(scan, index):
        return None
    last = _run_end(scan, index)
    cuts = [last, *(cut for cut in range(last - 1, index, -1) if scan.word(cut) in {",", ".", "on", "the"})]
    for cut in cuts:
        run = _trimmed(scan, index, cut)
        if run is None:
            continue
        scan.dates += 1
        tokens = tuple(scan.tokens[run[0] : run[1]])
        days = read_days(tokens, scan.today, scan.country)
        if days is not None:
            return Item("date", run[0], run[1], tokens, days)
    run = _trimmed(scan, index, last)
    return Item("date", run[0], run[1], tuple(scan.tokens[run[0] : run[1]])) if run else None


def _may_begin(scan: Scan, index: int) -> bool:
    token = scan.tokens[index]
    return _is_core(scan, index) or (token.text in _JOINERS and token.text not in {",", ".", "-", "of"}) or _counted(scan, index)


def _run_end(scan: Scan, index: int) -> int:
    last, cores = index, 0
    while last < len(scan.tokens) and last - index < MAX_RUN:
        if not _continues(scan, last, index):
            break
        cores += _is_core(scan, last)
        if cores > _MAX_CORES:
            break
        last += 1
    return last


def _continues(scan: Scan, index: int, first: int) -> bool:
    """Whether a token can be part of the date that began at `first`."""
    word, before = scan.word(index), scan.word(index - 1) if index > first else ""
    after = scan.word(index + 1)
    if word in {"from", "after", "before", "starting", "beginning", "commencing"}:
        if word == "beginning" and after in {"of", "-"}:
            return True
        named = WEEKDAYS.keys() | MONTHS.keys() | {"weekend"}
        beside = word in {"after", "before"} or (word == "from" and after in {"now", "today"})
        return before in _UNITS_OF_DAYS or (before in named and beside)
    if word in {"a", "an", "couple", "few", "several"}:
        return any(scan.word(index + ahead) in _UNITS_OF_DAYS for ahead in (1, 2, 3))
    if word == "this" and scan.word(index + 1) in {"morning", "afternoon", "evening"}:
        return False
    if word in {"in", "over", "within"}:
        dated = MONTHS.keys() | {"a", "the", "few", "couple", "about", "around"}
        return _counted(scan, index + 1) or after in dated or index == first or _is_year(scan, index + 1)
    if word in {"about", "around"}:
        return before == "in" and _counted(scan, index + 1)
    if word == "-":
        return before in {"mid", "early", "late"}
    if word == "later":
        return after != "than" and (before in _UNITS_OF_DAYS or before in WEEKDAYS or after in {"this", "in", "today"})
    return _is_core(scan, index) or word in _JOINERS or _counted(scan, index) or _is_year(scan, index)


def _is_core(scan: Scan, index: int) -> bool:
    token = scan.tokens[index]
    if token.kind in {"ordinal", "date"}:
        return True
    return token.text in _CORES and not _is_shy(scan, index)


def _is_shy(scan: Scan, index: int) -> bool:
    """"may i", "march in", "i sat", "the sun": words that only look like a month or a day."""
    token = scan.tokens[index]
    before, after = scan.word(index - 1), scan.word(index + 1)
    if token.text in {"may", "march"}:
        beyond = index + (2 if after == "." else 1)
        follows = beyond < len(scan.tokens) and scan.tokens[beyond].kind in {"ordinal", "number"}
        leads = {"in", "of", "this", "next", "by", "early", "late", "mid", "-", "before", "after", "during", "for", "from", "to", "or", "until", "the"}
        dated = index > 0 and scan.tokens[index - 1].kind in {"ordinal", "number"}
        return not (follows or dated or before in leads or len(scan.tokens) <= 2 or after == "after")
    if token.end - token.start == 3 and token.text == "saturday":
        return before in {"i", "we", "he", "she", "they", "you", "who", "just", "have", "has", "had"}
    return token.end - token.start == 3 and token.text == "sunday" and before in {"the", "in"}


def _counted(scan: Scan, index: int) -> bool:
    """Whether a number counts days, weeks, months or weekdays."""
    if not 0 <= index < len(scan.tokens) or scan.tokens[index].kind not in {"number", "mark"}:
        return False
    if not scan.tokens[index].text.replace(".", "").isdigit():
        return False
    after = scan.word(index + 1)
    if after in WEEKDAYS:
        return scan.word(index + 2) in {"later", "from"}
    return after in _UNITS_OF_DAYS or after in {"working", "business"} and scan.word(index + 2) == "day"


def _is_year(scan: Scan, index: int) -> bool:
    if index >= len(scan.tokens):
        return False
    token = scan.tokens[index]
    if token.kind != "number" or not 1900 <= token.number <= 2100:
        return False
    near = {scan.word(index - 1), scan.word(index - 2), scan.word(index + 1)}
    ordinal = any(scan.tokens[place].kind == "ordinal" for place in (index - 1, index - 2) if place >= 0)
    return bool(near & (MONTHS.keys() | HOLIDAYS)) or ordinal


def _trimmed(scan: Scan, first: int, last: int) -> tuple[int, int] | None:
    """The run without joining words at its ends; None if no date is left in it."""
    while last > first and scan.word(last - 1) in _TRIM | _TRIM_END and not _is_whole_end(scan, last - 1):
        last -= 1
    text = " ".join(token.text for token in scan.tokens[first:last])
    if _RELATIVE.fullmatch(text):
        return first, last
    while first < last and scan.word(first) in _TRIM and not _RELATIVE.fullmatch(" ".join(token.text for token in scan.tokens[first:last])):
        if scan.word(first) in {"beginning", "start"} and scan.word(first + 1) in {"of", "-"}:
            break
        first += 1
    text = " ".join(token.text for token in scan.tokens[first:last])
    cored = any(_is_core(scan, place) for place in range(first, last))
    named = _NAMED_DAY.search(text) is not None and last - first <= 5 and bool(HOLIDAYS & set(text.split()))
    if not (cored or named or _RELATIVE.fullmatch(text)) or text in {"week", "month", "day"}:
        return None
    return (first, last) if last > first else None


def _is_whole_end(scan: Scan, index: int) -> bool:
    """Whether a word that seldom ends a date ends this one: "friday after next", "in 2 weeks time", "labor day"."""
    word, before = scan.word(index), scan.word(index - 1)
    if word == "next":
        return before == "after"
    if word == "time":
        return before in UNITS
    return word == "day" and (before in HOLIDAYS | {"next", "following", "same", "this"} or _counts(scan, index - 1))


def _counts(scan: Scan, index: int) -> bool:
    """Whether "in 3" or "a couple of" stands before a unit."""
    before = scan.word(index)
    return before.replace(".", "").isdigit() or before in {"a", "few", "couple", "of", "several", "working", "business"}


_SCANNERS: tuple[Callable[[Scan, int], Item | None], ...] = (
    _greeting, _ago, _instant, _length, _face, _part, _date, _side, _link,
)  # fmt: skip
