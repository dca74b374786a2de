"""Services in a text: what the vocabulary of medicine knows, and "doctor" where it says what kind of visit is meant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from actions.entities.vocabulary import phrases
from actions.entities.words import Span, Word

NAME = "service"

# "Another doctor" asks for somebody else, "the doctor said" tells of somebody: neither says what the visit is.
_SOMEBODY = frozenset(
    "other different another any same which what who whichever no every either otro otra cualquier que de".split()
)
_TELLS = frozenset(
    "say said says tell told tells give gave gives prescribe prescribed recommend recommended want wants wanted think "
    "thinks thought did does is was has available have who with dijo dice receto mando".split()
)
_MENTIONED = frozenset("the that this el la los las".split())
_VISIT = frozenset("appointment appt apt visit appointments appoint cita".split())
_ASKED = frozenset(
    "see visit find need want get looking book meet to at consult ver consultar necesito al into".split()
)


def named_services(words: Sequence[Word]) -> list[Span]:
    """The specialties, treatments and examinations a text names."""
    return [Span(NAME, words[first].start, words[last - 1].end) for first, last in phrases("services").find(words)]


def generic_services(words: Sequence[Word]) -> Iterator[Span]:
    """The first "doctor" of a text, if it stands for a kind of visit."""
    for first, last in phrases("generic").find(words):
        before = [word.plain for word in words[max(0, first - 3) : first]]
        after = [word.plain for word in words[last : last + 2]]
        if before and before[-1] in _SOMEBODY or any(word in _SOMEBODY for word in before[-1:]):
            continue
        told = bool(after) and after[0] in _TELLS
        known = bool(before) and before[-1] in _MENTIONED and not (after and after[0] in _VISIT)
        if told or known and not _ASKED & set(before[:-1]):
            continue
        yield Span(NAME, words[first].start, words[last - 1].end)
        return
