"""The clinic that dialogues need, as the product sees it, and the judge of what is in the database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from backend.bootstrap import Frontdesk
from backend.simulation import clinic
from backend.simulation.clinic import ZONE
from backend.simulation.dialogues import Booking, Chat, read
from backend.simulation.judging import Left, Visit, look
from backend.simulation.playing import clock as clock_of
from backend.simulation.playing import rounds
from tests.conftest import ApiClient, SettableClock
from tests.unit.backend.simulation.made import booking, refused, write

PHONE = "+14155550199"
GOAL = datetime.fromisoformat("2019-03-07T10:30")


@pytest.fixture
def dialogue(tmp_path: Path, frontdesk: Frontdesk, clock: SettableClock) -> Booking:
    """A dialogue whose first wish, at nine, somebody else has; the product's clock stands at its day."""
    (found,) = read(write(tmp_path, booking(service_calls=[refused("09:00")])))
    assert isinstance(found, Booking)
    clock.set(clock_of([found]))
    clinic.found(frontdesk.database)
    clinic.for_bookings(frontdesk.database, [found])
    return found


def free_at(api: ApiClient, start: datetime) -> list[str]:
    """Who is free at a time on the wall."""
    at = start.replace(tzinfo=ZONE)
    told = api.get(
        "/availability", service="dentist", start=at.isoformat(), end=(at + timedelta(minutes=1)).isoformat()
    )
    slots: list[dict[str, Any]] = told.get_json()["items"]
    return [slot["practitioner"] for slot in slots]


def test_goal_is_free_and_the_refused_time_is_not(api: ApiClient, dialogue: Booking) -> None:
    assert free_at(api, GOAL) == ["dr-ida-plumtree"]
    assert free_at(api, GOAL.replace(hour=9, minute=0)) == []


def test_places_services_and_people_are_those_of_the_dialogue_alone(
    api: ApiClient, frontdesk: Frontdesk, dialogue: Booking
) -> None:
    clinic.for_bookings(frontdesk.database, [dialogue])

    names = {
        kind: [one["name"] for one in api.get(f"/{kind}").get_json()["items"]] for kind in ("services", "locations")
    }
    (person,) = api.get("/practitioners").get_json()["items"]

    assert names == {"services": ["Dentist"], "locations": ["Ashford"]}
    assert person["name"] == "Dr. Ida Plumtree"


def test_doctors_of_chats_offer_all_their_services(api: ApiClient, frontdesk: Frontdesk, dialogue: Booking) -> None:
    clinic.for_chats(frontdesk.database, [Chat("own:chat", "Wilma", ("Plumtree", "Grout"), ("hello",))])

    services = api.get("/services").get_json()["items"]

    assert {tuple(sorted(service["practitioners"])) for service in services} == {("dr-grout", "dr-plumtree")}


def test_what_a_conversation_booked_is_found_by_its_number(
    api: ApiClient, frontdesk: Frontdesk, dialogue: Booking
) -> None:
    with frontdesk.database.transaction() as transaction:
        conversation = transaction.conversations.open("sms", PHONE, PHONE).id
    assert look(frontdesk.database, PHONE) == Left((), None)
    at = GOAL.replace(tzinfo=ZONE).astimezone(UTC)
    offered = api.post(
        f"/conversations/{conversation.hex}/offers",
        {"service": "dentist", "windows": [{"start": "2019-03-07T10:30", "end": "2019-03-07T10:31"}]},
    ).get_json()["offers"]
    assert [datetime.fromisoformat(offer["start"]) for offer in offered] == [at]
    booked = api.post(
        f"/conversations/{conversation.hex}/appointments",
        {"token": offered[0]["token"], "patient": {"given_name": "Jo", "family_name": "Reed"}, "relationship": "self"},
    )
    assert booked.status_code == 201, booked.get_data(as_text=True)

    left = look(frontdesk.database, PHONE)

    assert left.visits == (Visit("Dentist", "Dr. Ida Plumtree", GOAL),)
    assert left.visits[0].is_goal(dialogue.goal)


def test_patients_of_one_kind_never_share_a_round(tmp_path: Path) -> None:
    doctor = booking(goal={**booking()["goal"], "provider_kind": "doctor"}, id="own:3")
    found = [
        each for each in read(write(tmp_path, booking(), booking(id="own:2"), doctor)) if isinstance(each, Booking)
    ]

    assert [[each.id for each in together] for together in rounds(found)] == [["own:3", "own:1"], ["own:2"]]
