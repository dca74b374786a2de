from __future__ import annotations

import threading
from typing import Any

import pytest

from backend.domain.handoff.machine import Reason
from backend.domain.messaging.turns import ATTEMPTS
from channels.contracts import ContactUpdate
from tests.conftest import SettableClock
from tests.integration.messaging.doubles import PATIENT, Desk


def test_answers_a_text_when_the_engine_answers(desk: Desk) -> None:
    assert desk.say("hello") == ["echo: hello"]
    assert desk.sql("SELECT author, purpose FROM messages ORDER BY seq") == [("patient", None), ("bot", "reply")]
    assert desk.sql("SELECT state, provider_id IS NOT NULL FROM deliveries") == [("accepted", True)]


def test_keeps_nothing_readable_in_the_database_when_somebody_writes(desk: Desk) -> None:
    desk.say("my knee hurts")
    for table in ("conversations", "addresses", "messages", "deliveries"):
        rows = repr(desk.sql(f"SELECT to_jsonb(t) FROM {table} t"))
        assert "knee" not in rows
        assert b"knee".hex() not in rows
        assert b"15005550101".hex() not in rows


def test_answers_once_when_a_webhook_is_repeated(desk: Desk) -> None:
    assert desk.text("hello", sid="SM1")
    assert not desk.text("hello", sid="SM1")
    desk.work()
    assert desk.carrier.texts == ["echo: hello"]


def test_keeps_the_order_when_several_texts_wait(desk: Desk) -> None:
    for number in range(5):
        desk.text(f"text {number}")
    desk.work()
    assert desk.carrier.texts == [f"echo: text {number}" for number in range(5)]


