"""Time understanding: what times a patient's text speaks of, as seen from now and from the conversation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from actions.timing.bare import DAYS, HOURS
from actions.timing.birth import birth_date
from actions.timing.clock import FACES, HALVES, SHAPES
from actions.timing.english import ENGLISH
from actions.timing.items import Scan
from actions.timing.moment import Moment, Spanning, Window, combine
from actions.timing.numbers import cardinal, mixed_number, more_units, ordinal, split_ordinal, spoken_minutes
from actions.timing.relative import Talk, exact_phrase, relation, same_time
from actions.timing.resolve import Scene, resolve
from actions.timing.spanish import spanish_tokens, speaks_spanish
from actions.timing.spelling import tokens_of
from actions.timing.tokens import Rule, Token, rewrite
from actions.timing.wishes import Builder

__all__ = ["Moment", "Window", "birth_date", "combine", "understand"]

# The order matters: words become numbers, numbers beside marks become clock times, what is left becomes a
# day of the month, and what is then still left may be an hour.
_WORDS = (ordinal, cardinal, split_ordinal, more_units)
_CLOCKS: tuple[tuple[Rule, ...], ...] = ((mixed_number, spoken_minutes), SHAPES, FACES)
_NUMBERS: tuple[tuple[Rule, ...], ...] = (HALVES, DAYS, DAYS, HOURS, HOURS, HALVES)


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
    languages: those the writer may use ("en", "es"), their own first; words of both may stand in one text.
    A wish for other times than those offered ("later", "any other day") is a Moment with a relation.
    """
    where = ZoneInfo(zone)
    scene = Scene(reference.astimezone(where), where, opening, [offer.astimezone(where) for offer in offered])
    tokens = read_tokens(text, languages)
    talk = Talk(previous, scene.offered)
    phrase = exact_phrase(tokens, talk)
    if phrase is None:
        found = _said(tokens, scene, text, country)
    else:
        rest = [*tokens[: phrase.first], *tokens[phrase.last :]]
        said = phrase.moment
        found = _placed(replace(said, text=text[slice(*said.span)]), _said(rest, scene, text, country))
    moved = next((moment for moment in found if moment.old and moment.has_time), None)
    found = same_time(tokens, Talk(moved, ()) if moved else talk, found) or found
    other = relation(tokens, found)
    found = [*found, other] if other is not None else found
    return [_real(replace(moment, text=text[slice(*moment.span)]), where) for moment in found]


def read_tokens(text: str, languages: Sequence[str] = ("en",)) -> list[Token]:
    """The words of a text, in English, with its clock times and days of the month made out."""
    spanish = "es" in languages and speaks_spanish(text, first=languages[0] == "es")
    tokens = spanish_tokens(text) if spanish else tokens_of(text)
    tokens = ENGLISH.rewritten(rewrite(tokens, _WORDS))
    for rules in _CLOCKS:
        tokens = rewrite(tokens, rules)
    for rules in _NUMBERS:
        tokens = rewrite(tokens, rules, words=False)
    return tokens


def _said(tokens: list[Token], scene: Scene, text: str, country: str) -> list[Moment]:
    """What the tokens say without the conversation."""
    items = Scan(tokens, scene.today, country).items()
    wishes = Builder(tokens, scene.today, country).build(items)
    return [moment for wish in wishes for moment in resolve(wish, scene, text, tokens)]


def _placed(relative: Moment, others: list[Moment]) -> list[Moment]:
    """Read "the day after, at 4", "tuesday of the following week": what stands beside a relative day belongs to it."""
    if relative.grain == "week":
        inside = [_in_week(relative, other) for other in others if other.has_date and other.start and not other.negated]
        return inside or [relative, *others]
    if relative.has_time or not any(other.has_time and not other.has_date for other in others):
        return [relative, *others]
    return [combine(relative, other) if not other.has_date else other for other in others]


def _in_week(week: Moment, other: Moment) -> Moment:
    """The same weekday and time of day in another week."""
    if week.start is None or other.start is None:
        return other
    shift = week.start.date() + timedelta(other.start.weekday()) - other.start.date()
    return replace(other, start=other.start + shift, end=other.end + shift if other.end else None)


def _real(moment: Moment, zone: ZoneInfo) -> Moment:
    """The same moment with clock times that exist: one that a clock change skips is moved on by the change."""
    start, end = (each and each.astimezone(UTC).astimezone(zone) for each in (moment.start, moment.end))
    return replace(moment, start=start, end=end)
