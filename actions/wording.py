"""Times and lists in words: "Tue 24 Nov at 2:00 pm", "1) 2:00 pm"; plain letters that fit one text message."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

GSM_EXTRA = frozenset(
    "@\u00a3$\u00a5\u00e8\u00e9\u00f9\u00ec\u00f2\u00c7\n\u00d8\u00f8\u00c5\u00e5\u00c4\u00d6\u00d1\u00dc\u00a7\u00bf\u00e4\u00f6\u00f1\u00fc\u00e0\u00c6\u00e6\u00df\u00c9"
)
LONGEST_NAME = 40


def day(moment: datetime, now: datetime) -> str:
    """Return "today", "tomorrow (Tue 24 Nov)" or "Tue 24 Nov"; the year only when it is not this or the coming one."""
    date = f"{moment:%a} {moment.day} {moment:%b}"
    if moment.date() == now.date():
        return "today"
    if moment.date() == (now + timedelta(days=1)).date():
        return f"tomorrow ({date})"
    return date if (moment.date() - now.date()).days < 300 else f"{date} {moment.year}"


def clock(moment: datetime, *, zone_name: bool = False) -> str:
    """Return "2:00 pm", or "2:00 pm MST" where the patient may live by another clock."""
    hour = moment.hour % 12 or 12
    text = f"{hour}:{moment.minute:02d} {'am' if moment.hour < 12 else 'pm'}"
    return f"{text} {moment.tzname()}" if zone_name and moment.tzname() else text


def when(moment: datetime, now: datetime, *, zone_name: bool = False) -> str:
    """Return "Tue 24 Nov at 2:00 pm"."""
    return f"{day(moment, now)} at {clock(moment, zone_name=zone_name)}"


def numbered(lines: Sequence[str], between: str = "\n") -> str:
    """Number a list the way it is answered: "1) ..."."""
    return between.join(f"{number}) {line}" for number, line in enumerate(lines, 1))


def listed(names: Sequence[str], last: str = "and") -> str:
    """Return "a, b and c"."""
    if len(names) < 2:
        return "".join(names)
    return ", ".join(names[:-1]) + f" {last} " + names[-1]


def plain(text: str) -> str:
    """Return a text in the letters of a plain text message, so that one odd letter does not double its price."""
    kept: list[str] = []
    for letter in text.replace("\u2019", "'").replace("\u2018", "'").replace("\u2013", "-").replace("\u2014", "-"):
        if letter.isascii() or letter in GSM_EXTRA:
            kept.append(letter)
        else:
            kept.append("".join(part for part in unicodedata.normalize("NFKD", letter) if part.isascii()))
    return "".join(kept)


def quoted(text: str) -> str:
    """Return a patient's own words fit for a template: short, without braces."""
    short = " ".join(text.replace("{", "(").replace("}", ")").split())
    return plain(short if len(short) <= LONGEST_NAME else short[: LONGEST_NAME - 3].rstrip() + "...")


def moment_of(item: dict[str, Any], member: str = "start") -> datetime:
    """Read the start (or end) of an offer or appointment, at its place's own clock and with its zone's name."""
    moment = datetime.fromisoformat(str(item[member]))
    return moment.astimezone(ZoneInfo(item["zone"])) if item.get("zone") else moment
