"""Opening hours in words, and which of the clinic's facts a question is about."""

from __future__ import annotations

import re
from datetime import date, time, timedelta

from actions import wording
from actions.backend import Json
from actions.turn import Turn

DAYS = range(7)
_TOPICS = {
    "company": r"\bbring\b|\bcome (?:along|too|with|in with)\b|\bwith me\b|\baccompan\w+"
    r"|\bacompa\w+|\bconmigo\b|\btraer\b|\bllevar a\b|\bcon mi (?:hij|espos|mam|ni)",
    "parking": r"\bpark(?:ing)?\b|\bcar park\b|\bgarage\b"
    r"|\bestaciona\w*|\baparca\w*|\bparqueo\b|\bparqueadero\b|\bcochera\b|\bgaraje\b",
    "price": r"\bpric\w*|\bcosts?\b|\bcharg\w*|\bfees?\b|\bhow much\b|\bexpensive\b|\bis it free\b|\bpay(?:ment)?\b|"
    r"\bcash\b|\bcard\b|\bbilling\b"
    r"|\bpreci\w*|\bcuest\w*|\bcost[oae]\w*|\bcobra\w*|\bcu\w?nto (?:es|sale|vale|cobran)|\btarifa\w*"
    r"|\bpag\w+|\befectivo\b|\btarjeta\b|\bcaro\b|\bgratis\b",
    "insurance": r"\binsur\w*|\bmedicare\b|\bmedicaid\b|\bcovered\b|\bcoverage\b"
    r"|\bsegur[oa]s?\b|\baseguran\w+|\baseguradora\b|\bobra social\b|\bcubre\w*|\bcobertura\b",
    "hours": r"\bhours?\b|\bopen(?:s|ing)?\b|\bclos(?:e|es|ed|ing)\b|\bshut\b|\bhow late\b|\bhrs\b"
    r"|\bhorarios?\b|\babr(?:e|en|ir|an)\b|\babiert\w+|\bcierr\w+|\bcerrad\w+|\bcierran\b|\bhasta qu\w hora"
    r"|\bqu\w hora (?:abren|cierran|atienden)|\batienden\b",
    "phone": r"\b(?:phone|telephone|tel|number|call|fax|ring)\b"
    r"|\btel[eé]fono\b|\bn[uú]mero\b|\bllam\w+|\bcelular\b",
    "directions": r"\bdirections?\b|\bget (?:there|to)\b|\bbus\b|\btrain\b|\bstation\b|\bentrance\b|\bfloor\b|"
    r"\b(?:elevator|lift)\b|\bwheelchair\b|\baccessib\w*"
    r"|\bc[oó]mo (?:llego|llegar|se llega)|\bautob[uú]s\b|\bcami[oó]n\b|\bmetro\b|\btren\b|\bestaci[oó]n\b"
    r"|\bentrada\b|\bpiso\b|\belevador\b|\bascensor\b|\bsilla de ruedas\b|\baccesib\w*",
    "address": r"\baddress\b|\badress\b|\bwhere\b|\blocat\w*|\bwher\b|\bhow far\b|\bclinics\b|\bnear\b"
    r"|\bdirecci[oó]n\b|\bd[oó]nde\b|\bubica\w*|\bqueda\w*\b|\bcerca\b|\bdomicilio\b",
}


def asks_about(text: str) -> list[str]:
    """Return the topics of a question, "other" if none is known; parking and prices are never also hours."""
    lowered = text.lower()
    found = [topic for topic, pattern in _TOPICS.items() if re.search(pattern, lowered)]
    if "parking" in found or "directions" in found:
        found = (
            [topic for topic in found if topic not in ("address", "price")]
            if "parking" in found
            else [t for t in found if t != "address"]
        )
    if "price" in found and "insurance" in found:
        found.remove("price")
    if "price" in found and "phone" in found and not re.search(r"\b(?:phone|telephone|tel[eé]fono)\b", lowered):
        found.remove("phone")
    return found[:2] or ["other"]


def opening_hours(turn: Turn, location: Json) -> str:
    """Return the hours of the day asked about, or the week's in short: "Mon-Fri 8 am-5 pm, Sat closed"."""
    hours = _by_weekday(location)
    asked = (moment.start.date() for moment in turn.moments() if moment.start is not None and moment.has_date)
    day = next(asked, None)
    if day is not None and day < turn.now.date() + timedelta(days=60):
        holiday = _holiday(location, day)
        closed = f"{turn.phrase('closed')} ({holiday or turn.phrase('holiday')})"
        return f"{_day_name(turn, day)} {closed if holiday is not None else _spans(turn, hours[day.weekday()])}"
    return _week(turn, hours)


def _holiday(location: Json, day: date) -> str | None:
    """Return the name of the closure that takes the whole of a day."""
    whole = (row for row in location.get("closures") or () if row["date"] == day.isoformat() and not row["starts"])
    return next((str(row["name"] or "") for row in whole), None)


def _by_weekday(location: Json) -> list[list[tuple[time, time]]]:
    """Return seven lists of spans, Monday first; the API counts weekdays as ISO does or from zero."""
    rows = location.get("hours") or []
    found: list[list[tuple[time, time]]] = [[] for _ in DAYS]
    for row in rows:
        found[int(row["weekday"])].append((time.fromisoformat(row["opens"]), time.fromisoformat(row["closes"])))
    return [sorted(spans) for spans in found]


def _week(turn: Turn, hours: list[list[tuple[time, time]]]) -> str:
    names = wording.TONGUES[turn.language].short_weekdays
    parts: list[str] = []
    first = 0
    for day in range(1, len(DAYS) + 1):
        if day == len(DAYS) or hours[day] != hours[first]:
            if hours[first]:
                name = names[first] if day - first == 1 else f"{names[first]}-{names[day - 1]}"
                parts.append(f"{name} {_spans(turn, hours[first])}")
            first = day
    return ", ".join(parts) or turn.phrase("closed")


def _spans(turn: Turn, spans: list[tuple[time, time]]) -> str:
    said = [f"{_clock(opens)}-{_clock(closes)}" for opens, closes in spans]
    return wording.listed(said, turn.language) or turn.phrase("closed")


def _clock(at: time) -> str:
    return wording.clock(at).replace(":00", "")


def _day_name(turn: Turn, day: date) -> str:
    return wording.TONGUES[turn.language].today if day == turn.now.date() else wording.dated(day, turn.language)
