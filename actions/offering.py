"""Finding a time together: what the patient wants, the search, at most three offers, and the one that is taken.

Booking and moving share this. The slots: `when` is what to search for, `offers` what was offered (None: search
again), `choice` the offer that was taken.
"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from actions import waiting, windows, wording
from actions.backend import Json, Refused
from actions.hearing import Heard
from actions.turn import Turn
from actions.when import Moment, combine

MOST_OFFERS = 3
GONE = frozenset({"slot_taken", "offer_expired", "unknown_offer"})
SAYS_WHY_NOT = {
    "fully_booked": "utter_none_fully_booked",
    "closed": "utter_none_closed",
    "notice": "utter_none_notice",
    "horizon": "utter_none_horizon",
    "not_offered": "utter_none_not_offered",
}

SAYS_NEAREST = {
    "closed": "utter_nearest_closed",
    "notice": "utter_nearest_notice",
    "horizon": "utter_nearest_horizon",
}


async def hear_time(turn: Turn, asked: str | None) -> bool:
    """Take from the message what it says about the time; False if it says nothing about it."""
    if asked == "choice" and turn.heard.is_yes() and len(turn.get("offers") or ()) > 1:
        turn.say("utter_which_one")
        return True
    if asked == "choice" and turn.heard.wants_all() and len(turn.get("offers") or ()) > 1:
        turn.say("utter_one_at_a_time")
        return True
    if asked in ("choice", "confirmed") and await _hear_pick(turn, asked):
        return True
    if asked not in ("when", None) and turn.heard.bare_number() is not None:
        # A number that picks nothing is a slip, not an hour.
        return _no_such_number(turn, asked)
    said = turn.moments(offered=_starts(turn))
    moments = windows.wanted(said, turn.heard.text)
    if moments:
        want(turn, moments)
        return True
    if said and _exclude(turn, said):
        return True
    if turn.heard.is_years_away():
        turn.say("utter_none_horizon")
        return True
    return await _hear_alternative(turn, asked)


async def find_offers(turn: Turn, *, appointment: str | None = None) -> bool:
    """Search for what is wanted and set `offers`; a single clock time that is free is taken at once.

    True when nothing suits and the patient wished to wait in that case: then nothing is set and nothing said.
    """
    wish = turn.get("when") or {"windows": []}
    wanted: Json = {"service": turn.get("service"), "windows": wish["windows"]}
    for name, value in (
        ("practitioner", turn.get("practitioner")),
        ("location", turn.get("location")),
        ("exclude_practitioners", turn.get("avoid")),
        ("after_previous", wish.get("after")),
        ("appointment", appointment),
    ):
        if value:
            wanted[name] = value
    found = await turn.desk.backend.offers(turn.id, wanted, turn.key("offers"))
    offers = list(found.get("offers") or [])[:MOST_OFFERS]
    suits = bool(offers) and not (found.get("match") == "nearest" and (wish["windows"] or wish.get("after")))
    if not suits and found.get("reason") == "fully_booked" and turn.get("waits") == waiting.WISHED:
        return True
    if not offers:
        turn.forget("waits")
        _nothing_found(turn, str(found.get("reason") or ""))
        return False
    if turn.get("waits") and suits:
        turn.say("utter_free_already")
        offers = [{**offer, "full": True} for offer in offers]
    turn.forget("waits")
    if not suits:
        turn.say(SAYS_NEAREST.get(str(found.get("reason")), "utter_nearest"))
        if found.get("reason") == "fully_booked":
            offers = [{**offer, "full": True} for offer in offers]
    turn.set("offers", offers)
    if found.get("match") == "exact" and wish.get("clock"):
        turn.set("choice", offers[0])
    return False


async def choose(turn: Turn, offer: Json) -> None:
    """Keep an offered time, or show what is left if it went in the meantime."""
    try:
        chosen = await turn.desk.backend.choose(turn.id, offer["token"], turn.key("choose"))
    except Refused as error:
        if error.code not in GONE:
            raise
        show_again(turn, error.problem)
        return
    turn.set("choice", chosen.get("offer") or offer)


async def agrees(turn: Turn) -> bool:
    """Say whether the visit that was read back is agreed to: by a yes that names no other time, person or place."""
    if not turn.heard.yes_or_no():
        return False
    choice = turn.get("choice")
    if choice is None or turn.heard.bare_number() is not None:
        return True
    directory = await turn.directory()
    text, start = turn.heard.text, spoken(turn, choice)
    named = {entry.id for entry in (*directory.find_practitioners(text), *directory.find_locations(text))}
    times = windows.wanted(turn.moments(offered=(start,)), text)
    return named <= {choice["practitioner"]["id"], choice["location"]["id"]} and all(
        windows.is_about(moment, start, turn.now) for moment in times
    )


def show_again(turn: Turn, problem: Json) -> None:
    """Say that a time went to somebody else, and offer what the backend found instead."""
    turn.forget("choice", "confirmed")
    offers = list(problem.get("offers") or [])[:MOST_OFFERS]
    turn.say("utter_slot_gone")
    if offers:
        turn.set("offers", offers)
    else:
        turn.forget("offers")


def describe_choice(turn: Turn, service: Json) -> str:
    """Return the chosen time in words: service, who, when and where."""
    return describe(turn, {**turn.get("choice"), "service": service})


def describe(turn: Turn, visit: Json) -> str:
    """Return an offer or appointment in words: "Dermatology with Dr Maya Lindqvist, Tue 24 Nov at 2:00 pm, Harbor"."""
    parts = [
        turn.phrase("visit_with", service=turn.told(visit["service"]), practitioner=visit["practitioner"]["name"]),
        time_of(turn, visit),
        visit["location"]["name"],
    ]
    return ", ".join(parts)


def time_of(turn: Turn, visit: Json) -> str:
    """Return when a visit is, at its place's clock."""
    far = is_elsewhere(turn, visit)
    return wording.when(wording.moment_of(visit), _now_there(turn, visit), turn.language, zone_name=far)


