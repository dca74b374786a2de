"""What is said relative to the conversation: "later", "the day after", "same time next week", "an hour earlier"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from actions.timing.moment import Moment, Relation, Spanning, midnight
from actions.timing.periods import quantity, shift
from actions.timing.tokens import Token
from actions.timing.words import WEEKDAYS

_AMOUNT = r"\d+(?:\.\d+)?|half an|half a|half|a few|a couple of|a couple|couple of|couple|few|several|an|a"
_UNIT = r"minute|hour|day|week|month"


@dataclass(frozen=True, slots=True)
class Talk:
    """What the conversation stands at: the time talked about, and the times offered."""

    previous: Spanning | None
    offered: Sequence[datetime]

    @property
    def first(self) -> datetime | None:
        """Where "earlier" counts from."""
        return min(self.offered) if self.offered else self._previous

    @property
    def last(self) -> datetime | None:
        """Where "later" counts from."""
        return max(self.offered) if self.offered else self._previous

    @property
    def base(self) -> datetime | None:
        """The one time talked about."""
        return self._previous or (self.offered[0] if self.offered else None)

    @property
    def _previous(self) -> datetime | None:
        return (self.previous.start or self.previous.end) if self.previous is not None else None


@dataclass(frozen=True, slots=True)
class Phrase:
    """A relative phrase found: what it means, and the tokens [first, last) it covers."""

    moment: Moment
    first: int
    last: int


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![^ ])(?:{text})(?= |$)")


# "an hour later", but not "an hour before lunch", "2 weeks after my surgery".
_ITS_OWN_BASE = r"(?! (?:\d|noon|midnight|today|tomorrow|now|next|the|my|his|her|our|lunch|work|easter|christmas))"
_SHIFTED = _pattern(
    rf"(?P<amount>{_AMOUNT}) (?P<unit>{_UNIT})(?P<half> and a half)? (?P<way>earlier|sooner|before|later|after)"
    rf"(?: (?:than )?(?:that|this|it))?{_ITS_OWN_BASE}"
)
_NEXT_DAY = _pattern(r"(?:on )?the (?:day after(?: that)?|following day|next day)(?! tomorrow)|(?:the )?day after that")
_DAY_BEFORE = _pattern(r"(?:on )?(?:the )?day before(?: that)?(?! (?:yesterday|my|the|christmas))")
_WEEK_AFTER = _pattern(r"(?:the )?(?:week after(?: that)?(?! next)|following week)")
_WEEK_BEFORE = _pattern(r"(?:the )?week before(?: that)?")
_SAME_TIME = _pattern(r"(?:at )?(?:the )?same (?:time|hour)")
_SAME_DAY = _pattern(r"(?:on )?(?:the )?same day|(?:on )?that day|that same day|(?:the )?same date")
_OTHER_DAY = _pattern(
    r"(?:any|some|a|an|on)? ?(?:other|another|different) (?:day|days|date|dates)|not that day|any day but that"
    r"|that day (?:doesnt|does not|isnt|is not|wont|will not|is no)"
)
_THAT_WEEKDAY = _pattern(
    rf"(?:on )?(?:the )?(?:following (?P<day>{'|'.join(WEEKDAYS)})|(?P<day2>{'|'.join(WEEKDAYS)}) after(?: that)?)"
    r"(?= (?:at|in|around|from|before|between|if|please|would|works|is|[^a-z]+)(?: |$)|$)"
)
_SOME = r"(?:(?:any|some|some ?thing|anything|bit|a bit|little|much|even) )*"
_TIMES = r"(?:time|times|slot|slots|option|options)"
_THEN = r"(?: (?:one|time|slot|on|in the day|that day|than that))*"
_LATER = _pattern(rf"{_SOME}later{_THEN}|(?:too|2) early|after (?:that|this|those)")
_EARLIER = _pattern(rf"{_SOME}(?:earlier|sooner){_THEN}|(?:too|2) late|before (?:that|this|those)")
_OTHER = _pattern(
    r"(?:any ?thing|something|any|some|what) else|none of (?:these|those|them)"
    rf"|(?:any |some |an )?(?:another|other|different) {_TIMES}"
)
_FAREWELL = _pattern(r"(?:see|talk|speak|call|text|catch|message)(?: (?:you|ya|u|to|back|again|me|with))* later")
_RELATIONS: tuple[tuple[re.Pattern[str], Relation], ...] = (
    (_OTHER_DAY, "other_day"), (_LATER, "later"), (_EARLIER, "earlier"), (_OTHER, "other"),
)  # fmt: skip


def exact_phrase(tokens: Sequence[Token], talk: Talk) -> Phrase | None:
    """A phrase that with the time talked about makes a time of its own: "an hour later", "the day after"."""
    text = " ".join(token.text for token in tokens)
    if match := _SHIFTED.search(text):
        back = match["way"] in {"earlier", "sooner", "before"}
        base = talk.first if back else talk.last
        base = talk.base if talk.previous is not None else base
        if base is not None:
            moved = _moved(base, match["amount"], match["unit"], bool(match["half"]), back)
            timed = _is_timed(talk, base)
            return _found(match, tokens, _moment(moved, timed, talk))
    for pattern, days in ((_NEXT_DAY, 1), (_DAY_BEFORE, -1)):
        if (match := pattern.search(text)) and talk.base is not None:
            day = talk.base + timedelta(days)
            return _found(match, tokens, _whole(midnight(day), 1))
    if (match := _THAT_WEEKDAY.search(text)) and talk.base is not None:
        ahead = (WEEKDAYS[match["day"] or match["day2"]] - talk.base.weekday() - 1) % 7 + 1
        return _found(match, tokens, _whole(midnight(talk.base + timedelta(ahead)), 1))
    for pattern, weeks in ((_WEEK_AFTER, 1), (_WEEK_BEFORE, -1)):
        if (match := pattern.search(text)) and talk.base is not None:
            monday = midnight(talk.base) - timedelta(talk.base.weekday()) + timedelta(7 * weeks)
            return _found(match, tokens, replace(_whole(monday, 7), grain="week"))
    return None


def same_time(tokens: Sequence[Token], talk: Talk, moments: Sequence[Moment]) -> list[Moment] | None:
    """Read "same time next week", "same day but at 4": one half of what was talked about is kept."""
    text = " ".join(token.text for token in tokens)
    base = talk.base
    if base is None:
        return None
    if match := _SAME_TIME.search(text):
        span = _span(match, tokens)
        dated = [moment for moment in moments if moment.has_date and not moment.has_time and moment.start]
        if not dated and any(moment.has_date and moment.has_time for moment in moments):
            return None
        if not dated:
            kept = Moment(base, None, "minute", span=span, has_date=False, has_time=True)
            return [kept, *moments]
        return [_at_clock_of(base, moment, span) if moment in dated else moment for moment in moments]
    if match := _SAME_DAY.search(text):
        timed = [moment for moment in moments if moment.has_time and not moment.has_date]
        if not timed and (_OTHER_DAY.search(text) or _LATER.search(text) or _EARLIER.search(text)):
            return None
        if not timed:
            return [replace(_whole(midnight(base), 1), span=_span(match, tokens)), *moments]
        return [_on_day_of(base, moment) if moment in timed else moment for moment in moments]
    return None


def relation(tokens: Sequence[Token], taken: Sequence[Moment]) -> Moment | None:
    """A wish for other times than those offered, with no time of its own."""
    text = _FAREWELL.sub(lambda match: re.sub(r"[^ ]", "_", match.group()), " ".join(token.text for token in tokens))
    for pattern, name in _RELATIONS:
        match = pattern.search(text)
        if match is None:
            continue
        span = _span(match, tokens)
        if not any(moment.span[0] < span[1] and span[0] < moment.span[1] for moment in taken):
            return Moment(None, None, "day", span=span, relation=name)
    return None


def _moved(base: datetime, amount: str, unit: str, and_half: bool, back: bool) -> datetime:
    count = (0.5 if amount.startswith("half") else quantity(amount)) + 0.5 * and_half
    sign = -1 if back else 1
    if unit in {"minute", "hour"}:
        return base + timedelta(minutes=sign * min(count * (60 if unit == "hour" else 1), 500_000))
    return base + (shift(base.date(), sign * min(count, 5000), unit) - base.date())


def _moment(start: datetime, timed: bool, talk: Talk) -> Moment:
    if not timed:
        return _whole(midnight(start), 1)
    previous = talk.previous
    length = None
    if previous is not None and previous.start and previous.end:
        length = previous.end - previous.start
    end = start + length if length and length < timedelta(1) else None
    return Moment(start, end, "minute", has_date=True, has_time=True)


def _is_timed(talk: Talk, base: datetime) -> bool:
    """Whether what was talked about had a time of day, and was not a whole day."""
    previous = talk.previous
    if previous is None:
        return True
    if isinstance(previous, Moment):
        return previous.has_time
    whole = previous.end is not None and previous.start is not None and previous.end - previous.start >= timedelta(1)
    return not whole and base.time() != time.min


def _whole(start: datetime, days: int) -> Moment:
    return Moment(start, start + timedelta(days), "day", has_date=True)


def _at_clock_of(base: datetime, moment: Moment, span: tuple[int, int]) -> Moment:
    """The clock time of one on the day of the other; a whole week keeps the weekday as well."""
    day = moment.start or base
    if moment.grain == "week":
        day += timedelta(base.weekday())
    start = day.replace(hour=base.hour, minute=base.minute)
    joined = min(span[0], moment.span[0]), max(span[1], moment.span[1])
    return replace(moment, start=start, end=None, grain="minute", has_time=True, span=joined, open=None)


def _on_day_of(base: datetime, moment: Moment) -> Moment:
    anchor = moment.start or moment.end or base
    days = base.date() - anchor.date()
    start = moment.start + days if moment.start else None
    end = moment.end + days if moment.end else None
    return replace(moment, start=start, end=end, has_date=True)


def _found(match: re.Match[str], tokens: Sequence[Token], moment: Moment) -> Phrase:
    first = match.string.count(" ", 0, match.start())
    last = first + match.group().count(" ") + 1
    return Phrase(replace(moment, span=(tokens[first].start, tokens[last - 1].end)), first, last)


def _span(match: re.Match[str], tokens: Sequence[Token]) -> tuple[int, int]:
    first = match.string.count(" ", 0, match.start())
    return tokens[first].start, tokens[first + match.group().count(" ")].end
