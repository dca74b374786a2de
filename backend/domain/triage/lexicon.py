"""Reads the lexicons of emergencies (english.txt explains their notation) and finds emergencies in a text.

The matcher is a net for people who may be dying: it would rather alarm once too often, and it never needs the
dialogue engine. It is no diagnosis and never calms anybody down.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Final

from backend.domain.messaging.language import LANGUAGES, Language
from backend.domain.triage.pattern import Pattern, compile_pattern, first_words
from backend.domain.triage.spelling import Speller, normalise

_SHORT: Final = 4
_BEFORE: Final = 12
_FILES: Final[dict[Language, str]] = {"en": "english.txt", "es": "spanish.txt"}


@dataclass(frozen=True, slots=True)
class Alarm:
    """An emergency of this kind (the section of the lexicon) was found, in words of this language."""

    kind: str
    language: Language = "en"

    @property
    def self_harm(self) -> bool:
        """Whether the person may harm themselves: some countries have a line of its own for that."""
        return self.kind == "selfharm"


@dataclass(frozen=True, slots=True)
class _Entry:
    kind: str
    expression: Pattern
    words: frozenset[str]
    always: bool
    topic: bool


@dataclass(frozen=True, slots=True)
class _Guard:
    before: Pattern | None
    after: Pattern | None

    def holds(self, before: str, after: str) -> bool:
        """Whether what stands around a match makes it harmless."""
        if self.before is not None and not self.before.search(before):
            return False
        return self.after is None or bool(self.after.match(after, 1))


class Lexicon:
    """Compiled once, used for every incoming text; holds no state."""

    def __init__(self, text: str, language: Language = "en") -> None:
        self._language: Language = language
        sections = dict(_sections(text))
        self._speller = Speller(
            _written(sections), " ".join(sections.get("[spared]", ())).split(), dict(_pairs(sections["[same]"]))
        )
        self._entries = [
            entry for kind, lines in sections.items() if not kind.startswith("[") for entry in _entries(kind, lines)
        ]
        self._by_word, self._always_tried = _index(self._entries)
        self._now = [compile_pattern(line) for line in sections["[now]"]]
        self._guards = [_guard(line, crossing=False) for line in sections["[unless]"]]
        self._guards_asked = [_guard(line, crossing=True) for line in sections["[unless asked]"]]

    def find(self, text: str) -> Alarm | None:
        """The first emergency of `text`, or None; self-harm is named before anything else it is found with."""
        read = normalise(text, self._speller)
        words = set(read.split())
        tried = set(self._always_tried)
        for word in words:
            tried.update(self._by_word.get(word, ()))
        found: Alarm | None = None
        for number in sorted(tried):
            entry = self._entries[number]
            if (found is None or entry.kind == "selfharm") and self._matches(entry, read):
                found = Alarm(entry.kind, self._language)
                if found.self_harm:
                    break
        return found

    def _matches(self, entry: _Entry, read: str) -> bool:
        for match in entry.expression.finditer(read):
            if entry.always:
                return True
            if entry.topic and not self._happening(read):
                continue
            if not self._harmless(entry, read, match.start(), match.end()):
                return True
        return False

    def _happening(self, read: str) -> bool:
        if len([word for word in read.split() if word not in ".,"]) <= _SHORT:
            return True
        return any(pattern.search(read) for pattern in self._now)

    def _harmless(self, entry: _Entry, read: str, start: int, end: int) -> bool:
        before = " " + " ".join(read[:start].split()[-_BEFORE:]) + " "
        after = " " + read[end:]
        guards = [*self._guards, *self._guards_asked] if entry.kind == "asked" else self._guards
        return any(guard.holds(before, after) for guard in guards)


@dataclass(frozen=True, slots=True)
class Lexicons:
    """All languages at once: in fear people write as they think, whatever the conversation was in."""

    each: tuple[Lexicon, ...]

    def find(self, text: str) -> Alarm | None:
        """The first emergency of `text` in any language, self-harm before anything else; or None."""
        found = [alarm for lexicon in self.each if (alarm := lexicon.find(text)) is not None]
        return next((alarm for alarm in found if alarm.self_harm), found[0] if found else None)


@lru_cache(maxsize=1)
def lexicons() -> Lexicons:
    """The lexicons of this package."""
    return Lexicons(tuple(Lexicon(_written_for(language), language) for language in LANGUAGES))


def _written_for(language: Language) -> str:
    return files(__package__).joinpath(_FILES[language]).read_text(encoding="utf-8")


def _sections(text: str) -> Iterator[tuple[str, list[str]]]:
    for block in re.split(r"^(?=\[)", text, flags=re.MULTILINE):
        if block.startswith("["):
            name, *lines = (line.strip() for line in block.splitlines())
            yield name[1:-1], [line for line in lines if line and not line.startswith("#")]


def _entries(kind: str, lines: list[str]) -> Iterator[_Entry]:
    for line in lines:
        always, plain = line.startswith("!"), line.lstrip("!? ")
        expression = compile_pattern(plain, denying=always)
        yield _Entry(kind, expression, first_words(plain), always, topic=line.startswith("?"))


def _written(sections: Mapping[str, list[str]]) -> str:
    return " ".join(line for kind, lines in sections.items() if not kind.startswith("[") for line in lines)


def _pairs(lines: list[str]) -> Iterator[tuple[str, str]]:
    for line in lines:
        written, read = line.split(" = ")
        yield written, read


def _index(entries: list[_Entry]) -> tuple[dict[str, list[int]], list[int]]:
    """Which patterns are worth trying when a word occurs, and which always are."""
    by_word: dict[str, list[int]] = {}
    for number, entry in enumerate(entries):
        for word in entry.words:
            by_word.setdefault(word, []).append(number)
    return by_word, [number for number, entry in enumerate(entries) if not entry.words]


def _guard(line: str, *, crossing: bool) -> _Guard:
    before, after = (part.strip() for part in line.split("HERE"))
    return _Guard(
        compile_pattern(f"{before} $", crossing=crossing, breaks_at_end=False) if before else None,
        compile_pattern(after, crossing=crossing) if after else None,
    )