def is_elsewhere(turn: Turn, visit: Json) -> bool:
    """Say whether a visit's place keeps another clock than the clinic's own."""
    zone = visit.get("zone")
    return bool(zone) and zone != turn.zone


def _now_there(turn: Turn, visit: Json) -> datetime:
    return turn.now.astimezone(ZoneInfo(visit.get("zone") or turn.zone))


def _starts(turn: Turn) -> tuple[datetime, ...]:
    return tuple(spoken(turn, offer) for offer in turn.get("offers") or ())


def spoken(turn: Turn, visit: Json) -> datetime:
    """Return when a visit is as people say it: what the clock at its place shows, in the zone words are read in."""
    return wording.moment_of(visit).replace(tzinfo=ZoneInfo(turn.zone))


async def _hear_pick(turn: Turn, asked: str) -> bool:
    offers = turn.get("offers") or []
    if not offers:
        return False
    offer = _picked(turn, offers, asked)
    if offer is None and asked == "choice":
        offer = await _named(turn, offers)
    if offer is None:
        return False
    turn.forget("confirmed")
    await choose(turn, offer)
    return True


def _picked(turn: Turn, offers: list[Json], asked: str) -> Json | None:
    heard = turn.heard
    number = heard.number(len(offers)) if asked == "choice" else None
    if number is not None:
        return offers[number - 1]
    hour = heard.bare_number() if asked == "choice" else None
    if hour is not None:
        at_hour = [offer for offer in offers if (spoken(turn, offer).hour - hour) % 12 == 0]
        return at_hour[0] if len(at_hour) == 1 else None
    at = [moment.start for moment in turn.moments(offered=_starts(turn)) if windows.is_clock_time(moment)]
    fitting = [offer for offer in offers if spoken(turn, offer) in at]
    if len(fitting) == 1 and not (asked == "confirmed" and fitting[0] == turn.get("choice")):
        return fitting[0]
    return offers[0] if asked == "choice" and len(offers) == 1 and heard.is_yes() else None


