"""What the entities of a message are: the one answer for the dialogue's actions and for `frontdesk nlu`.

Put together, in this order, from times (actions/when.py), titles and announced names, the clinic's own directory, the
vocabulary of medicine, places, and last what the trained tagger found beside them. Nothing here is trained: a new
practitioner is known as soon as the directory has them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from actions.directory import Directory, ruled_out_behind
from actions.entities.names import is_medical
from actions.entities.people import PERSON, PRACTITIONER, answers, persons, practitioners, spoken_of
from actions.entities.places import NAME as LOCATION
from actions.entities.places import places
from actions.entities.services import generic_services, named_services
from actions.entities.times import phones, times
from actions.entities.vocabulary import is_ordinary
from actions.entities.words import Span, Word, free, words_of

LONGEST = 1600
# In messages with these intents a "doctor" is somebody who was seen, and no visit is asked for.
NO_VISIT = frozenset({"medical_question", "emergency", "thanks", "goodbye", "handoff", "help"})
NOT_OURS = "out_of_scope"
# In which order a text is read: people mix, but mostly write one.
LANGUAGES_BEFORE = {"en": ("en", "es"), "es": ("es", "en")}


def entities(
    text: str,
    now: datetime,
    zone: str,
    *,
    intent: str = "",
    question: str = "",
    language: str = "en",
    directory: Directory | None = None,
    tagged: Iterable[Mapping[str, Any]] = (),
) -> list[dict[str, Any]]:
    """Return the entities of a message in the order they are said: {"entity", "value", "start", "end"}.

    question: what the bot said last. tagged: what the trained tagger found, in the same form.
    """
    if intent == NOT_OURS:
        return []
    text = text[:LONGEST]
    words = [word for word in words_of(text) if word.plain]
    found: list[Span] = phones(text)
    found += times(text, now, zone, LANGUAGES_BEFORE[language], question, found)
    services = named_services(words)
    blocked = [*found, *services]
    _add(found, practitioners(words, blocked), over=True)
    _add(found, persons(words, blocked), over=True)
    if directory is not None:
        _add(found, sorted(directory.mentions(words), key=lambda span: span.start - span.end))
    _add(found, spoken_of(words, question))
    _add(found, places(words, [*blocked, *found]))
    _add(found, answers(words, [*blocked, *found], question))
    _add(found, services)
    if intent not in NO_VISIT:
        _add(found, generic_services(words))
    _add(found, _trusted(tagged, words))
    kept = sorted((span for span in found if not _is_ruled_out(text, span)), key=lambda span: span.start)
    return [
        {"entity": span.name, "value": text[span.start : span.end], "start": span.start, "end": span.end}
        for span in kept
    ]


def _add(found: list[Span], more: Iterable[Span], *, over: bool = False) -> None:
    """Add the spans that fit; with `over` a span replaces the shorter ones inside it, like "May" in "Dr. May"."""
    for span in more:
        inside = [each for each in found if span.start <= each.start and each.end <= span.end] if over else []
        rest = [each for each in found if each not in inside]
        if free(rest, span.start, span.end):
            found[:] = [*rest, span]


def _trusted(tagged: Iterable[Mapping[str, Any]], words: Sequence[Word]) -> Iterable[Span]:
    """Yield the names the tagger found, if they are no everyday words; the rules know times and services better."""
    for each in tagged:
        span = Span(str(each["entity"]), int(each["start"]), int(each["end"]))
        inside = [word.plain for word in words if span.start < word.end and word.start < span.end]
        strange = any(not is_ordinary(word) and not is_medical(word) for word in inside)
        if span.name in (PERSON, PRACTITIONER, LOCATION) and strange:
            yield span


def _is_ruled_out(text: str, span: Span) -> bool:
    return span.name == PRACTITIONER and ruled_out_behind(text[: span.start])
