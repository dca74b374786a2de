"""The clinic's services, practitioners and locations, and finding them in what a patient wrote.

The lists come from the backend and are kept for a minute, so a new practitioner needs no new training.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from rapidfuzz import fuzz

from actions.backend import Backend, Json
from actions.entities.names import is_medical
from actions.entities.vocabulary import is_ordinary
from actions.entities.words import Span, Word, words_of

KEPT_SECONDS = 60.0
ALIKE = 88.0
SHORTEST_FUZZY = 5
_TITLES = frozenset({"dr", "doctor", "doc", "prof", "professor", "mr", "mrs", "ms", "miss", "md", "nurse"})
_GENERIC = frozenset(
    "doctor doctors doc docs dr physician physicians nurse visit visits appointment general sick".split()
)
_RULED_OUT = (
    r"\b(?:not|except|(?:any(?:one|body)|every(?:one|body)|any doctor) but|other than|instead of|rather than|"
    r"without|don't (?:want|like)|dont (?:want|like)|hate|menos|excepto|en vez de|que no sea|no quiero(?: ver)?|no con)"
    r"(?: (?:for|to see|with|by|the|see|con|a|al|el|la))*"
)
_RULES_OUT_NEXT = re.compile(rf"{_RULED_OUT}$")
# Words of names that say nothing about which one is meant.
_VAGUE = frozenset(
    {"clinic", "center", "centre", "office", "street", "the", "at", "of", "and", "in", "on", "house", "practice"}
)


@dataclass(frozen=True)
class Entry:
    """Something of the directory: its public id, its name, and the other words people use for it."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    data: Json = field(default_factory=dict, compare=False)

    @classmethod
    def of(cls, item: Json) -> Entry:
        """Read an entry from the API's JSON."""
        return cls(str(item["id"]), str(item["name"]), tuple(item.get("aliases") or ()), item)


@dataclass(frozen=True)
class Directory:
    """What the clinic offers, who works there and where."""

    services: tuple[Entry, ...]
    practitioners: tuple[Entry, ...]
    locations: tuple[Entry, ...]

    def services_of(self, practitioner: str) -> list[Entry]:
        """Return the services a practitioner offers."""
        return [one for one in self.services if practitioner in (one.data.get("practitioners") or ())]

    def practitioners_for(self, service: str) -> list[Entry]:
        """Return who offers a service."""
        offered = next((one.data.get("practitioners") or () for one in self.services if one.id == service), ())
        return [one for one in self.practitioners if one.id in offered]

    def find_services(self, text: str, *, named_only: bool = False) -> list[Entry]:
        """Return the services named in a text; several if it fits several alike.

        "Doctor" may be one clinic's word for its general visit; with `named_only` it names nothing.
        """
        return _best(text, self.services, _telling_phrases if named_only else _phrases)

    def find_practitioners(self, text: str) -> list[Entry]:
        """Return the practitioners named in a text."""
        return _best(text, self.practitioners, _name_phrases)

    def find_locations(self, text: str) -> list[Entry]:
        """Return the locations named in a text."""
        return _best(text, self.locations, _place_phrases)

    def mentions(self, said: Sequence[Word]) -> Iterator[Span]:
        """Yield where services, practitioners and locations are named; a complaint or a body part names none."""
        read = [word.plain for word in said]
        kinds: tuple[tuple[str, tuple[Entry, ...], Callable[[Entry], Iterable[tuple[str, ...]]]], ...] = (
            ("practitioner", self.practitioners, _name_phrases),
            ("location", self.locations, _place_phrases),
            ("service", self.services, _telling_phrases),
        )
        for name, entries, phrases in kinds:
            for phrase in {phrase for entry in entries for phrase in phrases(entry)}:
                if len(phrase) == 1 and name == "service" and is_medical(phrase[0]):
                    continue  # the vocabulary of medicine knows these, and which of them can be booked
                for _, first in _places(read, phrase):
                    yield Span(name, said[first].start, said[first + len(phrase) - 1].end)

    def by_id(self, kind: Sequence[Entry], identifier: str | None) -> Entry | None:
        """Return the entry with an id, if it is still in the directory."""
        return next((one for one in kind if one.id == identifier), None)