async def _named(turn: Turn, offers: list[Json]) -> Json | None:
    """Pick by day ("the thursday one"), by who or by where, if exactly one offer fits and the offers differ in it."""
    moments = windows.wanted(turn.moments(offered=_starts(turn)), turn.heard.text)
    if len(moments) == 1 and moments[0].has_date and not moments[0].has_time:
        span: windows.Window = windows.windows(moments, turn.now)[0]
        fitting = [offer for offer in offers if windows.contains(span, spoken(turn, offer))]
        if len(fitting) == 1 and len(offers) > 1:
            return fitting[0]
    if moments or turn.heard.alternative():
        return None
    directory = await turn.directory()
    text = turn.heard.text
    named = {entry.id for entry in (*directory.find_practitioners(text), *directory.find_locations(text))}
    fitting = [offer for offer in offers if {offer["practitioner"]["id"], offer["location"]["id"]} & named]
    return fitting[0] if len(fitting) == 1 and len(offers) > 1 else None


def want(turn: Turn, moments: list[Moment]) -> None:
    """Search for these moments from now on, completed by what was said before."""
    merged = [_with_what_was_said(turn, moment) for moment in moments]
    if all(windows.is_past(moment, turn.now) for moment in merged):
        turn.say("utter_past")
        turn.forget("offers", "choice", "confirmed", "when", "wish")
        return
    excluded = [moment for moment in turn.moments() if moment.negated]
    spans = windows.without(windows.windows(merged, turn.now), excluded)
    # "earlier than 3" and "later than 3" are bounds; a bare clock time is the time itself.
    is_clock = len(merged) == 1 and windows.is_clock_time(merged[0]) and merged[0].has_date
    turn.set("when", {"windows": spans, "after": None, "clock": is_clock})
    turn.set("wish", windows.to_slot(merged[0]))
    turn.forget("offers", "choice", "confirmed")


def _exclude(turn: Turn, said: list[Moment]) -> bool:
    """Search again without what is ruled out ("not monday"); False if nothing was asked or offered yet."""
    wish = turn.get("when")
    if wish is None or not any(moment.negated or windows.is_excluded(moment, turn.heard.text) for moment in said):
        return False
    spans = windows.without(wish["windows"], said)
    if spans == wish["windows"]:
        spans = windows.without(windows.coming_days(turn.now), said)
    turn.set("when", {"windows": spans, "after": None, "clock": False})
    turn.forget("offers", "choice", "confirmed")
    return True


def _no_such_number(turn: Turn, asked: str) -> bool:
    if asked != "choice" or not turn.get("offers"):
        return False
    turn.say("utter_no_such_number")
    return True


def _with_what_was_said(turn: Turn, moment: Moment) -> Moment:
    """Complete a time with the day spoken of before ("at 4 pm"), or a day with the time ("no, wednesday")."""
    before = turn.get("wish")
    previous = windows.from_slot(before) if before else None
    if moment.has_time and not moment.has_date and (previous is None or not previous.has_date):
        previous = _day_offered(turn)
    return combine(previous, moment) if previous is not None else moment


def _day_offered(turn: Turn) -> Moment | None:
    """Return the day all offers are on, as if the patient had said it."""
    choice = turn.get("choice")
    starts = (spoken(turn, choice),) if choice else _starts(turn)
    if len({start.date() for start in starts}) != 1:
        return None
    return windows.day_of(starts[0])


async def _hear_alternative(turn: Turn, asked: str | None) -> bool:
    heard = turn.heard
    kind = heard.alternative()
    if kind == "doctor":
        return _avoid_offered(turn)
    if kind == "place":
        return await _go_elsewhere(turn)
    if kind is not None and (turn.get("offers") or turn.get("choice")):
        turn.set("when", {"windows": [], "after": kind, "clock": False})
        turn.forget("offers", "choice", "confirmed", "wish")
        return True
    if asked in ("when", None) and heard.is_any_time() or asked == "choice" and _wants_soonest(heard):
        turn.set("when", {"windows": [], "after": None, "clock": False})
        turn.forget("offers", "choice", "confirmed", "wish")
        return True
    return False


