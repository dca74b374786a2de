"""The telephone page: what the browser is given."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from backend.demo import page
from backend.demo.page import Column, Day, Entry, Shift, Visit, page_blueprint

ON = date(2026, 11, 30)
NOW = datetime(2026, 11, 30, 14, 41, tzinfo=UTC)


class Clinic:
    """A calendar with one practitioner in Chicago, and a memory of what it was asked."""

    def __init__(self) -> None:
        self.asked: list[date | None] = []
        self.entries: tuple[Entry, ...] = (
            Entry("a1", NOW, NOW + timedelta(minutes=30), "booked", "Dermatology visit", "Ana L.", by_text=True),
            Entry("h1", NOW + timedelta(hours=1), NOW + timedelta(minutes=90), "held", "Dermatology visit"),
        )

    def __call__(self, on: date | None) -> Day:
        self.asked.append(on)
        hours = (Shift(NOW - timedelta(hours=1), NOW + timedelta(hours=4)),)
        column = Column("Dr. Omar Castellan", "Lakeside", "America/Chicago", hours, self.entries)
        visit = Visit(
            "a1",
            NOW,
            NOW + timedelta(minutes=30),
            "America/Chicago",
            "Dermatology visit",
            "Dr. Omar Castellan",
            "Lakeside",
            "Ana L.",
        )
        return Day('Lantern "St" Clinic', on or ON, NOW, (column,), (visit,))


@pytest.fixture
def clinic() -> Clinic:
    return Clinic()


@pytest.fixture
def browser(clinic: Clinic) -> FlaskClient:
    app = Flask(__name__)
    app.register_blueprint(page_blueprint(clinic, carrier_url="http://127.0.0.1:8010/"))
    return app.test_client()


def day(browser: FlaskClient, query: str = "") -> dict[str, Any]:
    answer = browser.get(f"/sandbox/calendar.json{query}")
    assert answer.status_code == 200
    given: dict[str, Any] = json.loads(answer.data)
    return given


@pytest.mark.parametrize("path", ["/sandbox", "/sandbox/"])
def test_page_knows_the_carrier_and_asks_nobody_else_when_opened(browser: FlaskClient, path: str) -> None:
    answer = browser.get(path)

    assert answer.status_code == 200
    assert 'data-carrier="http://127.0.0.1:8010/"' in answer.text
    assert "Lantern &#34;St&#34; Clinic" in answer.text
    assert "connect-src 'self' http://127.0.0.1:8010;" in answer.headers["Content-Security-Policy"]
    assert re.findall(r"https?://[\w.:]+", answer.text) == ["http://127.0.0.1:8010"]
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style| style=| on\w+=", answer.text)


def test_every_file_of_the_page_is_served_when_asked_for(browser: FlaskClient) -> None:
    wanted = re.findall(r'(?:src|href)="(/sandbox/static/[^"]+)"', browser.get("/sandbox").text)
    served: set[str] = set()
    while wanted:
        path = wanted.pop()
        answer = browser.get(path, buffered=True)
        assert answer.status_code == 200, path
        served.add(path)
        modules = {f"/sandbox/static/{name}" for name in re.findall(r'from "\./([^"]+)"', answer.text)}
        wanted += modules - served

    channels = {f"/sandbox/static/{name}.js" for name in ("sms", "whatsapp", "telegram", "mail")}
    assert channels < served


def test_page_names_what_it_fills_when_its_modules_look_for_it(browser: FlaskClient) -> None:
    html = browser.get("/sandbox").text
    folder = Path(page.__file__).parent / "static"
    wanted = {
        name
        for module in folder.glob("*.js")
        for name in re.findall(r'(?:getElementById|copyOf)\("([^"]+)"\)', module.read_text())
    }

    assert len(wanted) > 10
    assert wanted <= set(re.findall(r'id="([^"]+)"', html))


def test_times_are_the_locations_own_when_a_day_is_read(browser: FlaskClient) -> None:
    (column,) = day(browser)["columns"]

    assert (column["zone_name"], column["now"]) == ("CST", "2026-11-30T08:41-06:00")
    assert column["hours"] == [{"start": "2026-11-30T07:41-06:00", "end": "2026-11-30T12:41-06:00"}]
    assert column["entries"][0] == {
        "id": "a1",
        "start": "2026-11-30T08:41-06:00",
        "end": "2026-11-30T09:11-06:00",
        "status": "booked",
        "service": "Dermatology visit",
        "patient": "Ana L.",
        "by_text": True,
        "mark": None,
    }
    assert day(browser)["upcoming"][0]["start"] == "2026-11-30T08:41-06:00"


def test_day_asked_for_reaches_the_calendar_when_given(browser: FlaskClient, clinic: Clinic) -> None:
    assert day(browser)["date"] == "2026-11-30"
    assert day(browser, "?date=2026-12-24")["date"] == "2026-12-24"
    assert clinic.asked == [None, date(2026, 12, 24)]


@pytest.mark.parametrize("asked", ["tomorrow", "2026-13-01", "2026-11-30T10:00"])
def test_day_is_refused_with_the_field_when_it_is_no_date(browser: FlaskClient, clinic: Clinic, asked: str) -> None:
    answer = browser.get("/sandbox/calendar.json", query_string={"date": asked})

    assert answer.status_code == 400
    assert answer.mimetype == "application/problem+json"
    assert json.loads(answer.data)["errors"][0]["field"] == "date"
    assert clinic.asked == []


def test_day_is_not_sent_again_when_nothing_changed(browser: FlaskClient, clinic: Clinic) -> None:
    tag = browser.get("/sandbox/calendar.json").headers["ETag"]
    again = browser.get("/sandbox/calendar.json", headers={"If-None-Match": tag})
    clinic.entries = clinic.entries[:1]
    changed = browser.get("/sandbox/calendar.json", headers={"If-None-Match": tag})

    assert (again.status_code, again.data) == (304, b"")
    assert changed.status_code == 200
