"""Closures: seeing what one would do, closing, and following how everybody affected is told."""

from __future__ import annotations

from datetime import date, time
from http import HTTPStatus
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, StringConstraints

from backend.api import views
from backend.api.operations import Operations
from backend.api.requests import Empty, Request, Slug
from backend.bootstrap import Frontdesk
from backend.domain.closures.dates import Repeat, Weekly, Yearly
from backend.domain.closures.records import Closing, NewTime, Target, TargetState
from backend.domain.ids import CampaignId
from backend.domain.scheduling.clinic import Directory
from backend.domain.scheduling.minutes import DAY
from backend.domain.scheduling.records import Appointment
from backend.domain.scheduling.zones import zone
from backend.identifiers import parse_id
from backend.services.closures import MOST_LISTED, Preview, Standing, Wish
from backend.services.commands import Once

type Json = dict[str, Any]


class WeeklyRequest(Request):
    """Weekdays from one date until another, both included."""

    weekdays: list[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]] = Field(min_length=1, max_length=7)
    from_: date = Field(alias="from")
    until: date


class YearlyRequest(Request):
    """The same date in so many years."""

    from_: date = Field(alias="from")
    years: int = Field(ge=1, le=20)


class BetweenRequest(Request):
    """A part of the day, by the clock of the place; an end of 23:59 is midnight."""

    start: time
    end: time


class ClosureRequest(Request):
    """What closes when: a place, a practitioner, or with neither all places."""

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
    on: list[date] = Field(default_factory=list, max_length=400)
    weekly: list[WeeklyRequest] = Field(default_factory=list, max_length=10)
    yearly: list[YearlyRequest] = Field(default_factory=list, max_length=10)
    between: BetweenRequest | None = None
    location: Slug | None = None
    practitioner: Slug | None = None
    by: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)] = "service"

    def wish(self) -> Wish:
        """As the service takes it."""
        repeats: list[Repeat] = [Weekly.of(one.weekdays, one.from_, one.until) for one in self.weekly]
        repeats += [Yearly(one.from_, one.years) for one in self.yearly]
        times = None if self.between is None else (minutes(self.between.start), minutes(self.between.end))
        return Wish(self.name, tuple(self.on), tuple(repeats), times, self.location, self.practitioner)


class TargetsQuery(Request):
    """Which of the affected visits."""

    state: TargetState | None = None
    limit: int = Field(100, ge=1, le=MOST_LISTED)


class ClosedTimes(BaseModel):
    """From and until, by the clock of the place."""

    start: str
    end: str


class ClosureAnswer(BaseModel):
    """What closes when."""

    name: str
    days: list[str]
    between: ClosedTimes | None
    location: str | None
    practitioner: str | None


class OnDay(BaseModel):
    """How many visits are affected on one date."""

    date: str
    affected: int


class PreviewAnswer(ClosureAnswer):
    """What starting it would do."""

    affected: int
    by_day: list[OnDay]


class ProgressAnswer(BaseModel):
    """How many visits are affected, and how it stands with them; `undelivered` are among those told."""

    affected: int
    waiting: int
    told: int
    rebooked: int
    declined: int
    unreachable: int
    settled: int
    undelivered: int


class StandingAnswer(ClosureAnswer):
    """A closure and how far it is with telling everybody."""

    id: str
    state: str
    created_by: str
    created_at: str
    progress: ProgressAnswer


class StandingsAnswer(BaseModel):
    """The newest first."""

    items: list[StandingAnswer]


class OtherTime(BaseModel):
    """A time that was offered instead."""

    start: str
    practitioner: str
    location: str


class TargetAnswer(BaseModel):
    """An affected visit and how far it is with it."""

    appointment: str
    start: str
    first_name: str
    practitioner: str
    location: str
    state: str
    undelivered: bool
    offers: list[OtherTime]
    rebooked_as: str | None


class TargetsAnswer(BaseModel):
    """The soonest visit first."""

    items: list[TargetAnswer]