def _wants_soonest(heard: Heard) -> bool:
    return heard.is_any_time() and heard.number(MOST_OFFERS) is None


def _avoid_offered(turn: Turn) -> bool:
    seen = {offer["practitioner"]["id"] for offer in turn.get("offers") or ()}
    if turn.get("choice"):
        seen = {turn.get("choice")["practitioner"]["id"]}
    if turn.get("practitioner"):
        seen.add(turn.get("practitioner"))
    turn.set("avoid", sorted(seen | set(turn.get("avoid") or ())))
    turn.forget("practitioner", "offers", "choice", "confirmed")
    if turn.get("when"):
        turn.set("when", {**turn.get("when"), "after": None})
    return True


async def _go_elsewhere(turn: Turn) -> bool:
    seen = {offer["location"]["id"] for offer in turn.get("offers") or ()} | {turn.get("location")}
    directory = await turn.directory()
    if directory.find_locations(turn.heard.text):
        return False
    service = directory.by_id(directory.services, turn.get("service"))
    offered_at = (service.data.get("locations") if service else None) or [one.id for one in directory.locations]
    others = [place for place in offered_at if place not in seen]
    if not others:
        turn.say("utter_no_other_place")
        return bool(turn.get("offers"))
    turn.set("location", others[0])
    turn.forget("offers", "choice", "confirmed", "practitioner")
    return True


def _nothing_found(turn: Turn, reason: str) -> None:
    turn.say(SAYS_WHY_NOT.get(reason, "utter_none_fully_booked"))
    if reason == "fully_booked":
        turn.add("waitlist")
    if reason == "not_offered":
        turn.forget("practitioner", "location", "avoid")
    turn.forget("offers", "choice", "confirmed", "when", "wish")


def ask_time(turn: Turn) -> str:
    """Return what to ask for: when it should be, or which of the times offered, put into words."""
    if turn.get("offers") is None:
        return "when"
    _word(turn, turn.get("offers"))
    return "choice"


def _word(turn: Turn, offers: list[Json]) -> None:
    """Put the offers into words, saying only once what they share."""
    starts = [wording.moment_of(offer) for offer in offers]
    one_day = len({start.date() for start in starts}) == 1
    one_practitioner = len({offer["practitioner"]["id"] for offer in offers}) == 1
    one_place = len({offer["location"]["id"] for offer in offers}) == 1
    lines, shared = [], []
    for offer, start in zip(offers, starts, strict=True):
        far = is_elsewhere(turn, offer)
        line = [
            wording.clock(start, zone_name=far)
            if one_day
            else wording.when(start, _now_there(turn, offer), turn.language, zone_name=far)
        ]
        line += [] if one_practitioner else [offer["practitioner"]["name"]]
        line += [] if one_place else [offer["location"]["name"]]
        lines.append(", ".join(line))
    if one_day:
        shared.append(wording.day(starts[0], _now_there(turn, offers[0]), turn.language))
    if one_practitioner:
        shared.append(offers[0]["practitioner"]["name"])
    if one_place:
        shared.append(offers[0]["location"]["name"])
    intro = ", ".join(shared) or turn.phrase("free_times")
    turn.set("offer_kind", "one" if len(offers) == 1 else "several")
    turn.set("offer_intro", intro[0].upper() + intro[1:])
    turn.set("offer_list", wording.numbered(lines) if len(lines) > 1 else lines[0])
    answers = [str(number) for number in range(1, len(offers) + 1)]
    if offers[0].get("full"):  # not what was wished, or no wish to choose now: they may rather wait
        answers.append(turn.phrase("waitlist_word"))
    turn.set("offer_hint", wording.choices(answers, turn.language))
