"""What of the engine's answers counts: words, and the buttons under them."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from backend.dialogue.client import RasaEngine
from backend.domain.ids import ConversationId, MessageId
from backend.domain.messaging.dialogue import DialogueUnavailable
from backend.domain.messaging.language import Spoken
from backend.domain.messaging.records import Answer, Option
from backend.domain.sensitive import Sensitive
from backend.identifiers import new_id

pytestmark = pytest.mark.enable_socket
NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
BUTTONS = [{"title": "Tue 2:20 pm", "payload": "1"}, {"title": "Wed 9:00 am", "payload": "2"}]


class Engine:
    """A server that answers as it is told."""

    def __init__(self) -> None:
        self.says: Any = [{"text": "Hello"}]
        self.status = 200
        engine = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:  # the library's name
                self.rfile.read(int(self.headers["Content-Length"]))
                body = json.dumps(engine.says).encode()
                self.send_response(engine.status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Keep quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def ask(self) -> Answer:
        """A question to it through the client."""
        with closing(RasaEngine(self.url, Sensitive("token"))) as client:
            ids = ConversationId(new_id()), MessageId(new_id())
            return client.answer(*ids, Sensitive("hi"), NOW, 1, Spoken("en"))


@pytest.fixture
def engine() -> Iterator[Engine]:
    running = Engine()
    yield running
    running.server.shutdown()
    running.server.server_close()


def test_joins_its_texts_when_there_are_several(engine: Engine) -> None:
    engine.says = [{"text": " One. "}, {"text": ""}, {"image": "x"}, {"text": "Two."}]
    assert engine.ask() == Answer("One.\nTwo.")


def test_offers_the_last_buttons_when_there_are_some(engine: Engine) -> None:
    engine.says = [
        {"text": "Which?", "buttons": [{"title": "old", "payload": "9"}]},
        {"text": "When?", "buttons": BUTTONS},
    ]
    assert engine.ask().options == (Option("Tue 2:20 pm", "1"), Option("Wed 9:00 am", "2"))


@pytest.mark.parametrize("buttons", [None, "x", [1], [{"title": "a"}], [{"title": "", "payload": "1"}], [{"title": 1}]])
def test_offers_nothing_when_a_button_makes_no_sense(engine: Engine, buttons: object) -> None:
    engine.says = [{"text": "When?", "buttons": buttons}]
    assert engine.ask() == Answer("When?")


@pytest.mark.parametrize("says", [[], {}, [{}], [{"text": "  "}], [{"buttons": BUTTONS}], None])
def test_is_unavailable_when_no_word_was_said(engine: Engine, says: object) -> None:
    engine.says = says
    with pytest.raises(DialogueUnavailable):
        engine.ask()


def test_is_unavailable_when_it_fails(engine: Engine) -> None:
    engine.status = 500
    with pytest.raises(DialogueUnavailable, match="HTTP 500"):
        engine.ask()
