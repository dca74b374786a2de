from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from click.testing import CliRunner, Result

from backend.bootstrap import Frontdesk
from backend.commands import inbox
from backend.domain.errors import InvalidRequest, NotFound
from tests.integration.messaging.doubles import Desk


@pytest.fixture
def desk(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """The desk, which the command finds as this machine's installation."""

    @contextmanager
    def installation() -> Iterator[Frontdesk]:
        yield desk.frontdesk

    monkeypatch.setattr(inbox, "installation", installation)
    return desk


def _run(*arguments: str) -> Result:
    return CliRunner().invoke(inbox.command, list(arguments))


def test_says_so_when_nothing_waits(desk: Desk) -> None:
    assert _run("list").output == "Nothing waits.\n"


def test_takes_a_conversation_over_and_gives_it_back_when_told(desk: Desk) -> None:
    desk.say("i cant breathe")
    (waiting,) = json.loads(_run("list", "--json").output)
    short = waiting["id"][-8:]
    assert f"{short}  emergency" in _run("list").output
    assert "claimed by Sam" in _run("claim", short, "--as", "Sam").output
    assert _run("reply", short, "Are you safe?", "--as", "Sam").output == "On its way.\n"
    desk.work()
    assert desk.carrier.texts[-1] == "Are you safe?"
    shown = _run("show", short).output
    assert "patient: i cant breathe" in shown
    assert "Sam: Are you safe? [accepted]" in shown
    assert json.loads(_run("show", short, "--json").output)["messages"][0]["author"] == "patient"
    assert "returned" in _run("return", short, "--as", "Sam").output
    desk.work()
    assert desk.carrier.texts[-1].startswith("You are back with the assistant")
    assert "returned" in _run("show", waiting["id"]).output


@pytest.mark.parametrize(("handoff", "error"), [("0123", NotFound), ("1", InvalidRequest), ("0" * 32, NotFound)])
def test_finds_nothing_when_the_id_is_wrong(desk: Desk, handoff: str, error: type[Exception]) -> None:
    assert isinstance(_run("show", handoff).exception, error)


def test_shows_an_example_when_asked_for_help() -> None:
    for name in ("list", "show", "claim", "reply", "resolve", "return", "release"):
        assert "Example: frontdesk inbox" in _run(name, "--help").output
