"""The waitlist: who waits, what became free, and steering both."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, Field, StringConstraints, model_validator

from backend.api import answers, views
from backend.api.operations import Operations
from backend.api.pages import decoded, encoded
from backend.api.requests import PageQuery, Request, Slug
from backend.bootstrap import Frontdesk
from backend.domain.ids import AppointmentId, ConversationId, EntryId, OpeningId, PatientId
from backend.domain.scheduling.clinic import MONDAY_FIRST, Directory
from backend.domain.scheduling.minutes import DAY
from backend.domain.scheduling.zones import zone
from backend.domain.waitlist.records import Entry, EntryState, Offered, Opening, OpeningState
from backend.identifiers import parse_id
from backend.services.hold_slot import Wanted
from backend.services.waitlist import HIGHEST, NOTICE, Wished

type Json = dict[str, Any]
type Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Wall = Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$|^24:00$")]
Staff = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]


class EntryAnswer(BaseModel):
    """Somebody's place on the list: what they wait for; `after` and `before` are by the clock of the place."""

    id: str
    patient: str
    conversation: str | None
    service: str
    practitioner: str | None
    location: str | None
    appointment: str | None
    from_: str | None = Field(alias="from")
    until: str
    weekdays: list[str] | None
    after: str
    before: str
    notice_minutes: int
    priority: int
    state: Literal["waiting", "booked", "left", "expired"]
    joined_at: str
    changed_at: str
    changed_by: str


class Entries(BaseModel):
    """A page of the list, in the order in which people are asked."""

    items: list[EntryAnswer]
    next: str | None


class OfferAnswer(BaseModel):
    """An opening offered to somebody who waits."""

    id: str
    entry: str
    patient: str
    wave: int
    message: str | None
    start: str
    state: Literal["offered", "accepted", "declined", "expired", "lost"]
    offered_at: str
    deadline: str
    settled_at: str | None


class OpeningAnswer(BaseModel):
    """A time that became free, and how far it is with offering it; `appointment` is the visit that fills it."""

    id: str
    practitioner: answers.Named
    location: answers.Named
    service: answers.NamedService
    start: str
    end: str
    zone: str
    source: str
    state: Literal["new", "offering", "filled", "open", "gone", "stopped"]
    wave: int
    next_at: str
    appointment: str | None
    created_at: str
    settled_at: str | None
    changed_by: str


class OpeningWithOffers(OpeningAnswer):
    """An opening and whom it was offered to, the first one first."""

    offers: list[OfferAnswer]


class OpeningsAnswer(BaseModel):
    """A page of openings, the soonest first."""

    items: list[OpeningAnswer]
    next: str | None


class EntryRequest(Request):
    """What a patient waits for; with `appointment`, an earlier time for that visit."""

    patient: UUID
    conversation: UUID | None = None
    service: Slug | None = None
    practitioner: Slug | None = None
    location: Slug | None = None
    appointment: UUID | None = None
    from_: AwareDatetime | None = Field(None, alias="from")
    until: AwareDatetime | None = None
    weekdays: list[Weekday] | None = Field(None, min_length=1, max_length=7)
    after: Wall = "00:00"
    before: Wall = "24:00"
    notice_minutes: int = Field(NOTICE, ge=0, le=14 * DAY)
    priority: int = Field(0, ge=-HIGHEST, le=HIGHEST)

    @model_validator(mode="after")
    def _sense(self) -> Self:
        if self.service is None and self.appointment is None:
            raise ValueError("send service or appointment")
        if _minutes(self.after) >= _minutes(self.before):
            raise ValueError("before lies after after")
        return self


class EntriesQuery(PageQuery):
    """A page of the list; those who wait, unless another state is asked for."""

    state: Literal["waiting", "booked", "left", "expired", "all"] = "waiting"
    patient: UUID | None = None


class PriorityRequest(Request):
    """Higher goes first; 0 is everybody's."""

    priority: int = Field(ge=-HIGHEST, le=HIGHEST)
    staff: Staff | None = None


class OpeningsQuery(PageQuery):
    """A page of openings whose time is not over, unless `from` says otherwise."""

    state: OpeningState | None = None
    from_: AwareDatetime | None = Field(None, alias="from")


class OpeningRequest(Request):
    """A free time to be offered to whoever waits."""

    service: Slug
    practitioner: Slug
    location: Slug
    start: AwareDatetime
    staff: Staff | None = None


class OfferToRequest(Request):
    """Whom to offer it to."""

    entry: UUID
    staff: Staff | None = None


