"""Times relative to what was said and offered before."""

from __future__ import annotations

import pytest

from actions.when import Moment, combine
from tests.unit.actions.timing.scene import at, only, short, understood

OFFERED = [at("2026-11-26 09:00"), at("2026-11-26 14:30"), at("2026-11-27 11:00")]
AGREED = Moment(at("2026-11-26 14:30"), None, "minute", has_date=True, has_time=True)


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("an hour later", "2026-11-26 15:30"),
        ("half an hour earlier", "2026-11-26 14:00"),
        ("the day after", "2026-11-27 00:00"),
        ("the next day", "2026-11-27 00:00"),
        ("the day before", "2026-11-25 00:00"),
        ("a week later", "2026-12-03 14:30"),
        ("the week after", "2026-11-30 00:00"),
        ("same time next week", "2026-12-03 14:30"),
        ("same time on friday", "2026-11-27 14:30"),
        ("same day but at 4", "2026-11-26 16:00"),
        ("the day after at 4", "2026-11-27 16:00"),
        ("same day but 4", "2026-11-26 16:00"),
        ("half hour later", "2026-11-26 15:00"),
        ("a week later, same time", "2026-12-03 14:30"),
        ("the following monday", "2026-11-30 00:00"),
        ("the friday after that", "2026-11-27 00:00"),
        ("tuesday of the following week at 9", "2026-12-01 09:00"),
    ],
)
def test_time_is_reckoned_when_another_was_talked_about(text: str, start: str) -> None:
    assert short(only(text, previous=AGREED).start) == start


@pytest.mark.parametrize(
    ("text", "relation"),
    [
        ("something later", "later"),
        ("l8r?", "later"),
        ("too early", "later"),
        ("anything sooner", "earlier"),
        ("any other day", "other_day"),
        ("a different day pls", "other_day"),
        ("something else", "other"),
        ("another time", "other"),
        ("none of those", "other"),
    ],
)
def test_relation_is_told_when_other_times_are_wished_for(text: str, relation: str) -> None:
    moment = only(text, offered=OFFERED)
    assert (moment.relation, moment.start, moment.end) == (relation, None, None)


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("una hora más tarde", "2026-11-26 15:30"),
        ("media hora antes", "2026-11-26 14:00"),
        ("dos días después", "2026-11-28 14:30"),
        ("al día siguiente", "2026-11-27 00:00"),
        ("el dia antes", "2026-11-25 00:00"),
        ("la semana siguiente", "2026-11-30 00:00"),
        ("la misma hora la semana que viene", "2026-12-03 14:30"),
        ("a la misma hora el viernes", "2026-11-27 14:30"),
        ("el mismo dia pero a las 4", "2026-11-26 16:00"),
    ],
)
def test_time_is_reckoned_when_spanish_speaks_of_another(text: str, start: str) -> None:
    assert short(only(text, previous=AGREED, languages=("es", "en")).start) == start


@pytest.mark.parametrize(
    ("text", "relation"),
    [
        ("mas tarde", "later"),
        ("algo más tarde?", "later"),
        ("despues", "later"),
        ("es muy temprano", "later"),
        ("mas temprano", "earlier"),
        ("puede ser antes?", "earlier"),
        ("demasiado tarde", "earlier"),
        ("otro día por favor", "other_day"),
        ("ese dia no puedo", "other_day"),
        ("otra hora", "other"),
        ("no tiene otro horario?", "other"),
        ("ninguna de esas", "other"),
    ],
)
def test_relation_is_told_when_spanish_wishes_for_other_times(text: str, relation: str) -> None:
    moment = only(text, offered=OFFERED, languages=("es", "en"))
    assert (moment.relation, moment.start, moment.end) == (relation, None, None)


def test_offered_time_is_meant_when_spanish_names_its_hour() -> None:
    assert only("la de las 9", offered=OFFERED, languages=("es", "en")).start == at("2026-11-26 09:00")


@pytest.mark.parametrize("text", ["see you later", "3 or later", "no later than 3", "later this week"])
def test_no_relation_is_told_when_later_belongs_to_something_else(text: str) -> None:
    assert [moment.relation for moment in understood(text, offered=OFFERED) if moment.relation] == []


def test_offered_day_is_meant_when_a_bare_time_was_offered() -> None:
    moment = only("2:30", offered=OFFERED)
    assert (moment.start, moment.has_date) == (at("2026-11-26 14:30"), True)


def test_offered_day_is_meant_when_its_weekday_is_named() -> None:
    later = [at("2026-12-11 09:00")]
    assert short(only("friday", offered=later).start) == "2026-12-11 00:00"


@pytest.mark.parametrize(
    ("before", "new", "start"),
    [
        ("friday", "at 4 pm", "2026-11-27 16:00"),
        ("friday at 4", "no, thursday", "2026-11-26 16:00"),
        ("friday at 4", "at 2", "2026-11-27 14:00"),
        ("friday", "thursday at 9", "2026-11-26 09:00"),
        ("friday afternoon", "thursday", "2026-11-26 12:00"),
        ("friday at 4", "next week", "2026-11-30 00:00"),
    ],
)
def test_known_half_is_kept_when_the_other_is_said_anew(before: str, new: str, start: str) -> None:
    assert short(combine(only(before), only(new)).start) == start
