"""A channel added as docs/add-a-channel.md says carries a conversation: provider, web side, worker, database."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from werkzeug.serving import make_server

from backend.domain.messaging.records import Option
from backend.gateway.app import create
from channels.contracts import Channel
from channels.sandbox.app import QuietHandler
from tests.contracts.contract import until
from tests.contracts.running import serving
from tests.contracts.toy.inbound import ToyInbound
from tests.contracts.toy.outbound import ToyOutbound
from tests.contracts.toy.provider import KEY, ToyProvider, provider
from tests.integration.messaging.doubles import Desk

pytestmark = pytest.mark.enable_socket

ROOT = Path(__file__).parents[3]
PAGE = ROOT / "docs" / "add-a-channel.md"


@pytest.fixture
def toy(desk: Desk) -> Iterator[ToyProvider]:
    """The toy's provider, wired to the desk and calling its web side."""
    wired = dict(desk.frontdesk.channels)
    vars(desk.frontdesk)["channels"] = wired
    with provider("") as running, closing(ToyOutbound(running.url, KEY)) as outbound:
        wired["toy"] = Channel("toy", outbound, ToyInbound(KEY))
        app = create(desk.frontdesk)
        with serving(make_server("127.0.0.1", 0, app, threaded=True, request_handler=QuietHandler)) as url:
            running.clinic = url
            yield running
            running.callers.shutdown()


def states(desk: Desk) -> list[tuple[object, ...]]:
    return desk.sql(
        "SELECT a.channel, d.state FROM deliveries d JOIN addresses a ON a.id = d.address_id ORDER BY d.seq"
    )


def test_conversation_goes_back_and_forth_when_a_toy_is_a_channel(desk: Desk, toy: ToyProvider) -> None:
    assert toy.write("ana", "can I come on Tuesday?") == 204
    desk.work()

    assert [(letter["to"], letter["text"]) for letter in toy.letters] == [("ana", "echo: can I come on Tuesday?")]
    until(lambda: states(desk) == [("toy", "delivered")])


def test_button_is_an_answer_when_it_is_pressed_once(desk: Desk, toy: ToyProvider) -> None:
    desk.engine.options = (Option("Tuesday", "1"), Option("Wednesday", "2"))
    toy.write("ana", "which days?")
    desk.work()
    (letter,) = toy.letters
    desk.engine.options = ()
    for _ in range(2):
        toy.write("ana", "Wednesday", button=letter["buttons"][1]["token"])
        desk.work()

    assert [button["label"] for button in letter["buttons"]] == ["Tuesday", "Wednesday"]
    assert [said for _, said, _ in desk.engine.asked] == ["which days?", "2"]
    assert len(toy.letters) == 3  # the second press is told that it no longer counts


def test_message_is_stored_once_when_the_provider_repeats_itself(desk: Desk, toy: ToyProvider) -> None:
    said = {"kind": "text", "id": "same", "from": "ana", "to": "clinic", "text": "hello"}
    assert [toy.call(said) for _ in range(3)] == [204, 204, 204]
    desk.work()

    assert [letter["text"] for letter in toy.letters] == ["echo: hello"]


def test_answer_is_sent_once_when_the_provider_is_slow_or_away(desk: Desk, toy: ToyProvider) -> None:
    toy.faults.append("rate limited")
    toy.write("ana", "hello")
    desk.work()
    assert toy.letters == []

    desk.sql("UPDATE deliveries SET due_at = now()")
    desk.due()
    assert [letter["text"] for letter in toy.letters] == ["echo: hello"]


def test_nobody_is_written_to_when_they_left(desk: Desk, toy: ToyProvider) -> None:
    toy.write("ana", "hello")
    desk.work()
    assert toy.call({"kind": "person", "name": "ana", "state": "left"}) == 204
    with desk.frontdesk.database.transaction() as transaction:
        found = transaction.conversations.find("toy", "ana")

    assert found is not None
    assert found.opted_out_at is not None


def test_nothing_is_taken_when_it_is_not_signed(desk: Desk, toy: ToyProvider, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.contracts.toy.provider.KEY", "another")

    assert toy.write("ana", "hello") == 403
    assert desk.sql("SELECT count(*) FROM messages") == [(0,)]


@pytest.mark.parametrize("name", ["inbound.py", "outbound.py", "status.py"])
def test_page_shows_the_toy_as_it_is_when_it_is_read(name: str) -> None:
    shown = re.search(rf"\*\*channels/toy/{re.escape(name)}\*\*\n\n```python\n(.*?)```", PAGE.read_text(), re.DOTALL)
    kept = (ROOT / "tests" / "contracts" / "toy" / name).read_text()

    assert shown is not None
    assert shown[1] == kept.replace("tests.contracts.toy.", "channels.toy.")
