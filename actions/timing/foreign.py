"""Times in other languages: Duckling's own reading of a text, clause by clause."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

from actions.timing.clock import FIRST_HOUR, LAST_HOUR
from actions.timing.engine import Reading, Value, engine
from actions.timing.moment import Grain, Moment, Openness
from actions.timing.resolve import Scene

_MAX_CLAUSES = 4
_CLAUSE_WORDS = 8
_CLAUSE = re.compile(r"[^,.;:!?¡¿\n]+(?:[:.]\d\d[^,.;:!?¡¿\n]*)*")
_GRAINS: dict[str, Grain] = {"second": "minute", "minute": "minute", "hour": "hour", "week": "week", "month": "month"}


def read_foreign(text: str, scene: Scene, language: str) -> list[Moment]:
    """The moments a text in a language that Duckling knows ("es") speaks of."""
    now = scene.now.replace(tzinfo=None)
    found = []
    for begin, clause in _clauses(text):
        for reading in engine().read(clause.casefold(), now.replace(second=0, microsecond=0), language):
            if not reading.latent:
                span = begin + reading.begin, begin + reading.end
                found.append(_moment(reading, scene, span, text))
    return found


def _clauses(text: str) -> Iterator[tuple[int, str]]:
    """Pieces short enough for Duckling, and where each begins."""
    count = 0
    for match in _CLAUSE.finditer(text):
        words = list(re.finditer(r"\S+", match.group()))
        for first in range(0, len(words), _CLAUSE_WORDS):
            piece = words[first : first + _CLAUSE_WORDS]
            begin, end = piece[0].start(), piece[-1].end()
            yield match.start() + begin, match.group()[begin:end]
            count += 1
            if count == _MAX_CLAUSES:
                return


def _moment(reading: Reading, scene: Scene, span: tuple[int, int], text: str) -> Moment:
    value = _awake(reading.values)
    timed = value.grain in {"hour", "minute", "second"}
    grain = _GRAINS.get(value.grain, "day")
    start, end = value.start, value.end
    opened: Openness | None = None
    if reading.interval and end is None:
        opened = "after"
    elif reading.interval and start is None:
        opened = "before"
    elif start is not None and end is None and not timed:
        end = start + timedelta({"week": 7, "month": 31}.get(grain, 1))
    daily = _is_daily(reading.values)
    aware = [scene.at(each.date(), each - datetime.combine(each.date(), datetime.min.time())) if each else None
             for each in (start, end)]  # fmt: skip
    return Moment(
        aware[0], aware[1], grain, opened, span, text[slice(*span)], has_date=not (timed and daily), has_time=timed
    )


def _awake(values: tuple[Value, ...]) -> Value:
    """Of the readings of one day, the one a clinic is awake at."""
    first = values[0]
    if first.start is None:
        return first
    for value in values:
        if (
            value.start
            and value.start - first.start <= timedelta(hours=12)
            and FIRST_HOUR <= value.start.hour < LAST_HOUR
        ):
            return value
    return first


def _is_daily(values: tuple[Value, ...]) -> bool:
    """Whether the readings come round every day, so that no day was named."""
    edges = [edge for value in values if (edge := value.start or value.end)]
    return len(edges) == 3 and edges[2] - edges[0] <= timedelta(days=2)
