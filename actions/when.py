"""Time understanding: what times a patient's text speaks of, as seen from now and from the conversation."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from zoneinfo import ZoneInfo

from actions.timing.bare import DAYS, HOURS
from actions.timing.clock import FACES, HALVES, SHAPES
from actions.timing.items import Scan
from actions.timing.moment import Moment, Spanning, Window, combine
from actions.timing.numbers import cardinal, ordinal, split_ordinal, spoken_minutes
from actions.timing.resolve import Scene, resolve
from actions.timing.spelling import tokens_of
from actions.timing.tokens import Token, rewrite
from actions.timing.wishes import Builder

__all__ = ["Moment", "Window", "combine", "understand"]

_PASSES = ((ordinal, cardinal, split_ordinal), (spoken_minutes,), SHAPES, FACES, HALVES, DAYS, HOURS, HALVES)


def understand(
    text: str,
    reference: datetime,
    zone: str,
    *,
    offered: Sequence[datetime] = (),
    previous: Spanning | None = None,
    opening: tuple[time, time] | None = None,
    languages: Sequence[str] = ("en",),
    country: str = "US",
) -> list[Moment]:
    """The times a text speaks of, in the order they are said, future-preferring.

    reference: now. offered: the times just offered to the patient. previous: the time talked about so far.
    opening: the clinic's hours, to settle "at 7". country: whose order of day and month "4/7" has.
    """
    where = ZoneInfo(zone)
    scene = Scene(reference.astimezone(where), where, opening, [offer.astimezone(where) for offer in offered])
    tokens = read_tokens(text)
    items = Scan(tokens, scene.today, country).items()
    wishes = Builder(tokens, scene.today, country).build(items)
    return [moment for wish in wishes for moment in resolve(wish, scene, text, tokens)]


def read_tokens(text: str) -> list[Token]:
    """The words of a text with its clock times and days of the month made out."""
    tokens = tokens_of(text)
    for rules in _PASSES:
        tokens = rewrite(tokens, rules)
    return tokens
