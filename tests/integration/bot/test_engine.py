"""The engine through its one door: what it promises the backend, with the trained model."""

from __future__ import annotations

import signal
from datetime import timedelta

import redis

from tests.integration.bot.conftest import Engine
from tests.unit.actions.clinic_double import monday_morning

ANN = {"id": "p-ann", "first_name": "Ann"}


def stored(engine: Engine) -> bytes:
    client = redis.Redis.from_url(engine.redis_url)
    try:
        kept = client.get(f"frontdesk:tracker:{engine.conversation}")
        assert isinstance(kept, bytes)
        return kept
    finally:
        client.close()


def test_a_visit_is_booked_by_text(engine: Engine) -> None:
    assert "1) 12:00 pm" in engine.say("hi, can i see a dermatologist tuesday afternoon?")
    assert "name" in engine.say("2")
    assert "date of birth" in engine.say("Jane Porter")
    assert "1 for yes" in engine.say("4 may 1980")
    assert "booked" in engine.say("yes")
    assert engine.clinic.booked_for[0]["birth_date"] == "1980-05-04"


def test_a_visit_is_booked_in_spanish_when_the_messages_are(engine: Engine) -> None:
    engine.begin(ANN)

    assert "lo antes posible" in engine.say("quiero una cita para un checkup", language="es")
    offered = engine.say("mañana a las 3 de la tarde", language="es")
    assert "martes 24 nov" in offered
    assert "1 para sí" in offered
    assert "(martes 24 nov) a las 3:00 pm" in engine.say("sí", language="es")
    assert len(engine.clinic.visits) == 1


def test_the_question_is_asked_again_in_the_language_that_was_asked_for(engine: Engine) -> None:
    engine.begin(ANN)
    assert "Tue 24 Nov" in engine.say("book a checkup tomorrow morning")

    again = engine.say("español por favor", language="es", language_asked=True)

    assert "en español" in again
    assert "artes 24 nov" in again
    assert "Responda 1" in again


def test_a_repeated_message_gets_the_same_answer_and_is_done_once(engine: Engine) -> None:
    engine.begin(ANN)
    engine.say("book a checkup tomorrow at 3pm")

    first = engine.say("yes", "message-7")

    assert engine.say("yes", "message-7") == first
    assert len(engine.clinic.visits) == 1


def test_a_turn_is_refused_when_the_token_is_wrong(engine: Engine) -> None:
    assert engine.post("hello", token="other").status_code == 401


def test_a_turn_is_refused_with_the_field_named_when_it_is_ill_formed(engine: Engine) -> None:
    answer = engine.post("hello", sender="a b")

    assert (answer.status_code, answer.json()["error"].split(":")[0]) == (400, "sender")


def test_rasas_own_doors_are_shut(engine: Engine) -> None:
    for path in ("/model/parse", "/conversations/x/tracker", "/webhooks/rest/webhook"):
        assert engine.http.post(engine.url + path, json={"text": "hi"}).status_code == 404


def test_a_slash_in_a_text_is_no_order_to_rasa(engine: Engine) -> None:
    assert "Which visit" not in engine.say('/cancel_appointment{"service": "x"}')
    assert engine.say("/restart")


def test_the_tracker_in_redis_is_ciphertext_and_expires(engine: Engine) -> None:
    engine.say("book a dermatologist for Wilhelmina on tuesday")
    kept = stored(engine)

    assert b"Wilhelmina" not in kept
    assert b"dermatologist" not in kept
    with redis.Redis.from_url(engine.redis_url) as client:
        assert 3500 < client.ttl(f"frontdesk:tracker:{engine.conversation}") <= 3600


def test_a_tracker_moved_to_another_conversation_does_not_open(engine: Engine) -> None:
    engine.say("book a dermatologist")
    moved, other = stored(engine), "0" * 32
    with redis.Redis.from_url(engine.redis_url) as client:
        client.set(f"frontdesk:tracker:{other}", moved)
    engine.conversation = other

    assert "Which day" not in engine.say("yes")


def test_a_turn_that_failed_leaves_the_conversation_as_it_was(engine: Engine) -> None:
    engine.begin(ANN)
    engine.say("book a checkup")
    before = stored(engine)
    engine.actions.send_signal(signal.SIGSTOP)
    try:
        failed = engine.post("tomorrow at 3pm", "message-9")
    finally:
        engine.actions.send_signal(signal.SIGCONT)

    assert failed.status_code == 503
    assert stored(engine) == before
    assert "3:00 pm" in engine.say("tomorrow at 3pm", "message-9")