def test_takes_one_turn_at_a_time_when_workers_race(desk: Desk) -> None:
    inside, most = [0], [0]
    lock = threading.Lock()

    def busy() -> None:
        with lock:
            inside[0] += 1
            most[0] = max(most[0], inside[0])
        threading.Event().wait(0.02)
        with lock:
            inside[0] -= 1

    desk.engine.meanwhile = busy
    for number in range(6):
        desk.text(str(number))
    id_ = desk.conversation()
    threads = [threading.Thread(target=desk.frontdesk.conversations.take_turns, args=(id_,)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most[0] == 1
    assert desk.carrier.texts == [f"echo: {number}" for number in range(6)]


def test_answers_a_text_that_arrives_while_another_is_answered(desk: Desk) -> None:
    def interrupt() -> None:
        if len(desk.engine.asked) == 1:
            desk.text("second")
            desk.frontdesk.conversations.take_turns(desk.conversation())

    desk.engine.meanwhile = interrupt
    desk.text("first")
    desk.work()
    assert desk.carrier.texts == ["echo: first", "echo: second"]


def test_tries_again_later_when_the_engine_is_away(desk: Desk) -> None:
    desk.engine.failing = 1
    assert desk.say("hello") == []
    assert desk.sql("SELECT retry_at > now(), lease_owner FROM conversations") == [(True, None)]
    _next_attempt(desk)
    assert desk.carrier.texts == ["echo: hello"]
    assert [attempt for _, _, attempt in desk.engine.asked] == [1, 2]
    assert desk.engine.asked[0][0] == desk.engine.asked[1][0]


def test_says_so_once_when_the_answer_takes_a_while(desk: Desk) -> None:
    desk.engine.failing = 3
    desk.say("hello")
    for _ in range(3):
        _next_attempt(desk)
    assert [text[:28] for text in desk.carrier.texts] == ["Thanks, I have your message.", "echo: hello"]


def test_asks_for_a_person_when_the_engine_stays_away(desk: Desk) -> None:
    desk.engine.failing = ATTEMPTS
    desk.say("hello")
    for _ in range(ATTEMPTS - 1):
        _next_attempt(desk)
    assert "passed your message to our team" in desk.carrier.texts[-1]
    assert "+1 555 0100" in desk.carrier.texts[-1]
    assert desk.sql("SELECT reason, state FROM handoffs") == [("error", "waiting")]
    assert desk.sql("SELECT count(*) FROM messages WHERE direction = 'inbound' AND processed_at IS NULL") == [(0,)]


def test_asks_for_a_person_when_every_attempt_died(desk: Desk) -> None:
    desk.text("hello")
    desk.sql(f"UPDATE messages SET attempts = {ATTEMPTS}")
    desk.work()
    assert desk.engine.asked == []
    assert desk.sql("SELECT reason FROM handoffs") == [("error",)]


def test_takes_a_turn_up_again_when_its_worker_died(desk: Desk) -> None:
    desk.text("hello")
    desk.sql("UPDATE conversations SET lease_owner = gen_random_uuid(), lease_until = now() + interval '5 s'")
    desk.work()
    assert desk.carrier.texts == []
    desk.sql("UPDATE conversations SET lease_until = now() - interval '1 s'")
    with desk.frontdesk.database.transaction() as transaction:
        due = transaction.conversations.due(10)
    assert due == [desk.conversation()]
    desk.frontdesk.conversations.take_turns(due[0])
    assert desk.carrier.texts == ["echo: hello"]


def test_says_nothing_when_the_lease_was_lost_meanwhile(desk: Desk) -> None:
    desk.engine.meanwhile = lambda: desk.sql("UPDATE conversations SET lease_owner = gen_random_uuid()")
    assert desk.say("hello") == []
    assert desk.sql("SELECT count(*) FROM messages WHERE direction = 'outbound'") == [(0,)]


@pytest.mark.parametrize(
    ("body", "attachments", "answer"),
    [
        ("", 0, "Your text arrived empty."),
        ("   \n ", 0, "Your text arrived empty."),
        ("\x00\x01\x02", 0, "Your text arrived empty."),
        ("/", 0, "Your text arrived empty."),
        ("", 1, "Sorry, I can read words only"),
        ("/cancel_appointment{}", 0, "echo: cancel_appointment{}"),
        ("  //restart", 0, "echo: restart"),
        ("👍", 0, "echo: 👍"),
        ("שלום", 0, "echo: שלום"),
        ("a\x00b\ufffdc", 0, "echo: a b c"),
    ],
)
def test_answers_sensibly_when_a_text_is_odd(desk: Desk, body: str, attachments: int, answer: str) -> None:
    desk.text(body, attachments=attachments)
    desk.work()
    assert len(desk.carrier.texts) == 1
    assert desk.carrier.texts[0].startswith(answer)


def test_sends_what_fits_when_an_answer_is_too_long(desk: Desk) -> None:
    (sent,) = desk.say("word " * 320)
    assert len(sent) <= 1600
    assert sent.endswith(" ...")


@pytest.mark.parametrize(
    ("body", "number"), [("i cant breathe", "911"), ("I want to end my life", "988")], ids=["general", "self-harm"]
)
def test_names_the_number_at_once_when_somebody_is_in_danger(desk: Desk, body: str, number: str) -> None:
    desk.engine.failing = 99
    (sent,) = desk.say(body)
    assert number in sent
    assert desk.engine.asked == []
    assert desk.sql("SELECT reason, priority, state FROM handoffs") == [("emergency", 2, "waiting")]


def test_answers_an_emergency_once_when_its_webhook_is_repeated(desk: Desk) -> None:
    desk.text("chest pain", sid="SM1")
    desk.text("chest pain", sid="SM1")
    desk.work()
    assert len(desk.carrier.texts) == 1
    assert desk.sql("SELECT count(*) FROM handoff_events") == [(1,)]


def test_answers_an_emergency_when_earlier_texts_still_wait(desk: Desk) -> None:
    desk.engine.failing = 1
    desk.say("hello")
    (sent,) = desk.say("my chest hurts bad")
    assert "911" in sent


def test_goes_on_with_the_assistant_when_asked_to_after_waiting(desk: Desk, clock: SettableClock) -> None:
    desk.say("hello")
    desk.frontdesk.handoffs.request(desk.conversation(), Reason.PATIENT_ASKED)
    (note,) = desk.say("are you there?")
    assert "BOT" in note
    assert desk.say("hello?") == []
    clock.advance(minutes=2)
    assert desk.say("hello??") == [note]
    (back,) = desk.say("Bot.")
    assert back == "You are back with the assistant of Harbor Clinic. What can I do for you?"
    assert desk.say("thanks") == ["echo: thanks"]
    assert desk.sql("SELECT state, closed_at IS NOT NULL FROM handoffs") == [("returned", True)]


@pytest.mark.parametrize("word", ["STOP", "stop.", " Unsubscribe ", "please stop"])
def test_writes_no_more_when_a_person_opts_out(desk: Desk, word: str) -> None:
    desk.say("hello")
    (last,) = desk.say(word)
    assert last == "You will get no more messages from Harbor Clinic. Send START to get them again."
    assert desk.say("hello") == []
    assert desk.say(word) == []
    (welcome,) = desk.say("START")
    assert welcome.startswith("Welcome back.")
    assert desk.say("hello") == ["echo: hello"]


def test_leaves_the_confirmation_to_the_provider_when_it_acted_itself(desk: Desk) -> None:
    assert desk.say("STOP", keyword="stop") == []
    assert desk.sql("SELECT opted_out_at IS NOT NULL FROM addresses") == [(True,)]
    assert desk.say("START", keyword="start") == []
    assert desk.say("hello") == ["echo: hello"]


def test_sends_no_answer_when_the_person_opted_out_while_it_was_prepared(desk: Desk) -> None:
    desk.say("hello")
    ended = ContactUpdate("sms", PATIENT, "unsubscribed", "21610")
    desk.engine.meanwhile = lambda: desk.frontdesk.contacts.update(ended)
    assert desk.say("book me in") == []
    assert desk.sql("SELECT state FROM deliveries ORDER BY seq") == [("accepted",), ("canceled",)]


@pytest.mark.parametrize("word", ["cancel", "CANCEL", "yes", "Y"])
def test_asks_the_dialogue_when_a_word_means_an_appointment(desk: Desk, word: str) -> None:
    assert desk.say(word) == [f"echo: {word}"]


def test_says_who_we_are_and_how_to_stop_when_asked_for_help(desk: Desk) -> None:
    (said,) = desk.say("HELP")
    assert said.startswith("Harbor Clinic:")
    assert "STOP" in said
    assert desk.say("HELP", keyword="help") == []


def _next_attempt(desk: Desk) -> Any:
    desk.sql("UPDATE conversations SET retry_at = now()")
    desk.bells.turns.append(desk.conversation())
    desk.work()


def test_speaks_the_language_of_the_last_text_that_told_one(desk: Desk) -> None:
    for text in ("hello", "quiero una cita", "ok", "2"):
        desk.say(text)

    assert [(each.language, each.asked) for each in desk.engine.spoken] == [
        ("en", False), ("es", False), ("es", False), ("es", False),
    ]  # fmt: skip
    assert desk.sql("SELECT locale FROM conversations") == [("es",)]


def test_remembers_the_language_that_was_asked_for(desk: Desk) -> None:
    desk.say("do you speak spanish?")

    assert desk.engine.spoken[-1].asked
    assert desk.say("PARAR") == ["Ya no recibirá mensajes de Harbor Clinic. Escriba START para recibirlos de nuevo."]


def test_answers_an_emergency_in_its_language_when_the_conversation_was_in_another(desk: Desk) -> None:
    desk.say("hello there")

    assert desk.say("no puede respirar")[-1].startswith("Esto parece una emergencia.")
    assert desk.sql("SELECT locale FROM conversations") == [("es",)]


def test_first_answer_is_in_its_language_all_over_when_somebody_begins_in_another(desk: Desk) -> None:
    # What a channel adds by itself, such as the foot of a mail, goes by the message's language.
    desk.write("email", "hola, quisiera una cita con el dentista", "ada@patient.example")
    assert desk.carriers["email"].sent[-1].locale == "es"
