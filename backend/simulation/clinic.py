"""The clinic that dialogues need: their cities, their people, open every day, the times taken that have to be."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Table, insert, text
from sqlalchemy.dialects.postgresql import Range

from backend.identifiers import new_id
from backend.simulation.dialogues import Booking, Chat, Person, Taken
from backend.store.database import Database
from backend.store.tables import booking, clinic

ZONE: Final = ZoneInfo("America/Los_Angeles")
OPENS, CLOSES = time(8), time(18, 30)
MINUTES = 15  # the dialogues know of times a quarter of an hour apart
HOME_TOWN = "Lantern Street"  # where somebody works whose place no dialogue tells
CHAT_SERVICES = {
    "Doctor's visit": ["doctor", "check-up", "sick visit", "gp", "follow-up", "followup"],
    "Vaccination": ["vaccine", "vaccinated", "shot", "shots"],
}
_KNOWN = tomllib.loads(Path(__file__).with_name("services.toml").read_text(encoding="utf-8"))
_EMPTY = text("TRUNCATE locations, practitioners, services, closures RESTART IDENTITY CASCADE")

type Row = dict[str, Any]
type Ids = dict[str, int]


def found(database: Database) -> None:
    """Enter the clinic itself, so that nobody puts the demo's there."""
    about = {"name": "Lantern Street Clinic", "country": "US", "zone": ZONE.key, "phone": "+14155550100"}
    with database.transaction() as transaction:
        transaction.connection.execute(insert(clinic.clinic).values(id=1, **about))


def for_bookings(database: Database, dialogues: Sequence[Booking]) -> None:
    """Replace the clinic by the one that these dialogues need, all at once."""
    people = [_complete(person, each.kind) for each in dialogues for person in each.people]
    spellings = {city: also for each in dialogues for city, also in each.cities.items()}
    services = {
        name: aliases
        for kind in dict.fromkeys(each.kind for each in dialogues)
        for name, aliases in {**_known(people), **_KNOWN[kind]}.items()
        if any(person.service == name for person in people)
    }
    with database.transaction() as transaction:
        connection = transaction.connection
        ids = _build(connection, people, services, spellings)
        _take(connection, [taken for each in dialogues for taken in each.taken], ids)


def for_chats(database: Database, chats: Iterable[Chat]) -> None:
    """Replace the clinic by one with all doctors that the chats speak of."""
    doctors = dict.fromkeys(name for chat in chats for name in chat.doctors)
    people = [Person(f"Dr. {name}", service, HOME_TOWN) for name in doctors for service in CHAT_SERVICES]
    with database.transaction() as transaction:
        _build(transaction.connection, people, CHAT_SERVICES, {})


def _known(people: Iterable[Person]) -> dict[str, list[str]]:
    """Return the services people offer that are not in our list."""
    listed = {name for names in _KNOWN.values() for name in names}
    return {person.service: [] for person in people if person.service and person.service not in listed}


def _complete(person: Person, kind: str) -> Person:
    return Person(person.name, person.service or next(iter(_KNOWN[kind])), person.city or HOME_TOWN)


def _build(
    connection: Connection, people: Sequence[Person], services: dict[str, list[str]], spellings: dict[str, Any]
) -> Ids:
    """Insert configuration; the practitioners' ids by name."""
    connection.execute(_EMPTY)
    timing = {"duration_minutes": MINUTES, "minimum_notice_minutes": 0}
    offered = _rows(connection, clinic.services, [{"name": n, "aliases": a, **timing} for n, a in services.items()])
    cities = dict.fromkeys(person.city or HOME_TOWN for person in people)
    places = _rows(connection, clinic.locations, [_place(city, spellings.get(city, ())) for city in cities])
    names = dict.fromkeys(person.name for person in people)
    ids = _rows(connection, clinic.practitioners, [{"name": name} for name in names])
    _open(connection, set(places.values()))
    offers = {(person.name, person.service or "", person.city or HOME_TOWN) for person in people}
    keys = sorted({(offered[service], ids[name], places[city]) for name, service, city in offers})
    columns = ("service_id", "practitioner_id", "location_id")
    connection.execute(insert(clinic.service_offerings), [dict(zip(columns, key, strict=True)) for key in keys])
    connection.execute(
        insert(clinic.schedules),
        [
            {"practitioner_id": who, "location_id": where, "weekday": day, "starts": OPENS, "ends": CLOSES}
            for who, where in sorted({key[1:] for key in keys})
            for day in range(7)
        ],
    )
    return ids


def _place(city: str, also: Iterable[str]) -> Row:
    return {"name": city, "aliases": list(also), "address": f"1 Main Street, {city}", "zone": ZONE.key}


def _rows(connection: Connection, table: Table, rows: Sequence[Row]) -> Ids:
    """Insert rows with a slug made of their name; their ids by name. Names that differ in case only are one."""
    found: Ids = {}
    by_slug: Ids = {}
    for row in rows:
        slug = re.sub(r"[^a-z0-9]+", "-", row["name"].lower()).strip("-")
        if slug not in by_slug:
            added = insert(table).values(slug=slug, **row).returning(table.c.id)
            by_slug[slug] = connection.execute(added).scalar_one()
        found[row["name"]] = by_slug[slug]
    return found


def _open(connection: Connection, places: Iterable[int]) -> None:
    rows = [
        {"location_id": place, "weekday": day, "opens": OPENS, "closes": CLOSES} for place in places for day in range(7)
    ]
    connection.execute(insert(clinic.location_hours), rows)


def _take(connection: Connection, taken: Iterable[Taken], ids: Ids) -> None:
    """Give times to somebody else, for good."""
    for one in {(each.practitioner, each.start) for each in taken if each.practitioner in ids}:
        starts = one[1].replace(tzinfo=ZONE).astimezone(UTC)
        visit = Range(starts, starts + timedelta(minutes=MINUTES))
        connection.execute(
            insert(booking.slots).values(
                id=new_id(),
                practitioner_id=ids[one[0]],
                service_id=0,
                location_id=0,
                during=visit,
                visit=visit,
                status="busy-tentative",
                holder="simulation",
                expires_at=datetime(9999, 1, 1, tzinfo=UTC),
            )
        )
