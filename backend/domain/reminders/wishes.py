"""What a text says about how its writer wants to be told, when it is about nothing else.

By whole messages only, in both languages: "can you remind me when my appointment is?" is a question for the dialogue.
Words that end all messages are read before this, elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import time
from typing import Final

from backend.domain.messaging.grammar import Grammar, plain
from backend.domain.messaging.language import Language
from backend.domain.reminders.wall_times import Bounds, spread, without_times
from backend.domain.reminders.wish_words import CALLS, CHANNELS, GRAMMAR, HERE, LANGUAGES, TYPED

LONGEST: Final = 140
"""Characters of a text that may be such a wish."""

CALL: Final = "call"
IN_PLACE: Final = "here"


@dataclass(frozen=True, slots=True)
class By:
    """To be told on a channel, by its name; `CALL`: in a way we do not have; `IN_PLACE`: where it was said."""

    channel: str


@dataclass(frozen=True, slots=True)
class In:
    """To be told in a language."""

    language: Language


@dataclass(frozen=True, slots=True)
class Hours:
    """To be told from and until a time of day; None leaves that end as it is.

    Both None: not at night, whatever else was wished. `any_time`: at any hour.
    """

    wakes: time | None = None
    sleeps: time | None = None
    any_time: bool = False


@dataclass(frozen=True, slots=True)
class Fewer:
    """To be reminded less often; `none`: not at all."""

    none: bool = False


@dataclass(frozen=True, slots=True)
class All:
    """To be reminded as often as others."""


@dataclass(frozen=True, slots=True)
class Usual:
    """To be told as if nothing had been wished."""


@dataclass(frozen=True, slots=True)
class Asks:
    """To know what holds."""


type Wish = By | In | Hours | Fewer | All | Usual | Asks

_WORDS: Final = Grammar(GRAMMAR, TYPED, {})


def _any_of(names: Mapping[str, str]) -> re.Pattern[str]:
    """One expression for all of them, each a group by its name."""
    return re.compile(r"\b(?:" + "|".join(f"(?P<{name}>{ways})" for name, ways in names.items()) + r")\b")


_CHANNEL: Final = _any_of({**CHANNELS, CALL: CALLS, IN_PLACE: HERE})
_LANGUAGE: Final = _any_of(LANGUAGES)


@dataclass(frozen=True, slots=True)
class _Heard:
    """The words of a text, and what stands in it: ways to be told, languages, times; in their order."""

    words: str
    ways: tuple[str, ...]
    languages: tuple[Language, ...]
    bounds: Bounds


def read(text: str) -> Wish | None:
    """What a text wishes; None when it is about something else, or about more."""
    if len(text) > LONGEST:
        return None
    heard = _heard(text)
    if heard is None:
        return None
    for subject, meanings in _MEANING.items():
        if _SUBJECT[subject].search(heard.words):
            for name, meaning in meanings.items():
                if _WORDS.is_one_of(heard.words, name, "around"):
                    return meaning(heard)
    return None


def _heard(text: str) -> _Heard | None:
    said = " ".join(plain(spread(text)).split())
    timed = None if _OURS.search(said) else without_times(said)
    if timed is None:
        return None
    rest, bounds = timed
    rest = _COURTESY.sub(" ", rest)
    ways = [str(found.lastgroup) for found in _CHANNEL.finditer(rest)]
    rest = _CHANNEL.sub(lambda found: _SIGNS.get(str(found.lastgroup), "xch"), rest)
    languages: list[Language] = ["en" if found["en"] else "es" for found in _LANGUAGE.finditer(rest)]
    rest = _LANGUAGE.sub("xlang", rest)
    return _Heard("".join(_WORDS.sentences(rest)), tuple(ways), tuple(languages), bounds)


_OURS: Final = re.compile(r"\bx(?:ch|call|here|lang|before|after|between)\b")
"""Words that stand for what was found: nobody says them."""
_COURTESY: Final = re.compile(r"\b(?:please|pls|plz|por ?favor|porfa|xfa)\b")
_SIGNS: Final = {CALL: "xcall", IN_PLACE: "xhere"}


def _not_then(heard: _Heard) -> Hours:
    before, after = heard.bounds.before, heard.bounds.after
    return Hours(None if before is None else before.as_start(), None if after is None else after.as_end())


def _only_after(heard: _Heard) -> Hours:
    return Hours(wakes=None if heard.bounds.after is None else heard.bounds.after.as_start())


def _only_before(heard: _Heard) -> Hours:
    return Hours(sleeps=None if heard.bounds.before is None else heard.bounds.before.as_end())


# Most texts hold no word of these: then no grammar is looked at, nor compiled.
_SUBJECT: Final = {
    "hours": re.compile(r"\bx(?:before|after|between)\b|\b(?:night|noches?|any ?time|any hour|cualquier hora)\b"),
    "language": re.compile(r"\bxlang\b"),
    "channel": re.compile(r"\bx(?:ch|call|here)\b"),
    "often": re.compile(
        r"\bxch\b|\b(?:remind\w*|recordatorios?|recuerd\w+|recorda\w+|messages|mensajes|notifications?|avis\w+)\b"
    ),
}
_MEANING: Final[Mapping[str, Mapping[str, Callable[[_Heard], Wish]]]] = {
    "hours": {
        "not_then": _not_then,
        "not_at_night": lambda _: Hours(),
        "within": lambda heard: Hours(*(heard.bounds.between or ())),
        "only_after": _only_after,
        "only_before": _only_before,
        "any_time": lambda _: Hours(any_time=True),
    },
    "language": {"in_language": lambda heard: In(heard.languages[0])},
    "channel": {
        "the_other_channel": lambda heard: By(heard.ways[1]),
        "by_channel": lambda heard: By(heard.ways[0]),
    },
    "often": {
        "fewer": lambda _: Fewer(),
        "none": lambda _: Fewer(none=True),
        "all": lambda _: All(),
        "usual": lambda _: Usual(),
        "asks": lambda _: Asks(),
    },
}
