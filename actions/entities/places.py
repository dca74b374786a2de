"""Cities, areas and offices in a text that the clinic's own directory does not know."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from actions.entities.names import Run, run_at
from actions.entities.vocabulary import is_ordinary, phrases
from actions.entities.words import Span, Word

NAME = "location"

_IN = frozenset("in near nearby around en".split())
_AT = frozenset({"at", "to", "from"})
_OF = frozenset({"city", "town", "area", "out", "ciudad"})
# Words that begin the names of towns: "san jose", "fort wayne".
_TOWN = frozenset("san santa los las fort mount palo saint salt corpus".split())
_NEVER = frozenset("los las saint salt".split())


def places(words: Sequence[Word], spoken_for: Sequence[Span]) -> Iterator[Span]:
    """The places a text names, outside what is spoken for."""
    for first, last in phrases("areas").find(words):
        yield Span(NAME, words[first].start, words[last - 1].end)
    index = 0
    while index < len(words):
        run = _place_at(words, index, spoken_for)
        if run is not None:
            yield Span(NAME, words[run.first].start, words[run.last - 1].end)
        index = run.last if run is not None else index + 1


def _place_at(words: Sequence[Word], index: int, spoken_for: Sequence[Span]) -> Run | None:
    word = words[index]
    before = words[index - 1].plain if index else ""
    if before == "the" and index > 1 and word.capital:
        before = words[index - 2].plain
    if before == "of" and index > 1 and words[index - 2].plain in _OF:
        before = "in"
    if before in _IN or before in _AT and word.capital:
        run = run_at(words, index, spoken_for, most=3, sure=word.capital)
        if run is not None and (run.last - run.first > 1 or not is_ordinary(word.plain)):
            return run
    run = run_at(words, index, spoken_for, most=3)
    if run is not None and run.last < len(words) and words[run.last].plain == "area":
        return run
    if word.plain in _TOWN and (word.capital or word.plain not in _NEVER):
        run = run_at(words, index, spoken_for, most=3)
        if run is not None and run.last - run.first > 1:
            return run
    return None
