"""Put the demo clinic into an empty database: configuration, patients, and a week of bookings around today."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import holidays
from sqlalchemy import Connection, Table, insert, select
from sqlalchemy.dialects.postgresql import Range

from backend.bootstrap import Frontdesk
from backend.crypto.vault import EnvelopeVault
from backend.domain.ids import LocationId, ServiceId
from backend.domain.ports import Where
from backend.domain.reminders.policy import Policy
from backend.domain.reminders.sense import check
from backend.domain.reminders.templates import Templates
from backend.identifiers import new_id
from backend.store.keyring import KeyringRepository
from backend.store.tables import booking, clinic, patients
from backend.store.transaction import Transaction

FILE = Path(__file__).with_name("clinic.toml")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAYS_BACK, DAYS_AHEAD = 3, 7
TAKEN = 0.5  # of the visits that would fit: busy enough to look like a clinic, free enough to book
SEED = 20  # the same clinic every time

type Row = dict[str, Any]


def seed(frontdesk: Frontdesk) -> bool:
    """Seed an empty database; False, and nothing is touched, when a clinic is there already."""
    described = tomllib.loads(FILE.read_text(encoding="utf-8"))
    now = frontdesk.clock.now()
    with frontdesk.database.transaction() as transaction:
        connection = transaction.connection
        if connection.execute(select(clinic.clinic.c.id)).first() is not None:
            return False
        connection.execute(insert(clinic.clinic).values(id=1, **described["clinic"]))
        locations = _locations(connection, described["locations"])
        _holidays(connection, described["clinic"]["country"], now.year)
        services = _rows(connection, clinic.services, described["services"])
        _practitioners(connection, described["practitioners"], services, locations)
        _policies(transaction, described["reminder_policies"], services, locations, now)
        everybody = [*described["patients"], *crowd(described["crowd"], now.year)]
        people = _patients(connection, frontdesk.vault, everybody, now)
        _bookings(connection, people, now)
    return True


def _rows(connection: Connection, table: Table, rows: list[Row]) -> dict[str, int]:
    """Insert configuration rows; their ids by slug."""
    return {
        row["slug"]: connection.execute(insert(table).values(**row).returning(table.c.id)).scalar_one() for row in rows
    }


def weekdays(text: str) -> list[int]:
    """Weekday numbers (0 is Monday) of "mon-fri", "sat" or "mon,wed,fri"."""
    found: list[int] = []
    for part in text.split(","):
        first, _, last = part.partition("-")
        found.extend(range(WEEKDAYS.index(first), WEEKDAYS.index(last or first) + 1))
    return found


def _locations(connection: Connection, described: list[Row]) -> dict[str, int]:
    ids = _rows(connection, clinic.locations, [{k: v for k, v in row.items() if k != "hours"} for row in described])
    connection.execute(
        insert(clinic.location_hours),
        [
            {"location_id": ids[row["slug"]], "weekday": day, "opens": span["opens"], "closes": span["closes"]}
            for row in described
            for span in row["hours"]
            for day in weekdays(span["days"])
        ],
    )
    return ids


def _holidays(connection: Connection, country: str, year: int) -> None:
    days = holidays.country_holidays(country, years=[year, year + 1])
    connection.execute(insert(clinic.closures), [{"on_date": day, "name": name} for day, name in sorted(days.items())])


def _practitioners(
    connection: Connection, described: list[Row], services: dict[str, int], locations: dict[str, int]
) -> None:
    for row in described:
        kept: Row = {key: row[key] for key in ("slug", "name", "aliases") if key in row}
        (practitioner,) = _rows(connection, clinic.practitioners, [kept]).values()
        places = dict.fromkeys(locations[span["location"]] for span in row["hours"])
        connection.execute(
            insert(clinic.service_offerings),
            [
                {"service_id": services[service], "practitioner_id": practitioner, "location_id": place}
                for service in row["services"]
                for place in places
            ],
        )
        connection.execute(
            insert(clinic.schedules),
            [
                {
                    "practitioner_id": practitioner,
                    "location_id": locations[span["location"]],
                    "weekday": day,
                    "starts": span["from"],
                    "ends": span["until"],
                }
                for span in row["hours"]
                for day in weekdays(span["days"])
            ],
        )


def _policies(
    transaction: Transaction, described: list[Row], services: dict[str, int], locations: dict[str, int], now: datetime
) -> None:
    for row in described:
        scope = (
            ServiceId(services[row["service"]]) if "service" in row else None,
            LocationId(locations[row["location"]]) if "location" in row else None,
        )
        policy = Policy.of(row["steps"], row.get("no_show_after"))
        check(policy, Templates())
        transaction.policies.put(scope, policy, "demo", now)


def crowd(described: Row, year: int) -> list[Row]:
    """150 made-up people with a telephone each, and a child for every fifth; always the same ones."""
    given, family, children = described["given"], described["family"], described["children"]
    people: list[Row] = []
    for number in range(150):
        prefix = described["phones"][number % 3]
        person = {
            "given": given[number % len(given)],
            "family": family[number % len(family)],
            "birth_date": date(year - 22 - number % 61, 1 + number % 12, 1 + number % 28),
            "phone": f"{prefix}{150 + number // 3:04d}",
        }
        people.append(person)
        if number % 5 == 0:
            born = date(year - 1 - number % 15, 1 + number % 12, 1 + number % 28)
            child = children[number // 5 % len(children)]
            people.append({**person, "given": child, "birth_date": born, "relationship": "child"})
    return people


def _patients(connection: Connection, vault: EnvelopeVault, described: list[Row], now: datetime) -> list[Row]:
    """Insert the patients; their ids and numbers."""
    keyring, people = KeyringRepository(connection), []
    for row in described:
        patient, contact, key = new_id(), new_id(), vault.new_key(keyring)
        name = json.dumps([row["given"], row["family"]], ensure_ascii=False)
        birth_date = row["birth_date"].isoformat()
        number = connection.execute(
            insert(patients.patients)
            .values(
                id=patient,
                data_key_id=key,
                name=vault.seal(keyring, name, Where("patients", "name", patient, key)),
                birth_date=vault.seal(keyring, birth_date, Where("patients", "birth_date", patient, key)),
            )
            .returning(patients.patients.c.number)
        ).scalar_one()
        connection.execute(
            insert(patients.contact_points).values(
                id=contact,
                patient_id=patient,
                system="phone",
                value=vault.seal(keyring, row["phone"], Where("contact_points", "value", contact, key)),
                value_index=vault.index(row["phone"], "contact_points", "value"),
                relationship=row.get("relationship", "self"),
                verified_at=now,
            )
        )
        people.append({"id": patient, "number": number, "child": row.get("relationship") == "child"})
    return people


def _bookings(connection: Connection, people: list[Row], now: datetime) -> None:
    """Fill about half of the clinic's time around today, one visit a person."""
    random = Random(SEED)  # the same clinic every time  # noqa: S311  # nosec B311
    random.shuffle(people)
    waiting = {child: [person for person in people if person["child"] is child] for child in (True, False)}
    closed = set(connection.execute(select(clinic.closures.c.on_date)).scalars())
    services = connection.execute(
        select(clinic.services, clinic.service_offerings.c.practitioner_id, clinic.service_offerings.c.location_id)
        .join(clinic.service_offerings, clinic.service_offerings.c.service_id == clinic.services.c.id)
        .order_by(clinic.services.c.id)
    ).all()
    spans = connection.execute(
        select(clinic.schedules, clinic.locations.c.zone)
        .join(clinic.locations, clinic.locations.c.id == clinic.schedules.c.location_id)
        .order_by(clinic.schedules.c.id)
    ).all()
    free = [free for span in spans for free in _open_days(span, now, closed)]
    random.shuffle(free)
    for span, at, until in free:
        here = (span.practitioner_id, span.location_id)
        offered = [service for service in services if (service.practitioner_id, service.location_id) == here]
        for service, visit in _visits(at, until, offered, random):
            of_age = waiting[service.slug == "pediatrics"]
            if of_age and random.random() < TAKEN:  # nosec B311
                _book(connection, span, service, of_age.pop(), visit=visit, now=now)


