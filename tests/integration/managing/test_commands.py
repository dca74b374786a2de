"""Policies and words from the command line."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from backend.bootstrap import Frontdesk
from backend.commands import reminders, templates
from backend.domain.errors import InvalidRequest, NotFound
from tests.conftest import ApiClient
from tests.integration.small_clinic import SmallClinic

type Run = Callable[..., Result]

POLICY = """
no_show_after = 30

[[steps]]
kind = "reminder-1d"
template = "reminder"
anchor = "start"
span = "1d"
asks = true
"""


@pytest.fixture
def run(small: SmallClinic, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command on the small clinic."""

    @contextmanager
    def installation() -> Iterator[Frontdesk]:
        yield small.frontdesk

    for module in (reminders, templates):
        monkeypatch.setattr(module, "installation", installation)

    def run(command: click.Command, *arguments: str) -> Result:
        return CliRunner().invoke(command, list(arguments))

    return run


def test_sets_shows_and_removes_a_policy_when_told(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "east.toml"
    file.write_text(POLICY)
    assert "For every visit (what the product brings along):" in run(reminders.command, "policy", "show").output
    said = run(reminders.command, "policy", "set", str(file), "--location", "east", "--as", "Sam").output
    assert "For east (set by Sam):" in said
    assert "1d before the visit" in said
    assert "has missed the visit 30 minutes after its end" in said
    shown = json.loads(run(reminders.command, "policy", "show", "--location", "east", "--json").output)
    again = tmp_path / "again.json"
    again.write_text(json.dumps({"steps": shown["steps"]}))
    assert run(reminders.command, "policy", "set", str(again), "--service", "visit").exit_code == 0
    assert len(json.loads(run(reminders.command, "policy", "show", "--all", "--json").output)) == 3
    instead = run(reminders.command, "policy", "remove", "--location", "east", "--json").output
    assert json.loads(instead)["usual"] is True
    assert isinstance(run(reminders.command, "policy", "remove", "--location", "east").exception, NotFound)


@pytest.mark.parametrize(
    ("name", "words"),
    [("bad.toml", "steps = ["), ("bad.json", "[1]"), ("bad.toml", "steps = [1]"), ("bad.toml", "steps = [{kind='a'}]")],
)
def test_says_what_is_wrong_when_a_file_holds_no_policy(run: Run, tmp_path: Path, name: str, words: str) -> None:
    file = tmp_path / name
    file.write_text(words)
    assert isinstance(run(reminders.command, "policy", "set", str(file)).exception, InvalidRequest)


def test_changes_words_and_goes_back_when_told(run: Run) -> None:
    assert "reminder en (built in): {clinic}: {whose}" in run(templates.command, "list").output
    body = "{clinic}: see you {day} at {time}."
    said = run(templates.command, "set", "soon", "en", body, "--as", "Sam").output
    assert said.startswith("Version 1 holds from now on.\nUsually:\n  Test Clinic: see you ")
    assert "sms: 1 part, " in said
    assert "soon en (version 1)" in run(templates.command, "list").output
    assert run(templates.command, "restore", "soon", "en", "0").output == "Version 2 holds from now on.\n"
    shown = json.loads(run(templates.command, "show", "soon", "en", "--json").output)
    assert [one["version"] for one in shown] == [2, 1, 0]
    assert "1 by Sam, " in run(templates.command, "show", "soon", "en").output
    looked = run(templates.command, "preview", "soon", "es", "--body", "{clinic}: {place} \u2713", "--json")
    assert json.loads(looked.output)["sample"]["channels"][0]["encoding"] == "UCS-2"
    refused = run(templates.command, "set", "soon", "en", "{clinic}: your scan")
    assert isinstance(refused.exception, InvalidRequest)


def test_shows_what_a_patient_was_told_when_asked(run: Run, small: SmallClinic, api: ApiClient) -> None:
    patient = small.patient()
    assert "Nothing was said" in run(reminders.command, "history", patient.id.hex).output
    small.book(api, patient, "2026-11-24T10:00:00-05:00")
    lines = run(reminders.command, "history", patient.id.hex).output.splitlines()
    assert lines[0].startswith("2026-11-24 08:00  reminder-2h")
    assert any("skipped (booked late)" in line for line in lines)
    page = json.loads(run(reminders.command, "history", patient.id.hex, "--limit", "1", "--json").output)
    after = run(reminders.command, "history", patient.id.hex, "--after", page["next"]).output
    assert after.splitlines() == lines[1:]


def test_keeps_what_a_patient_wishes_for_when_told_and_leaves_the_rest(run: Run, small: SmallClinic) -> None:
    patient = small.patient().id.hex
    assert "channel: where they write" in run(reminders.command, "wishes", patient).output
    run(reminders.command, "wishes", patient, "--channel", "sms", "--between", "09:00", "18:00")
    said = run(reminders.command, "wishes", patient, "--fewer", "--language", "es").output
    assert said.splitlines() == [
        "channel: sms",
        "language: es",
        "hours: 09:00 to 18:00",
        "reminders: only the last that asks",
    ]
    told = run(reminders.command, "wishes", patient, "--usual", "--language", "en", "--json").output
    assert json.loads(told) == {"channel": None, "locale": "en", "wakes": None, "sleeps": None, "fewer": False}
    refused = run(reminders.command, "wishes", patient, "--between", "03:00", "18:00").exception
    assert isinstance(refused, InvalidRequest)


@pytest.mark.parametrize(
    "path",
    [
        (reminders.command, "policy", "show"),
        (reminders.command, "policy", "set"),
        (reminders.command, "policy", "remove"),
        (reminders.command, "history"),
        *((templates.command, name) for name in ("list", "show", "set", "preview", "restore")),
    ],
    ids=lambda path: " ".join(path[1:]),
)
def test_shows_an_example_when_asked_for_help(run: Run, path: tuple[click.Command, ...]) -> None:
    command, *names = path
    assert "Example: frontdesk" in run(command, *names, "--help").output