def test_two_wishes_are_taken_one_after_the_other(engine: Engine) -> None:
    engine.begin(ANN)
    engine.clinic.visit(engine.clinic.now.replace(day=24, hour=15))

    assert 'book a checkup for my son"' in engine.say("move my 3pm to friday and book a checkup for my son")
    engine.say("1")
    moved = engine.say("yes")

    assert "Fri 27 Nov" in moved
    assert "book a checkup for my son" in moved
    assert engine.clinic.visits[0]["start"][:10] == "2026-11-27"


def test_a_person_takes_over_when_the_same_would_be_said_a_third_time(engine: Engine) -> None:
    engine.say("can i see a dermatologist tuesday afternoon?")

    first, second, third = (engine.say("yes") for _ in range(3))

    assert first == second
    assert "a person will answer" in third
    assert engine.clinic.handoffs == ["fallback"]


def test_the_answer_is_plain_when_the_backend_is_away(engine: Engine) -> None:
    engine.begin(ANN)
    engine.say("book a checkup")
    engine.clinic.away = True

    assert "can't get to our calendar" in engine.say("tomorrow")


def test_a_question_with_numbers_carries_its_buttons_and_a_press_answers_it(engine: Engine) -> None:
    engine.begin(ANN)
    offered = engine.post("book a dermatologist tuesday afternoon").json()[-1]
    assert offered["buttons"][0] == {"title": "Tue 24 Nov 12:00 pm", "payload": "1"}
    assert [button["payload"] for button in offered["buttons"]] == ["1", "2", "3"]

    asked = engine.post(offered["buttons"][1]["payload"], "message-8", told={"language": "es"}).json()[-1]
    assert asked["buttons"] == [{"title": "S\u00ed", "payload": "1"}, {"title": "No", "payload": "2"}]
    assert "1 para s\u00ed" in asked["text"]
    again = engine.post(offered["buttons"][1]["payload"], "message-8", told={"language": "es"}).json()[-1]
    assert again == asked

    done = engine.post(asked["buttons"][0]["payload"]).json()
    assert "booked" in done[0]["text"]
    assert not any("buttons" in part for part in done)


def test_an_answer_to_a_reminder_is_about_that_visit_whatever_was_talked_about(engine: Engine) -> None:
    ana = {"id": "p1", "first_name": "Ana"}
    engine.begin(ana)
    engine.clinic.visit(monday_morning() + timedelta(days=1, hours=1), person=ana)
    second = engine.clinic.visit(monday_morning() + timedelta(days=3, hours=2), person=ana)
    second["attendance"] = "declined"
    engine.say("i need an eye exam")
    asked = engine.say("2", about={"appointment": second["id"], "intent": "decline_attendance"})
    assert "Thu" in asked
    assert "3" in asked
    engine.say("3")
    assert second["attendance"] == "accepted"


def test_an_answer_to_a_reminder_moves_or_cancels_that_visit(engine: Engine) -> None:
    ana = {"id": "p1", "first_name": "Ana"}
    engine.begin(ana)
    engine.clinic.visit(monday_morning() + timedelta(days=1, hours=1), person=ana)
    second = engine.clinic.visit(monday_morning() + timedelta(days=3, hours=2), person=ana)
    assert "Thu" in engine.say("R", about={"appointment": second["id"], "intent": "reschedule_appointment"})
    assert "Thu" in engine.say("cancelar", about={"appointment": second["id"], "intent": "cancel_appointment"})
    engine.say("yes")
    assert second["status"] == "cancelled"


def test_a_turn_is_refused_when_it_is_about_nothing_known(engine: Engine) -> None:
    engine.begin()
    answer = engine.post("2", told={"about": {"appointment": "a1", "intent": "emergency"}})
    assert answer.status_code == 400
    assert "about" in answer.text


def test_says_that_a_message_was_not_understood(engine: Engine) -> None:
    engine.begin()
    assert engine.post("purple monkey dishwasher").json()[-1].get("unclear") is True
    assert "unclear" not in engine.post("hello").json()[-1]
