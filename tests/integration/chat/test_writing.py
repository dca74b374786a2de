"""What a browser writes: taken once, answered, and never another's."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from tests.conftest import SettableClock
from tests.integration.chat.conftest import Browser, Clinic


@pytest.fixture
def ann(clinic: Clinic) -> Browser:
    return clinic.browser()


def test_message_is_answered_in_the_thread_when_it_is_posted(clinic: Clinic, ann: Browser) -> None:
    client_id = str(uuid4())
    answer = ann.post(client_id, text="are you open?")
    assert (answer.status_code, answer.json()) == (202, {"client_id": client_id, "answering": True})

    clinic.desk.work()

    question, reply = ann.thread()["messages"]
    assert (question["author"], question["text"], question["client_id"]) == ("patient", "are you open?", client_id)
    assert (reply["author"], reply["text"], reply["read"]) == ("clinic", "echo: are you open?", False)
    assert ann.thread()["typing"] is False


def test_message_is_taken_once_when_it_is_posted_again(clinic: Clinic, ann: Browser) -> None:
    client_id = str(uuid4())
    for _ in range(3):
        assert ann.post(client_id, text="hello").status_code == 202
    clinic.desk.work()
    assert ann.texts() == [("patient", "hello"), ("clinic", "echo: hello")]


def test_same_client_id_is_another_message_when_another_browser_uses_it(clinic: Clinic, ann: Browser) -> None:
    bob, client_id = clinic.browser(), str(uuid4())
    ann.post(client_id, text="from ann")
    bob.post(client_id, text="from bob")
    clinic.desk.work()
    assert ann.texts() == [("patient", "from ann"), ("clinic", "echo: from ann")]
    assert bob.texts() == [("patient", "from bob"), ("clinic", "echo: from bob")]


def test_button_says_what_its_number_says_when_it_is_pressed(clinic: Clinic, ann: Browser) -> None:
    clinic.offer("Tuesday at 2", "Wednesday at 9")
    ann.say("a visit")
    clinic.desk.work()
    offered = ann.thread()["messages"][-1]["choices"]
    assert [(one["label"], one["open"]) for one in offered] == [("Tuesday at 2", True), ("Wednesday at 9", True)]
    clinic.offer()

    assert ann.post(choice=offered[1]["token"]).status_code == 202
    clinic.desk.work()

    assert clinic.desk.engine.asked[-1][1] == "2"
    pressed, answered = ann.thread()["messages"][-2:]
    assert (pressed["text"], answered["text"]) == ("Wednesday at 9", "echo: 2")
    assert [one["open"] for one in ann.thread()["messages"][1]["choices"]] == [False, False]


def test_button_is_no_use_when_it_was_pressed_before_or_is_anothers(clinic: Clinic, ann: Browser) -> None:
    clinic.offer("Tuesday at 2", "Wednesday at 9")
    ann.say("a visit")
    clinic.desk.work()
    token = ann.thread()["messages"][-1]["choices"][0]["token"]
    bob = clinic.browser()
    bob.say("hello")
    clinic.offer()
    clinic.desk.work()
    asked = len(clinic.desk.engine.asked)

    bob.post(choice=token)
    bob.post(choice="a" * 52)
    clinic.desk.work()

    assert len(clinic.desk.engine.asked) == asked
    assert "Tuesday" not in str(bob.thread())
    ann.post(choice=token)
    ann.post(choice=token)
    clinic.desk.work()
    assert [text for _, text, _ in clinic.desk.engine.asked[asked:]] == ["1"]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"client_id": "no uuid", "text": "hi"},
        {"client_id": str(uuid4())},
        {"client_id": str(uuid4()), "text": "hi", "choice": "x"},
        {"client_id": str(uuid4()), "text": "   "},
        {"client_id": str(uuid4()), "text": "x" * 1601},
        {"client_id": str(uuid4()), "choice": "x" * 65},
        {"client_id": str(uuid4()), "text": "hi", "more": 1},
    ],
)
def test_message_is_refused_with_a_problem_when_it_makes_no_sense(ann: Browser, body: dict[str, object]) -> None:
    answer = ann.http.post("/chat/v1/messages", json=body, headers=ann.headers)
    assert (answer.status_code, answer.headers["Content-Type"]) == (400, "application/problem+json")
    assert answer.json()["code"] == "invalid_request"


@pytest.mark.parametrize("body", [b"{", b"[]", b'"text"', b"null", b"\xff"])
def test_message_is_refused_with_a_problem_when_it_is_no_object(ann: Browser, body: bytes) -> None:
    headers = ann.headers | {"Content-Type": "application/json"}
    answer = ann.http.post("/chat/v1/messages", content=body, headers=headers)
    assert (answer.status_code, answer.headers["Content-Type"]) == (400, "application/problem+json")


def test_session_is_refused_when_its_token_is_not_ours_or_old(
    clinic: Clinic, ann: Browser, clock: SettableClock
) -> None:
    good = ann.token
    for token in ("x", good[:-4] + "AAA=", good[4:] + good[:4], "A" * 72, "\u00e9"):
        headers = {b"Authorization": f"Bearer {token}".encode()}
        answer = ann.http.get("/chat/v1/messages", headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (401, "unauthorized")
    clock.advance(days=179)
    assert ann.thread()["messages"] == []
    clock.set(clock.now() + timedelta(days=2))
    assert ann.http.get("/chat/v1/messages", headers=ann.headers).status_code == 401
    assert ann.post(text="hello").status_code == 401


def test_nothing_is_stored_that_is_a_token_when_somebody_writes(clinic: Clinic, ann: Browser) -> None:
    ann.say("hello")
    stored = str(clinic.desk.sql("SELECT a.address, m.provider_id FROM addresses a, messages m"))
    assert ann.token not in stored


def test_answering_is_false_when_staff_hold_the_conversation(clinic: Clinic, ann: Browser) -> None:
    ann.say("hello")
    clinic.desk.work()
    clinic.desk.sql("UPDATE conversations SET state = 'claimed', claimed_by = 'maria'")
    assert ann.post(text="are you there?").json()["answering"] is False


def test_conversation_is_gone_on_with_when_it_began_by_text(clinic: Clinic, ann: Browser) -> None:
    clinic.desk.say("hello by text")
    link = clinic.desk.frontdesk.linking.issue(clinic.desk.conversation()).token

    assert ann.begin(link=link).status_code == 201
    clinic.desk.work()
    ann.say("and here")
    clinic.desk.work()

    said = ann.texts()
    assert said[-2:] == [("patient", "and here"), ("clinic", "echo: and here")]
    assert [author for author, _ in said] == ["clinic", "patient", "clinic"]
    assert "hello by text" not in str(said)
    assert len(clinic.desk.sql("SELECT id FROM conversations")) == 1
    late = clinic.browser()
    late.begin(link=link)
    clinic.desk.work()
    assert len(late.texts()) == 1
    assert len(clinic.desk.sql("SELECT id FROM conversations")) == 2
