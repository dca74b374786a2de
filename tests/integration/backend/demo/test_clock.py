"""The demo's clock as the telephone page turns it: every process of the demo shows the same; production has none."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient

from backend.bootstrap import Frontdesk, build
from backend.clock import SystemClock
from backend.gateway.app import create
from backend.settings import Settings
from tests.integration.small_clinic import SmallClinic

FROZEN = datetime(2026, 11, 30, 14, 30, tzinfo=UTC)
EFFECT = 1.1  # seconds until a turn has taken effect everywhere


@pytest.fixture
def processes(small: SmallClinic, settings: Settings) -> Iterator[list[Frontdesk]]:
    """Two processes of one demo, whose clocks stand still until they are turned."""
    demo = replace(settings, frozen_now=FROZEN)
    built = [build(demo), build(demo)]
    yield built
    for each in built:
        each.database.engine.dispose()


@pytest.fixture
def browser(processes: list[Frontdesk]) -> FlaskClient:
    return create(processes[0]).test_client()


def test_stands_where_it_was_frozen_when_nobody_turned_it(processes: list[Frontdesk], browser: FlaskClient) -> None:
    assert [each.clock.now() for each in processes] == [FROZEN, FROZEN]
    shown = browser.get("/sandbox/clock.json").get_json()
    assert shown == {"now": "2026-11-30T09:30:00-05:00", "speed": 0.0, "to": 0.0, "turns_in": 0.0}


def test_goes_fast_in_every_process_when_the_page_speeds_it_up(
    processes: list[Frontdesk], browser: FlaskClient
) -> None:
    assert browser.post("/sandbox/clock.json", json={"speed": 300}).get_json()["to"] == 300
    time.sleep(EFFECT)
    before = [each.clock.now() for each in processes]
    time.sleep(0.2)
    after = [each.clock.now() for each in processes]
    assert all(
        timedelta(seconds=50) < later - now < timedelta(minutes=20) for now, later in zip(before, after, strict=True)
    )
    assert browser.get("/sandbox/clock.json").get_json()["speed"] == 300


def test_is_put_forward_and_held_when_the_page_says_so(processes: list[Frontdesk], browser: FlaskClient) -> None:
    browser.post("/sandbox/clock.json", json={"forward": 3600, "speed": 0})
    time.sleep(EFFECT)
    assert [each.clock.now() for each in processes] == [FROZEN + timedelta(hours=1)] * 2
    browser.post("/sandbox/clock.json", json={"forward": 60})
    browser.post("/sandbox/clock.json", json={"forward": 60})
    time.sleep(EFFECT)
    assert processes[1].clock.now() == FROZEN + timedelta(hours=1, minutes=2)


@pytest.mark.parametrize(
    "asked",
    [{"speed": -1}, {"speed": 1e9}, {"forward": -3600}, {"forward": 1e12}, {"speed": True}, {"to": 1}, {}, [], "x"],
)
def test_refuses_to_be_turned_when_that_makes_no_sense(
    processes: list[Frontdesk], browser: FlaskClient, asked: object
) -> None:
    assert browser.post("/sandbox/clock.json", json=asked).status_code == 400
    assert processes[0].clock.now() == FROZEN


def test_refuses_to_be_turned_when_another_site_sends_a_form(browser: FlaskClient) -> None:
    assert browser.post("/sandbox/clock.json", data='{"speed": 300}', content_type="text/plain").status_code == 400


def test_goes_as_the_machine_does_when_it_is_production(processes: list[Frontdesk], settings: Settings) -> None:
    production = build(replace(settings, environment="production"))
    assert isinstance(production.clock, SystemClock)
    routes = {rule.rule for rule in create(production).url_map.iter_rules()}
    assert not any(route.startswith("/sandbox") for route in routes)
    production.database.engine.dispose()
