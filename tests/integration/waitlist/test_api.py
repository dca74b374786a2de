"""The waitlist over HTTP and on the command line: for the portal, integrators and staff."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from click.testing import CliRunner

from backend.bootstrap import Frontdesk
from backend.commands import waitlist
from tests.conftest import ApiClient
from tests.integration.waitlist.waiting import TEN, Waiting


def added(api: ApiClient, waiting: Waiting, name: str, **body: Any) -> Any:
    """Somebody is put on the list."""
    person = waiting.person(name)
    response = api.post("/waitlist", {"patient": person.patient.id.hex, "service": "visit", **body})
    assert response.status_code == 201, response.get_data(as_text=True)
    return response.get_json()


def test_keeps_and_shows_wishes_when_somebody_is_added(api: ApiClient, waiting: Waiting) -> None:
    made = added(
        api,
        waiting,
        "PersonA",
        **{"from": "2026-11-24T00:00:00-05:00", "until": "2026-12-24T00:00:00-05:00"},
        practitioner="dr-ann",
        location="east",
        weekdays=["fri", "tue"],
        after="09:30",
        before="12:00",
        notice_minutes=90,
    )
    assert made["from"] == "2026-11-24T00:00:00-05:00"
    wished = [made[name] for name in ("service", "practitioner", "weekdays", "after", "before", "notice_minutes")]
    assert wished == ["visit", "dr-ann", ["tue", "fri"], "09:30", "12:00", 90]
    assert api.get(f"/waitlist/{made['id']}").get_json() == made
    assert api.get("/waitlist").get_json()["items"] == [made]
    assert api.delete(f"/waitlist/{made['id']}").status_code == 204
    assert api.delete(f"/waitlist/{made['id']}").status_code == 204
    assert api.get("/waitlist").get_json()["items"] == []
    assert [one["state"] for one in api.get("/waitlist", state="all").get_json()["items"]] == ["left"]


def test_pages_by_rank_when_the_list_is_long(api: ApiClient, waiting: Waiting) -> None:
    people = [added(api, waiting, name)["id"] for name in ("PersonA", "PersonB", "PersonC")]
    ranked = api.post(f"/waitlist/{people[2]}/priority", {"priority": 3, "staff": "Sam"}).get_json()
    assert (ranked["priority"], ranked["changed_by"]) == (3, "staff:Sam")
    first = api.get("/waitlist", limit=2).get_json()
    rest = api.get("/waitlist", limit=2, cursor=first["next"]).get_json()
    assert [one["id"] for one in (*first["items"], *rest["items"])] == [people[2], people[0], people[1]]
    assert rest["next"] is None


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"service": "nothing"}, 404),
        ({"service": None}, 422),
        ({"after": "12:00", "before": "12:00"}, 422),
        ({"until": "2020-01-01T00:00:00Z"}, 422),
        ({"priority": 1000}, 422),
        ({"patient": "0" * 32}, 404),
    ],
)
def test_refuses_when_the_wish_makes_no_sense(
    api: ApiClient, waiting: Waiting, body: dict[str, object], status: int
) -> None:
    patient = waiting.person("PersonA").patient.id.hex
    response = api.post("/waitlist", {"patient": patient, "service": "visit", **body})
    assert response.status_code in (status, 400), response.get_data(as_text=True)
    assert "PersonA" not in response.get_data(as_text=True)


def test_shows_an_opening_and_steers_it_when_staff_ask(api: ApiClient, waiting: Waiting) -> None:
    added(api, waiting, "PersonA", notice_minutes=0)
    picky = added(api, waiting, "Picky", weekdays=["fri"])
    body = {"service": "visit", "practitioner": "dr-ann", "location": "east", "start": TEN.isoformat(), "staff": "Sam"}
    response = api.post("/openings", body)
    assert response.status_code == 201
    made = response.get_json()
    assert (made["state"], made["changed_by"], [one["state"] for one in made["offers"]]) == (
        "offering",
        "staff:Sam",
        ["offered"],
    )
    assert [one["id"] for one in api.get("/openings").get_json()["items"]] == [made["id"]]
    offered = api.post(f"/openings/{made['id']}/offer", {"entry": picky["id"]}).get_json()
    assert [one["entry"] for one in offered["offers"]][-1] == picky["id"]
    assert api.post(f"/openings/{made['id']}/offer", {"entry": picky["id"]}).status_code == 409
    stopped = api.post(f"/openings/{made['id']}/stop", {"staff": "Sam"}).get_json()
    assert (stopped["state"], {one["state"] for one in stopped["offers"]}) == ("stopped", {"lost"})
    assert api.get(f"/openings/{made['id']}").get_json() == stopped


def test_joins_for_a_conversation_when_the_actions_ask(api: ApiClient, waiting: Waiting) -> None:
    conversation = waiting.person("PersonA").conversation
    path = f"/conversations/{conversation.hex}/waitlist"
    assert api.post(path, {"wish": "join"}).get_json()["entry"] is None
    api.post(f"/conversations/{conversation.hex}/offers", {"service": "visit"})
    heard = api.post(path, {"wish": "join"}).get_json()
    assert heard["entry"]["conversation"] == conversation.hex
    assert heard["words"].startswith("You are on the waiting list")
    assert api.post(path, {"wish": "leave"}).get_json()["words"].startswith("You are off")


def test_lets_the_person_wait_whom_the_actions_name(api: ApiClient, waiting: Waiting) -> None:
    conversation = waiting.small.conversation("+12125557777")
    path = f"/conversations/{conversation.hex}/waitlist"
    api.post(f"/conversations/{conversation.hex}/offers", {"service": "visit"})
    child = {"given_name": "Ana Luz", "family_name": "Sample"}
    heard = api.post(path, {"wish": "join", "patient": child, "relationship": "child"}).get_json()
    assert heard["words"].startswith("You are on the waiting list for Ana Luz until")
    (known,) = api.get(f"/conversations/{conversation.hex}").get_json()["patients"]
    assert (known["id"], known["first_name"]) == (heard["entry"]["patient"], "Ana Luz")
    again = api.post(path, {"wish": "join", "patient": {"id": known["id"]}}).get_json()
    assert again["entry"]["id"] == heard["entry"]["id"]
    assert api.post(path, {"wish": "join", "patient": {"id": conversation.hex}}).status_code == 404


@pytest.fixture
def command(waiting: Waiting, monkeypatch: pytest.MonkeyPatch) -> Waiting:
    """The clinic, which the command finds as this machine's installation."""

    @contextmanager
    def installation() -> Iterator[Frontdesk]:
        yield waiting.small.frontdesk

    monkeypatch.setattr(waitlist, "installation", installation)
    return waiting


def run(*arguments: str) -> str:
    result = CliRunner().invoke(waitlist.command, list(arguments), catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def test_staff_do_it_all_on_the_command_line(command: Waiting) -> None:
    assert run("list") == "Nobody waits.\n"
    assert run("openings") == "Nothing became free.\n"
    patient = command.person("PersonA").patient.id.hex
    made = json.loads(run("add", patient, "visit", "--weekday", "tue", "--notice", "0", "--as", "Sam", "--json"))
    assert (made["weekdays"], made["changed_by"]) == (["tue"], "staff:Sam")
    assert "PersonA S.: visit; since 2026-11-23 10:00, priority 4, waiting" in run("priority", made["id"], "4")
    opened = json.loads(run("open", "visit", "dr-ann", "east", TEN.isoformat(), "--json"))
    assert "PersonA S.: offered, until 10:30" in run("openings")
    assert json.loads(run("openings", "--json"))[0]["offers"][0]["entry"] == made["id"]
    assert "stopped" in run("stop", opened["id"])
    assert run("remove", made["id"]).endswith("left\n")
