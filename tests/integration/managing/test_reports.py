"""Reports through the API and the command line, on rows as they come about."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import text

from backend.bootstrap import Frontdesk
from backend.commands import report
from backend.domain.errors import InvalidRequest
from backend.domain.messaging.questions import Subject
from backend.domain.messaging.records import Purpose, Words
from tests.conftest import ApiClient, SettableClock
from tests.integration.booking.test_api import holds_to
from tests.integration.small_clinic import SmallClinic

FIRST, SECOND = "2026-11-24T10:00:00-05:00", "2026-12-02T10:00:00-05:00"
PERIOD = {"from": "2026-11-16", "until": "2026-12-07"}


def _say(
    small: SmallClinic, appointment: str, kind: str, *, state: str = "delivered", answer: str | None = None
) -> None:
    """Say a planned message, have it arrive, and perhaps have it answered."""
    conversation = small.conversation()
    now = small.frontdesk.clock.now()
    with small.frontdesk.database.transaction() as transaction:
        place = transaction.conversations.get(conversation)
        message = transaction.messages.say(place, Words("Come!", Purpose.REMINDER), now)
        values = {"message": message, "appointment": appointment, "kind": kind, "state": state, "now": now}
        said = transaction.connection.execute(
            text("""
                UPDATE notifications SET state = 'said', message_id = :message, settled_at = :now
                WHERE appointment_id = CAST(:appointment AS uuid) AND kind = :kind AND state = 'planned'
                RETURNING id
            """),
            values,
        ).scalar_one()
        transaction.connection.execute(text("UPDATE deliveries SET state = :state WHERE message_id = :message"), values)
        if kind.startswith("reminder"):
            transaction.questions.ask(message, Subject.ATTENDANCE, said, now, now + timedelta(days=9))
        if answer:
            transaction.questions.settle(message, answer, now)


@pytest.fixture
def busy(small: SmallClinic, api: ApiClient, clock: SettableClock) -> SmallClinic:
    """Two visits in two weeks, one moved there; said: confirmations, a reminder that was answered, one that failed."""
    first = small.book(api, small.patient(), FIRST)
    second = small.book(api, small.patient("Ben"), FIRST, practitioner="dr-cyd", service="scan")
    api.post(f"/appointments/{second['id']}/reschedule", {"start": SECOND})
    _say(small, first["id"], "confirmation")
    _say(small, first["id"], "reminder-2h", answer="yes", state="read")
    _say(small, second["id"], "reminder-3d", state="failed")
    clock.advance(days=2)
    assert api.post(f"/appointments/{first['id']}/miss").status_code == 200
    return small


def _lines(api: ApiClient, **query: str) -> dict[str, Any]:
    response = api.get("/reports/reminders", **PERIOD, **query)
    assert response.status_code == 200, response.get_data(as_text=True)
    found = response.get_json()
    return {line["group"]: line for line in (*found["lines"], found["total"])}


def test_counts_by_week_when_nothing_else_is_said(api: ApiClient, busy: SmallClinic) -> None:
    found = _lines(api)
    assert list(found) == ["2026-11-16", "2026-11-23", "2026-11-30", "total"]
    week = found["2026-11-23"]
    assert (week["sent"], week["delivered"], week["read"], week["failed"]) == (2, 2, 1, 1)
    assert (week["asked"], week["confirmed"]) == (1, 1)
    assert (week["visits"], week["missed"], week["no_show_rate"]) == (1, 1, 1.0)
    assert (week["promised"], found["total"]["promised"]) == (0, 0)
    assert week["skipped_by"]["moved"] > 0
    assert (found["2026-11-30"]["visits"], found["2026-11-30"]["unmarked"]) == (1, 1)
    assert found["2026-11-30"]["waiting"] > 0
    total = found["total"]
    assert total["planned"] == sum(found[group]["planned"] for group in list(found)[:3])


def test_counts_by_other_groups_when_told(api: ApiClient, busy: SmallClinic) -> None:
    by_service = _lines(api, by="service")
    assert list(by_service) == ["scan", "visit", "total"]
    assert (by_service["visit"]["missed"], by_service["scan"]["failed"]) == (1, 1)
    by_channel = _lines(api, by="channel")
    assert list(by_channel) == ["none", "sms", "total"]
    assert (by_channel["sms"]["sent"], by_channel["none"]["sent"]) == (2, 0)
    assert (by_channel["sms"]["missed"], by_channel["none"]["missed"]) == (1, 0)
    by_kind = _lines(api, by="kind")
    assert by_kind["confirmation"]["delivered"] == 1
    assert by_kind["total"]["visits"] == 0
    assert _lines(api, service="scan")["total"]["missed"] == 0
    assert _lines(api, location="middle")["total"]["planned"] == 0


def test_counts_freed_times_once_when_some_were_filled(api: ApiClient, busy: SmallClinic) -> None:
    add = text("""
        INSERT INTO openings (id, practitioner_id, service_id, location_id, during, visit, source, state, next_at,
            created_at)
        VALUES (gen_random_uuid(), :cyd, :scan, :east, tstzrange(:at, :at + interval '1 hour'),
            tstzrange(:at, :at + interval '45 minutes'), :source, :state, :at, :at)
    """)
    ids = {"cyd": busy.ids["dr-cyd"], "scan": busy.ids["scan"], "east": busy.ids["east"]}
    at = datetime.fromisoformat(FIRST)
    with busy.frontdesk.database.transaction() as transaction:
        for source, state in (("cancelled", "filled"), ("rest", "gone"), ("rescheduled", "open")):
            transaction.connection.execute(add, {**ids, "at": at, "source": source, "state": state})
    for found in (_lines(api)["2026-11-23"], _lines(api, by="service")["scan"], _lines(api, by="channel")["none"]):
        assert (found["freed"], found["filled"]) == (2, 1)
    assert _lines(api, by="service")["visit"]["freed"] == 0


def test_gives_a_table_when_csv_is_asked_for(api: ApiClient, busy: SmallClinic) -> None:
    response = api.get("/reports/reminders", **PERIOD, format="csv")
    assert response.content_type == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(StringIO(response.get_data(as_text=True))))
    assert [row["week"] for row in rows] == ["2026-11-16", "2026-11-23", "2026-11-30"]
    assert (rows[1]["delivered"], rows[1]["no_show_rate"], rows[0]["no_show_rate"]) == ("2", "1.0000", "")
    assert int(rows[1]["skipped_moved"]) > 0
    headers = {"Authorization": f"Bearer {api.token}", "Accept": "text/csv"}
    assert api.client.get("/api/v1/reports/reminders", headers=headers).content_type.startswith("text/csv")


def test_answers_are_as_described_when_read(api: ApiClient, busy: SmallClinic) -> None:
    document = api.client.get("/api/v1/openapi.json").get_json()
    for query in ({}, {"by": "kind"}):
        holds_to(document, "/api/v1/reports/reminders", "get", api.get("/reports/reminders", **query))


@pytest.mark.parametrize(
    ("query", "status", "field"),
    [
        ({"from": "2026-12-01", "until": "2026-11-01"}, 400, "until"),
        ({"from": "yesterday"}, 400, "from"),
        ({"by": "colour"}, 400, "by"),
        ({"service": "nothing"}, 404, "service"),
    ],
)
def test_names_the_field_when_a_report_makes_no_sense(
    api: ApiClient, small: SmallClinic, query: dict[str, str], status: int, field: str
) -> None:
    response = api.get("/reports/reminders", **query)
    assert (response.status_code, response.get_json()["errors"][0]["field"]) == (status, field)


def test_writes_table_and_picture_when_the_command_is_told(
    busy: SmallClinic, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    @contextmanager
    def installation() -> Iterator[Frontdesk]:
        yield busy.frontdesk

    monkeypatch.setattr(report, "installation", installation)
    days = ["--from", "2026-11-16", "--until", "2026-12-07"]
    said = CliRunner().invoke(report.command, days)
    assert said.exit_code == 0
    head, *rows = said.output.splitlines()[1:]
    assert head.split()[:3] == ["week", "planned", "sent"]
    assert rows[1].split()[0] == "2026-11-23"
    assert rows[1].endswith("100.0%")
    table, png, svg = (tmp_path / name for name in ("out.csv", "out.png", "out.svg"))
    for by in ("week", "channel", "kind"):
        arguments = [*days, "--by", by, "--csv", str(table), "--chart", str(png), "--json"]
        found = CliRunner().invoke(report.command, arguments)
        assert json.loads(found.output)["by"] == by
        assert table.read_text().startswith(f"{by},planned,")
        assert png.read_bytes().startswith(b"\x89PNG")
    assert CliRunner().invoke(report.command, [*days, "--chart", str(svg)]).exit_code == 0
    assert "<svg" in svg.read_text()
    refused = CliRunner().invoke(report.command, ["--chart", str(tmp_path / "out.gif")])
    assert isinstance(refused.exception, InvalidRequest)
    assert "Example: frontdesk report" in CliRunner().invoke(report.command, ["--help"]).output