def _open_days(span: Any, now: datetime, closed: set[date]) -> list[tuple[Any, datetime, datetime]]:
    """The days around today that one line of the weekly schedule stands for, in UTC."""
    zone = ZoneInfo(span.zone)
    today = now.astimezone(zone).date()
    around = (today + timedelta(days=offset) for offset in range(-DAYS_BACK, DAYS_AHEAD + 1))
    return [
        (span, _utc(day, span.starts, zone), _utc(day, span.ends, zone))
        for day in around
        if day.weekday() == span.weekday and day not in closed
    ]


def _visits(
    at: datetime, until: datetime, offered: list[Any], random: Random
) -> Iterator[tuple[Any, tuple[datetime, datetime]]]:
    """Visits one after another that fit between two moments, each starting on a quarter of an hour."""
    while True:
        service = random.choice(offered)  # nosec B311
        starts = _rounded(at + timedelta(minutes=service.buffer_before_minutes))
        ends = starts + timedelta(minutes=service.duration_minutes)
        at = ends + timedelta(minutes=service.buffer_after_minutes)
        if at > until:
            return
        yield service, (starts, ends)


def _utc(day: date, wall: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, wall, zone).astimezone(UTC)


def _rounded(moment: datetime) -> datetime:
    """The next quarter of an hour."""
    return moment + timedelta(minutes=-moment.minute % 15)


def _book(
    connection: Connection, span: Any, service: Any, person: Row, *, visit: tuple[datetime, datetime], now: datetime
) -> None:
    appointment = new_id()
    starts, ends = visit
    made = now - timedelta(days=14)
    status = "booked" if ends > now else "fulfilled"
    where = {"practitioner_id": span.practitioner_id, "location_id": span.location_id}
    when = {"starts_at": starts, "ends_at": ends}
    connection.execute(
        insert(booking.appointments).values(
            id=appointment,
            patient_id=person["id"],
            service_id=service.id,
            status=status,
            created_at=made,
            updated_at=made,
            **where,
            **when,
        )
    )
    connection.execute(
        insert(booking.appointment_history).values(
            id=new_id(),
            appointment_id=appointment,
            revision=1,
            change="booked",
            status="booked",
            actor="demo",
            at=made,
            **where,
            **when,
        )
    )
    connection.execute(
        insert(booking.slots).values(
            id=new_id(),
            service_id=service.id,
            patient_number=person["number"],
            during=Range(
                starts - timedelta(minutes=service.buffer_before_minutes),
                ends + timedelta(minutes=service.buffer_after_minutes),
            ),
            visit=Range(starts, ends),
            status="busy",
            appointment_id=appointment,
            **where,
        )
    )
