"""A clinic that keeps API v1's promises to a conversation, in memory: a double of the backend for the actions."""

from __future__ import annotations

import itertools
import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx

Json = dict[str, Any]
ZONE = "America/Los_Angeles"
LAKESIDE_ZONE = "America/Chicago"
OFFERED = 3

SERVICES = (
    ("general-checkup", "General checkup", ["checkup", "check up", "doctor", "gp", "physical"], ["dr-ada-quill"], 30),
    (
        "dermatology",
        "Dermatology",
        ["dermatologist", "skin", "rash", "mole"],
        ["dr-maya-lindqvist", "dr-omar-brask"],
        30,
    ),
    ("dental-cleaning", "Dental cleaning", ["dentist", "cleaning", "teeth"], ["dr-ines-falk"], 45),
)
PEOPLE = (
    ("dr-ada-quill", "Dr Ada Quill"),
    ("dr-maya-lindqvist", "Dr Maya Lindqvist"),
    ("dr-omar-brask", "Dr Omar Brask"),
    ("dr-ines-falk", "Dr Ines Falk"),
)
PLACES = (
    ("harbor", "Harbor", "1 Quay Road", ZONE),
    ("lakeside", "Lakeside", "20 Lake Street", LAKESIDE_ZONE),
)
CLOSURES = [{"date": "2026-11-26", "name": "Thanksgiving", "starts": None, "ends": None}]
HOURS = [{"weekday": day, "opens": "08:00", "closes": "17:00"} for day in range(5)]


