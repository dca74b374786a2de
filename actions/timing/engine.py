"""Duckling, in this process: short date phrases in, calendar values out.

Duckling's work grows exponentially with the number of time words in a text (nine in a row take a
second, thirty take all memory), so it is only ever given one short phrase, and never a patient's text.
Everything is wall-clock time: Duckling is told the zone is UTC, so no daylight-saving rule of its own
can move an answer.
"""

from __future__ import annotations

import calendar
import threading
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from importlib.resources import as_file, files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duckling import Dimension, Locale, TimeZoneDatabase

# The languages there are readings for, and the names Duckling knows them by.
LANGUAGES = {"en": "EN_US", "es": "ES_ES"}
MAX_TOKENS = 10
MAX_CHARACTERS = 80


@dataclass(frozen=True, slots=True)
class Value:
    """One reading: wall-clock start and end (exclusive), either None where open."""

    start: datetime | None
    end: datetime | None
    grain: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What Duckling saw at [begin, end) of the phrase; values are its next three occurrences."""

    begin: int
    end: int
    values: tuple[Value, ...]
    latent: bool = False
    interval: bool = False


class Engine:
    """A loaded Duckling; one at a time may use it."""

    def __init__(self, zones: TimeZoneDatabase, locales: dict[str, Locale], dimensions: list[Dimension]) -> None:
        self._zones = zones
        self._locales = locales
        self._dimensions = dimensions
        self._lock = threading.Lock()
        # People say the same few hundred phrases, and what they mean changes once a day.
        self._kept = lru_cache(maxsize=4096)(self._parsed)

    def read(self, phrase: str, reference: datetime, language: str = "en") -> tuple[Reading, ...]:
        """Readings of a phrase as seen at a wall-clock reference; none of a phrase too long to be one."""
        if len(phrase) > MAX_CHARACTERS or len(phrase.split()) > MAX_TOKENS:
            return ()
        return self._kept(phrase, reference, language)

    def _parsed(self, phrase: str, reference: datetime, language: str) -> tuple[Reading, ...]:
        import duckling  # noqa: PLC0415 - loading it starts a Haskell runtime

        seconds = calendar.timegm(reference.timetuple())
        with self._lock:
            now = duckling.parse_ref_time(self._zones, "UTC", seconds)
            context = duckling.Context(now, self._locales[language])
            found = duckling.parse(phrase, context, self._dimensions, True)
        readings = (
            Reading(
                item["start"],
                item["end"],
                tuple(map(_value, item["value"].get("values", ()))),
                bool(item.get("latent")),
                item["value"].get("type") == "interval",
            )
            for item in found
        )
        return tuple(reading for reading in readings if reading.values)


@lru_cache(maxsize=1)
def engine() -> Engine:
    """The process's Duckling, loaded on first use (a tenth of a second)."""
    import duckling  # noqa: PLC0415 - loading it starts a Haskell runtime

    with as_file(files("tzdata") / "zoneinfo" / "Etc") as folder:
        zones = duckling.load_time_zones(str(folder))
    locales = {
        language: duckling.parse_locale(name, duckling.default_locale_lang(duckling.parse_lang(name[:2])))
        for language, name in LANGUAGES.items()
    }
    return Engine(zones, locales, duckling.parse_dimensions(["time"]))


def _value(raw: dict[str, object]) -> Value:
    if raw["type"] == "interval":
        start, end = raw.get("from"), raw.get("to")
        grain = str((start or end or raw)["grain"])  # type: ignore[index]
        return Value(_at(start), _at(end), grain)
    return Value(_at(raw), None, str(raw["grain"]))


def _at(raw: object) -> datetime | None:
    return datetime.fromisoformat(str(raw["value"])).replace(tzinfo=None) if isinstance(raw, dict) else None