class StaffRequest(Request):
    """Who says so."""

    staff: Staff | None = None


def add_waitlist(operations: Operations, frontdesk: Frontdesk) -> None:
    """Add the operations on the waitlist and on openings."""
    _add_entries(operations, frontdesk)
    _add_openings(operations, frontdesk)
    _add_steering(operations, frontdesk)


def _add_entries(operations: Operations, frontdesk: Frontdesk) -> None:
    waitlist = frontdesk.waitlist

    def join_waitlist(body: EntryRequest, key: str) -> Json:  # noqa: ARG001  # joining again keeps the place
        """Let a patient wait for a time."""
        wished = Wished(
            service=body.service,
            practitioner=body.practitioner,
            location=body.location,
            appointment=AppointmentId(body.appointment) if body.appointment else None,
            from_at=body.from_,
            until_at=body.until,
            weekdays=frozenset(map(MONDAY_FIRST.index, body.weekdays)) if body.weekdays else None,
            minutes=(_minutes(body.after), _minutes(body.before)),
            notice=body.notice_minutes,
        )
        conversation = ConversationId(body.conversation) if body.conversation else None
        entry = waitlist.join(PatientId(body.patient), wished, conversation=conversation, priority=body.priority)
        return entry_json(*waitlist.get(entry.id))

    def entries(query: EntriesQuery) -> Json:
        """Who waits, in the order in which they are asked."""
        found = waitlist.listed(
            state=None if query.state == "all" else EntryState(query.state),
            patient=PatientId(query.patient) if query.patient else None,
            after=EntryId(parse_id(decoded(query.cursor))) if query.cursor else None,
            limit=query.limit,
        )
        items = [entry_json(found.directory, entry) for entry in found.entries]
        return {"items": items, "next": encoded(found.entries[-1].id.hex) if found.more else None}

    def entry(id: str) -> Json:  # noqa: A002  # the route's name for it
        """Somebody's place on the list."""
        return entry_json(*waitlist.get(EntryId(parse_id(id))))

    def leave_waitlist(id: str) -> None:  # noqa: A002
        """Take somebody off the list; harmless when they are."""
        waitlist.leave(EntryId(parse_id(id)))

    def set_priority(id: str, body: PriorityRequest, key: str) -> Json:  # noqa: A002, ARG001  # again is the same
        """Rank somebody before all of lower priority."""
        waitlist.set_priority(EntryId(parse_id(id)), body.priority, by=by_staff(body.staff))
        return entry(id)

    operations.add(
        "POST /waitlist", join_waitlist, EntryAnswer, body=EntryRequest, status=HTTPStatus.CREATED, command=True
    )
    operations.add("GET /waitlist", entries, Entries, query=EntriesQuery)
    operations.add("GET /waitlist/<id>", entry, EntryAnswer)
    operations.add("DELETE /waitlist/<id>", leave_waitlist, status=HTTPStatus.NO_CONTENT)
    operations.add("POST /waitlist/<id>/priority", set_priority, EntryAnswer, body=PriorityRequest, command=True)


def _add_openings(operations: Operations, frontdesk: Frontdesk) -> None:
    waitlist = frontdesk.waitlist

    def openings(query: OpeningsQuery) -> Json:
        """Times that became free while somebody waited."""
        found = waitlist.openings(
            state=query.state,
            start=query.from_ or frontdesk.clock.now(),
            after=OpeningId(parse_id(decoded(query.cursor))) if query.cursor else None,
            limit=query.limit,
        )
        items = [opening_json(found.directory, opening) for opening in found.openings]
        return {"items": items, "next": encoded(found.openings[-1].id.hex) if found.more else None}

    def opening(id: str) -> Json:  # noqa: A002
        """An opening, and whom it was offered to."""
        directory, found, offers = waitlist.opening(OpeningId(parse_id(id)))
        return opening_json(directory, found) | {"offers": [offer_json(directory, found, one) for one in offers]}

    operations.add("GET /openings", openings, OpeningsAnswer, query=OpeningsQuery)
    operations.add("GET /openings/<id>", opening, OpeningWithOffers)