def add_closures(operations: Operations, frontdesk: Frontdesk) -> None:
    """Add the operations on closures."""

    def plan_closure(body: ClosureRequest) -> Json:
        """What a closure would do; nothing is changed."""
        return preview_json(frontdesk.closures.plan(body.wish()))

    def start_closure(body: ClosureRequest, key: str) -> Json:
        """Close, and tell everybody affected."""
        once = Once.of(key, closure=body.model_dump_json())
        return standing_json(frontdesk.closures.start(body.wish(), body.by, once))

    def closures() -> Json:
        """Closures, the newest first."""
        return {"items": [standing_json(one) for one in frontdesk.closures.latest()]}

    def get_closure(id: str) -> Json:  # noqa: A002  # the route's name for it
        """A closure, and how far it is with telling everybody."""
        return standing_json(frontdesk.closures.get(_id(id)))

    def closure_visits(id: str, query: TargetsQuery) -> Json:  # noqa: A002
        """The visits that a closure affects, and how it stands with each."""
        states = (query.state,) if query.state else ()
        directory, found = frontdesk.closures.targets(_id(id), states, query.limit)
        return {"items": [target_json(directory, target, visit) for target, visit in found]}

    def stop_closure(id: str, body: Empty, key: str) -> Json:  # noqa: A002, ARG001
        """Tell nobody else for now; the clinic stays closed."""
        return standing_json(frontdesk.closures.stop(_id(id)))

    def resume_closure(id: str, body: Empty, key: str) -> Json:  # noqa: A002, ARG001
        """Go on telling those who are left."""
        return standing_json(frontdesk.closures.resume(_id(id)))

    def reopen_closure(id: str, body: Empty, key: str) -> Json:  # noqa: A002, ARG001
        """Take a closure back: it is open after all, and whoever was not told yet keeps the visit."""
        return standing_json(frontdesk.closures.reopen(_id(id)))

    operations.add("POST /closures/plan", plan_closure, PreviewAnswer, body=ClosureRequest)
    operations.add(
        "POST /closures", start_closure, StandingAnswer, body=ClosureRequest, status=HTTPStatus.CREATED, command=True
    )
    operations.add("GET /closures", closures, StandingsAnswer)
    operations.add("GET /closures/<id>", get_closure, StandingAnswer)
    operations.add("GET /closures/<id>/visits", closure_visits, TargetsAnswer, query=TargetsQuery)
    operations.add("POST /closures/<id>/stop", stop_closure, StandingAnswer, body=Empty, command=True)
    operations.add("POST /closures/<id>/resume", resume_closure, StandingAnswer, body=Empty, command=True)
    operations.add("POST /closures/<id>/reopen", reopen_closure, StandingAnswer, body=Empty, command=True)


def preview_json(found: Preview) -> Json:
    """What a closure would do, as JSON."""
    days = [{"date": day.isoformat(), "affected": number} for day, number in found.by_day.items()]
    return {**_closing_json(found.directory, found.closing), "affected": found.affected, "by_day": days}


def standing_json(found: Standing) -> Json:
    """A closure and its progress, as JSON."""
    campaign, progress = found.campaign, found.progress
    return {
        "id": campaign.id.hex,
        "state": str(campaign.state),
        **_closing_json(found.directory, campaign.closing),
        "created_by": campaign.created_by,
        "created_at": campaign.created_at.isoformat(),
        "progress": {name: getattr(progress, name) for name in ProgressAnswer.model_fields},
    }


def target_json(directory: Directory, target: Target, visit: Appointment) -> Json:
    """An affected visit, as JSON."""
    place = directory.location_of[visit.location]
    return {
        "appointment": visit.id.hex,
        "start": visit.starts_at.astimezone(zone(place.zone)).isoformat(),
        "first_name": visit.name.given,
        "practitioner": directory.practitioner_of[visit.practitioner].name,
        "location": place.name,
        "state": str(target.state),
        "undelivered": target.undelivered,
        "offers": [_offer_json(directory, offer) for offer in target.offers],
        "rebooked_as": target.rebooked_as.hex if target.rebooked_as else None,
    }


def minutes(wall: time) -> int:
    """Minutes of the day; its last minute stands for midnight."""
    found = wall.hour * 60 + wall.minute
    return DAY if found == DAY - 1 else found


def _closing_json(directory: Directory, closing: Closing) -> Json:
    place, who = closing.location, closing.practitioner
    between = closing.times and {"start": views.wall(closing.times[0]), "end": views.wall(closing.times[1])}
    return {
        "name": closing.name,
        "days": [day.isoformat() for day in closing.days],
        "between": between,
        "location": None if place is None else directory.location_of[place].slug,
        "practitioner": None if who is None else directory.practitioner_of[who].slug,
    }


def _offer_json(directory: Directory, offer: NewTime) -> Json:
    place = directory.location_of[offer.location]
    return {
        "start": offer.starts_at.astimezone(zone(place.zone)).isoformat(),
        "practitioner": directory.practitioner_of[offer.practitioner].name,
        "location": place.name,
    }


def _id(text: str) -> CampaignId:
    return CampaignId(parse_id(text))