class DirectoryKeeper:
    """Keeps the directory for a while."""

    def __init__(
        self, backend: Backend, clock: Callable[[], float] = time.monotonic, *, kept_seconds: float = KEPT_SECONDS
    ) -> None:
        self._backend = backend
        self._kept_seconds = kept_seconds
        self._clock = clock
        self._kept: Directory | None = None
        self._until = 0.0

    @property
    def kept(self) -> Directory | None:
        """The directory as far as it was asked for, however old; names change seldom."""
        return self._kept

    async def get(self) -> Directory:
        """Return the directory, asking the backend when the kept one is too old."""
        if self._kept is None or self._clock() >= self._until:
            lists = [await self._backend.directory(kind) for kind in ("services", "practitioners", "locations")]
            services, practitioners, locations = (tuple(Entry.of(item) for item in items) for items in lists)
            self._kept = Directory(services, practitioners, locations)
            self._until = self._clock() + self._kept_seconds
        return self._kept


def words(text: str) -> list[str]:
    """Return the words of a text in lower case, accents and possessives taken off."""
    return [word.plain for word in words_of(text) if word.plain]


def rules_out(text: str, name: str) -> bool:
    """Say whether a text takes a person away: "not with dr amberley", "anyone but her"."""
    said = " ".join(words(text))
    telling = [word for word in words(name.partition(",")[0]) if word not in _TITLES]
    return any(re.search(rf"{_RULED_OUT} (?:\w+ )?{re.escape(word)}\b", said) for word in telling)


def ruled_out_behind(text: str) -> bool:
    """Say whether whoever is named right behind a text is taken away by it: "anyone but ..."."""
    return bool(_RULES_OUT_NEXT.search(" ".join(words(text))))


def _best(text: str, entries: Iterable[Entry], phrases: Callable[[Entry], Iterable[tuple[str, ...]]]) -> list[Entry]:
    said = words(text)
    scored = [(max((_score(said, phrase) for phrase in phrases(entry)), default=0.0), entry) for entry in entries]
    top = max((score for score, _ in scored), default=0.0)
    return [entry for score, entry in scored if score == top] if top > 0 else []


def _score(said: Sequence[str], phrase: tuple[str, ...]) -> float:
    """Return how well a phrase is found in a text."""
    return max((score for score, _ in _places(said, phrase)), default=0.0)


def _places(said: Sequence[str], phrase: tuple[str, ...]) -> Iterator[tuple[float, int]]:
    """Yield how well and where a phrase is found: longer ones weigh more, a slip of the finger a little less."""
    wanted = " ".join(phrase)
    for start in range(len(said) - len(phrase) + 1 if phrase else 0):
        if said[start][0] != wanted[0]:
            continue
        got = " ".join(said[start : start + len(phrase)])
        if got == wanted or _same_but_plural(got, wanted):
            yield 10.0 + len(wanted), start
        elif len(wanted) >= SHORTEST_FUZZY and not all(map(is_ordinary, said[start : start + len(phrase)])):
            alike = fuzz.ratio(got, wanted, score_cutoff=ALIKE)
            if alike:
                yield 5.0 + len(wanted) * alike / 200, start


def _same_but_plural(left: str, right: str) -> bool:
    return left.rstrip("s") == right.rstrip("s") and len(left) > 3


@lru_cache(maxsize=4096)
def _phrases(entry: Entry) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(words(name)) for name in (entry.name, entry.id.replace("-", " "), *entry.aliases))


def _telling_phrases(entry: Entry) -> Iterable[tuple[str, ...]]:
    return (phrase for phrase in _phrases(entry) if not _GENERIC.issuperset(phrase))


@lru_cache(maxsize=4096)
def _name_phrases(entry: Entry) -> tuple[tuple[str, ...], ...]:
    found = []
    for name in (entry.name, *entry.aliases):
        whole = tuple(words(name.split(",")[0]))
        parts = tuple(word for word in whole if word not in _TITLES and word not in _VAGUE)
        found += [parts or whole, *([parts[-1:]] if len(parts) > 1 and len(parts[-1]) > 1 else [])]
    return tuple(found)


@lru_cache(maxsize=4096)
def _place_phrases(entry: Entry) -> tuple[tuple[str, ...], ...]:
    found = []
    for name in (entry.name, entry.id.replace("-", " "), *entry.aliases):
        whole = tuple(words(name))
        short = tuple(word for word in whole if word not in _VAGUE)
        found += [whole, *([] if all(map(is_ordinary, short)) else [short])]
    return tuple(found)