def _add_steering(operations: Operations, frontdesk: Frontdesk) -> None:
    waitlist = frontdesk.waitlist

    def shown(id_: OpeningId) -> Json:
        directory, found, offers = waitlist.opening(id_)
        return opening_json(directory, found) | {"offers": [offer_json(directory, found, one) for one in offers]}

    def open_time(body: OpeningRequest, key: str) -> Json:  # noqa: ARG001  # the second time it is taken
        """Offer a free time to whoever waits."""
        wanted = Wanted(body.service, body.practitioner, body.location, body.start)
        return shown(waitlist.open(wanted, by=by_staff(body.staff)).id)

    def offer_opening(id: str, body: OfferToRequest, key: str) -> Json:  # noqa: A002, ARG001  # nobody is asked twice
        """Offer an opening to one who waits, whatever they wish for."""
        waitlist.offer_to(OpeningId(parse_id(id)), EntryId(body.entry), by=by_staff(body.staff))
        return shown(OpeningId(parse_id(id)))

    def stop_opening(id: str, body: StaffRequest, key: str) -> Json:  # noqa: A002, ARG001  # again is the same
        """Offer a time to nobody any more; whoever is still asked is told."""
        return shown(waitlist.stop(OpeningId(parse_id(id)), by=by_staff(body.staff)).id)

    operations.add(
        "POST /openings", open_time, OpeningWithOffers, body=OpeningRequest, status=HTTPStatus.CREATED, command=True
    )
    operations.add("POST /openings/<id>/offer", offer_opening, OpeningWithOffers, body=OfferToRequest, command=True)
    operations.add("POST /openings/<id>/stop", stop_opening, OpeningWithOffers, body=StaffRequest, command=True)


def entry_json(directory: Directory, entry: Entry) -> Json:
    """An entry as JSON."""
    wishes = entry.wishes
    practitioner = directory.practitioner_of.get(wishes.practitioner or 0)
    location = directory.location_of.get(wishes.location or 0)
    clock = location.zone if location else directory.clinic.zone
    return {
        "id": entry.id.hex,
        "patient": entry.patient.hex,
        "conversation": entry.conversation.hex if entry.conversation else None,
        "service": directory.service_of[wishes.service].slug,
        "practitioner": practitioner.slug if practitioner else None,
        "location": location.slug if location else None,
        "appointment": wishes.appointment.hex if wishes.appointment else None,
        "from": _local(wishes.from_at, clock),
        "until": _local(entry.until_at, clock),
        "weekdays": None if wishes.weekdays is None else [MONDAY_FIRST[day] for day in sorted(wishes.weekdays)],
        "after": _wall(wishes.minutes[0]),
        "before": _wall(wishes.minutes[1]),
        "notice_minutes": wishes.notice,
        "priority": entry.priority,
        "state": str(entry.state),
        "joined_at": entry.joined_at.isoformat(),
        "changed_at": entry.changed_at.isoformat(),
        "changed_by": entry.changed_by,
    }


def opening_json(directory: Directory, opening: Opening) -> Json:
    """An opening as JSON."""
    freed = opening.freed
    place = directory.location_of[freed.location]
    return {
        "id": opening.id.hex,
        "practitioner": views.named(directory.practitioner_of[freed.practitioner]),
        "location": views.named(place),
        "service": views.named_service(directory.service_of[freed.service]),
        "start": _local(freed.starts_at, place.zone),
        "end": _local(freed.ends_at, place.zone),
        "zone": place.zone,
        "source": opening.source,
        "state": str(opening.state),
        "wave": opening.wave,
        "next_at": opening.next_at.isoformat(),
        "appointment": opening.appointment.hex if opening.appointment else None,
        "created_at": opening.created_at.isoformat(),
        "settled_at": opening.settled_at.isoformat() if opening.settled_at else None,
        "changed_by": opening.changed_by,
    }


def offer_json(directory: Directory, opening: Opening, offer: Offered) -> Json:
    """An offer as JSON; it names nobody but by id."""
    return {
        "id": offer.id.hex,
        "entry": offer.entry.hex,
        "patient": offer.patient.hex,
        "wave": offer.wave,
        "message": offer.message.hex if offer.message else None,
        "start": _local(offer.starts_at, directory.location_of[opening.freed.location].zone),
        "state": str(offer.state),
        "offered_at": offer.offered_at.isoformat(),
        "deadline": offer.deadline.isoformat(),
        "settled_at": offer.settled_at.isoformat() if offer.settled_at else None,
    }


def by_staff(name: str | None) -> str:
    """Who did it, as it is kept."""
    return f"staff:{name}" if name else "service"


def _local(moment: datetime | None, clock: str) -> str | None:
    return None if moment is None else moment.astimezone(zone(clock)).isoformat()


def _minutes(wall: str) -> int:
    hours, _, minutes = wall.partition(":")
    return int(hours) * 60 + int(minutes)


def _wall(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