@dataclass
class ClinicDouble:
    """Free times every half hour from nine to five, Monday to Friday, by the clock of each place."""

    now: datetime
    people: list[Json] = field(default_factory=list)
    visits: list[Json] = field(default_factory=list)
    booked_for: list[Json] = field(default_factory=list)
    taken: set[tuple[str, datetime]] = field(default_factory=set)
    handoffs: list[str] = field(default_factory=list)
    late: list[int | None] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    away: bool = False
    grab_next: bool = False
    too_late: bool = False
    offers: list[Json] = field(default_factory=list)
    wanted: Json = field(default_factory=dict)
    why_nearest: str | None = None
    waits: list[Json] = field(default_factory=list)
    numbers: Any = field(default_factory=lambda: itertools.count(1))

    def handle(self, request: httpx.Request) -> httpx.Response:
        """Answer a request of the actions."""
        if self.away:
            raise httpx.ConnectError("refused", request=request)
        path = request.url.path.removeprefix("/api/v1/")
        self.calls.append(f"{request.method} {path}")
        body = json.loads(request.content) if request.content else {}
        if request.method == "POST" and not request.headers.get("Idempotency-Key"):
            return self._problem(400, "invalid_request")
        parts = path.split("/")
        if parts[0] != "conversations":
            return httpx.Response(200, json={"items": getattr(self, f"_{parts[0]}")(), "next": None})
        if len(parts) == 2:
            return httpx.Response(200, json=self.conversation(parts[1]))
        if parts[2] == "handoff":
            self.handoffs.append(body["reason"])
            return httpx.Response(200, json={"state": "waiting"})
        if parts[2] == "waitlist":
            return self._wait(body)
        if parts[2] == "offers":
            return self._choose(body) if len(parts) == 4 else self._offer(body)
        if request.method == "GET":
            return httpx.Response(200, json={"items": sorted(self.visits, key=lambda visit: visit["start"])})
        return self._book(body) if len(parts) == 3 else self._change(parts[3], parts[4], body)

    def conversation(self, identifier: str) -> Json:
        """Return what a session starts with."""
        clinic = {"name": "Harbor Clinic", "country": "US", "emergency_number": "911", "phone": "+1 500 555 0006"}
        return {
            "id": identifier, "channel": "sms", "locale": "en", "zone": ZONE, "state": "bot",
            "level": "L1" if self.people else "L0", "patients": self.people, "clinic": {**clinic, "zone": ZONE},
        }  # fmt: skip

    def visit(self, start: datetime, *, service: int = 1, person: Json | None = None) -> Json:
        """Put an appointment into the calendar and return it."""
        slug, name, _, people, minutes = SERVICES[service]
        who = next(one for one in PEOPLE if one[0] == people[0])
        visit = self._visit(start, slug, name, who, PLACES[0], minutes, person or self.people[0])
        self.visits.append(visit)
        self.taken.add((who[0], start))
        return visit

    def _services(self) -> list[Json]:
        return [
            {
                "id": slug,
                "name": name,
                "aliases": aliases,
                "practitioners": people,
                "locations": [one[0] for one in PLACES],
            }
            for slug, name, aliases, people, _ in SERVICES
        ]

    def _practitioners(self) -> list[Json]:
        return [{"id": slug, "name": name, "aliases": []} for slug, name in PEOPLE]

    def _locations(self) -> list[Json]:
        return [
            {"id": slug, "name": name, "aliases": [], "hours": HOURS, "closures": CLOSURES, "address": address,
             "phone": "+1 500 555 0006", "zone": zone,
             "directions": "Free parking behind the house." if slug == "harbor" else ""}
            for slug, name, address, zone in PLACES
        ]  # fmt: skip

    def _offer(self, body: Json) -> httpx.Response:
        service = next(one for one in SERVICES if one[0] == body["service"])
        people = [one for one in service[3] if one not in body.get("exclude_practitioners", [])]
        if body.get("practitioner"):
            people = [one for one in people if one == body["practitioner"]]
        if not people:
            return httpx.Response(200, json={"offers": [], "match": "none", "reason": "not_offered", "searched": {}})
        windows = body.get("windows") or []
        after = body.get("after_previous")
        place = next((one for one in PLACES if one[0] == body.get("location")), PLACES[0])
        free = self._free(people, ZoneInfo(place[3]))
        if after and self.offers:
            free = self._beyond(free, after)
        fitting = [one for one in free if not windows or any(_inside(window, one[1]) for window in windows)]
        match = "exact"
        if not fitting and windows:
            match, fitting = (
                "nearest",
                [one for one in free if windows[0]["start"] is None or _wall(one[1]) >= windows[0]["start"]],
            )
        self.wanted = body
        if not fitting:
            return httpx.Response(200, json={"offers": [], "match": "none", "reason": "fully_booked", "searched": {}})
        self.offers = [
            self._offered(number, person, start, place, service)
            for number, (person, start) in enumerate(fitting[:OFFERED], 1)
        ]
        return httpx.Response(
            200, json={"offers": self.offers, "match": match, "reason": self.why_nearest, "searched": {}}
        )

    def _free(self, people: list[str], zone: ZoneInfo) -> list[tuple[str, datetime]]:
        found: list[tuple[str, datetime]] = []
        for ahead in range(30):
            day = self.now.astimezone(zone) + timedelta(days=ahead)
            if day.weekday() > 4:
                continue
            for half in range(18, 34):
                start = day.replace(hour=half // 2, minute=30 * (half % 2), second=0, microsecond=0)
                who = next((one for one in people if (one, start) not in self.taken), None)
                if start > self.now and who:
                    found.append((who, start))
        return found

    def _beyond(self, free: list[tuple[str, datetime]], after: str) -> list[tuple[str, datetime]]:
        first, last = (datetime.fromisoformat(self.offers[at]["start"]) for at in (0, -1))
        if after == "earlier":
            return [one for one in free if one[1] < first][-OFFERED:]
        if after == "other_day":
            return [one for one in free if one[1].date() > last.date()]
        return [one for one in free if one[1] > last]

    def _offered(self, number: int, person: str, start: datetime, place: tuple[str, ...], service: Any) -> Json:
        name = next(one[1] for one in PEOPLE if one[0] == person)
        return {
            "number": number, "token": f"token-{next(self.numbers)}", "start": start.isoformat(), "zone": place[3],
            "end": (start + timedelta(minutes=service[4])).isoformat(),
            "practitioner": {"id": person, "name": name}, "location": {"id": place[0], "name": place[1]},
        }  # fmt: skip

    def _choose(self, body: Json) -> httpx.Response:
        offer = next((one for one in self.offers if one["token"] == body.get("token")), None)
        if offer is None:
            return self._problem(404, "unknown_offer")
        return httpx.Response(200, json={"offer": offer}) if not self._grab(offer) else self._gone()

    def _wait(self, body: Json) -> httpx.Response:
        """Put on the list who is named, or the only one who is known."""
        who = body.get("patient") or next(iter(self.people), None)
        looked_for = self.wanted if body["wish"] == "join" else self.visits
        if who is None or not looked_for:
            return httpx.Response(200, json={"words": "Tell me first what you need and when.", "entry": None})
        self.waits.append({"wish": body["wish"], "who": who, "for": self.wanted})
        person = who.get("id") or f"patient-{next(self.numbers)}"
        entry = {"id": f"entry-{next(self.numbers)}", "patient": person, "state": "waiting"}
        return httpx.Response(200, json={"words": "You are on the waiting list.", "entry": entry})

    def _grab(self, offer: Json) -> bool:
        """Let somebody else take a time, once, when the test asked for that."""
        if not self.grab_next:
            return False
        self.grab_next = False
        self.taken.add((offer["practitioner"]["id"], datetime.fromisoformat(offer["start"])))
        return True

    def _gone(self) -> httpx.Response:
        fresh = json.loads(self._offer(self.wanted).content)["offers"]
        return self._problem(409, "slot_taken", offers=fresh)

    def _book(self, body: Json) -> httpx.Response:
        offer = next((one for one in self.offers if one["token"] == body["token"]), None)
        if offer is None:
            return self._problem(404, "unknown_offer")
        if self._grab(offer):
            return self._gone()
        slug, name, *_ = next(one for one in SERVICES if one[0] == self.wanted["service"])
        given = body["patient"]
        person = next((one for one in self.people if one["id"] == given.get("id")), None)
        if person is None:
            person = {"id": f"patient-{next(self.numbers)}", "first_name": given["given_name"]}
        who = (offer["practitioner"]["id"], offer["practitioner"]["name"])
        place = next(one for one in PLACES if one[0] == offer["location"]["id"])
        visit = self._visit(datetime.fromisoformat(offer["start"]), slug, name, who, place, 30, person)
        self.visits.append(visit)
        self.booked_for.append(given)
        self.taken.add((who[0], datetime.fromisoformat(offer["start"])))
        return httpx.Response(201, json=visit)

    def _change(self, identifier: str, command: str, body: Json) -> httpx.Response:
        visit = next((one for one in self.visits if one["id"] == identifier), None)
        if visit is None:
            return self._problem(404, "not_found")
        if command in ("cancel", "decline"):
            if self.too_late:
                return self._problem(409, "too_late_to_cancel")
            self.visits.remove(visit)
            visit["status"] = "cancelled"
        elif command == "late":
            self.late.append(body.get("minutes"))
        elif command == "reschedule":
            offer = next(one for one in self.offers if one["token"] == body["token"])
            if self._grab(offer):
                return self._gone()
            place = next(one for one in PLACES if one[0] == offer["location"]["id"])
            visit |= {name: offer[name] for name in ("start", "end", "zone", "practitioner")}
            visit["location"] = {**offer["location"], "address": place[2]}
        else:
            visit["attendance"] = "accepted"
        return httpx.Response(200, json=visit)

    def _visit(
        self,
        start: datetime,
        slug: str,
        name: str,
        who: tuple[str, str],
        place: tuple[str, ...],
        minutes: int,
        person: Json,
    ) -> Json:
        return {
            "id": f"visit-{next(self.numbers)}", "status": "booked", "start": start.isoformat(), "zone": place[3],
            "end": (start + timedelta(minutes=minutes)).isoformat(), "service": {"id": slug, "name": name},
            "practitioner": {"id": who[0], "name": who[1]},
            "location": {"id": place[0], "name": place[1], "address": place[2]},
            "patient": person, "can_cancel": True, "cancel_until": None, "attendance": None, "late_minutes": None,
        }  # fmt: skip

    def _problem(self, status: int, code: str, **members: Any) -> httpx.Response:
        return httpx.Response(status, json={"title": code, "status": status, "code": code, **members})


def _inside(window: Json, start: datetime) -> bool:
    after = window["start"] is None or window["start"] <= _wall(start)
    return after and (window["end"] is None or _wall(start) < window["end"])


def _wall(moment: datetime) -> str:
    return moment.replace(tzinfo=None).isoformat()


def monday_morning() -> datetime:
    """Monday 23 November 2026, eight in the morning at the double's clock."""
    return datetime(2026, 11, 23, 8, 0, tzinfo=ZoneInfo(ZONE))
