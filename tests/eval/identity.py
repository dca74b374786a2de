"""Names and birth dates as people say them to a machine, written down by another one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from actions.names import person_name
from actions.when import birth_date
from tests.eval.goals import Goal, Row, left_out
from tests.eval.sources import Json, Sources, rows_of

NAMES = Goal("identity.names", "names taken, of those in the text", ">=", 0.9)
BORN = Goal("identity.born", "birth dates taken, of those in the text", ">=", 0.95)
MONTHS = "january february march april may june july august september october november december".split()
# The calls were taken in Britain, where 4/7 is the fourth of July, in 2021.
COUNTRY, TODAY = "GB", date(2021, 12, 31)


def measure(data: Sources) -> list[Row]:
    """The share of names and birth dates that are taken, where the transcript has them at all."""
    file = data.file("utterances/evi_identity.jsonl")
    if file is None:
        return left_out([NAMES, BORN], "there are no spoken names and birth dates here")
    rows = rows_of(file)
    names = [(_name_in(row), _takes_name(row)) for row in rows if row["intent"] == "inform_name"]
    born = [(_date_in(row), _takes_date(row)) for row in rows if row["intent"] == "inform_dob"]
    return [_row(NAMES, names), _row(BORN, born)]


def _row(goal: Goal, judged: Sequence[tuple[bool, bool]]) -> Row:
    said = [taken for there, taken in judged if there]
    every = sum(taken for _, taken in judged) / len(judged)
    return Row(goal, sum(said) / len(said), f"{len(said)} of {len(judged)}; {every:.3f} of all")


def _gold(row: Json) -> str:
    return str(row["slots"][0]["canonical"])


def _letters(text: str) -> str:
    return re.sub(r"[^a-z]", "", text.lower())


def _name_in(row: Json) -> bool:
    return _letters(_gold(row)) in _letters(row["text"])


def _takes_name(row: Json) -> bool:
    taken = person_name(row["text"])
    return taken is not None and _letters("".join(taken)) == _letters(_gold(row))


def _date_in(row: Json) -> bool:
    """Whether day, month and year are all in the transcript, as numbers or the month by its name."""
    text, (year, month, day) = row["text"].lower(), _gold(row).split("-")
    numbers = re.findall(r"\d+", text)
    digits = "".join(numbers)
    if digits in {f"{day}{month}{year}", f"{int(day)}{int(month)}{year}", f"{day}{month}{year[2:]}"}:
        return True
    named = MONTHS[int(month) - 1] in text
    left = [number.lstrip("0") for number in numbers]
    for wanted in (str(int(day)), *([] if named else [str(int(month))])):
        if wanted not in left:
            return False
        left.remove(wanted)
    return year in digits or year[2:] in numbers[-1:]


def _takes_date(row: Json) -> bool:
    taken = birth_date(row["text"], TODAY, COUNTRY)
    return taken is not None and taken.isoformat() == _gold(row)
