"""A small clinic in the database: two locations in two zones, three practitioners, two services."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import time
from typing import Any

from sqlalchemy import insert

from backend.bootstrap import Frontdesk
from backend.domain.identity.names import PersonName
from backend.domain.ids import ConversationId
from backend.domain.scheduling.records import NewPatient, Patient
from backend.domain.sensitive import Sensitive
from backend.store.tables import clinic as tables
from tests.conftest import ApiClient

PHONE = "+12025550123"


@dataclass
class SmallClinic:
    """The clinic and its people, by public ids."""

    frontdesk: Frontdesk
    ids: dict[str, int] = field(default_factory=dict)

    def patient(self, given: str = "Ada", family: str = "Sample", phone: str | None = None) -> Patient:
        """A patient in the records; a phone is verified now."""
        with self.frontdesk.database.transaction() as transaction:
            patient = transaction.patients.add(NewPatient(PersonName(given, family), Sensitive("1980-02-03")))
            if phone:
                transaction.patients.add_contact(patient, "phone", phone, "self", self.frontdesk.clock.now())
        return patient

    def conversation(self, phone: str = PHONE) -> ConversationId:
        """A conversation by text."""
        with self.frontdesk.database.transaction() as transaction:
            return transaction.conversations.open("sms", phone, phone).id

    def book(self, api: ApiClient, patient: Patient, start: str, **changes: Any) -> Any:
        """Book through the API; the response's JSON."""
        body = {"patient": patient.id.hex, "service": "visit", "practitioner": "dr-ann", "location": "east"}
        response = api.post("/appointments", {**body, "start": start, **changes})
        assert response.status_code == 201, response.get_data(as_text=True)
        return response.get_json()


def small_clinic(frontdesk: Frontdesk) -> SmallClinic:
    """Open 9 to 17 by the wall clock, every day; Ann east, Bob middle, Cyd at both; "visit" by all, "scan" by Cyd."""
    made = SmallClinic(frontdesk)
    with frontdesk.database.transaction() as transaction:
        connection = transaction.connection
        connection.execute(
            insert(tables.clinic).values(
                id=1, name="Test Clinic", country="US", zone="America/New_York", phone="+12025550100"
            )
        )
        described: tuple[tuple[Any, list[dict[str, Any]]], ...] = (
            (
                tables.locations,
                [
                    {"slug": "east", "name": "East", "address": "1 East Street", "zone": "America/New_York"},
                    {"slug": "middle", "name": "Middle", "address": "2 Middle Street", "zone": "America/Chicago"},
                ],
            ),
            (
                tables.practitioners,
                [{"slug": f"dr-{name.lower()}", "name": f"Dr {name} Test"} for name in ("Ann", "Bob", "Cyd")],
            ),
            (
                tables.services,
                [
                    {"slug": "visit", "name": "Visit", "aliases": ["checkup"], "duration_minutes": 30},
                    {
                        "slug": "scan",
                        "name": "Scan",
                        "duration_minutes": 45,
                        "buffer_after_minutes": 15,
                        "booking_horizon_days": 30,
                    },
                ],
            ),
        )
        for table, rows in described:
            for row in rows:
                made.ids[row["slug"]] = connection.execute(
                    insert(table).values(**row).returning(table.c.id)
                ).scalar_one()
        week = range(7)
        places = [("dr-ann", "east"), ("dr-bob", "middle"), ("dr-cyd", "east"), ("dr-cyd", "middle")]
        connection.execute(
            insert(tables.location_hours),
            [
                {"location_id": made.ids[place], "weekday": day, "opens": time(8), "closes": time(18)}
                for place in ("east", "middle")
                for day in week
            ],
        )
        connection.execute(
            insert(tables.schedules),
            [
                {
                    "practitioner_id": made.ids[who],
                    "location_id": made.ids[place],
                    "weekday": day,
                    "starts": time(9),
                    "ends": time(17),
                }
                for who, place in places
                for day in week
            ],
        )
        connection.execute(
            insert(tables.service_offerings),
            [
                {
                    "service_id": made.ids[service],
                    "practitioner_id": made.ids[who],
                    "location_id": made.ids[place],
                }
                for who, place in places
                for service in (("visit", "scan") if who == "dr-cyd" else ("visit",))
            ],
        )
    return made
